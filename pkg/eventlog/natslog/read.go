package natslog

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// Read yields the records until the tip; see [eventlog.Log].
func (l *Log) Read(ctx context.Context, from eventlog.Position, f eventlog.Filter) iter.Seq2[eventlog.Record, error] {
	return func(yield func(eventlog.Record, error) bool) {
		r := &reader{log: l, filter: f, done: max(from, 1) - 1, yield: yield}
		if err := r.read(ctx); err != nil && !errors.Is(err, errStop) {
			yield(eventlog.Record{Position: r.done + 1}, fmt.Errorf("read log: position %d: %w", r.done+1, err))
		}
	}
}

// Follow yields the records and waits for more; see [eventlog.Log].
func (l *Log) Follow(ctx context.Context, from eventlog.Position, f eventlog.Filter) iter.Seq2[eventlog.Record, error] {
	return func(yield func(eventlog.Record, error) bool) {
		r := &reader{log: l, filter: f, done: max(from, 1) - 1, yield: yield, follow: true}
		if err := r.read(ctx); err != nil && !errors.Is(err, errStop) && ctx.Err() == nil {
			yield(eventlog.Record{Position: r.done + 1}, fmt.Errorf("follow log: position %d: %w", r.done+1, err))
		}
	}
}

// errStop ends reading because the caller has enough.
var errStop = errors.New("enough")

// reader merges LOG and REDACTED into one order.
type reader struct {
	log    *Log
	filter eventlog.Filter
	follow bool
	yield  func(eventlog.Record, error) bool
	done   eventlog.Position // everything up to here was yielded or does not pass
}

func (r *reader) read(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t, err := r.log.syncTip(ctx)
	if err != nil {
		return err
	}
	if err := r.log.syncRedacted(ctx); err != nil {
		return err
	}
	seq := t.seq
	if r.done < t.last {
		if seq, err = r.begin(ctx, t); err != nil {
			return err
		}
	}
	if r.follow || seq < t.seq && r.done < t.end(r.filter) {
		if err := r.consume(ctx, seq+1, t); err != nil {
			return err
		}
	}
	return r.fill(ctx, t.end(r.filter))
}

// begin yields from the commit that holds the first wanted position, which
// was read to find it, and says at which sequence it was.
func (r *reader) begin(ctx context.Context, t tip) (seq uint64, err error) {
	m, err := r.log.find(ctx, r.done+1, t)
	if err != nil || m == nil {
		return 0, err
	}
	c, err := decode(m.Header, m.Data, nil)
	if err != nil {
		return 0, err
	}
	return m.Sequence, r.commit(ctx, c)
}

// consume reads from a sequence on, until the tip or for ever.
func (r *reader) consume(ctx context.Context, seq uint64, t tip) error {
	ahead, err := r.log.ahead(ctx, seq, r.filter)
	if err != nil {
		return err
	}
	defer ahead.stop()
	for pending := ahead.pending; ; {
		switch {
		case pending == 0 && r.follow:
			if err := r.catch(ctx, r.log.knownTip()); err != nil {
				return err
			}
		case pending == 0: // the server miscounts while a message is deleted: believe it only if nothing is due
			if pending, err = r.idle(ctx, seq, t); err != nil || pending == 0 {
				return err
			}
		}
		m, there, err := ahead.next(ctx)
		if err != nil {
			return err
		}
		if !there {
			if pending, err = r.idle(ctx, seq, t); err != nil {
				return err
			}
			continue
		}
		if err := r.commit(ctx, m.commit); err != nil {
			return err
		}
		pending, seq = m.pending, m.seq+1
		ahead.done(m)
		if !r.follow && seq > t.seq {
			return nil
		}
	}
}

// idle looks by itself after a while without a message whether one is due from
// seq on, and says how many are pending: 0, or 1 if it is on its way. A server
// that cannot read a block of its own stays silent: that is damage.
func (r *reader) idle(ctx context.Context, seq uint64, t tip) (pending uint64, err error) {
	if r.follow {
		if t, err = r.log.syncTip(ctx); err != nil {
			return 0, err
		}
	}
	end := t.end(r.filter)
	if r.done >= end {
		return 0, nil
	}
	subjects := Subjects
	if r.filter.Land != "" {
		subjects = subject(r.filter.Land)
	}
	m, err := next(ctx, r.log.stream, seq, subjects)
	if err != nil {
		return 0, err
	}
	if m != nil && m.Sequence <= t.seq {
		return 1, nil
	}
	return 0, r.fill(ctx, end)
}

// catch yields redacted commits at the tip, after which no message of LOG may ever come.
func (r *reader) catch(ctx context.Context, t tip) error {
	if r.done >= t.end(r.filter) {
		return nil
	}
	if err := r.log.syncRedacted(ctx); err != nil {
		return err
	}
	return r.merge(ctx, t.end(r.filter))
}

// commit yields one of LOG, and before it the redacted ones that are due.
func (r *reader) commit(ctx context.Context, c *commit) error {
	if c.last <= r.done || !r.filter.Admits(c.land) {
		return nil
	}
	if before := r.before(&c.head); before > r.done {
		if err := r.fill(ctx, before); err != nil {
			return err
		}
	}
	if e, ok := r.removed(c.first); ok {
		var err error
		if c, err = r.log.loadRedacted(ctx, e); err != nil {
			return err
		}
	}
	return r.give(c)
}

// before is the position up to which a reader has come when this commit is due.
func (r *reader) before(h *head) eventlog.Position {
	if r.filter.Land != "" {
		return h.before
	}
	return h.first - 1
}

// removed is the redacted copy of the commit that begins at a position.
func (r *reader) removed(first eventlog.Position) (removal, bool) {
	for _, e := range r.log.removals() {
		if e.first == first {
			return e, true
		}
	}
	return removal{}, false
}

// fill yields redacted commits up to a position and fails if something is missing then.
func (r *reader) fill(ctx context.Context, to eventlog.Position) error {
	if r.done >= to {
		return nil
	}
	if err := r.log.syncRedacted(ctx); err != nil {
		return err
	}
	if err := r.merge(ctx, to); err != nil {
		return err
	}
	if r.done < to {
		return fmt.Errorf("%w: records are missing up to position %d", eventlog.ErrCorrupt, to)
	}
	return nil
}

// merge yields the redacted commits that are next, up to a position.
func (r *reader) merge(ctx context.Context, to eventlog.Position) error {
	for _, e := range r.log.removals() {
		if e.last <= r.done || e.first > to || !r.filter.Admits(e.land) {
			continue
		}
		if r.before(&e.head) > r.done {
			return nil
		}
		c, err := r.log.loadRedacted(ctx, e)
		if err != nil {
			return err
		}
		if err := r.give(c); err != nil {
			return err
		}
	}
	return nil
}

// give yields the records of a commit that are due.
func (r *reader) give(c *commit) error {
	for _, record := range c.records {
		if record.Position <= r.done {
			continue
		}
		r.done = record.Position
		if !r.yield(record, nil) {
			return errStop
		}
	}
	return nil
}
