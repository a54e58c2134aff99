package api

import (
	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// spoken is a filter with the place that the words named, if it names none
// itself: distances are told from there too. It filters nothing.
func spoken(index *search.Index, f search.Filter, understood []search.Understood) *search.Filter {
	for _, u := range understood {
		if f.Near != nil || u.Parameter != "near" {
			continue
		}
		if found := index.Place(u.Value, ""); found.How == gazetteer.Exact || found.How == gazetteer.Decorated {
			f.Near = &search.Point{Lat: found.Place.Lat, Lon: found.Place.Lon, Name: found.Place.Name}
		}
	}
	return &f
}
