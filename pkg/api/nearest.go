package api

import (
	"context"
	"slices"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Nearest is an offer that comes nearest to a search without hits.
type Nearest struct {
	Item   Item   `json:"item"`
	Fits   []Fact `json:"fits"`
	Misses []Fact `json:"misses"` // never empty
}

// Fact is one condition of a search and how an offer stands to it.
type Fact struct {
	Parameter string `json:"parameter"`
	Text      string `json:"text"` // "kostenlos"; of what is missed "kostet 60,00 €"
}

// mostNearest is how many offers are shown as nearest.
const mostNearest = 3

// nearest are the offers that lack the least of a search without hits: those of
// the ways out that leave out one condition, or where there are none two. As
// the search has no hits, they miss just what was left out. The ways out take
// turns, that with the fewest offers first.
func (a *API) nearest(ctx context.Context, store catalogue.Reader, ways []wayOut, all []condition) ([]Nearest, error) {
	type candidate struct {
		hit  search.Hit
		left []condition
	}
	var chosen []candidate
	taken := map[learning.OfferID]bool{}
	for round := range hitsTried {
		for _, w := range slices.Backward(ways) {
			if len(w.left) == 0 || len(w.left) > 2 || len(w.hits) <= round || len(chosen) == 2*mostNearest || hidden(w.left) {
				continue
			}
			if h := w.hits[round]; !taken[h.ID] {
				taken[h.ID] = true
				chosen = append(chosen, candidate{h, w.left})
			}
		}
	}
	hits := make([]search.Hit, len(chosen))
	for i, c := range chosen {
		hits[i] = c.hit
	}
	items, err := a.items(ctx, store, hits)
	if err != nil {
		return nil, err
	}
	if len(ways) > 0 {
		measure(a.Index(), items, &ways[0].query.Filter)
	}
	for _, c := range all {
		if c.parameter == "near" { // a town that was typed
			if found := a.Index().Place(c.value, ""); found.How >= gazetteer.Decorated {
				measure(a.Index(), items, &search.Filter{Near: &search.Point{Lat: found.Place.Lat, Lon: found.Place.Lon}})
			}
		}
	}
	out := make([]Nearest, 0, len(items))
	var titles []string
	for i := range items {
		title := items[i].Title.German()
		if len(out) == mostNearest || slices.Contains(titles, title) {
			continue // the same course elsewhere says nothing new
		}
		titles = append(titles, title)
		at := slices.IndexFunc(chosen, func(c candidate) bool { return c.hit.ID == items[i].ID })
		n := Nearest{Item: items[i], Fits: []Fact{}, Misses: []Fact{}}
		for _, c := range all {
			if hidden([]condition{c}) {
				continue
			}
			if slices.ContainsFunc(chosen[at].left, func(l condition) bool { return l.parameter == c.parameter && l.text == c.text }) {
				n.Misses = append(n.Misses, Fact{c.parameter, missed(&items[i], &c)})
				continue
			}
			n.Fits = append(n.Fits, Fact{c.parameter, c.text})
		}
		out = append(out, n)
	}
	return out, nil
}

// hidden reports whether one of the conditions is none that an offer meets or
// misses: that it is not over, and how the words are read.
func hidden(conditions []condition) bool {
	return slices.ContainsFunc(conditions, func(c condition) bool { return c.parameter == "current" || c.parameter == "literal" })
}
