package retention

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// Defaults of [Config].
const (
	DefaultKeep     = 30 * 24 * time.Hour
	DefaultInterval = time.Hour
	DefaultGlance   = time.Minute
)

// The crash points.
const (
	CrashRedacted  = "retention.redacted"  // one record is redacted; there may be more to redact
	CrashForgotten = "retention.forgotten" // log and quarantine are done, and it is not noted yet
	CrashTrimmed   = "retention.trimmed"   // one outbox is trimmed
)

// stepTime is how long one step, of the server or of the log, may take.
const stepTime = 30 * time.Second

// Config says what is kept and where. Log, Quarantine and JetStream are needed.
type Config struct {
	Log        eventlog.Log
	Quarantine *quarantine.Store
	// JetStream is in the hub's account; the checkpoint lies there.
	JetStream jetstream.JetStream
	Outboxes  []Outbox
	// Folded returns when the catalogue has folded the event at a position: as
	// long as it has not, nothing before is redacted. nil: nobody folds.
	Folded func(context.Context, eventlog.Position) error
	// Keep is how old a message of an outbox has to be before it may go.
	Keep time.Duration
	// Interval is how often the outboxes are trimmed, Glance how often the log
	// is looked through without being told.
	Interval, Glance time.Duration
	Clock            func() time.Time // nil: time.Now
	// Crash is called after each durable step with its name; may be nil.
	Crash  func(point string)
	Logger *slog.Logger // nil: none
}

// Outbox is the outbox of one Land.
type Outbox struct {
	Land learning.Land
	// JetStream is in the Land's account, and in the domain in which its OUTBOX lies.
	JetStream jetstream.JetStream
	// State says how far the outbox is. It is asked every hour and should not
	// need the server's API, which a Land can flood.
	State func(context.Context) (State, error)
}

// State is how far an outbox is; the zero State is one that is not there.
type State struct {
	Created time.Time // of the stream
	First   uint64    // sequence of the first message that is left
	Acked   uint64    // up to here the consumer of intake has acknowledged
}

// Retention is the stage; make one with [New] and let it [Retention.Run].
type Retention struct {
	cfg  Config
	wake chan struct{}

	mu      sync.Mutex // held while something is erased or trimmed
	at      checkpoint
	loaded  bool
	streams map[learning.Land]jetstream.Stream
}

// New is a retention; [Retention.Run] sets it going.
func New(cfg Config) *Retention {
	if cfg.Keep == 0 {
		cfg.Keep = DefaultKeep
	}
	if cfg.Interval == 0 {
		cfg.Interval = DefaultInterval
	}
	if cfg.Glance == 0 {
		cfg.Glance = DefaultGlance
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Folded == nil {
		cfg.Folded = func(context.Context, eventlog.Position) error { return nil }
	}
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Retention{cfg: cfg, wake: make(chan struct{}, 1), streams: map[learning.Land]jetstream.Stream{}}
}

// Observe is told what the catalogue changed, as projector.Config.Observe is:
// where it took documents away, Run looks at the log at once. It never waits.
func (r *Retention) Observe(_ catalogue.Position, changes []catalogue.Change) {
	for _, c := range changes {
		if _, erased := c.(catalogue.Erased); erased {
			select {
			case r.wake <- struct{}{}:
			default:
			}
			return
		}
	}
}

// Run erases and trims until ctx is done, and then returns nil. What passes by
// itself is logged and tried again; it returns an error only for our own
// corruption.
func (r *Retention) Run(ctx context.Context) error {
	glance, hour := time.NewTicker(r.cfg.Glance), time.NewTicker(r.cfg.Interval)
	defer glance.Stop()
	defer hour.Stop()
	for trim := true; ; {
		err := r.Erase(ctx)
		if trim {
			err = errors.Join(err, r.Trim(ctx))
			trim = false
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, eventlog.ErrCorrupt), errors.Is(err, quarantine.ErrCorrupt):
			return err
		case err != nil:
			r.cfg.Logger.Error("retention is tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-r.wake:
		case <-glance.C:
		case <-hour.C:
			trim = true
		}
	}
}
