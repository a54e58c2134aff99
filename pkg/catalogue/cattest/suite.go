package cattest

import (
	"context"
	"crypto/sha256"
	"errors"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Run holds a store against every promise of the contract. open gives an
// empty one and closes it when the test ends.
func Run(t *testing.T, open func(*testing.T) catalogue.Store) {
	for name, test := range map[string]func(*testing.T, catalogue.Store){
		"an empty catalogue answers":                   empty,
		"an offer comes back as it went in":            comesBack,
		"each version holds until the next":            holdsUntil,
		"a batch at or below the checkpoint is over":   twiceIsOnce,
		"a batch over the checkpoint is refused":       overCheckpoint,
		"a cancelled Apply changes nothing":            cancelled,
		"erased documents are gone":                    erased,
		"offers come in byte order, as of any moment":  asOf,
		"the newest of many at once":                   newest,
		"providers come back":                          providers,
		"status sums up and anyone can recompute it":   status,
		"events are counted by day in Germany":         days,
		"of each two the newest split or join counts":  splits,
		"the reader owns what it gets":                 owns,
		"a reader sees one checkpoint":                 oneCheckpoint,
		"readers beside a writer never see half":       neverHalf,
		"who stops reading leaves nothing behind":      stopsReading,
		"all at once or in halves, once or twice":      halves,
		"no position, time or order is in the digest":  digestSays,
		"a thousand offers in one batch":               large,
		"an offer that comes, goes and comes in batch": comesAndGoes,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func empty(t *testing.T, s catalogue.Store) {
	if p, err := s.Checkpoint(t.Context()); p != 0 || err != nil {
		t.Errorf("checkpoint: got %d, %v, want 0", p, err)
	}
	if _, err := s.Offer(t.Context(), "by:a:1"); !errors.Is(err, catalogue.ErrNotFound) {
		t.Errorf("offer: got %v, want ErrNotFound", err)
	}
	if _, err := s.History(t.Context(), "by:a:1"); !errors.Is(err, catalogue.ErrNotFound) {
		t.Errorf("history: got %v, want ErrNotFound", err)
	}
	if _, err := s.Provider(t.Context(), "by", "a", "1"); !errors.Is(err, catalogue.ErrNotFound) {
		t.Errorf("provider: got %v, want ErrNotFound", err)
	}
	if found, err := s.Newest(t.Context(), []learning.OfferID{"by:a:1"}); len(found) != 0 || err != nil {
		t.Errorf("newest: got %v, %v, want none", found, err)
	}
	if found, err := s.Newest(t.Context(), nil); len(found) != 0 || err != nil {
		t.Errorf("newest of none: got %v, %v, want none", found, err)
	}
	if offers := Offers(t, s, 0); len(offers) != 0 {
		t.Errorf("offers: got %v, want none", offers)
	}
	if got := mustSplits(t, s); len(got) != 0 {
		t.Errorf("splits: got %v, want none", got)
	}
	want := catalogue.Status{FoldVersion: catalogue.FoldVersion, Digest: sha256.Sum256(nil)}
	Equal(t, want, mustStatus(t, s))
}

func twiceIsOnce(t *testing.T, s catalogue.Store) {
	first := []catalogue.Change{revised(1, "by:a:1", "one"), seen(1, "by"), catalogue.Orphaned{Position: 2}}
	apply(t, s, 2, first...)
	want := Read(t, s)
	apply(t, s, 2, first...)
	apply(t, s, 1, revised(1, "by:a:1", "other"))
	Equal(t, want, Read(t, s))
	apply(t, s, 7) // nothing of ours happened, but the log went on
	if got := mustStatus(t, s).Position; got != 7 {
		t.Errorf("checkpoint: got %d, want 7", got)
	}
}

func overCheckpoint(t *testing.T, s catalogue.Store) {
	apply(t, s, 5, revised(5, "by:a:1", "one"))
	want := Read(t, s)
	for name, batch := range map[string][]catalogue.Change{
		"old":  {revised(6, "by:a:1", "two"), seen(5, "by")},
		"late": {revised(9, "by:a:1", "two")},
		"zero": {catalogue.Orphaned{}},
		"part": {catalogue.Parted{Offers: []learning.OfferID{"by:a:1", "by:a:2"}, Position: 5}},
		"join": {catalogue.Joined{Offers: []learning.OfferID{"by:a:1", "by:a:2"}, Position: 9}},
	} {
		if err := s.Apply(t.Context(), 8, batch); !errors.Is(err, catalogue.ErrBatch) {
			t.Errorf("%s: got %v, want ErrBatch", name, err)
		}
	}
	Equal(t, want, Read(t, s))
}

func cancelled(t *testing.T, s catalogue.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Apply(ctx, 1, []catalogue.Change{revised(1, "by:a:1", "one")}); !errors.Is(err, context.Canceled) {
		t.Errorf("apply: got %v, want context.Canceled", err)
	}
	if _, err := s.Offer(t.Context(), "by:a:1"); !errors.Is(err, catalogue.ErrNotFound) {
		t.Errorf("offer: got %v, want ErrNotFound", err)
	}
	apply(t, s, 1, revised(1, "by:a:1", "one"))
}

func providers(t *testing.T, s catalogue.Store) {
	p := catalogue.Provider{Land: "by", System: "a", Subject: "p:1", Position: 3, Document: []byte(`{"name":"P"}`)}
	apply(t, s, 3, catalogue.ProviderSet{Provider: p})
	q := p
	q.Position, q.Document, q.Retired = 5, []byte(`{"name":"Q"}`), true
	other := q
	other.System = "b"
	apply(t, s, 5, catalogue.ProviderSet{Provider: q}, catalogue.ProviderSet{Provider: other})
	for _, want := range []catalogue.Provider{q, other} {
		got, err := s.Provider(t.Context(), want.Land, want.System, want.Subject)
		if err != nil {
			t.Fatalf("provider: %v", err)
		}
		Equal(t, want, got)
	}
}

func digestSays(t *testing.T, s catalogue.Store) {
	apply(t, s, 9, revised(3, "by:a:2", "two"), revised(9, "by:a:1", "one"), seen(9, "by"))
	before := mustStatus(t, s).Digest
	apply(t, s, 12, withdrawn(10, "by:a:1", event.Absent), revised(11, "by:a:3", "three"), withdrawn(12, "by:a:3", event.Ended))
	if got := mustStatus(t, s).Digest; got == before {
		t.Errorf("digest: still %x after an offer has left", got)
	}
	apply(t, s, 13, revised(13, "by:a:1", "one"))
	if got := mustStatus(t, s).Digest; got != before {
		t.Errorf("digest: got %x, want %x: the same offers by another way", got, before)
	}
}
