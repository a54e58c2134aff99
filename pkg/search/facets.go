package search

import (
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// MaxFacetValues is how many values of one facet a [Result] names: the most frequent ones.
const MaxFacetValues = 200

// manyCounted hits are counted beside the ranking; of fewer it is not worth it.
const manyCounted = 4096

// counting counts the facets of a search, of which total is the number of hits.
// Whoever asks for the result waits for it, and must.
func (x *Index) counting(f filtered, total int) (result func() map[string]map[string]int) {
	if total < manyCounted {
		return func() map[string]map[string]int { return x.facets(f) }
	}
	own, known := newScratch(x.docs.n), len(f.from.families)
	own.cards, own.families = f.from.cards, slices.Clone(f.from.families)
	f.from = own
	counted := make(chan map[string]map[string]int, 1)
	go func() {
		all := x.facets(f)
		own.families = own.families[known:] // the others are the search's
		own.release()
		counted <- all
	}()
	return func() map[string]map[string]int { return <-counted }
}

// facets counts the values of every facet, each facet without its own filter.
func (x *Index) facets(f filtered) map[string]map[string]int {
	all := make(map[string]map[string]int, numFacets)
	counts := f.tally(x, f.hits, 0, numGroups)
	for by := range numFacets {
		docs, own := f.hits, counts
		if f.sets[by] != nil || by == byMode && f.near != nil {
			docs = f.without(by)
			if g := groupOf[by]; g < numGroups {
				own = f.tally(x, docs, g, g+1)
			}
		}
		if values := x.facet(by, docs, own, &f); values != nil {
			all[facetNames[by]] = values
		}
	}
	return all
}

// facet counts the values of one facet among documents, of which the tally is known; nil if it was not asked for.
func (x *Index) facet(by facet, docs bitset, tally []int32, f *filtered) map[string]int {
	switch by {
	case byCurrent:
		return f.yesNo(x, docs, &x.current, true)
	case bySeats:
		return f.yesNo(x, docs, &x.seats, false)
	case byMay:
		if f.mays == nil {
			return nil
		}
		return f.verdicts(x, docs)
	}
	return x.named(by, tally)
}

// tally counts the attributes of documents in the groups from first to last.
// Of more than half of all documents it counts what the others lack.
func (x *Index) tally(docs bitset, first, last int, from *scratch) []int32 {
	counts := make([]int32, x.attrs.all.n)
	n := docs.count()
	most := n*2 > len(x.numbers)
	if most {
		rest := x.everything(from)
		rest.andNot(docs)
		docs, n = rest, len(x.numbers)-n
	}
	for g := first; g < last; g++ {
		x.profiles[g].tally(docs, n, counts, from.sheet())
	}
	if most {
		for id := range counts {
			counts[id] = int32(x.attrs.all.at(uint32(id)).docs.len()) - counts[id]
		}
	}
	return counts
}

// named gives the counts of a facet their names.
func (x *Index) named(by facet, counts []int32) map[string]int {
	var list []uint32
	for _, id := range x.attrs.of[by] {
		if counts[id] > 0 {
			list = append(list, id)
		}
	}
	text := func(id uint32) string { return x.attrs.all.at(id).text }
	if len(list) > MaxFacetValues {
		list = mostFrequent(list, counts, text)
	}
	named := make(map[string]int, len(list))
	for _, id := range list {
		named[text(id)] = int(counts[id])
	}
	return named
}

// mostFrequent are the MaxFacetValues values with the highest counts, of those
// with the lowest among them the first by alphabet.
func mostFrequent(list []uint32, counts []int32, text func(id uint32) string) []uint32 {
	sorted := make([]int32, len(list))
	for i, id := range list {
		sorted[i] = counts[id]
	}
	slices.Sort(sorted)
	least := sorted[len(sorted)-MaxFacetValues]
	kept, last := list[:0], []uint32(nil)
	for _, id := range list {
		switch {
		case counts[id] > least:
			kept = append(kept, id)
		case counts[id] == least:
			last = append(last, id)
		}
	}
	slices.SortFunc(last, func(a, b uint32) int { return strings.Compare(text(a), text(b)) })
	return append(kept, last[:MaxFacetValues-len(kept)]...)
}

// yesNo counts what follows the clock: those of documents in a set and, if both, the others.
func (f *filtered) yesNo(x *Index, docs bitset, set *docset, both bool) map[string]int {
	in := x.having(set, true, f.from)
	in.and(docs)
	counts := make(map[string]int, 2)
	if yes := f.countOf(x, docs, in); yes > 0 {
		counts["true"] = yes
	}
	if !both {
		return counts
	}
	out := f.from.copy(docs)
	out.andNot(in)
	if no := f.countOf(x, docs, out); no > 0 {
		counts["false"] = no
	}
	return counts
}

// verdicts counts documents, or cards, by whether one may attend.
func (f *filtered) verdicts(x *Index, docs bitset) map[string]int {
	counts := make(map[string]int, numMays)
	for i, m := range learning.Mays {
		among := f.from.copy(docs)
		among.and(f.mays[i])
		if n := f.countOf(x, docs, among); n > 0 {
			counts[string(m)] = n
		}
	}
	return counts
}

// countOf is how many documents, or cards, the subset of a set has.
func (f *filtered) countOf(x *Index, docs, subset bitset) int {
	if f.from.cards {
		return x.families(docs, f.from).countCards(subset)
	}
	return subset.count()
}

// tally is that of the index, of documents or cards.
func (f *filtered) tally(x *Index, docs bitset, first, last int) []int32 {
	counts := x.tally(docs, first, last, f.from)
	if f.from.cards {
		x.unrepeat(counts, x.families(docs, f.from), first, last, f.from.sheet())
	}
	return counts
}
