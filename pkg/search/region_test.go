package search_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search"
)

func TestAreasLeadToTheirPlaces(t *testing.T) {
	x := index(t, map[string]string{
		"island": "Yoga\nplace: Westerland", "north": "Yoga am Meer\nplace: Husum", "south": "Yoga in den Bergen\nplace: Bregenz",
		"food": "Gutes Essen", "town": "Yoga im Ruhrgebiet\nplace: Essen", "title": "Yoga auf Sylt im Winter",
	})
	finds(t, x, map[string]string{
		"Sylt": "title,island", "Nordsee": "island,north,title", "Ruhrgebiet": "town", "Yoga Österreich": "south",
	})
	hit := x.Search(search.Query{Text: "Österreich", Limit: 1, Explain: true}).Hits[0].Matches[0]
	if hit.Rule != "region" || hit.Field != "place" || hit.Word != "Bregenz" {
		t.Errorf("Österreich is explained as %+v, want the region by its place Bregenz", hit)
	}
}
