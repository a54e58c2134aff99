package connector

import (
	"context"
	"fmt"
	"time"

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
// receipts; cfg.Delivery names the Land, and a system for events that name
// none. The memory is not asked: ids, times and order are the caller's.
func PublishEvents(ctx context.Context, cfg Config, events []RawEvent) (*Outcome, error) {
	cfg = cfg.complete()
	out := &Outcome{Counts: Counts{Read: len(events), New: len(events)}}
	parts, err := partition(cfg.Delivery.System, events)
	if err != nil || cfg.DryRun {
		return out, err
	}
	land := cfg.Delivery.Land
	ears, err := listen(ctx, cfg.Client, federation.ReceiptsOf(land, cfg.Client.System()))
	if err != nil {
		return nil, err
	}
	defer ears.close()
	for _, p := range parts {
		s := sender{Config: cfg, ears: ears, subject: federation.BatchSubject(land, p.system)}
		encode := func(i int) ([]byte, error) { return p.events[i].Raw, nil }
		if err := s.send(ctx, len(p.events), encode); err != nil {
			return nil, err
		}
	}
	ears.sent()
	until := time.Now().Add(cfg.Wait)
	if err := ears.wait(ctx, until, func(answered int) { cfg.Progress(answered, len(events)) }); err != nil {
		return nil, err
	}
	for n := range events {
		out.Counts.add(ears.of(n))
	}
	out.Receipts = ears.all()
	return out, nil
}

// part is events of one system that follow each other.
type part struct {
	system learning.System
	events []RawEvent
}

// partition cuts events where the system changes. An event without a readable
// source goes with those before it, or else with those behind it.
func partition(fallback learning.System, events []RawEvent) (parts []part, err error) {
	for len(events) > 0 {
		p := part{}
		n := 0
		for ; n < len(events); n++ {
			_, s, ok := events[n].Source.Split()
			if ok && p.system != "" && s != p.system {
				break
			}
			if ok {
				p.system = s
			}
		}
		if p.system == "" {
			p.system = fallback
		}
		if p.system == "" {
			return nil, fmt.Errorf("event %q: its source names no system, and none was given", events[0].ID)
		}
		p.events, events = events[:n], events[n:]
		parts = append(parts, p)
	}
	return parts, nil
}
