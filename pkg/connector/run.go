package connector

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
)

// Config is one run of the connector.
type Config struct {
	Client   *federation.Client // with the rights of the delivery's system, or of its whole Land
	Delivery *Delivery
	DryRun   bool             // plan only
	Wait     time.Duration    // how long to wait for receipts
	Now      func() time.Time // the clock; nil: time.Now
	// Planned is called with the plan before anything is sent; Progress with
	// how many events have a receipt of how many sent. Both may be nil.
	Planned  func(*Plan)
	Progress func(answered, sent int)
	// Crash is called after each durable step with its name, for tests of crashes; may be nil.
	Crash func(point string)
}

// Outcome is what a run did.
type Outcome struct {
	Counts Counts
	Plan   *Plan
	// Receipts are the hub's answers that came in time, in the order of what was sent.
	Receipts []federation.Receipt
}

// tries bounds how often a run plans anew because another one interfered.
const tries = 5

// Run makes one delivery: read the memory and the receipts that came in
// between, plan, remember, send, and wait for the receipts. It may be killed
// at any moment and run again.
func Run(ctx context.Context, cfg Config) (*Outcome, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	if cfg.Planned == nil {
		cfg.Planned = func(*Plan) {}
	}
	if cfg.Progress == nil {
		cfg.Progress = func(int, int) {}
	}
	for try := 1; ; try++ {
		out, err := run(ctx, cfg)
		if !errors.Is(err, ErrConflict) || try == tries {
			return out, err
		}
	}
}

func run(ctx context.Context, cfg Config) (*Outcome, error) {
	d := cfg.Delivery
	m, err := loadMemory(ctx, cfg.Client, d.Land, d.System)
	if err != nil {
		return nil, err
	}
	if !cfg.DryRun {
		if err := catchUp(ctx, cfg.Client, m); err != nil {
			return nil, err
		}
		cfg.Crash("connector.caught-up")
	}
	plan, err := NewPlan(d, m.all(), cfg.Now().UTC().Truncate(time.Millisecond))
	if err != nil {
		return nil, fmt.Errorf("plan delivery: %w", err)
	}
	cfg.Planned(plan)
	if cfg.DryRun {
		return &Outcome{Counts: plan.Counts, Plan: plan}, nil
	}
	return deliver(ctx, cfg, m, plan)
}

// deliver carries a plan out.
func deliver(ctx context.Context, cfg Config, m *memory, plan *Plan) (*Outcome, error) {
	d := cfg.Delivery
	hearing, deaf := context.WithCancel(ctx)
	defer deaf()
	ears, err := listen(hearing, cfg.Client, d.Land, d.System)
	if err != nil {
		return nil, err
	}
	defer func() { _ = ears.sub.Unsubscribe() }()
	for _, s := range plan.Sends {
		m.put(s.Entry)
	}
	if err := m.save(ctx); err != nil {
		return nil, err
	}
	cfg.Crash("connector.remembered")

	completed, err := plan.completed(d, cfg.Now().UTC().Truncate(time.Millisecond))
	if err != nil {
		return nil, err
	}
	var events [][]byte
	var ids []identity
	for _, s := range plan.Sends {
		events, ids = append(events, s.Raw), append(ids, identity{string(source(d)), s.Entry.ID})
	}
	closing := identity{string(source(d)), d.ID}
	if err := send(ctx, cfg, federation.BatchSubject(d.Land, d.System), append(events, completed)); err != nil {
		return nil, err
	}
	cfg.Crash("connector.sent")

	a := newAnswers(append([]identity{closing}, ids...))
	if err := ears.collect(ctx, a, cfg.Wait, func(a *answers) { cfg.Progress(len(a.receipts), len(ids)+1) }); err != nil {
		return nil, err
	}
	cfg.Crash("connector.answered")
	if err := catchUp(ctx, cfg.Client, m); err != nil && !errors.Is(err, ErrConflict) {
		return nil, err
	}
	out := &Outcome{Counts: plan.Counts, Plan: plan, Receipts: a.list(ids)}
	a.count(&out.Counts, ids)
	out.Counts.Position = max(out.Counts.Position, a.receipts[closing].Position)
	return out, nil
}

// send publishes events in order, as batches within the limits of one message.
func send(ctx context.Context, cfg Config, subject string, events [][]byte) error {
	for len(events) > 0 {
		n, size := 0, 2
		for n < len(events) && n < event.MaxBatch && (n == 0 || size+len(events[n])+1 <= event.MaxBatchBytes) {
			size += len(events[n]) + 1
			n++
		}
		header := nats.Header{"Content-Type": {event.BatchContentType}}
		if _, err := cfg.Client.Publish(ctx, subject, header, event.JoinBatch(events[:n])); err != nil {
			return fmt.Errorf("publish %d events: %w", n, err)
		}
		cfg.Crash("connector.batch")
		events = events[n:]
	}
	return nil
}
