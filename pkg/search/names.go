package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// names are what values of a facet are called, by each of their words: for
// whoever types the beginning of one. New ones wait unsorted until they are an
// eighth, so that a bulk load sorts seldom; what is gone is noticed when it is
// looked up and dropped when they are sorted.
type names struct {
	sorted, fresh []nameWord
	gone          int
}

// nameWord is one word of a name.
type nameWord struct {
	word string // its weak key
	at   int    // its number in the name
	text string // the value
}

// mostFresh names are not worth sorting.
const mostFresh = 256

func (n *names) add(text string) {
	for at, w := range writtenWords(text) {
		n.fresh = append(n.fresh, nameWord{german.Weak(w.key), at, text})
	}
}

// tidy sorts if there is much to sort; known says which values there still are.
func (n *names) tidy(known func(text string) bool) {
	if len(n.fresh)+n.gone <= mostFresh+len(n.sorted)/8 {
		return
	}
	all := slices.DeleteFunc(slices.Concat(n.sorted, n.fresh), func(w nameWord) bool { return !known(w.text) })
	slices.SortFunc(all, func(a, b nameWord) int {
		return cmp.Or(strings.Compare(a.word, b.word), strings.Compare(a.text, b.text), a.at-b.at)
	})
	n.sorted, n.fresh, n.gone = slices.Compact(all), nil, 0
}

// beginning yields the names of which a word begins like that, possibly more than once.
func (n *names) beginning(prefix string, yield func(text string)) {
	from, _ := slices.BinarySearchFunc(n.sorted, prefix, func(w nameWord, p string) int { return strings.Compare(w.word, p) })
	for _, w := range n.sorted[from:] {
		if !strings.HasPrefix(w.word, prefix) {
			break
		}
		yield(w.text)
	}
	for _, w := range n.fresh {
		if strings.HasPrefix(w.word, prefix) {
			yield(w.text)
		}
	}
}

// namesOf are the names of the values of one facet, nil of a facet whose names nobody types.
func (a *attributes) namesOf(f facet) *names {
	switch f {
	case byCity:
		return &a.cityNames
	case byProvider:
		return &a.providerNames
	}
	return nil
}

// called and forgotten note that a value has come or gone.
func (a *attributes) called(v value) {
	if v.facet == byCity {
		a.towns.add(v.text)
	}
	if n := a.namesOf(v.facet); n != nil {
		n.add(v.text)
		n.tidy(func(text string) bool { return a.lookup(v.facet, text) != nil })
	}
}

func (a *attributes) forgotten(v value) {
	if v.facet == byCity {
		a.towns.remove(v.text)
	}
	if n := a.namesOf(v.facet); n != nil {
		n.gone++
		n.tidy(func(text string) bool { return a.lookup(v.facet, text) != nil })
	}
}
