package connector

import (
	"context"
	"fmt"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// RawEvent is an event that its Land has written itself, or that stands in a
// log: it goes out with the bytes it has.
type RawEvent struct {
	Raw    []byte
	ID     string
	Source event.Source
}

// PublishEvents sends events of one Land in their order and waits for their
// receipts; cfg.Delivery names the Land, and a system for events that name none. The memory is not asked: ids,
// times and order are the caller's.
func PublishEvents(ctx context.Context, cfg Config, events []RawEvent) (*Outcome, error) {
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	if cfg.Progress == nil {
		cfg.Progress = func(int, int) {}
	}
	out := &Outcome{Counts: Counts{Read: len(events), New: len(events)}}
	if cfg.DryRun {
		return out, nil
	}
	hearing, deaf := context.WithCancel(ctx)
	defer deaf()
	land := cfg.Delivery.Land
	ears, err := listen(hearing, cfg.Client, land, cfg.Client.System())
	if err != nil {
		return nil, err
	}
	defer func() { _ = ears.sub.Unsubscribe() }()

	ids := make([]identity, len(events))
	for i, e := range events {
		ids[i] = identity{string(e.Source), e.ID}
	}
	a := newAnswers(ids)
	told := func(a *answers) { cfg.Progress(len(a.receipts), len(a.receipts)+len(a.open)) }
	for len(events) > 0 {
		system, n := front(cfg.Delivery.System, events)
		if system == "" {
			return nil, fmt.Errorf("event %q: its source names no system, and none was given", events[0].ID)
		}
		raws := make([][]byte, n)
		for i := range raws {
			raws[i] = events[i].Raw
		}
		if err := send(ctx, cfg, federation.BatchSubject(land, system), raws); err != nil {
			return nil, err
		}
		events = events[n:]
	}
	if err := ears.collect(ctx, a, cfg.Wait, told); err != nil {
		return nil, err
	}
	out.Receipts = a.list(ids)
	a.count(&out.Counts, ids)
	return out, nil
}

// front is how many events at the front go out together, and as which
// system's. An event without a readable source goes with those before it.
func front(fallback learning.System, events []RawEvent) (system learning.System, n int) {
	for n, e := range events {
		_, s, ok := e.Source.Split()
		switch {
		case !ok:
		case system == "":
			system = s
		case s != system:
			return system, n
		}
	}
	if system == "" {
		system = fallback
	}
	return system, len(events)
}
