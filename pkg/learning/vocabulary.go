package learning

import (
	"strings"
	"sync"

	"github.com/lernverbund/lernverbund/schemas"
)

// The names of the vocabularies, as files of schemas/vocab.
const (
	VocabTopics        = "topics"
	VocabAudience      = "audience"
	VocabFunding       = "funding"
	VocabAccessibility = "accessibility"
	VocabKinds         = "kinds"
	VocabModes         = "modes"
	VocabLevels        = "levels"
	VocabOpenTo        = "openTo"
	VocabEmployers     = "employers"
	VocabCertificates  = "certificates"
	VocabReasons       = "reasons"
	VocabStatus        = "status"
)

type vocabulary struct {
	terms []schemas.Term
	index map[string]int    // by code
	words map[string]string // code by folded code, label or synonym
}

// vocabularies reads all of schemas/vocab once. What cannot be read is empty;
// a test holds that nothing is.
var vocabularies = sync.OnceValue(func() map[string]vocabulary {
	all := make(map[string]vocabulary)
	for _, name := range schemas.Vocabularies() {
		terms, err := schemas.Vocabulary(name)
		if err != nil {
			continue
		}
		index := make(map[string]int, len(terms))
		for i, t := range terms {
			index[t.Code] = i
		}
		all[name] = vocabulary{terms, index, wordsOf(terms)}
	}
	return all
})

// Terms are the terms of a vocabulary in its own order; nil if there is none
// of that name. The slice is shared: do not change it.
func Terms(vocab string) []schemas.Term { return vocabularies()[vocab].terms }

// Lookup is the term of a code; ok is false if the vocabulary does not know it.
func Lookup(vocab, code string) (term schemas.Term, ok bool) {
	v := vocabularies()[vocab]
	i, ok := v.index[code]
	if !ok {
		return schemas.Term{}, false
	}
	return v.terms[i], true
}

// Label is the German label of a code ("Datenschutz" for topics,
// data_protection), or the code itself if the vocabulary does not know it.
func Label(vocab, code string) string { return LabelIn(vocab, code, "de") }

// LabelIn is the label of a code in a language ("de" or "en"), else the German one, else the code.
func LabelIn(vocab, code, tag string) string {
	t, ok := Lookup(vocab, code)
	if !ok {
		return code
	}
	if s := t.Label[tag]; s != "" {
		return s
	}
	return t.Label["de"]
}

// Code finds the code a word of a person stands for: the code itself, a label
// or a synonym, whatever the case ("Datenschutz" in topics is
// data_protection). ok is false if the vocabulary does not know the word.
func Code(vocab, word string) (code string, ok bool) {
	v := vocabularies()[vocab]
	code, ok = v.words[fold(word)]
	return code, ok
}

// fold makes words comparable: lower case, without blanks around, "-" and "_" alike.
func fold(s string) string {
	return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(s)))
}

// wordsOf maps every folded word of the terms to its code; a code wins over a
// label, a label over a synonym, and of two equals the first.
func wordsOf(terms []schemas.Term) map[string]string {
	words := make(map[string]string)
	put := func(word, code string) {
		if w := fold(word); w != "" && words[w] == "" {
			words[w] = code
		}
	}
	for _, t := range terms {
		put(t.Code, t.Code)
	}
	for _, t := range terms {
		put(t.Label["de"], t.Code)
		put(t.Label["en"], t.Code)
	}
	for _, t := range terms {
		for _, s := range t.Synonyms {
			put(s, t.Code)
		}
	}
	return words
}
