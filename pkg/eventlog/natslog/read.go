package natslog

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

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
	log     *Log
	filter  eventlog.Filter
	follow  bool
	yield   func(eventlog.Record, error) bool
	done    eventlog.Position // everything up to here was yielded or does not pass
	scratch []eventlog.Record
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
	return m.Sequence, r.message(ctx, nats.Header(m.Header), m.Data)
}

// consume reads from a sequence on, until the tip or for ever.
func (r *reader) consume(ctx context.Context, seq uint64, t tip) error {
	cfg := jetstream.OrderedConsumerConfig{
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       seq,
		InactiveThreshold: time.Minute,
	}
	if r.filter.Land != "" {
		cfg.FilterSubjects = []string{subject(r.filter.Land)}
	}
	consumer, err := r.log.stream.OrderedConsumer(ctx, cfg)
	if err != nil {
		return fmt.Errorf("consumer: %w", err)
	}
	defer r.log.forget(ctx, consumer)
	messages, err := consumer.Messages(jetstream.PullMaxBytes(maxPull))
	if err != nil {
		return fmt.Errorf("consumer: %w", err)
	}
	defer messages.Stop()
	defer context.AfterFunc(ctx, messages.Stop)()
	pending := consumer.CachedInfo().NumPending
	for {
		if pending == 0 {
			if !r.follow {
				return nil
			}
			if err := r.catch(ctx, r.log.knownTip()); err != nil {
				return err
			}
		}
		m, err := messages.Next(jetstream.NextMaxWait(idle))
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, nats.ErrTimeout):
			if pending, err = r.idle(ctx, seq, t); err != nil {
				return err
			}
			continue
		case err != nil:
			return fmt.Errorf("consumer: %w", err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("consumer: %w", err)
		}
		if err := r.message(ctx, m.Headers(), m.Data()); err != nil {
			return err
		}
		pending, seq = meta.NumPending, meta.Sequence.Stream+1
		if !r.follow && seq > t.seq {
			return nil
		}
	}
}

// idle looks by itself whether there is something from seq on, and says how
// much, 0 or 1: a follower waits for what comes, a reader has come to the end.
func (r *reader) idle(ctx context.Context, seq uint64, t tip) (pending uint64, err error) {
	if r.follow {
		t, err := r.log.syncTip(ctx)
		if err != nil {
			return 0, err
		}
		return 0, r.catch(ctx, t)
	}
	subjects := Subjects
	if r.filter.Land != "" {
		subjects = subject(r.filter.Land)
	}
	m, err := next(ctx, r.log.stream, seq, subjects)
	if err != nil || m == nil || m.Sequence > t.seq {
		return 0, err
	}
	return 1, nil
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

// message yields the commit of a message of LOG, and before it the redacted ones that are due.
func (r *reader) message(ctx context.Context, h nats.Header, data []byte) error {
	c, err := decode(h, data, r.scratch)
	if err != nil {
		return err
	}
	r.scratch = c.records
	if c.last <= r.done || !r.filter.Admits(c.land) {
		return nil
	}
	if before := r.before(&c.head); before > r.done {
		if err := r.fill(ctx, before); err != nil {
			return err
		}
	}
	if e, ok := r.removed(c.first); ok {
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

// forget deletes a reader's consumer, which would else stay a minute.
func (l *Log) forget(ctx context.Context, c jetstream.Consumer) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = l.stream.DeleteConsumer(ctx, c.CachedInfo().Name) // the server forgets it by itself
}
