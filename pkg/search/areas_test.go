package search_test

import (
	"slices"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search"
)

func TestAnAreaIsWhatLiesNearItsPlaces(t *testing.T) {
	x := index(t, map[string]string{
		"listed": "Aquarell\nplace: Westerland", "far": "Aquarell\nplace: Fulda",
	})
	near := offer("near", "Aquarell\nplace: Hintermdeich") // no list and no table knows it
	lat, lon := 54.90, 8.33
	near.Offer.Sessions[0].Place.Lat, near.Offer.Sessions[0].Place.Lon = &lat, &lon
	x.Put(near)
	if got, want := ids(x.Search(search.Query{Text: "Aquarell Nordsee", Limit: 10})), []string{"by:t:listed", "by:t:near"}; !slices.Equal(got, want) {
		t.Errorf("finds %v, want %v", got, want)
	}
}
