package cattest

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func parted(p catalogue.Position, note string, offers ...learning.OfferID) catalogue.Parted {
	return catalogue.Parted{Offers: offers, Position: p, RecordedAt: start.Add(1), Note: note}
}

func splits(t *testing.T, s catalogue.Store) {
	split := func(p catalogue.Position, note string, a, b learning.OfferID) catalogue.Split {
		return catalogue.Split{Offers: [2]learning.OfferID{a, b}, Position: p, RecordedAt: start.Add(1), Note: note}
	}
	apply(t, s, 2, parted(2, "Ü, \"so\"", "rp:a:1", "by:a:2", "by:a:1", "by:a:2"))
	Equal(t, []catalogue.Split{
		split(2, "Ü, \"so\"", "by:a:1", "by:a:2"), split(2, "Ü, \"so\"", "by:a:1", "rp:a:1"), split(2, "Ü, \"so\"", "by:a:2", "rp:a:1"),
	}, mustSplits(t, s))
	apply(t, s, 5, parted(3, "anew", "by:a:2", "by:a:1"), catalogue.Joined{Offers: []learning.OfferID{"rp:a:1", "by:a:1", "xx"}, Position: 4},
		parted(5, "", "sh:a:1", "sh:a:2"), catalogue.Joined{Offers: []learning.OfferID{"sh:a:2", "sh:a:1"}, Position: 5})
	want := []catalogue.Split{split(3, "anew", "by:a:1", "by:a:2"), split(2, "Ü, \"so\"", "by:a:2", "rp:a:1")}
	Equal(t, want, mustSplits(t, s))

	digest := mustStatus(t, s).Digest
	apply(t, s, 9, revised(6, "by:a:1", "one"), withdrawn(7, "by:a:1", "legal"), catalogue.Erased{ID: "by:a:1"}, revised(8, "by:a:1", "two"), withdrawn(9, "by:a:1", "ended"))
	Equal(t, want, mustSplits(t, s)) // whatever becomes of the offers
	if got := mustStatus(t, s).Digest; got != digest {
		t.Errorf("digest: got %x, want %x: splits are not in it", got, digest)
	}
	got := mustSplits(t, s)
	got[0].Offers[0] = "X"
	Equal(t, want, mustSplits(t, s))
}

func mustSplits(t testing.TB, s catalogue.Reader) []catalogue.Split {
	t.Helper()
	got, err := s.Splits(t.Context())
	if err != nil {
		t.Fatalf("splits: %v", err)
	}
	return got
}
