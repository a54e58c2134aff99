package hub

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/go-json-experiment/json"
	"golang.org/x/sync/errgroup"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/statistics"
)

// document is what the index is told of a live offer.
func document(v *catalogue.Version) (search.Document, error) {
	land, system, subject, ok := v.ID.Parts()
	if !ok {
		return search.Document{}, fmt.Errorf("index offer %q: no nationwide id", v.ID)
	}
	o := new(learning.Offer)
	if err := json.Unmarshal(v.Document, o); err != nil {
		return search.Document{}, fmt.Errorf("index offer %s: %w", v.ID, err)
	}
	return search.Document{ID: v.ID, Land: land, System: system, Subject: subject, Offer: o, SeenAt: v.RecordedAt}, nil
}

// indexBatch is how many offers go into the index at once while it is loaded.
const indexBatch = 500

// loadingGC lets the heap grow to five times what is alive while the index is
// loaded: almost nothing of it dies, so that collecting it early is a
// fifteenth of the processor time for nothing.
const loadingGC = 400

// searchConfig is what the index is made with.
func (p *parts) searchConfig() search.Config {
	return search.Config{Places: p.cfg.Places, Thesaurus: p.cfg.Thesaurus}
}

// loadIndex makes the index from the catalogue, on all cores, without reading
// the log, and counts the offers on the way.
func loadIndex(ctx context.Context, store catalogue.Reader, tally *statistics.Tally, cfg search.Config) (*search.Index, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(loadingGC))
	index := search.New(cfg)
	work, working := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	batch := make([]catalogue.Version, 0, indexBatch)
	flush := func() {
		offers := batch
		work.Go(func() error { return indexOffers(index, tally, offers) })
		batch = make([]catalogue.Version, 0, indexBatch)
	}
	for v, err := range store.Offers(working, 0) {
		if err != nil {
			return nil, fmt.Errorf("load index: %w", err)
		}
		if batch = append(batch, v); len(batch) == indexBatch {
			flush()
		}
	}
	flush()
	if err := work.Wait(); err != nil {
		return nil, fmt.Errorf("load index: %w", err)
	}
	if err := split(ctx, store, index); err != nil {
		return nil, fmt.Errorf("load index: %w", err)
	}
	index.Settle()
	return index, nil
}

// split tells the index which offers are not the same.
func split(ctx context.Context, store catalogue.Reader, index *search.Index) error {
	splits, err := store.Splits(ctx)
	if err != nil {
		return err
	}
	pairs := make([][]learning.OfferID, len(splits))
	for i := range splits {
		pairs[i] = splits[i].Offers[:]
	}
	index.Split(pairs...)
	return nil
}

func indexOffers(index *search.Index, tally *statistics.Tally, offers []catalogue.Version) error {
	documents := make([]search.Document, len(offers))
	for i := range offers {
		var err error
		if documents[i], err = document(&offers[i]); err != nil {
			return err
		}
		tally.Put(documents[i].ID, documents[i].Offer)
	}
	index.Put(documents...)
	return nil
}

// feedIndex brings index and tally to what a batch of changes left, in their order.
func feedIndex(index *search.Index, tally *statistics.Tally, changes []catalogue.Change) error {
	newest := map[learning.OfferID]*catalogue.Version{}
	for _, c := range changes {
		if r, ok := c.(catalogue.Revised); ok {
			newest[r.Version.ID] = &r.Version
		}
	}
	var put []search.Document
	var remove []learning.OfferID
	for id, v := range newest {
		if !v.Live() {
			remove = append(remove, id)
			tally.Remove(id)
			continue
		}
		d, err := document(v)
		if err != nil {
			return err
		}
		put = append(put, d)
		tally.Put(id, d.Offer)
	}
	index.Remove(remove...)
	index.Put(put...)
	return nil
}
