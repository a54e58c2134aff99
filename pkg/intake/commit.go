package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// stepTime is how long one step of a commit may take before it is tried again.
const stepTime = 30 * time.Second

// committer is the only one who writes into the log. It takes what was judged
// while it synced the last time, decides in order, and makes it durable.
type committer struct {
	in  *Intake
	mem *memory
	// releasing are deliveries whose release is in the log and not yet told to the Land.
	releasing map[delivery]*releasing
}

func newCommitter(in *Intake, m *memory) *committer {
	return &committer{in: in, mem: m, releasing: map[delivery]*releasing{}}
}

// run works until ctx is done, or until something of our own is broken.
func (c *committer) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-c.in.requests:
			made, err := r.do(c, ctx)
			r.answer <- reply{made, err}
			if fatal(err) {
				return err
			}
			continue
		case err := <-c.in.failures:
			return err
		case <-c.in.ready:
		}
		for ctx.Err() == nil {
			messages := c.collect()
			if len(messages) == 0 {
				break
			}
			if err := c.round(ctx, messages); err != nil {
				if ctx.Err() != nil && !fatal(err) {
					return nil // it is in the outbox still, and will be read again
				}
				return err
			}
		}
	}
}

// fatal reports whether an error is our own corruption: then the process has to stop.
func fatal(err error) bool {
	for _, own := range []error{eventlog.ErrConflict, eventlog.ErrClock, eventlog.ErrCommit, eventlog.ErrCorrupt, quarantine.ErrCorrupt, errLedger} {
		if errors.Is(err, own) {
			return true
		}
	}
	return false
}

// errLedger marks an error of the ledger. It is a file of our own: what goes
// wrong there does not pass by itself, and a start catches up with the log.
var errLedger = errors.New("the ledger cannot be written")

// collect takes what is judged, in the order of each outbox, at most one commit of each Land.
func (c *committer) collect() (all []*message) {
	for _, b := range c.in.boxes {
		all = append(all, b.collect()...)
	}
	return all
}

func (b *box) collect() []*message {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, events, bytes := 0, 0, 0
	for ; n < len(b.queue); n++ {
		m := b.queue[n]
		if m.left.Load() != 0 {
			break
		}
		events += len(m.events)
		bytes += m.size
		if n > 0 && (events > eventlog.MaxEvents || bytes > eventlog.MaxBytes) {
			break
		}
	}
	taken := b.queue[:n:n]
	if b.queue = b.queue[n:]; len(b.queue) == 0 {
		b.queue = nil
	}
	return taken
}

// round makes one cycle durable and hands it to those who answer.
func (c *committer) round(ctx context.Context, messages []*message) error {
	started := time.Now()
	cy := &cycle{at: c.now(), position: c.mem.last + 1, messages: messages}
	for _, m := range messages {
		if err := c.answerTo(ctx, cy, m); err != nil {
			return err
		}
	}
	if err := c.store(ctx, cy); err != nil {
		return err
	}
	c.advance(cy)
	for _, m := range messages {
		m.events = nil
		m.box.answers.put(&answer{m: m, system: m.system, receipts: m.receipts})
	}
	cy.seen.Took = time.Since(started)
	if c.in.cfg.Observe != nil {
		c.in.cfg.Observe(cy.seen)
	}
	return nil
}

// now is the hub's clock, and never behind what is recorded.
func (c *committer) now() time.Time {
	at := c.in.cfg.Clock().Round(0).UTC()
	if !at.After(c.mem.at) {
		at = c.mem.at.Add(1)
	}
	c.mem.at = at
	return at
}

// answerTo decides every event of a message.
func (c *committer) answerTo(ctx context.Context, cy *cycle, m *message) error {
	m.receipts = make([]federation.Receipt, 0, len(m.events))
	for i := range m.events {
		r, err := c.decide(ctx, cy, m, i)
		if err != nil { // it could not read an old entry, and has noted nothing
			r, err = retry(ctx, c, func(ctx context.Context) (federation.Receipt, error) { return c.decide(ctx, cy, m, i) })
		}
		if err != nil {
			return err
		}
		m.receipts = append(m.receipts, r)
	}
	return nil
}

// store makes a cycle durable: log, quarantine, ledger, in this order.
func (c *committer) store(ctx context.Context, cy *cycle) error {
	var records []eventlog.Record
	for _, commit := range cy.commits {
		added, err := c.append(ctx, commit)
		if err != nil {
			return err
		}
		records = append(records, added...)
	}
	if len(cy.commits) > 0 {
		c.in.cfg.Crash(CrashLogged)
	}
	if len(cy.entries) > 0 {
		numbers, err := retry(ctx, c, func(ctx context.Context) ([]quarantine.Number, error) {
			return c.in.cfg.Quarantine.Append(ctx, cy.entries)
		})
		if err != nil {
			return err
		}
		c.hold(cy, numbers)
		c.in.cfg.Crash(CrashQuarantined)
	}
	dropped, numbers, err := c.supersede(ctx, cy.completed)
	if err != nil {
		return err
	}
	records = append(records, dropped...)
	if err := c.ledger(ctx, records); err != nil {
		return err
	}
	for _, d := range numbers {
		if err := c.resolve(ctx, d.entries, quarantine.Superseded, d.by); err != nil {
			return err
		}
	}
	if len(records) > 0 {
		c.in.cfg.Crash(CrashLedgered)
	}
	return nil
}

// hold remembers what the cycle holds back.
func (c *committer) hold(cy *cycle, numbers []quarantine.Number) {
	for i, e := range cy.entries {
		if e.Verdict == quarantine.Held {
			e.Number, e.Raw = numbers[i], nil
			c.mem.hold(e)
		}
	}
}

// append adds one commit to the log and gives its records.
func (c *committer) append(ctx context.Context, commit eventlog.Commit) ([]eventlog.Record, error) {
	expected, tried := c.mem.last, false
	last, err := retry(ctx, c, func(ctx context.Context) (eventlog.Position, error) {
		last, err := c.in.cfg.Log.Append(ctx, expected, commit)
		if errors.Is(err, eventlog.ErrConflict) && tried {
			return c.landed(ctx, expected, commit, err)
		}
		tried = true
		return last, err
	})
	if err != nil {
		return nil, err
	}
	c.mem.last = last
	return commit.Records(last), nil
}

// landed finds out whether a commit of which nothing was heard is in the log:
// then what looks like a conflict is none.
func (c *committer) landed(ctx context.Context, expected eventlog.Position, commit eventlog.Commit, conflict error) (eventlog.Position, error) {
	want := commit.Records(expected + eventlog.Position(len(commit.Entries)))
	for rec, err := range c.in.cfg.Log.Read(ctx, expected+1, eventlog.Filter{}) {
		if err != nil {
			return 0, err
		}
		w := want[0]
		if rec.Land != w.Land || rec.Origin != w.Origin || rec.Digest != w.Digest || !rec.RecordedAt.Equal(w.RecordedAt) {
			return 0, conflict
		}
		if want = want[1:]; len(want) == 0 {
			return rec.Position, nil
		}
	}
	return 0, conflict
}

// ledger adds records to the ledger.
func (c *committer) ledger(ctx context.Context, records []eventlog.Record) error {
	if len(records) == 0 {
		return nil
	}
	if err := c.in.cfg.Ledger.Append(context.WithoutCancel(ctx), records); err != nil {
		return fmt.Errorf("%w: %w", errLedger, err)
	}
	return nil
}

// retry does a step until it succeeds, something of ours is broken, or ctx is
// done while the step does not succeed.
func retry[T any](ctx context.Context, c *committer, step func(context.Context) (T, error)) (T, error) {
	wait := backoff{}
	for {
		// A step that has begun is not cut off: whether it happened would be unknown.
		work, cancel := context.WithTimeout(context.WithoutCancel(ctx), stepTime)
		result, err := step(work)
		cancel()
		if err == nil || fatal(err) || ctx.Err() != nil {
			return result, err
		}
		c.in.cfg.Logger.Error("commit is tried again", "error", err)
		wait.sleep(ctx)
	}
}

// advance notes how far each outbox has come, and counts.
func (c *committer) advance(cy *cycle) {
	cy.seen.Events, cy.seen.Verdicts = 0, map[learning.Land]map[federation.Verdict]int{}
	for _, m := range cy.messages {
		verdicts := cy.seen.Verdicts[m.box.Land]
		if verdicts == nil {
			verdicts = map[federation.Verdict]int{}
			cy.seen.Verdicts[m.box.Land] = verdicts
		}
		for _, r := range m.receipts {
			verdicts[r.Verdict]++
			cy.seen.Events++
		}
		m.box.advance(m, cy.at)
	}
}

// advance notes a message that is durable.
func (b *box) advance(m *message, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pasts[m.created]
	if p == nil {
		p = &past{}
		b.pasts[m.created] = p
	}
	p.created, p.last, p.done, p.at = m.created, m.sequence, true, at
	p.high = max(p.high, m.sequence)
	p.prints = make(map[int]uint64, 1)
	if n := len(m.events); n > 0 { // the last event says enough
		p.prints[n-1] = short(m.events[n-1].digest)
	}
	if m.noise {
		b.stat.Noise++
	}
	for _, r := range m.receipts {
		b.stat.count(r.Verdict)
		if r.Verdict == federation.Accepted || r.Verdict == federation.Warned {
			b.stat.LastEvent = at
		}
	}
}

// restored notes that the outbox gives its sequences out again.
func (b *box) restored() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stat.Notice = Notice{noticeRestored, b.in.cfg.Clock()}
}

// ownRecord writes one record of the hub's own and gives what it became, nil
// if it is in the log already.
func (c *committer) ownRecord(ctx context.Context, typ event.Type, id string, d delivery, data any) ([]eventlog.Record, error) {
	source := event.HubSource("intake")
	key := identityOf(string(source), id)
	if _, there := c.mem.known.lookup(key); there {
		return nil, nil
	}
	at := c.mem.at
	raw, err := event.Draft{ID: id, Source: source, Type: typ, Subject: d.id, Time: at, Data: data}.Encode()
	if err != nil {
		return nil, err
	}
	records, err := c.append(ctx, eventlog.Commit{Land: learning.Hub, RecordedAt: at, Entries: []eventlog.Entry{{Raw: raw}}})
	if err != nil {
		return nil, err
	}
	c.mem.known.add(key, records[0].Digest, records[0].Position, eventlog.Origin{})
	return records, nil
}
