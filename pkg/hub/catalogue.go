package hub

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/projector"
	"github.com/lernverbund/lernverbund/pkg/statistics"
)

// openCatalogue opens the catalogue, loads the index from it, and makes the
// projector that keeps both at the tip of the log.
func (p *parts) openCatalogue(ctx context.Context) error {
	var err error
	p.store, err = projector.OpenCatalogue(ctx, projector.Folder{
		Dir: p.dir.sub("catalogue"),
		Open: func(ctx context.Context, dir string) (projector.File, error) {
			return sqlitecat.Open(ctx, sqlitecat.Config{Dir: dir, Crash: p.cfg.Crash})
		},
		Logger: p.cfg.Logger,
	})
	if err != nil {
		return err
	}
	p.onClose(func() { _ = p.store.Close() })
	tally := statistics.New()
	index, err := loadIndex(ctx, p.store, tally, p.searchConfig())
	if err != nil {
		return err
	}
	p.index.Store(index)
	p.tally.Store(tally)
	p.projector = projector.New(projector.Config{
		Log: p.log, Store: p.store, Observe: p.observe, Replaced: p.replaced, Crash: p.cfg.Crash, Logger: p.cfg.Logger,
	})
	return nil
}

// observe brings the index to what a batch left in the catalogue, and tells
// retention of what was erased.
func (p *parts) observe(checkpoint catalogue.Position, changes []catalogue.Change) {
	tally := p.tally.Load()
	if err := feedIndex(p.index.Load(), tally, changes); err != nil {
		p.cfg.Logger.Error("index is behind the catalogue", "position", checkpoint, "err", err)
	}
	if err := p.followSplits(context.Background(), changes); err != nil {
		p.cfg.Logger.Error("index does not know what is split", "position", checkpoint, "err", err)
	}
	for _, c := range changes {
		if s, ok := c.(catalogue.Seen); ok && s.RecordedAt.After(p.begun) { // what was recorded before waited for us
			tally.Visible(time.Since(s.RecordedAt))
		}
	}
	if p.retention != nil {
		p.retention.Observe(checkpoint, changes)
	}
}

// replaced loads the index anew if the catalogue before was not what the log says.
func (p *parts) replaced(r projector.Rebuilt) {
	if r.Equal() {
		if err := split(context.Background(), p.store, p.index.Load()); err != nil { // no part of the digest
			p.cfg.Logger.Error("index does not know what is split", "err", err)
		}
		return
	}
	tally := statistics.New()
	index, err := loadIndex(context.Background(), p.store, tally, p.searchConfig())
	if err != nil {
		p.cfg.Logger.Error("index is not that of the catalogue", "err", err)
		return
	}
	p.index.Store(index)
	p.tally.Store(tally)
}

// Rebuild folds the catalogue anew beside the running one and swaps.
func (p *parts) Rebuild(ctx context.Context, progress func(done, total int)) (Rebuilt, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	r, err := p.projector.Rebuild(ctx, func(at, last catalogue.Position) { progress(int(at), int(last)) })
	if err != nil {
		return Rebuilt{}, fmt.Errorf("rebuild: %w", err)
	}
	s, err := p.store.Status(ctx)
	if err != nil {
		return Rebuilt{}, fmt.Errorf("rebuild: %w", err)
	}
	out := Rebuilt{Position: uint64(r.Position), Offers: s.Offers, Digest: hex.EncodeToString(r.Digest[:])}
	if r.Before != nil {
		out.Before = hex.EncodeToString(r.Before[:])
	}
	return out, nil
}

// caughtUp returns when everything that was in the log is in the catalogue.
func (p *parts) caughtUp(ctx context.Context) error {
	last, err := p.log.Last(ctx)
	if err != nil {
		return err
	}
	return p.projector.WaitFor(ctx, last)
}
