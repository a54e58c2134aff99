package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// MaxFacetValues is how many values of one facet a [Result] names: the most frequent ones.
const MaxFacetValues = 200

// facets counts the values of every facet, each facet without its own filter.
func (x *Index) facets(f filtered) map[string]map[string]int {
	all := make(map[string]map[string]int, numFacets)
	hits := roaring.FromDense(f.hits, false)
	for by := range numFacets {
		docs, r := f.hits, hits
		if f.sets[by] != nil {
			docs = f.without(by)
			r = roaring.FromDense(docs, false)
		}
		all[facetNames[by]] = x.facet(by, docs, r)
	}
	return all
}

func (x *Index) facet(by facet, docs bitset, r *roaring.Bitmap) map[string]int {
	switch by {
	case byCurrent:
		return yesNo(x.current.countIn(docs, r), docs.count(), true)
	case bySeats:
		return yesNo(x.seats.countIn(docs, r), 0, false)
	}
	type counted struct {
		text string
		n    int
	}
	var list []counted
	for _, id := range x.attrs.of[by] {
		a := x.attrs.all.at(id)
		if n := a.docs.countIn(docs, r); n > 0 {
			list = append(list, counted{a.text, n})
		}
	}
	if len(list) > MaxFacetValues {
		slices.SortFunc(list, func(a, b counted) int { return cmp.Or(b.n-a.n, strings.Compare(a.text, b.text)) })
		list = list[:MaxFacetValues]
	}
	counts := make(map[string]int, len(list))
	for _, c := range list {
		counts[c.text] = c.n
	}
	return counts
}

// yesNo counts what follows the clock.
func yesNo(yes, all int, both bool) map[string]int {
	counts := make(map[string]int, 2)
	if yes > 0 {
		counts["true"] = yes
	}
	if both && all > yes {
		counts["false"] = all - yes
	}
	return counts
}
