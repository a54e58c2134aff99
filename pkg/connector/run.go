package connector

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/lernverbund/lernverbund/pkg/federation"
)

// The crash points, in the order in which a delivery passes them.
const (
	CrashCaughtUp   = "connector.caught-up"  // receipts from before are in the memory
	CrashRemembered = "connector.remembered" // the memory says "sent", nothing is sent
	CrashBatch      = "connector.batch"      // one batch is in the outbox; passed once each
	CrashSent       = "connector.sent"       // everything is in the outbox
	CrashAnswered   = "connector.answered"   // the receipts came, the memory does not know them
)

// Config is one run of the connector.
type Config struct {
	Client   *federation.Client // with the rights of the delivery's system, or of its whole Land
	Delivery *Delivery
	DryRun   bool             // plan only
	Wait     time.Duration    // how long to wait for receipts; 0: not at all
	Now      func() time.Time // the clock of the events; nil: time.Now
	// Planned is called with the plan before anything is sent, once more if
	// another connector interfered; Progress with how many events have a
	// receipt of how many sent. Both may be nil.
	Planned  func(*Plan)
	Progress func(answered, sent int)
	// Crash is called at each crash point with its name, for tests of crashes; may be nil.
	Crash func(point string)
}

// Outcome is what a run did.
type Outcome struct {
	Counts Counts
	Plan   *Plan
	// Receipts are the hub's answers that came in time, in the order of what
	// was sent; that of delivery.completed only if it was rejected.
	Receipts []federation.Receipt

	taken int // events rejected because their id was used before: the memory had forgotten them
}

// tries bounds how often a run plans anew: because another one interfered, or
// because the memory is an older copy and each try learns one forgotten event of
// every offer.
const tries = 8

// errOvertaken is ErrConflict after everything was sent.
var errOvertaken = fmt.Errorf("%w and overtook this one", ErrConflict)

// Run makes one delivery: read the memory and the receipts that came in
// between, plan, remember, send, and wait for the receipts. It may be killed
// at any moment and run again. That events are still without a receipt when the
// time is over is no error. A missing right is a [federation.DeniedError], at once.
func Run(ctx context.Context, cfg Config) (*Outcome, error) {
	cfg = cfg.complete()
	lost := 0
	for try := 1; ; try++ {
		out, err := run(ctx, cfg)
		if err == nil {
			lost = max(lost, out.Plan.Lost)
			out.Plan.Lost = lost
		}
		forgotten := err == nil && out.taken > 0
		if !errors.Is(err, ErrConflict) && !forgotten || try == tries {
			return out, err
		}
		if forgotten || errors.Is(err, errOvertaken) { // its id is used
			id, err := uuid.NewV7()
			if err != nil {
				return nil, err
			}
			d := *cfg.Delivery
			d.ID = id.String()
			cfg.Delivery = &d
		}
		if err := pause(ctx, time.Duration(try)*(20*time.Millisecond+rand.N(80*time.Millisecond))); err != nil {
			return nil, err
		}
	}
}

// complete fills in what may be left out.
func (cfg Config) complete() Config {
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
	return cfg
}

func pause(ctx context.Context, long time.Duration) error {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
