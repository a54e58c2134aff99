package projector

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// File is a store that lies in a folder of its own.
type File interface {
	catalogue.Store
	io.Closer
	// Gone reports whether the store's file was deleted or replaced while it is open.
	Gone() bool
	// Hurry says that the store is new, that nobody relies on it before Close,
	// and that its folder is deleted after an error.
	Hurry(ctx context.Context) error
}

// Folder says where a catalogue lies and how it is opened.
type Folder struct {
	Dir    string // DATA/catalogue
	Open   func(ctx context.Context, dir string) (File, error)
	Logger *slog.Logger // nil logs nothing
	// Grace is how long readers may go on when the catalogue is exchanged; 0 is 5 s.
	Grace time.Duration
}

const defaultGrace = 5 * time.Second

// ErrExchanged is returned by a reading method that was cut off because the
// catalogue was exchanged under it and the grace period was over: ask again.
var ErrExchanged = errors.New("the catalogue was exchanged while it was read")

// Catalogue is the catalogue of a folder. It can be made anew under its
// readers: what they read is one store from beginning to end.
type Catalogue struct {
	folder Folder

	mu    sync.Mutex
	store File          // nil while it is being exchanged, and after Close
	use   *usage        // of the store
	ready chan struct{} // closed when there is a store again
	err   error         // why there will be none any more
}

// usage counts who uses one store, and can send them away.
type usage struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	users  sync.WaitGroup
}

var _ catalogue.Store = (*Catalogue)(nil)

// OpenCatalogue opens the catalogue of a folder. One that is damaged, or was
// folded by another version, is taken away: it comes back from the log. So is
// what a rebuild left that was killed.
func OpenCatalogue(ctx context.Context, folder Folder) (*Catalogue, error) {
	if folder.Logger == nil {
		folder.Logger = slog.New(slog.DiscardHandler)
	}
	if folder.Grace == 0 {
		folder.Grace = defaultGrace
	}
	c := &Catalogue{folder: folder, ready: make(chan struct{})}
	if err := c.tidy(); err != nil {
		return nil, fmt.Errorf("open catalogue: %w", err)
	}
	store, err := folder.Open(ctx, folder.Dir)
	if errors.Is(err, catalogue.ErrFoldVersion) || errors.Is(err, catalogue.ErrCorrupt) {
		folder.Logger.Warn("catalogue is made anew from the log", "dir", folder.Dir, "because", err)
		if err := os.RemoveAll(folder.Dir); err != nil {
			return nil, fmt.Errorf("open catalogue: %w", err)
		}
		store, err = folder.Open(ctx, folder.Dir)
	}
	if err != nil {
		return nil, err
	}
	c.put(store)
	return c, nil
}

// Names of the folders beside the catalogue while it is exchanged.
const (
	newSuffix = ".new-"
	oldSuffix = ".old-"
)

// tidy takes away what a killed rebuild left. Killed between its two renames,
// the old catalogue is put back.
func (c *Catalogue) tidy() error {
	left, err := filepath.Glob(c.folder.Dir + oldSuffix + "*")
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.folder.Dir); errors.Is(err, os.ErrNotExist) && len(left) == 1 {
		if err := os.Rename(left[0], c.folder.Dir); err != nil {
			return err
		}
	}
	more, err := filepath.Glob(c.folder.Dir + newSuffix + "*")
	if err != nil {
		return err
	}
	for _, dir := range append(left, more...) {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}

// put makes a store the one that is used.
func (c *Catalogue) put(store File) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := &usage{}
	u.ctx, u.cancel = context.WithCancelCause(context.Background())
	c.store, c.use = store, u
	close(c.ready)
}

// take takes the store out of use: newcomers wait, those who use it have the
// grace period to finish. Without a store it is nil.
func (c *Catalogue) take() File {
	c.mu.Lock()
	store, u := c.store, c.use
	if store == nil {
		c.mu.Unlock()
		return nil
	}
	c.store, c.use, c.ready = nil, nil, make(chan struct{})
	c.mu.Unlock()
	idle := make(chan struct{})
	go func() { u.users.Wait(); close(idle) }()
	wait(idle, c.folder.Grace)
	u.cancel(ErrExchanged)
	// Who does not even notice this, stuck with what was read before, has lost
	// its transaction with its context: the store can be closed.
	wait(idle, c.folder.Grace)
	return store
}

// wait waits for done, but not longer than most.
func wait(done <-chan struct{}, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

// fail says that there will be no store any more.
func (c *Catalogue) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
	close(c.ready)
}

// Close closes the catalogue when the last reader has gone, or after the grace period.
func (c *Catalogue) Close() error {
	store := c.take()
	if store == nil {
		return nil
	}
	c.fail(os.ErrClosed)
	return store.Close()
}

// gone reports whether the files were deleted under the open catalogue.
func (c *Catalogue) gone() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.store != nil && c.store.Gone()
}

// with lets f use the store, waiting while it is exchanged.
func (c *Catalogue) with(ctx context.Context, f func(context.Context, catalogue.Store) error) error {
	store, u, err := c.enter(ctx)
	if err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	defer u.users.Done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(u.ctx, func() { cancel(context.Cause(u.ctx)) })()
	if err = f(ctx, store); err != nil && errors.Is(context.Cause(ctx), ErrExchanged) {
		return fmt.Errorf("catalogue: %w", ErrExchanged)
	}
	return err
}

func (c *Catalogue) enter(ctx context.Context) (File, *usage, error) {
	for {
		c.mu.Lock()
		store, u, ready, err := c.store, c.use, c.ready, c.err
		if store != nil {
			u.users.Add(1)
		}
		c.mu.Unlock()
		switch {
		case store != nil:
			return store, u, nil
		case err != nil:
			return nil, nil, err
		}
		select {
		case <-ready:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
}

// Apply makes the changes and the checkpoint one transaction.
func (c *Catalogue) Apply(ctx context.Context, checkpoint catalogue.Position, changes []catalogue.Change) error {
	return c.with(ctx, func(ctx context.Context, s catalogue.Store) error { return s.Apply(ctx, checkpoint, changes) })
}

// Checkpoint is the position of the last applied event.
func (c *Catalogue) Checkpoint(ctx context.Context) (p catalogue.Position, err error) {
	err = c.with(ctx, func(ctx context.Context, s catalogue.Store) error { p, err = s.Checkpoint(ctx); return err })
	return p, err
}

// Offer is the newest version of an offer.
func (c *Catalogue) Offer(ctx context.Context, id learning.OfferID) (v catalogue.Version, err error) {
	err = c.with(ctx, func(ctx context.Context, s catalogue.Store) error { v, err = s.Offer(ctx, id); return err })
	return v, err
}

// Newest is Offer for many offers at once.
func (c *Catalogue) Newest(ctx context.Context, ids []learning.OfferID) (found map[learning.OfferID]catalogue.Version, err error) {
	err = c.with(ctx, func(ctx context.Context, s catalogue.Store) error { found, err = s.Newest(ctx, ids); return err })
	return found, err
}

// History is every version of an offer, oldest first.
func (c *Catalogue) History(ctx context.Context, id learning.OfferID) (h []catalogue.Version, err error) {
	err = c.with(ctx, func(ctx context.Context, s catalogue.Store) error { h, err = s.History(ctx, id); return err })
	return h, err
}

// Provider is the newest state of a provider.
func (c *Catalogue) Provider(ctx context.Context, land learning.Land, system learning.System, subject string) (p catalogue.Provider, err error) {
	err = c.with(ctx, func(ctx context.Context, s catalogue.Store) error {
		p, err = s.Provider(ctx, land, system, subject)
		return err
	})
	return p, err
}

// Splits are all pairs of offers that are split, in byte order.
func (c *Catalogue) Splits(ctx context.Context) (splits []catalogue.Split, err error) {
	err = c.with(ctx, func(ctx context.Context, s catalogue.Store) error { splits, err = s.Splits(ctx); return err })
	return splits, err
}

// Status sums the catalogue up.
func (c *Catalogue) Status(ctx context.Context) (status catalogue.Status, err error) {
	err = c.with(ctx, func(ctx context.Context, s catalogue.Store) error { status, err = s.Status(ctx); return err })
	return status, err
}

// Offers yields the live offers as of a position in byte order of id.
func (c *Catalogue) Offers(ctx context.Context, asOf catalogue.Position) iter.Seq2[catalogue.Version, error] {
	return func(yield func(catalogue.Version, error) bool) {
		more := true
		err := c.with(ctx, func(ctx context.Context, s catalogue.Store) error {
			for v, err := range s.Offers(ctx, asOf) {
				if err != nil {
					return err
				}
				if more = yield(v, nil); !more {
					return nil
				}
			}
			return nil
		})
		if err != nil && more {
			yield(catalogue.Version{}, err)
		}
	}
}
