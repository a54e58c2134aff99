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
// receipts; cfg.Delivery names the Land alone. The memory is not asked: ids,
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
		system, n, err := front(land, events)
		if err != nil {
			return nil, err
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

// front is how many events at the front are of one system, and which.
func front(land learning.Land, events []RawEvent) (learning.System, int, error) {
	var system learning.System
	for n, e := range events {
		of, s, ok := e.Source.Split()
		if !ok || of != land {
			return "", 0, fmt.Errorf("event %s: source %q is not of %s", e.ID, e.Source, land)
		}
		if n > 0 && s != system {
			return system, n, nil
		}
		system = s
	}
	return system, len(events), nil
}
