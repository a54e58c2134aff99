package search

import (
	"slices"
	"strings"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/search/german"
	"github.com/lernverbund/lernverbund/schemas"
)

// vocabularyOf says which vocabulary the values of a facet come from.
var vocabularyOf = map[facet]string{
	byKind: "kinds", byMode: "modes", byTopic: "topics", byLevel: "levels", byAudience: "audience",
	byFunding: "funding", byCertificate: "certificates", byAccessibility: "accessibility",
}

// labels are the German and English labels of every code, by vocabulary.
var labels = sync.OnceValue(func() map[string]map[string][]string {
	all := make(map[string]map[string][]string)
	for _, name := range schemas.Vocabularies() {
		terms, err := schemas.Vocabulary(name)
		if err != nil {
			continue // embedded and tested there
		}
		all[name] = make(map[string][]string, len(terms))
		for _, t := range terms {
			all[name][t.Code] = []string{t.Label["de"], t.Label["en"]}
		}
	}
	return all
})

func labelsOf(vocabulary, code string) ([]string, bool) {
	l, ok := labels()[vocabulary][code]
	return l, ok
}

// concepts lead from words people type to the values of facets they mean:
// "Anfänger" to level=beginner. They cost the index nothing, for the values
// are there for the filters.
var concepts = sync.OnceValue(func() map[string][]value {
	all := make(map[string][]value)
	for f := range numFacets {
		name, ok := vocabularyOf[f]
		if !ok {
			continue
		}
		terms, err := schemas.Vocabulary(name)
		if err != nil {
			continue
		}
		for _, t := range terms {
			for _, phrase := range append([]string{t.Label["de"], t.Label["en"]}, t.Synonyms...) {
				key := phraseKey(phrase)
				if v := (value{f, t.Code}); key != "" && !slices.Contains(all[key], v) {
					all[key] = append(all[key], v)
				}
			}
		}
	}
	return all
})

// phraseKey is what two spellings of a phrase have in common: the stems of its
// words, stop words left out.
func phraseKey(phrase string) string {
	words := parse(phrase).words
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.key
	}
	return stemsKey(keys)
}

// stemsKey is the phraseKey of words already told apart. One word alone keeps
// its -er, among several the inflection of adjectives matters more.
func stemsKey(keys []string) string {
	if len(keys) == 1 {
		return german.PartStem(keys[0])
	}
	stems := make([]string, len(keys))
	for i, key := range keys {
		stems[i] = german.Stem(key)
	}
	return strings.Join(stems, " ")
}
