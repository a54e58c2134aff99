package search

import (
	"embed"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// data is what people know and no catalogue says: kern.txt is the
// administration's own, the other files a field each. Anybody may add a line.
//
//go:embed data/*.txt
var data embed.FS

// knowledge is what the lists say.
type knowledge struct {
	same map[string][]string // from the [phraseKey] of a phrase to phrases that say the same, or that it includes ("a > b")
	// included are phrases that a phrase of the same meaning includes: "Lehrkräfte"
	// what "Lehrer" do.
	included map[string][]string
	kinds    map[[2]string]bool // what only "a > b" says
	words    []string           // every word of them, folded
}

// knowledgeOf reads the lists, once in the life of a program.
var knowledgeOf = sync.OnceValue(func() knowledge {
	files, err := fs.Glob(data, "data/*.txt")
	if err != nil {
		return knowledge{} // the pattern is well formed
	}
	k := knowledge{same: make(map[string][]string), included: make(map[string][]string), kinds: make(map[[2]string]bool)}
	includes := make(map[string][]string) // only "a > b"
	equals := make(map[string][]string)   // only "a = b", keys of both
	spelled := make(map[string]bool)
	for _, file := range files {
		raw, err := data.ReadFile(file)
		if err != nil {
			return knowledge{} // embedded; a test reads it
		}
		readSynonyms(string(raw), func(from, to string, oneWay bool) {
			if oneWay && ofRegions(file) {
				return // see areas
			}
			key := phraseKey(from)
			if !slices.Contains(k.same[key], to) {
				k.same[key] = append(k.same[key], to)
			}
			if oneWay {
				includes[key] = append(includes[key], to)
				k.kinds[[2]string{key, to}] = true
			} else {
				equals[key] = append(equals[key], phraseKey(to))
			}
			for _, phrase := range []string{from, to} {
				if !spelled[phrase] && !strings.Contains(phrase, " ") {
					spelled[phrase] = true
					k.words = append(k.words, german.Fold(phrase))
				}
			}
		})
	}
	k.inherit(equals, includes)
	return k
})

// inherit lets a phrase include what another one includes that says the same; an
// abbreviation stands for too much.
func (k *knowledge) inherit(equals, includes map[string][]string) {
	for key, others := range equals {
		if len(key) <= 4 {
			continue
		}
		for _, other := range others {
			for _, to := range includes[other] {
				if phraseKey(to) != key && !slices.Contains(k.same[key], to) && !slices.Contains(k.included[key], to) {
					k.included[key] = append(k.included[key], to)
				}
			}
		}
	}
}

// synonyms leads from the [phraseKey] of a phrase to the phrases that say the
// same, or that it includes ("a > b").
func synonyms() map[string][]string { return knowledgeOf().same }

// readSynonyms reads lines "a = b = c" (each finds the others) and "a > b, c"
// (a finds b and c, and not the other way round) and tells what leads to what; a # at the
// beginning or behind a blank begins a comment. A phrase of nothing but stop
// words says nothing and is left out.
func readSynonyms(text string, tell func(from, to string, oneWay bool)) {
	add := func(from, to string, oneWay bool) {
		if from, to = strings.TrimSpace(from), strings.TrimSpace(to); from != to && phraseKey(from) != "" && phraseKey(to) != "" && !reduced(from) && !reduced(to) {
			tell(from, to, oneWay)
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		line, _, _ = strings.Cut(line, " #") // "C#" is no comment
		if from, to, oneWay := strings.Cut(line, ">"); oneWay {
			for target := range strings.SplitSeq(to, ",") {
				add(from, target, true)
			}
			continue
		}
		group := strings.Split(line, "=")
		for _, from := range group {
			for _, to := range group {
				add(from, to, false)
			}
		}
	}
}

// mostRun is the longest run of typed words that is looked up as one phrase.
const mostRun = 4

// runs yields every run of one to four terms with the keys it is looked up by:
// that of the phrase and, of several words, that of the words as one.
func runs(terms []*term) iter.Seq2[[]*term, []string] {
	return func(yield func([]*term, []string) bool) {
		for from := range terms {
			for to := from + 1; to <= len(terms) && to-from <= mostRun; to++ {
				run := terms[from:to]
				var typed []string
				for _, t := range run {
					typed = append(typed, t.key)
				}
				keys := []string{stemsKey(typed)}
				if len(run) > 1 {
					keys = append(keys, german.PartStem(strings.Join(typed, "")))
				}
				if !yield(run, keys) {
					return
				}
			}
		}
	}
}

// mean adds what runs of terms mean by synonyms and by the names of what is in the vocabularies.
func (e *expander) mean(terms []*term) {
	for run, keys := range runs(terms) {
		if len(run) == 1 {
			keys = append(keys, e.plain(run[0].key)...)
		}
		for _, key := range keys {
			for _, phrase := range synonyms()[key] {
				extra := cost(0)
				if knowledgeOf().kinds[[2]string{key, phrase}] {
					extra = classKind
				}
				e.phrase(run, phrase, extra)
			}
			imply(run, concepts()[key].named)
		}
	}
}

// include reads runs that find little as what a phrase includes that says the same.
func (e *expander) include(terms []*term, from *scratch) {
	for run, keys := range runs(terms) {
		var phrases []string
		if len(run) == 1 {
			keys = append(keys, e.plain(run[0].key)...)
		}
		for _, key := range keys {
			phrases = append(phrases, knowledgeOf().included[key]...)
		}
		if len(phrases) == 0 || e.x.stands(run[0], enough) && len(run) == 1 || e.x.foundBy(run, from) >= enough {
			continue
		}
		for _, phrase := range phrases {
			e.phrase(run, phrase, classIncluded)
		}
	}
}

// plain are the keys of the words of which one is the feminine form, if the lists do not have it itself.
func (e *expander) plain(key string) []string {
	if synonyms()[german.WordStem(key)] != nil {
		return nil
	}
	var keys []string
	for _, base := range e.x.bases(key) {
		keys = append(keys, german.WordStem(base))
	}
	return keys
}

// suppose reads runs that find nothing as what a vocabulary lists them under:
// no offer says "Vorgesetzte", but some are for managers.
func (e *expander) suppose(terms []*term, from *scratch) {
	type supposed struct {
		run    []*term
		values []value
	}
	var all []supposed
	for run, keys := range runs(terms) {
		for _, key := range keys {
			if near := concepts()[key].near; len(near) > 0 && !e.x.finds(run[0], from, run[1:]...) {
				all = append(all, supposed{run, near})
			}
		}
	}
	for _, s := range all { // only now, so that none of them counts as found
		imply(s.run, s.values)
	}
}

// finds reports whether there is an offer that has a term and all others given.
func (x *Index) finds(t *term, from *scratch, others ...*term) bool {
	if len(others) == 0 && len(t.readings) > 0 {
		return true // every word of the catalogue stands somewhere
	}
	docs := x.gauge(t, from).all
	if len(others) > 0 {
		docs = from.copy(docs)
	}
	for _, other := range others {
		docs.and(x.gauge(other, from).all)
	}
	return !docs.empty()
}

func imply(run []*term, values []value) {
	for _, v := range values {
		share(run, classSynonym, func(t *term, class cost) {
			t.implied = append(t.implied, implied{v, class, ruleSynonym})
		})
	}
}

// share spreads the class of a match that stands for a whole run over its terms.
func share(run []*term, class cost, add func(t *term, class cost)) {
	n := cost(len(run))
	for i, t := range run {
		part := class / n
		if i == 0 {
			part += class % n
		}
		add(t, part)
	}
}

// shortest is what a word of a synonym's family has to exceed.
const shortest = 5

// plainly keeps of the words collected for a synonym those that say it: of its
// family only nouns of some length ("Rechner" for "PC" is not "rechnen",
// "Achtsamkeit" for "MBSR" not "acht") and these only in headings, and compounds
// not in the names of places and providers.
func (e *expander) plainly(class cost) {
	e.readings = slices.DeleteFunc(e.readings, func(r reading) bool {
		w := e.x.dict.words.at(r.id)
		return r.class > class+classPart && (!w.nounish() || len(w.key) <= shortest)
	})
	for i := range e.readings {
		switch r := &e.readings[i]; {
		case r.class > class+classPart:
			r.in &= inHeadings
		case r.class > class+classUmlaut:
			r.in &= inContent
		}
	}
}

// often is in how many offers a word stands whose synonyms are not looked for
// inside of compounds as well: there is enough, and it would take long.
const often = 1000

// stands reports whether one word that a term may be read as stands in so many offers.
func (x *Index) stands(t *term, offers uint32) bool {
	return slices.ContainsFunc(t.readings, func(r reading) bool { return x.dict.words.at(r.id).n >= offers })
}

// abbreviates reports whether a phrase is two letters, which stand for too much to trust them: "AI", "IT".
func abbreviates(phrase string) bool { return len(phrase) == 2 }

// reduced reports whether small words are all that makes a phrase say what it
// says: without them "öffentlich reden" would be anything "öffentlich".
func reduced(phrase string) bool {
	words := parse(phrase).words
	return len(words) == 1 && strings.Contains(phrase, " ") && words[0].lower && !german.Infinitive(words[0].key)
}

// phrase adds a synonym to the terms of a run: one word as readings, several as a combination.
func (e *expander) phrase(run []*term, phrase string, extra cost) {
	words := parse(phrase).words
	if len(words) == 0 {
		return
	}
	class := classSynonym
	if len(run) > 1 && !abbreviates(phrase) {
		class = classPhrase + classInflection*cost(len(run)-2)
	}
	class += extra
	if len(words) == 1 {
		share(run, class, func(t *term, class cost) {
			short := len(run) == 1 && len(t.key) <= 3 && german.Noun(t.key) // these stay exact (rule 11)
			if short {
				e.within = inHeadings
				defer func() { e.within = 0 }()
			}
			if short || e.x.stands(t, often) {
				for _, id := range e.x.family(words[0].key) {
					e.add(id, class, ruleSynonym)
				}
			} else {
				e.word(words[0].key, class, ruleSynonym)
				e.plainly(class)
			}
			e.take(t)
		})
	}
	if len(words) == 1 && len(words[0].pieces) == 0 {
		return
	}
	var parts [][]uint32
	for _, w := range words {
		if len(w.pieces) > 0 {
			for _, piece := range w.pieces {
				parts = append(parts, e.x.family(piece))
			}
			continue
		}
		parts = append(parts, e.x.family(w.key))
	}
	if len(parts) > 1 {
		share(run, class, func(t *term, class cost) {
			t.combine(combined{parts: parts, same: class, rule: ruleSynonym})
		})
	}
}
