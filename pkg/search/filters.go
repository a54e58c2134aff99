package search

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

//go:embed filters/filters.txt
var filterWords string

// meaning is a filter that words may stand for: a line of filters.txt, a place or a time.
type meaning struct {
	parameter string
	value     string
	facet     facet    // numFacets for a place and a time
	values    []string // of the facet, any of which passes
	text      string   // for people
	names     []string // single words for it
	said      []string // words that say the same in a title
	time      span
}

// wanted is one way to type a meaning.
type wanted struct {
	keys  []string // of its words; a trailing * stands for an ending
	apart bool     // its single words do not say it
	*meaning
}

// recognisable are the phrases of filters.txt by the key of their first word
// without its ending, the longer ones first.
var recognisable = sync.OnceValue(func() map[string][]wanted { return readFilters(filterWords) })

// parameters that filters.txt may name, with their facets.
var recognised = map[string]facet{
	"mode": byMode, "free": byFree, "level": byLevel, "language": byLanguage, "audience": byAudience, "accessibility": byAccessibility,
	"certificate": byCertificate, "kind": byKind, "seats": bySeats, "placeLand": byPlaceLand,
}

// readFilters reads filters.txt; a line that says nothing is left out, and a test finds it.
func readFilters(text string) map[string][]wanted {
	all := make(map[string][]wanted)
	meanings := make(map[string]*meaning)
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "|")
		if name, more := strings.CutPrefix(fields[0], "+ "); more && len(fields) == 2 {
			if m := meanings[strings.TrimSpace(name)]; m != nil {
				m.said = append(m.said, phrases(fields[1])...)
			}
			continue
		}
		if len(fields) != 3 {
			continue
		}
		name, others, _ := strings.Cut(strings.TrimSpace(fields[0]), "(")
		name = strings.TrimSpace(name)
		parameter, value, _ := strings.Cut(name, " ")
		f, known := recognised[parameter]
		if !known {
			continue
		}
		m := meaning{parameter: parameter, value: value, facet: f, text: strings.TrimSpace(fields[1])}
		m.values = append([]string{value}, phrases(strings.TrimSuffix(others, ")"))...)
		meanings[name] = &m
		for _, phrase := range phrases(fields[2]) {
			bare, apart := strings.CutPrefix(phrase, "=")
			keys := phraseWords(bare)
			if len(keys) == 1 && !apart && !strings.HasSuffix(bare, "*") {
				m.names = append(m.names, bare)
			}
			first := strings.TrimSuffix(keys[0], "*")
			all[first] = append(all[first], wanted{keys, apart, &m})
		}
	}
	for _, list := range all {
		slices.SortStableFunc(list, func(a, b wanted) int { return len(b.keys) - len(a.keys) })
	}
	return all
}

// phrases are what stands between commas.
func phrases(list string) []string {
	var all []string
	for phrase := range strings.SplitSeq(list, ",") {
		if phrase = strings.TrimSpace(phrase); phrase != "" {
			all = append(all, phrase)
		}
	}
	return all
}

// phraseWords are the keys of the words of a phrase, stop words included.
func phraseWords(phrase string) []string {
	var keys []string
	for _, w := range writtenWords(strings.ReplaceAll(phrase, "*", "")) {
		keys = append(keys, w.key)
	}
	if strings.HasSuffix(phrase, "*") {
		keys[len(keys)-1] += "*"
	}
	return keys
}

// writtenWords are all written words of a text, those that carry no content too.
func writtenWords(text string) []typed {
	var s german.Scanner
	var words []typed
	tokens := s.Scan(text)
	for len(tokens) > 0 {
		n := 1
		for n < len(tokens) && tokens[n].Pos == tokens[0].Pos {
			n++
		}
		words = append(words, written(tokens[:n]))
		tokens = tokens[n:]
	}
	return words
}

// says reports whether a typed word is the word of a phrase: the same, with an
// ending where the phrase allows one, or of a person the other gender.
func says(typed, key string) bool {
	if base, open := strings.CutSuffix(key, "*"); open {
		ending, ok := strings.CutPrefix(typed, base)
		return ok && (ending == "" || slices.Contains(adjectiveEndings, ending))
	}
	if typed == key {
		return true
	}
	if !strings.HasSuffix(key, "er") {
		return false
	}
	return typed == key+"n" || slices.Contains(german.Masculine(typed), key) || typed == key[:len(key)-2]+"ende" || typed == key[:len(key)-2]+"enden"
}

var adjectiveEndings = []string{"e", "er", "es", "en", "em"}

// beginnings of a typed word under which its phrases may stand.
func (w typed) heads() []string {
	heads := []string{w.key}
	for _, ending := range adjectiveEndings {
		if base, ok := strings.CutSuffix(w.key, ending); ok {
			heads = append(heads, base)
		}
	}
	heads = append(heads, german.Masculine(w.key)...)
	if base, ok := strings.CutSuffix(w.key, "n"); ok {
		heads = append(heads, base)
	}
	for _, ending := range []string{"ende", "enden"} {
		if base, ok := strings.CutSuffix(w.key, ending); ok {
			heads = append(heads, base+"er")
		}
	}
	return heads
}

// meaningAt is the longest phrase of filters.txt that begins at a word.
func meaningAt(words []typed) (found wanted) {
	for _, head := range words[0].heads() {
		for _, w := range recognisable()[head] {
			if len(w.keys) > len(found.keys) && len(w.keys) <= len(words) && matchKeys(words, w.keys) {
				found = w
			}
		}
	}
	return found
}

func matchKeys(words []typed, keys []string) bool {
	for i, key := range keys {
		if !says(words[i].key, key) {
			return false
		}
	}
	return true
}
