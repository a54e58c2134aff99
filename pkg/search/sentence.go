package search

import (
	"slices"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// nominal are the words of a sentence with all light that is no noun, if there
// is one: "Wie schütze ich mein Rathaus?" is about the Rathaus (rule 19).
func (x *Index) nominal(words []typed, asks bool) []typed {
	if !asks || !slices.ContainsFunc(words, func(w typed) bool { return !w.light && !german.Form(w.key) && x.names(&w) }) {
		return words
	}
	out := slices.Clone(words)
	for i := range out {
		out[i].light = out[i].light || !x.names(&out[i])
	}
	return out
}

// names reports whether a typed word is a noun, as far as it can be told.
func (x *Index) names(w *typed) bool {
	if !w.lower {
		return true
	}
	_, known := x.dict.lookup(w.key)
	return known != nil && known.nounish() || known == nil && german.NounStem(german.PartStem(w.key))
}
