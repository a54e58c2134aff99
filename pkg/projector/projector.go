package projector

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

var (
	// ErrAhead is returned by Run when the catalogue knows positions that the
	// log does not have: the log is an older copy, or another one.
	ErrAhead = errors.New("the catalogue is ahead of the log")
	// ErrRecord is returned by Run when a record of the log cannot be decoded, or is missing.
	ErrRecord = errors.New("the log holds a record that cannot be folded")
	// ErrStopped is returned by WaitFor when Run has ended before the position was there.
	ErrStopped = errors.New("the projector has stopped")

	// errSwapped ends one run of the pipeline: the catalogue under it was exchanged.
	errSwapped = errors.New("the catalogue was exchanged")
)

// Config says what a projector works on.
type Config struct {
	Log   eventlog.Log
	Store catalogue.Store
	// Observe is called after each commit, in order, with the new checkpoint
	// and what changed; nil if nobody wants to know. It must not keep the slice.
	Observe func(checkpoint catalogue.Position, changes []catalogue.Change)
	// Replaced is called when a rebuild has exchanged the catalogue, before the
	// next batch: what was read from one that was not [Rebuilt.Equal] must be
	// read again. nil if nobody wants to know.
	Replaced func(Rebuilt)
	// Crash is called at the named crash point catalogue.swap (the old
	// catalogue is out of its folder, the new one not yet in it). nil does nothing.
	Crash  func(point string)
	Logger *slog.Logger // nil logs nothing
}

// Projector folds a log into a catalogue. Make one with [New].
type Projector struct {
	cfg Config

	// applying is held while a batch is applied and observed, and by whoever exchanges the store.
	applying sync.Mutex
	swaps    int // guarded by applying

	mu       sync.Mutex
	visible  catalogue.Position // applied and observed
	stopped  error              // why Run has ended; nil while it runs or has not begun
	advanced chan struct{}      // closed when one of the two changes
}

// New is a projector; [Projector.Run] sets it going.
func New(cfg Config) *Projector {
	if cfg.Observe == nil {
		cfg.Observe = func(catalogue.Position, []catalogue.Change) {}
	}
	if cfg.Replaced == nil {
		cfg.Replaced = func(Rebuilt) {}
	}
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Projector{cfg: cfg, advanced: make(chan struct{})}
}

// Run projects until ctx is done, and then returns nil. What passes by itself,
// such as a log that cannot be reached, is logged and tried again. Any other
// end is our own corruption: ErrAhead, ErrRecord, or that of log or store.
func (p *Projector) Run(ctx context.Context) error {
	err := p.run(ctx)
	if ctx.Err() != nil {
		err = nil
	}
	p.stop(err)
	return err
}

func (p *Projector) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.watch(ctx) })
	group.Go(func() error {
		for {
			err := p.follow(ctx, 0)
			switch {
			case errors.Is(err, errSwapped):
				continue
			case err == nil, ctx.Err() != nil, broken(err):
				return err
			}
			p.cfg.Logger.Error("the log is followed again in a moment", "position", p.Position(), "err", err)
			pause(ctx)
		}
	})
	return group.Wait()
}

// broken reports whether an error is our own corruption, which no waiting
// mends. Anything else passes: a log that is away comes back, a full disk gets
// room, and until then what is in the catalogue is still served.
func broken(err error) bool {
	for _, ours := range []error{ErrAhead, ErrRecord, eventlog.ErrCorrupt, catalogue.ErrCorrupt, catalogue.ErrBatch, catalogue.ErrFoldVersion} {
		if errors.Is(err, ours) {
			return true
		}
	}
	return false
}

// pause is how long Run waits before it tries again.
func pause(ctx context.Context) {
	timer := time.NewTimer(glance)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// glance is how often Run looks whether the catalogue's file is still there.
const glance = time.Second

// watch makes the catalogue anew when somebody has deleted its files.
func (p *Projector) watch(ctx context.Context) error {
	c, ok := p.cfg.Store.(*Catalogue)
	if !ok {
		return nil
	}
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
		if !c.gone() {
			continue
		}
		p.cfg.Logger.Warn("the catalogue was deleted and is made anew from the log", "dir", c.folder.Dir)
		if _, err := p.Rebuild(ctx, nil); err != nil {
			return err
		}
	}
}

// CatchUp projects until the tip of the log as it is now, and returns.
func (p *Projector) CatchUp(ctx context.Context) error {
	last, err := p.cfg.Log.Last(ctx)
	if err != nil {
		return fmt.Errorf("project: %w", err)
	}
	return p.follow(ctx, last)
}

// follow projects from the checkpoint on: to a position, or for ever with 0.
func (p *Projector) follow(ctx context.Context, until catalogue.Position) error {
	p.applying.Lock()
	swaps := p.swaps
	p.applying.Unlock()
	from, err := p.cfg.Store.Checkpoint(ctx)
	if err != nil {
		return fmt.Errorf("project: %w", err)
	}
	last, err := p.cfg.Log.Last(ctx)
	if err != nil {
		return fmt.Errorf("project: %w", err)
	}
	if from > last {
		return fmt.Errorf("project: %w: catalogue %d, log %d", ErrAhead, from, last)
	}
	p.advance(from)
	if until != 0 && from >= until {
		return nil
	}
	if last-from >= chatty {
		p.cfg.Logger.Info("catalogue catches up", "from", from, "to", last)
	}
	return pipe(ctx, pipeline{
		log: p.cfg.Log, store: p.cfg.Store, after: from, until: until,
		apply: func(ctx context.Context, b batch) error { return p.apply(ctx, swaps, b) },
	})
}

// chatty is how far behind, in events, a catalogue is worth a line in the log.
const chatty = 10_000

// apply makes a batch durable and visible.
func (p *Projector) apply(ctx context.Context, swaps int, b batch) error {
	p.applying.Lock()
	defer p.applying.Unlock()
	if p.swaps != swaps {
		return errSwapped
	}
	if err := p.cfg.Store.Apply(ctx, b.checkpoint, b.changes); err != nil {
		return fmt.Errorf("project: %w", err)
	}
	p.cfg.Observe(b.checkpoint, b.changes)
	p.advance(b.checkpoint)
	return nil
}

// Position is up to where events are applied and observed.
func (p *Projector) Position() catalogue.Position {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.visible
}

// WaitFor returns when the event at a position is applied and observed, or
// with an error when ctx is done or Run has ended before.
func (p *Projector) WaitFor(ctx context.Context, position catalogue.Position) error {
	for {
		p.mu.Lock()
		visible, stopped, advanced := p.visible, p.stopped, p.advanced
		p.mu.Unlock()
		switch {
		case visible >= position:
			return nil
		case stopped != nil:
			return fmt.Errorf("wait for position %d: %w", position, stopped)
		}
		select {
		case <-advanced:
		case <-ctx.Done():
			return fmt.Errorf("wait for position %d, at %d: %w", position, visible, ctx.Err())
		}
	}
}

func (p *Projector) advance(to catalogue.Position) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.visible, p.stopped = max(p.visible, to), nil
	p.wake()
}

func (p *Projector) stop(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = errors.Join(ErrStopped, err)
	p.wake()
}

// wake wakes all that wait; mu is held.
func (p *Projector) wake() {
	close(p.advanced)
	p.advanced = make(chan struct{})
}
