package search

import (
	"slices"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// The catalogue explains its abbreviations itself (rule 27): "Einkommensteuer-
// erklärung (ESE)" in a title, or the other way round.
const (
	shortestAbbreviation = 3
	longestAbbreviation  = 6
	mostTitles           = 200 // that are looked through for one abbreviation
)

// spell reads abbreviations as what titles say they stand for, and what they
// stand for as the abbreviation.
func (e *expander) spell(terms []*term) {
	for i, t := range terms {
		if t.wish != nil || t.optional {
			continue
		}
		if n := len(t.key); n >= shortestAbbreviation && n <= longestAbbreviation && letters(t.key) {
			e.spellOut(t)
		}
		for end := i + 1; end <= min(len(terms), i+mostRun); end++ {
			e.shorten(terms[i:end])
		}
	}
}

// spellOut reads an abbreviation as the words before it in a title.
func (e *expander) spellOut(t *term) {
	id, w := e.x.dict.lookup(t.key)
	if w == nil {
		return
	}
	before := len(t.combined)
	e.x.titles(w, func(title []uint32) {
		at := slices.Index(title, id)
		if len(t.combined) > before {
			return // one title is enough
		}
		for from := at - 1; from >= max(at-longestAbbreviation, 0); from-- {
			if words, ok := e.x.initials(title[from:at], t.key); ok {
				var parts [][]uint32
				for _, word := range words {
					parts = append(parts, e.x.family(e.x.dict.words.at(word).key))
				}
				t.combine(combined{parts: parts, same: classSynonym, rule: ruleAbbreviation})
				return
			}
		}
	})
}

// shorten reads words as the abbreviation that stands behind them in a title.
func (e *expander) shorten(run []*term) {
	ids := make([]uint32, len(run))
	for i, t := range run {
		id, w := e.x.dict.lookup(t.key)
		if w == nil {
			return
		}
		ids[i] = id
	}
	e.x.titles(e.x.dict.words.at(ids[0]), func(title []uint32) {
		at := slices.Index(title, ids[len(ids)-1]) + 1
		if at == 0 || at == len(title) {
			return
		}
		short := e.x.dict.words.at(title[at]).key
		if len(short) < shortestAbbreviation || len(short) > longestAbbreviation {
			return
		}
		for from := at - len(ids); from >= max(at-longestAbbreviation, 0); from-- {
			if words, ok := e.x.initials(title[from:at], short); ok && slices.Equal(words, ids) {
				share(run, classSynonym, func(t *term, class cost) {
					t.readings = append(t.readings, reading{title[at], class, ruleAbbreviation, anyField})
				})
			}
		}
	})
}

// titles yields the titles that a word stands in, if they are few.
func (x *Index) titles(w *word, yield func(title []uint32)) {
	list, sets := w.list()
	if sets != nil || len(list) > mostTitles {
		return
	}
	for _, entry := range list {
		if fieldMask(entry)>>inTitle&1 == 1 {
			yield(titleOf(x.docs.at(entry>>maskBits).record, nil))
		}
	}
}

// initials reports whether an abbreviation is made of the first letters of
// words, or of the parts of a word, and gives the words with content.
func (x *Index) initials(words []uint32, short string) (content []uint32, ok bool) {
	for i, id := range words {
		key := x.dict.words.at(id).key
		if german.Stop(key) && i > 0 {
			continue
		}
		n := 0
		for from := 0; n < len(short) && n < 3; n++ { // "DatenSchutz" gives two
			at := from
			for at < len(key) && key[at] != short[n] {
				at++
			}
			if at == len(key) || n == 0 && at > 0 || n > 0 && at < from+2 {
				break
			}
			from = at + 1
		}
		if n == 0 {
			return nil, false
		}
		if rest := words[i+1:]; n > 1 && len(rest) > 0 { // a letter may begin the next word
			next := x.dict.words.at(rest[0]).key
			for n > 1 && (n == len(short) || short[n] != next[0]) && short[n-1] == next[0] {
				n--
			}
		}
		short, content = short[n:], append(content, id)
	}
	return content, short == "" && len(content) > 1
}
