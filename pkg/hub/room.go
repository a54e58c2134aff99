package hub

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/projector"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// room is what readers see: a catalogue, the index over it, and the projector
// that keeps both. A rebuild furnishes another room beside and opens the door.
type room struct {
	dir       string
	store     *sqlitecat.Store
	index     *search.Index
	projector *projector.Projector
	stop      context.CancelFunc // of the running projector
	ended     chan struct{}      // closed when it has ended
}

// generations: catalogue/<n>/ holds one catalogue, catalogue/current the n that counts.
const currentFile = "current"

// openRoom opens the catalogue that counts. One that is missing, damaged or
// folded by another version is made anew from the log.
func (p *parts) openRoom(ctx context.Context) error {
	dir, err := p.currentGeneration()
	if err != nil {
		return err
	}
	r, err := p.furnish(ctx, dir)
	if errors.Is(err, catalogue.ErrFoldVersion) || errors.Is(err, catalogue.ErrCorrupt) {
		p.cfg.Logger.Warn("catalogue is folded anew", "err", err)
		if dir, err = p.nextGeneration(); err != nil {
			return err
		}
		if r, err = p.furnish(ctx, dir); err == nil {
			err = p.enter(dir)
		}
	}
	if err != nil {
		return err
	}
	p.room.Store(r)
	p.onClose(func() { _ = p.room.Load().store.Close() })
	return nil
}
