package cattest

import (
	"slices"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Project folds inputs onto a store, size of them a transaction; those at or
// below its checkpoint are left out.
func Project(t testing.TB, store catalogue.Store, inputs []catalogue.Input, size int) {
	t.Helper()
	at, err := store.Checkpoint(t.Context())
	if err != nil {
		t.Fatalf("checkpoint: %v", err)
	}
	inputs = slices.DeleteFunc(slices.Clone(inputs), func(in catalogue.Input) bool { return in.Position <= at })
	for batch := range slices.Chunk(inputs, size) {
		var asked []learning.OfferID
		for _, in := range batch {
			if id, ok := catalogue.Subject(in); ok {
				asked = append(asked, id)
			}
		}
		newest, err := store.Newest(t.Context(), asked)
		if err != nil {
			t.Fatalf("newest: %v", err)
		}
		if err := store.Apply(t.Context(), batch[len(batch)-1].Position, fold(newest, batch)); err != nil {
			t.Fatalf("apply: %v", err)
		}
	}
}

// fold folds a batch onto the newest versions of its offers, and keeps those up to date.
func fold(newest map[learning.OfferID]catalogue.Version, batch []catalogue.Input) (changes []catalogue.Change) {
	for _, in := range batch {
		var prior *catalogue.Version
		if id, ok := catalogue.Subject(in); ok {
			if v, known := newest[id]; known {
				prior = &v
			}
		}
		for _, c := range catalogue.Fold(prior, in) {
			if r, ok := c.(catalogue.Revised); ok {
				newest[r.Version.ID] = r.Version
			}
			changes = append(changes, c)
		}
	}
	return changes
}

// Content is all a reader can ask of a catalogue.
type Content struct {
	Status    catalogue.Status
	Offers    []catalogue.Version
	Histories map[learning.OfferID][]catalogue.Version
	Providers map[learning.OfferID]catalogue.Provider
	Splits    []catalogue.Split
}

// Read reads everything a catalogue knows of the offers and providers that [History] speaks of.
func Read(t testing.TB, r catalogue.Reader) Content {
	t.Helper()
	c := Content{Histories: map[learning.OfferID][]catalogue.Version{}, Providers: map[learning.OfferID]catalogue.Provider{}}
	var err error
	if c.Status, err = r.Status(t.Context()); err != nil {
		t.Fatalf("status: %v", err)
	}
	c.Offers, c.Splits = Offers(t, r, 0), mustSplits(t, r)
	for id := range subjectsOf() {
		if h, err := r.History(t.Context(), id); err == nil {
			c.Histories[id] = h
		}
		land, system, subject, _ := id.Parts()
		if p, err := r.Provider(t.Context(), land, system, subject); err == nil {
			c.Providers[id] = p
		}
	}
	return c
}

// Offers collects the live offers as of a position.
func Offers(t testing.TB, r catalogue.Reader, asOf catalogue.Position) (offers []catalogue.Version) {
	t.Helper()
	for v, err := range r.Offers(t.Context(), asOf) {
		if err != nil {
			t.Fatalf("offers as of %d: %v", asOf, err)
		}
		offers = append(offers, v)
	}
	return offers
}

func subjectsOf() map[learning.OfferID]bool {
	ids := map[learning.OfferID]bool{}
	for _, land := range laender {
		for _, system := range systems {
			for _, subject := range subjects {
				ids[learning.NewOfferID(land, system, subject)] = true
			}
		}
	}
	return ids
}
