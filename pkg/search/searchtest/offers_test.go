package searchtest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

func TestOffersAreTheSameForTheSameSeed(t *testing.T) {
	if diff := cmp.Diff(slices.Collect(searchtest.Offers(20, 1)), slices.Collect(searchtest.Offers(20, 1))); diff != "" {
		t.Errorf("two runs of one seed differ:\n%s", diff)
	}
	if cmp.Equal(searchtest.Offer(3, 1).Offer, searchtest.Offer(3, 2).Offer) {
		t.Error("two seeds give the same offer")
	}
	if diff := cmp.Diff(slices.Collect(searchtest.Offers(20, 1))[7], searchtest.Offer(7, 1)); diff != "" {
		t.Errorf("the 8th of 20 is not Offer(7):\n%s", diff)
	}
}

func TestOffersHaveTheShapeOfRealOnes(t *testing.T) {
	x := search.New(search.Config{})
	words := 0
	seen := map[learning.OfferID]bool{}
	for d := range searchtest.Offers(2000, 1) {
		words += len(strings.Fields(d.Offer.Title.German() + " " + d.Offer.Summary.German() + " " + d.Offer.Description.German()))
		seen[d.ID] = true
		x.Put(d)
	}
	if len(seen) != 2000 {
		t.Errorf("%d different ids, want 2000", len(seen))
	}
	if mean := words / 2000; mean < 110 || mean > 160 {
		t.Errorf("%d words an offer, want about 128", mean)
	}
	if n := x.Search(search.Query{Text: searchtest.Query}).Total; n < 200 || n > 500 {
		t.Errorf("%d of 2000 answer the query, want about every sixth", n)
	}
}
