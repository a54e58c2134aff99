package german

import (
	"slices"
	"strings"
	"sync"

	"github.com/aaaton/golem/v4/dicts/de"
)

// lexicon are some 15,000 nouns of the lemma list github.com/aaaton/golem/v4/dicts/de
// (MIT; v1.0.1), which writes all words small: those lemmas count as nouns whose
// forms add nothing but the endings of nouns.
type lexicon struct {
	nouns words // folded, 5 letters and more
	stems words // their PartStem
	odd   words // "fotos\tfoto", "gaerten\tgarten" and back: forms that Stem does not join
}

// readLexicon reads the list, once in the life of a program: about 0.1 s.
var readLexicon = sync.OnceValue(func() *lexicon {
	raw, err := de.New().GetResource()
	if err != nil {
		return new(lexicon) // part of the program, and a test reads it
	}
	forms := lemmas(raw)
	var nouns, stems, odd []string
	for lemma, others := range forms {
		if base, ok := strings.CutSuffix(lemma, "e"); !nominal(lemma, others) || ok && !nominal(base, forms[base]) {
			continue // "geistige" is a lemma of the list beside "geistig"
		}
		stem := PartStem(lemma)
		if len(lemma) >= 5 && !Affix(lemma) && !Stop(lemma) {
			nouns, stems = append(nouns, lemma), append(stems, stem)
		}
		for _, form := range others {
			if s := PartStem(form); s != stem && len(lemma) > 3 && !strings.HasSuffix(form, "innen") {
				odd, stems = append(odd, form+"\t"+lemma, lemma+"\t"+form), append(stems, s)
			}
		}
	}
	return &lexicon{nouns: newWords(nouns), stems: newWords(stems), odd: newWords(odd)}
})

// lemmas reads lines of a lemma and its other forms, folded; lemmas without other forms say nothing.
func lemmas(raw []byte) map[string][]string {
	all := make(map[string][]string, 1<<17)
	for line := range strings.Lines(Fold(string(raw))) {
		if lemma, forms, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && len(lemma) > 3 && letters(lemma) {
			all[lemma] = append(all[lemma], strings.Split(forms, "\t")...)
		}
	}
	return all
}

func letters(key string) bool {
	for i := range len(key) {
		if !lower(key[i]) {
			return false
		}
	}
	return true
}

// nounEndings are what the forms of a noun add to it.
var nounEndings = map[string]bool{
	"": true, "s": true, "es": true, "e": true, "en": true, "n": true, "er": true, "ern": true, "ns": true, "ens": true, "nen": true,
	"se": true, "ses": true, "sen": true,
}

// nominal reports whether a lemma with these forms is a noun.
func nominal(lemma string, forms []string) bool {
	for _, ending := range []string{"ere", "ste", "nde", "em"} { // forms of adjectives that the list takes for lemmas
		if strings.HasSuffix(lemma, ending) {
			return false
		}
	}
	if strings.HasSuffix(lemma, "te") && strings.Contains(lemma[:min(len(lemma), 8)], "ge") {
		return false // "angeprallte"
	}
	weak := Weak(lemma)
	for _, form := range forms {
		form = Weak(form)
		if rest, same := strings.CutPrefix(form, weak); same && nounEndings[rest] || latinForm(weak, form) {
			continue
		}
		return false
	}
	return true
}

// latinForm reports whether a form is the plural of a Latin, Greek or Italian word: its ending takes the place of another.
func latinForm(lemma, form string) bool {
	for _, singular := range []string{"um", "us", "is", "on", "a", "o", "e"} {
		if base, ok := strings.CutSuffix(lemma, singular); ok && len(base) >= 3 {
			if rest, same := strings.CutPrefix(form, base); same && (rest == "en" || rest == "a" || rest == "i" || rest == "ien" || rest == "ata") {
				return true
			}
		}
	}
	return false
}

// Listed reports whether a [PartStem] is that of a noun of the lexicon.
func Listed(stem string) bool { return readLexicon().stems.has(stem) }

// ListedStems are the stems for which [Listed] holds.
func ListedStems(yield func(stem string) bool) { readLexicon().stems.each(yield) }

// Nouns yields the nouns of the lexicon that begin with a text, in order.
func Nouns(beginning string) func(yield func(noun string) bool) {
	return func(yield func(noun string) bool) { readLexicon().nouns.from(beginning, yield) }
}

// Irregular gives the forms of a noun that [Stem] does not join with it
// ("foto": "fotos", "garten": "gaerten").
func Irregular(key string) []string {
	var forms []string
	readLexicon().odd.from(key+"\t", func(pair string) bool {
		forms = append(forms, pair[len(key)+1:])
		return true
	})
	return forms
}

// words are sorted and each once, in one piece of memory.
type words struct {
	text string
	ends []uint32
}

func newWords(list []string) words {
	slices.Sort(list)
	list = slices.Compact(list)
	w := words{text: strings.Join(list, ""), ends: make([]uint32, 0, len(list))}
	end := 0
	for _, s := range list {
		end += len(s)
		w.ends = append(w.ends, uint32(end))
	}
	return w
}

func (w *words) at(i int) string {
	if i == 0 {
		return w.text[:w.ends[0]]
	}
	return w.text[w.ends[i-1]:w.ends[i]]
}

// find is the place of the first word that is not below a text.
func (w *words) find(text string) int {
	low, high := 0, len(w.ends)
	for low < high {
		if mid := (low + high) / 2; w.at(mid) < text {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

func (w *words) has(text string) bool {
	i := w.find(text)
	return i < len(w.ends) && w.at(i) == text
}

func (w *words) each(yield func(word string) bool) { w.from("", yield) }

// from yields the words that begin with a text.
func (w *words) from(beginning string, yield func(word string) bool) {
	for i := w.find(beginning); i < len(w.ends) && strings.HasPrefix(w.at(i), beginning); i++ {
		if !yield(w.at(i)) {
			return
		}
	}
}
