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
	nouns Words // folded, 5 letters and more
	stems Words // their PartStem
	odd   Words // "fotos\tfoto", "gaerten\tgarten" and back: forms that Stem does not join
	words Words // Stem of all words and forms of the list, of any kind
}

// readLexicon reads the list, once in the life of a program: about 0.1 s.
var readLexicon = sync.OnceValue(func() *lexicon {
	raw, err := de.New().GetResource()
	if err != nil {
		return new(lexicon) // part of the program, and a test reads it
	}
	forms := lemmas(raw)
	var nouns, stems, odd, words []string
	for lemma, others := range forms {
		words = append(words, Stem(lemma))
		for _, form := range others {
			if stem := Stem(form); stem != words[len(words)-1] {
				words = append(words, stem)
			}
		}
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
	return &lexicon{nouns: NewWords(nouns), stems: NewWords(stems), odd: NewWords(odd), words: NewWords(words)}
})

// adjectives are the adjectives of the lexicon, folded, without an ending. They
// are read apart from it, for [PartStem] makes the lexicon and must not need it.
var adjectives = sync.OnceValue(func() *Words {
	raw, err := de.New().GetResource()
	if err != nil {
		return new(Words)
	}
	var all []string
	for lemma, others := range lemmas(raw) {
		if slices.Contains(others, lemma+"em") && !readLexicon().nouns.Has(lemma+"er") { // a "Dichter" is no "dichter"
			all = append(all, lemma)
		}
	}
	words := NewWords(all)
	return &words
})

// Adjective gives an adjective without its ending -er ("digitaler"); ok is false
// for every other word, nouns in -er that look like one among them.
func Adjective(key string) (base string, ok bool) {
	base, ok = strings.CutSuffix(key, "er")
	return base, ok && len(base) >= 3 && (adjectives().Has(base) || len(base) >= 5 && strings.HasSuffix(base, "iv"))
}

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
func Listed(stem string) bool { return readLexicon().stems.Has(stem) }

// IsNoun reports whether a key is a noun of the lexicon in its plain form.
func IsNoun(key string) bool { return nounWords[key] || readLexicon().nouns.Has(key) }

// Spelled reports whether a key is a noun of the lexicon in one of its forms, or
// of our own lists: whoever typed it knows how it is written.
func Spelled(key string) bool {
	nouns := &readLexicon().nouns
	if nouns.Has(key) || Noun(key) || oddStems[key] != "" || len(Irregular(key)) > 0 {
		return true
	}
	for ending := range nounEndings {
		if base, ok := strings.CutSuffix(key, ending); ok && nouns.Has(base) {
			return true
		}
	}
	return false
}

// Word reports whether a key is a word of German in any of its forms: a noun,
// a verb, an adjective of the lexicon or a word of our own lists.
func Word(key string) bool {
	return Stop(key) || Light(key) || LightVerb(key) || Noun(key) || readLexicon().words.Has(Stem(key))
}

// ListedStems are the stems for which [Listed] holds.
func ListedStems(yield func(stem string) bool) { readLexicon().stems.From("", yield) }

// Nouns yields the nouns of the lexicon that begin with a text, in order.
func Nouns(beginning string) func(yield func(noun string) bool) {
	return func(yield func(noun string) bool) { readLexicon().nouns.From(beginning, yield) }
}

// Irregular gives the forms of a noun that [Stem] does not join with it
// ("foto": "fotos", "garten": "gaerten").
func Irregular(key string) []string {
	var forms []string
	readLexicon().odd.From(key+"\t", func(pair string) bool {
		forms = append(forms, pair[len(key)+1:])
		return true
	})
	return forms
}
