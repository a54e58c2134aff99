package projector

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
)

// Rebuilt says what a rebuild found.
type Rebuilt struct {
	Position catalogue.Position // up to which both were compared
	Digest   catalogue.Digest   // of the new catalogue
	// Before is the digest of the old one at the same position, nil if it could not be read.
	Before *catalogue.Digest
}

// Equal reports whether the old catalogue was what the log says.
func (r Rebuilt) Equal() bool { return r.Before != nil && *r.Before == r.Digest }

// Rebuild makes the projector's catalogue, which must be a [Catalogue], anew
// beside the running one up to its checkpoint, and swaps. Run may go on
// meanwhile; it stands still only for the last events and the swap. Whoever
// holds what came from a catalogue that was not [Rebuilt.Equal] must read it
// again. progress, if not nil, is told the position reached and the last one.
func (p *Projector) Rebuild(ctx context.Context, progress func(at, last catalogue.Position)) (r Rebuilt, err error) {
	c, ok := p.cfg.Store.(*Catalogue)
	if !ok {
		return r, errors.New("rebuild: the catalogue lies in no folder")
	}
	if progress == nil {
		progress = func(catalogue.Position, catalogue.Position) {}
	}
	dir, err := os.MkdirTemp(filepath.Dir(c.folder.Dir), filepath.Base(c.folder.Dir)+newSuffix)
	if err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // after the swap there is nothing left of it
	fresh, err := c.folder.Open(ctx, dir)
	if err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	defer fresh.Close()
	if err := fresh.Hurry(ctx); err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	if err := p.refill(ctx, fresh, progress); err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	p.applying.Lock()
	defer p.applying.Unlock()
	if err := p.refill(ctx, fresh, progress); err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	if r, err = p.compare(ctx, fresh); err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	if err := fresh.Close(); err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	p.swaps++
	if err := c.swap(ctx, dir, p.cfg.Crash); err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	p.cfg.Replaced(r)
	return r, nil
}

// refill folds the log into a new store, up to the checkpoint of the old one;
// up to the end of the log if the old one cannot say.
func (p *Projector) refill(ctx context.Context, fresh catalogue.Store, progress func(at, last catalogue.Position)) error {
	from, err := fresh.Checkpoint(ctx)
	if err != nil {
		return err
	}
	until, err := p.cfg.Store.Checkpoint(ctx)
	if err != nil {
		if until, err = p.cfg.Log.Last(ctx); err != nil {
			return err
		}
	}
	progress(from, until)
	if from >= until {
		return nil
	}
	return pipe(ctx, pipeline{
		log: p.cfg.Log, store: fresh, after: from, until: until,
		apply: func(ctx context.Context, b batch) error {
			if err := fresh.Apply(ctx, b.checkpoint, b.changes); err != nil {
				return err
			}
			progress(b.checkpoint, until)
			return nil
		},
	})
}

// compare holds the two catalogues, which have the same checkpoint, against each other.
func (p *Projector) compare(ctx context.Context, fresh catalogue.Store) (r Rebuilt, err error) {
	status, err := fresh.Status(ctx)
	if err != nil {
		return r, err
	}
	r.Position, r.Digest = status.Position, status.Digest
	old, err := p.cfg.Store.Status(ctx)
	switch {
	case ctx.Err() != nil:
		return r, ctx.Err()
	case err != nil:
		p.cfg.Logger.Error("the catalogue cannot be read and is replaced", "error", err)
	case old.Position == r.Position:
		r.Before = &old.Digest
	}
	return r, nil
}

// swap closes the old catalogue, puts the folder dir into its place and opens
// it there. Killed between the two renames, [OpenCatalogue] puts the old one back.
func (c *Catalogue) swap(ctx context.Context, dir string, crash func(string)) (err error) {
	old := c.take()
	if old == nil {
		return os.ErrClosed
	}
	defer func() {
		if err != nil {
			c.fail(err)
		}
	}()
	if err := old.Close(); err != nil {
		c.folder.Logger.Warn("the old catalogue does not close", "error", err) // it is deleted next
	}
	aside := c.folder.Dir + oldSuffix + filepath.Base(dir)
	if err := os.Rename(c.folder.Dir, aside); err != nil && !errors.Is(err, os.ErrNotExist) { // somebody may have deleted it
		return err
	}
	crash("catalogue.swap")
	if err := os.Rename(dir, c.folder.Dir); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(c.folder.Dir)); err != nil {
		return err
	}
	if err := os.RemoveAll(aside); err != nil {
		return err
	}
	store, err := c.folder.Open(context.WithoutCancel(ctx), c.folder.Dir)
	if err != nil {
		return err
	}
	c.put(store)
	return nil
}

// syncDir makes renames in a folder durable.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
