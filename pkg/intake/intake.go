package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

var (
	// ErrNoOutbox is returned by Release when the Land of the entry has no outbox here to answer to.
	ErrNoOutbox = errors.New("no outbox of that Land")
	// ErrDecided is returned by Release and Drop when something else has become of the delivery.
	ErrDecided = errors.New("it was decided otherwise before")
	// ErrStopped is returned by Release and Drop when intake does not run any more.
	ErrStopped = errors.New("intake has stopped")
)

// Ledger is the hash tree over the log, as far as intake needs it: Append is
// durable when it returns. Records come in the order of their positions,
// without gaps.
type Ledger interface {
	Append(ctx context.Context, records []eventlog.Record) error
}

// Outbox is where intake reads a Land's events and answers them.
type Outbox struct {
	Land learning.Land
	// JetStream is in the Land's account, and in the domain in which its OUTBOX lies.
	JetStream jetstream.JetStream
	// LastSequence is the sequence of the newest message in the outbox, for
	// [Intake.Status]; nil asks the stream itself, which a flood of requests can delay.
	LastSequence func(context.Context) (uint64, error)
}

// Config says what intake stands on. Outboxes, Log, Ledger and Quarantine are needed.
type Config struct {
	Outboxes   []Outbox
	Log        eventlog.Log
	Ledger     Ledger
	Quarantine *quarantine.Store
	Brake      Brake
	Clock      func() time.Time // nil: time.Now
	// Crash is called after each durable step with its name, for tests of crashes; may be nil.
	Crash func(point string)
	// Visit is shown every record of the log, in order, while [Open] reads it
	// once; its error ends Open. May be nil.
	Visit  func(eventlog.Record) error
	Logger *slog.Logger // nil: none
	// Observe is told of every cycle of the committer; may be nil.
	Observe func(Cycle)
}

// The crash points, in the order in which an event meets them.
const (
	CrashPulled      = "intake.pulled"      // read from the outbox
	CrashLogged      = "intake.logged"      // durable in the log
	CrashQuarantined = "intake.quarantined" // what was not recorded is durable in quarantine
	CrashLedgered    = "intake.ledgered"    // durable in the ledger
	CrashReceipted   = "intake.receipted"   // its receipt is in RECEIPTS
	CrashAcked       = "intake.acked"       // acknowledged to the outbox
	CrashReleased    = "intake.released"    // a release is durable in log and ledger, and not yet answered
	CrashDecided     = "intake.decided"     // a record of the hub's own is durable in log and ledger, and not yet answered
)

// Intake is the stage; make one with [Open] and let it [Intake.Run].
type Intake struct {
	cfg      Config
	boxes    []*box
	jobs     chan job
	ready    chan struct{} // something for the committer to look at
	requests chan request
	failures chan error // our own corruption, met elsewhere than in the committer
	stopped  chan struct{}
	commit   *committer
}

// Open reads the log once, and what the quarantine knows, and says so to Visit.
// The ledger has to be as long as the log before Run; Visit is where it can catch up.
func Open(ctx context.Context, cfg Config) (*Intake, error) {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	r, err := remember(ctx, cfg.Log, cfg.Quarantine, cfg.Visit)
	if err != nil {
		return nil, fmt.Errorf("open intake: %w", err)
	}
	in := &Intake{
		cfg: cfg, jobs: make(chan job, 2*runtime.GOMAXPROCS(0)), ready: make(chan struct{}, 1),
		requests: make(chan request), failures: make(chan error, 1), stopped: make(chan struct{}),
	}
	in.commit = newCommitter(in, r.memory)
	for _, o := range cfg.Outboxes {
		in.boxes = append(in.boxes, newBox(in, o, r))
	}
	return in, nil
}

// Run takes in events until ctx is done, and then returns nil when what was
// begun is finished. It returns an error only for our own corruption; whatever
// a Land sends, and whatever passes by itself, does not stop it. Run it once.
func (in *Intake) Run(ctx context.Context) error {
	defer close(in.stopped)
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	var pulling, answering sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		pulling.Go(func() { in.work(inner) })
	}
	for _, b := range in.boxes {
		answering.Go(func() { b.answer(inner) })
	}
	err := in.commit.settleOld(inner)
	if err == nil {
		for _, b := range in.boxes {
			pulling.Go(func() { b.run(inner) })
		}
		err = in.commit.run(inner)
	}
	cancel()
	pulling.Wait()
	for _, b := range in.boxes {
		b.answers.close()
	}
	answering.Wait()
	if err == nil || ctx.Err() != nil && !fatal(err) {
		return nil // what was not finished is in the outbox still, and will be read again
	}
	return fmt.Errorf("intake: %w", err)
}

// job is a part of a message to be judged.
type job struct {
	m        *message
	from, to int
}

// chunk is how many events of a batch one core judges at a time.
const chunk = 32

// work judges until ctx is done.
func (in *Intake) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case j := <-in.jobs:
			now := in.cfg.Clock()
			for i := j.from; i < j.to; i++ {
				j.m.events[i] = judge(j.m.events[i].raw, j.m.place, now)
				// Judging never waits by itself. Without giving way, those who
				// do (the committer at each step, the server in this process)
				// would wait for the end of a time slice of 10 ms.
				runtime.Gosched()
			}
			if j.m.left.Add(-1) == 0 {
				in.wake()
			}
		}
	}
}

// fail stops the stage for an error of our own.
func (in *Intake) fail(err error) {
	if !fatal(err) {
		in.cfg.Logger.Error("left for the next start", "error", err)
		return
	}
	select {
	case in.failures <- err:
	default:
	}
}

// wake tells the committer to look.
func (in *Intake) wake() {
	select {
	case in.ready <- struct{}{}:
	default:
	}
}
