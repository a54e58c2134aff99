package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// Result says what became of a held delivery.
type Result struct {
	Land     learning.Land    `json:"land"`
	System   learning.System  `json:"system"`
	Delivery string           `json:"delivery"`
	State    quarantine.State `json:"state"`
	Released int              `json:"released"` // withdrawals that are in the log now
	Skipped  int              `json:"skipped"`  // offers about which something newer had come
	Dropped  int              `json:"dropped"`
	Before   bool             `json:"before"` // it was so before: nothing was done now
}

// request is what a person asks of the committer.
type request struct {
	do     func(*committer, context.Context) (*releasing, error)
	answer chan reply
}

type reply struct {
	*releasing
	err error
}

// releasing is a decision that is in the log; done is closed when the Land has
// been told and the quarantine knows.
type releasing struct {
	result Result
	done   chan struct{}
}

// Release lets the withdrawals through that the brake holds: those of the
// whole delivery to which the entry of this number belongs, except about
// offers of which something newer has come. They become records of their Land,
// with their own origins, behind a record of the hub's own that says so; the
// Land gets receipts. A release that was made before is answered again.
//
// Errors: [quarantine.ErrNumber], [quarantine.ErrNotHeld], [ErrDecided],
// [ErrNoOutbox], [ErrStopped]; if ctx ends first, the release goes on all the same.
func (in *Intake) Release(ctx context.Context, n quarantine.Number) (Result, error) {
	return in.request(ctx, func(c *committer, ctx context.Context) (*releasing, error) { return c.release(ctx, n) })
}

// Drop throws the withdrawals away that the brake holds: those of the whole
// delivery to which the entry of this number belongs. The offers stay. The
// errors are those of [Intake.Release].
func (in *Intake) Drop(ctx context.Context, n quarantine.Number) (Result, error) {
	return in.request(ctx, func(c *committer, ctx context.Context) (*releasing, error) { return c.drop(ctx, n) })
}

func (in *Intake) request(ctx context.Context, do func(*committer, context.Context) (*releasing, error)) (Result, error) {
	r := request{do, make(chan reply, 1)}
	select {
	case in.requests <- r:
	case <-in.stopped:
		return Result{}, ErrStopped
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	var made *releasing
	select {
	case a := <-r.answer:
		if a.err != nil {
			return Result{}, a.err
		}
		made = a.releasing
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	select {
	case <-made.done:
		return made.result, nil
	case <-in.stopped:
		return made.result, ErrStopped
	case <-ctx.Done():
		return made.result, ctx.Err()
	}
}

// find gives the delivery of an entry and what of it is held and open. It
// answers itself if there is nothing to do any more, or nothing that may be done.
func (c *committer) find(n quarantine.Number, want ...quarantine.State) (d delivery, open []quarantine.Entry, before *releasing, err error) {
	seen, ok := c.in.cfg.Quarantine.Seen(n)
	switch {
	case !ok:
		return d, nil, nil, fmt.Errorf("entry %d: %w", n, quarantine.ErrNumber)
	case seen.Verdict != quarantine.Held:
		return d, nil, nil, fmt.Errorf("entry %d: %w", n, quarantine.ErrNotHeld)
	}
	d = delivery{seen.Origin.Land, seen.System, seen.Delivery}
	if r := c.underWay(d); r != nil {
		if slices.Contains(want, quarantine.Released) {
			return d, nil, r, nil
		}
		return d, nil, nil, fmt.Errorf("entry %d is being released: %w", n, ErrDecided)
	}
	open = c.open(d)
	switch {
	case seen.State == quarantine.Undecided:
		return d, open, nil, nil
	case !slices.Contains(want, seen.State):
		return d, nil, nil, fmt.Errorf("entry %d is %s: %w", n, seen.State, ErrDecided)
	}
	done := make(chan struct{})
	close(done)
	return d, nil, &releasing{c.past(d, want[0]), done}, nil
}

// open are the held and open entries of a delivery.
func (c *committer) open(d delivery) (open []quarantine.Entry) {
	for _, e := range c.in.cfg.Quarantine.Held() {
		if e.Land == d.land && e.System == d.system && e.Delivery == d.id {
			open = append(open, e)
		}
	}
	return open
}

// past counts what became of a delivery before.
func (c *committer) past(d delivery, state quarantine.State) Result {
	r := Result{Land: d.land, System: d.system, Delivery: d.id, State: state, Before: true}
	for s := range c.in.cfg.Quarantine.All() {
		if s.Verdict != quarantine.Held || s.Origin.Land != d.land || s.System != d.system || s.Delivery != d.id {
			continue
		}
		switch s.State {
		case quarantine.Released:
			r.Released++
		case quarantine.Skipped:
			r.Skipped++
		case quarantine.Dropped:
			r.Dropped++
		}
	}
	return r
}

func (c *committer) release(ctx context.Context, n quarantine.Number) (*releasing, error) {
	d, open, before, err := c.find(n, quarantine.Released, quarantine.Skipped)
	if err != nil || before != nil {
		return before, err
	}
	return c.letThrough(ctx, d, open, true)
}

// underWay is the release of a delivery that has not reached the Land yet, nil if there is none.
func (c *committer) underWay(d delivery) *releasing {
	r := c.releasing[d]
	if r == nil {
		return nil
	}
	select {
	case <-r.done:
		delete(c.releasing, d)
		return nil
	default:
		return r
	}
}

// letThrough writes the release of a delivery: the hub's record, unless a
// crash left it in the log alone, then the withdrawals.
func (c *committer) letThrough(ctx context.Context, d delivery, open []quarantine.Entry, announce bool) (*releasing, error) {
	i := slices.IndexFunc(c.in.boxes, func(b *box) bool { return b.Land == d.land })
	if i < 0 {
		return nil, fmt.Errorf("release of %s: %w", d.land, ErrNoOutbox)
	}
	whole, err := retry(ctx, c, func(ctx context.Context) ([]quarantine.Entry, error) { return c.load(ctx, open) })
	if err != nil {
		return nil, err
	}
	var through, skipped []quarantine.Entry
	for _, e := range whole {
		other, known := c.mem.known.lookup(identityOf(e.Source, e.ID))
		if c.mem.overtaken[e.Number] || known && !other.same(e.Digest()) {
			skipped = append(skipped, e)
		} else {
			through = append(through, e)
		}
	}
	c.now()
	var records []eventlog.Record
	if announce {
		own, err := c.ownRecord(ctx, event.TypeHeldReleased, decisionID("released", d, open[0].Number, ""), d,
			event.HeldReleased{Land: d.land, System: d.system, Delivery: d.id, Released: len(through), Skipped: len(skipped)})
		if err != nil {
			return nil, err
		}
		records = own
	}
	receipts, more, err := c.withdraw(ctx, d, through)
	if err != nil {
		return nil, err
	}
	if err := c.ledger(ctx, append(records, more...)); err != nil {
		return nil, err
	}
	c.in.cfg.Crash(CrashReleased)
	c.mem.settle(open)
	r := &releasing{done: make(chan struct{}), result: Result{
		Land: d.land, System: d.system, Delivery: d.id, State: quarantine.Released, Released: len(through), Skipped: len(skipped),
	}}
	c.releasing[d] = r
	c.in.boxes[i].answers.put(&answer{system: d.system, receipts: receipts, after: func(ctx context.Context) {
		c.in.released(ctx, r, through, skipped)
	}})
	return r, nil
}

// load gives entries with their bytes.
func (c *committer) load(ctx context.Context, entries []quarantine.Entry) (whole []quarantine.Entry, err error) {
	for e, err := range c.in.cfg.Quarantine.Entries(ctx, entries) {
		if err != nil {
			return nil, err
		}
		whole = append(whole, e)
	}
	return whole, nil
}

// withdraw appends held withdrawals with their own origins, as many commits as
// it takes. One that is in the log already is answered with its position.
func (c *committer) withdraw(ctx context.Context, d delivery, entries []quarantine.Entry) (receipts []federation.Receipt, records []eventlog.Record, err error) {
	commit := eventlog.Commit{Land: d.land, RecordedAt: c.mem.at}
	bytes := 0
	flush := func() error {
		if len(commit.Entries) == 0 {
			return nil
		}
		added, err := c.append(ctx, commit)
		records = append(records, added...)
		commit.Entries, bytes = nil, 0
		return err
	}
	for _, e := range entries {
		key := identityOf(e.Source, e.ID)
		was, known := c.mem.known.lookup(key)
		if !known {
			if bytes += len(e.Raw); len(commit.Entries) == eventlog.MaxEvents || bytes > eventlog.MaxBytes {
				if err := flush(); err != nil {
					return nil, nil, err
				}
				bytes = len(e.Raw)
			}
			commit.Entries = append(commit.Entries, eventlog.Entry{Raw: e.Raw, Origin: e.Origin, Digest: e.Digest()})
			was.position = c.mem.last + eventlog.Position(len(commit.Entries))
			c.mem.known.add(key, e.Digest(), was.position, e.Origin)
			c.mem.overtake(offerKey{e.Land, e.System, e.Subject}, key, moment{c.mem.at, e.Origin})
		}
		receipts = append(receipts, federation.Receipt{
			ID: e.ID, Source: e.Source, Verdict: federation.Accepted, Position: was.position,
			Outbox: federation.Place{Created: e.Origin.Created, Sequence: e.Origin.Sequence, Index: e.Origin.Index},
		})
	}
	return receipts, records, flush()
}

// released is the end of a release: the Land has its receipts, now the
// quarantine learns of it. Until then a start makes the release again.
func (in *Intake) released(ctx context.Context, r *releasing, through, skipped []quarantine.Entry) {
	for state, entries := range map[quarantine.State][]quarantine.Entry{quarantine.Released: through, quarantine.Skipped: skipped} {
		if err := in.commit.resolve(ctx, entries, state, ""); err != nil {
			in.fail(err)
			return
		}
	}
	close(r.done)
}

// resolve tells the quarantine what became of entries.
func (c *committer) resolve(ctx context.Context, entries []quarantine.Entry, state quarantine.State, by string) error {
	numbers := make([]quarantine.Number, len(entries))
	for i, e := range entries {
		numbers[i] = e.Number
	}
	_, err := retry(ctx, c, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, c.in.cfg.Quarantine.Resolve(ctx, numbers, state, by)
	})
	return err
}

func (c *committer) drop(ctx context.Context, n quarantine.Number) (*releasing, error) {
	d, open, before, err := c.find(n, quarantine.Dropped)
	if err != nil || before != nil {
		return before, err
	}
	c.now()
	records, err := c.ownRecord(ctx, event.TypeHeldDropped, decisionID("dropped", d, open[0].Number, ""), d,
		event.HeldDropped{Land: d.land, System: d.system, Delivery: d.id, Dropped: len(open)})
	if err != nil {
		return nil, err
	}
	if err := c.ledger(ctx, records); err != nil {
		return nil, err
	}
	if err := c.resolve(ctx, open, quarantine.Dropped, ""); err != nil {
		return nil, err
	}
	c.mem.settle(open)
	done := make(chan struct{})
	close(done)
	return &releasing{Result{Land: d.land, System: d.system, Delivery: d.id, State: quarantine.Dropped, Dropped: len(open)}, done}, nil
}
