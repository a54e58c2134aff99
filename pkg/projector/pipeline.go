package projector

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

const (
	mostEvents = 1000    // of a batch
	mostBytes  = 8 << 20 // of a batch, raw
	chunkSize  = 50      // events decoded together
	chunkBytes = 1 << 20 // or as many bytes
	ahead      = 512     // records read ahead
	chunks     = 24      // chunks decoded ahead
)

// pipeline is one way from a log into a store.
type pipeline struct {
	log   eventlog.Log
	store catalogue.Store
	after catalogue.Position // the checkpoint
	until catalogue.Position // where to end; 0: never
	apply func(context.Context, batch) error
}

// batch is what one transaction does.
type batch struct {
	checkpoint catalogue.Position
	changes    []catalogue.Change
}

// chunk is a run of records that one core decodes.
type chunk struct {
	records []eventlog.Record
	inputs  []catalogue.Input
	bytes   int
	err     error
	done    chan struct{} // closed when inputs and err are there
}

// pipe runs the steps side by side; the first error ends all of them.
func pipe(ctx context.Context, p pipeline) error {
	group, ctx := errgroup.WithContext(ctx)
	records := make(chan eventlog.Record, ahead)
	work := make(chan *chunk, chunks)    // to whoever decodes next
	ordered := make(chan *chunk, chunks) // in the order of the log
	batches := make(chan batch)

	group.Go(func() error { defer close(records); return p.read(ctx, records) })
	group.Go(func() error { defer close(work); defer close(ordered); return p.cut(ctx, records, work, ordered) })
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for c := range work {
				c.decode()
			}
			return nil
		})
	}
	group.Go(func() error { defer close(batches); return p.fold(ctx, ordered, batches) })
	group.Go(func() error {
		for b := range batches {
			if err := p.apply(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}

// send gives v to the next step, unless ctx is done before.
func send[T any](ctx context.Context, to chan<- T, v T) error {
	select {
	case to <- v:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read follows the log and misses no position.
func (p *pipeline) read(ctx context.Context, to chan<- eventlog.Record) error {
	next := p.after + 1
	for r, err := range p.log.Follow(ctx, next, eventlog.Filter{}) {
		if err != nil {
			return fmt.Errorf("project: %w", err)
		}
		if r.Position != next {
			return fmt.Errorf("project: %w: position %d comes after %d", ErrRecord, r.Position, next-1)
		}
		if err := send(ctx, to, r); err != nil {
			return err
		}
		if r.Position == p.until {
			return nil
		}
		next++
	}
	if ctx.Err() == nil {
		return fmt.Errorf("project: the log ended after position %d, and nobody asked it to", next-1)
	}
	return ctx.Err()
}

// cut makes chunks of what is there; it never waits for one to fill.
func (p *pipeline) cut(ctx context.Context, records <-chan eventlog.Record, to ...chan<- *chunk) error {
	for r := range records {
		c := &chunk{done: make(chan struct{})}
		for more := true; more; {
			c.records, c.bytes = append(c.records, r), c.bytes+len(r.Raw)
			if len(c.records) == chunkSize || c.bytes >= chunkBytes {
				break
			}
			select {
			case r, more = <-records:
			default:
				more = false
			}
		}
		for _, step := range to {
			if err := send(ctx, step, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// decode opens the chunk's events.
func (c *chunk) decode() {
	defer close(c.done)
	c.inputs = make([]catalogue.Input, 0, len(c.records))
	for _, r := range c.records {
		in := catalogue.Input{Position: r.Position, Land: r.Land, RecordedAt: r.RecordedAt}
		if r.Raw != nil {
			e, err := event.OpenData(r.Raw)
			if err != nil {
				c.err = fmt.Errorf("project position %d of %s: %w: %w", r.Position, r.Land, ErrRecord, err)
				return
			}
			in.Event = e
			in.Prepare()
		}
		c.inputs = append(c.inputs, in)
	}
}
