package replay

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// AsOfConfig says which catalogue AsOf makes.
type AsOfConfig struct {
	Log    eventlog.Log
	Moment Moment // a position: with it; a time: what was recorded before; none: now
	Land   learning.Land
	// Progress, if not nil, is told now and then how many positions are read.
	Progress func(done, total eventlog.Position)
}

// Catalogue is what was offered at a moment.
type Catalogue struct {
	Position eventlog.Position   // of the last record in it
	Offers   []catalogue.Version // live ones in byte order of id
}

// AsOf folds the log up to a moment. It needs memory for all offers, and
// reads to the end of the log to learn what was withdrawn for legal reasons
// since. A record of ours that does not read is an error.
func AsOf(ctx context.Context, cfg AsOfConfig) (Catalogue, error) {
	last, err := cfg.Moment.last(ctx, cfg.Log)
	if err != nil {
		return Catalogue{}, fmt.Errorf("as of %s: %w", cfg.Moment, err)
	}
	f := &folding{last: last, newest: map[learning.OfferID]*catalogue.Version{}}
	span := window{log: cfg.Log, land: cfg.Land, progress: cfg.Progress}
	if err := span.each(ctx, f.take); err != nil {
		return Catalogue{}, fmt.Errorf("as of %s: %w", cfg.Moment, err)
	}
	if err := f.flush(); err != nil {
		return Catalogue{}, fmt.Errorf("as of %s: %w", cfg.Moment, err)
	}
	c := Catalogue{Position: last}
	for _, id := range slices.Sorted(maps.Keys(f.newest)) {
		if v := f.newest[id]; v.Live() && !v.Erased {
			c.Offers = append(c.Offers, *v)
		}
	}
	return c, nil
}

// folding keeps the newest version of each offer. Events are opened many at a
// time on all cores and folded in order.
type folding struct {
	last   eventlog.Position
	newest map[learning.OfferID]*catalogue.Version
	queue  []eventlog.Record
}

const manyAtOnce = 512 // events

func (f *folding) take(r *eventlog.Record) error {
	if r.Redacted != "" || r.Position > f.last && !maybeLegal(r.Raw) {
		return nil
	}
	if f.queue = append(f.queue, *r); len(f.queue) < manyAtOnce {
		return nil
	}
	return f.flush()
}

func (f *folding) flush() error {
	events, err := openAll(f.queue)
	if err != nil {
		return err
	}
	for i, r := range f.queue {
		in := catalogue.Input{Position: r.Position, Land: r.Land, RecordedAt: r.RecordedAt, Event: events[i]}
		if r.Position > f.last {
			f.erase(in)
		} else {
			f.fold(in)
		}
	}
	f.queue = f.queue[:0]
	return nil
}

func (f *folding) fold(in catalogue.Input) {
	id, _ := catalogue.Subject(in)
	for _, change := range catalogue.Fold(f.newest[id], in) {
		if revised, ok := change.(catalogue.Revised); ok {
			f.newest[id] = &revised.Version
		}
	}
}

// erase takes away what was withdrawn for legal reasons after the moment.
func (f *folding) erase(in catalogue.Input) {
	id, ok := catalogue.Subject(in)
	if fact, is := in.Event.Fact.(*event.OfferWithdrawn); ok && is && fact.Reason == event.Legal {
		delete(f.newest, id)
	}
}

// maybeLegal is true for every withdrawal for legal reasons, and for little
// else; a text with an escape in it may say anything.
func maybeLegal(raw []byte) bool {
	return bytes.Contains(raw, []byte("withdrawn")) && bytes.Contains(raw, []byte("legal")) || bytes.Contains(raw, []byte(`\u`))
}

// openAll opens events on all cores.
func openAll(records []eventlog.Record) ([]*event.Event, error) {
	events, errs := make([]*event.Event, len(records)), make([]error, len(records))
	var wg sync.WaitGroup
	size := max(1, (len(records)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	for from := 0; from < len(records); from += size {
		wg.Go(func() {
			for i := from; i < min(from+size, len(records)); i++ {
				events[i], errs[i] = event.Open(records[i].Raw)
			}
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("position %d: %w", records[i].Position, err)
		}
	}
	return events, nil
}
