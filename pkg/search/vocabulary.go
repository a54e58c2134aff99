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

// meant is what a phrase says in the words of the vocabularies.
type meant struct {
	named []value // by its label, its code or, of a level, any word for it
	near  []value // by a word that its vocabulary lists for it: "Vorgesetzte" for managers
	kinds []value // by a kind of it that its vocabulary lists: "Yoga" for the topic health
}

// concepts lead from words people type to the values of facets they mean. They
// cost the index nothing, for the values are there for the filters.
//
// 2026-11-23, the words that a vocabulary lists for a code are mostly kinds of
// it: who types "Yoga" wants no osteopathy. They count only where nothing else
// is found, and those of a topic not even there: they say which offers are alike.
// Those of a level are names for one thing and always count. We gave up offers
// whose provider coded them and does not say the word.
var concepts = sync.OnceValue(func() map[string]meant {
	all := make(map[string]meant)
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
			v := value{f, t.Code}
			named := []string{t.Label["de"], t.Label["en"], strings.ReplaceAll(t.Code, "_", " ")}
			near := t.Synonyms
			if f == byLevel {
				named, near = append(named, near...), nil
			}
			for _, phrase := range named {
				key := phraseKey(phrase)
				m := all[key]
				m.named = appendOnce(m.named, v)
				all[key] = m
			}
			for _, phrase := range near {
				key := phraseKey(phrase)
				m := all[key]
				if f == byTopic {
					m.kinds = appendOnce(m.kinds, v)
				} else {
					m.near = appendOnce(m.near, v)
				}
				all[key] = m
			}
		}
	}
	delete(all, "")
	return all
})

func appendOnce(vs []value, v value) []value {
	if slices.Contains(vs, v) {
		return vs
	}
	return append(vs, v)
}

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
		return german.WordStem(keys[0])
	}
	stems := make([]string, len(keys))
	for i, key := range keys {
		stems[i] = german.Stem(key)
	}
	return strings.Join(stems, " ")
}
