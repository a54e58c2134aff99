package german

import (
	"embed"
	"iter"
	"maps"
	"strings"
)

//go:embed data/*.txt
var data embed.FS

var (
	stopWords  = list("stop")
	lightWords = list("light")
	askWords   = list("asks")
	formWords  = list("form")
	affixes    = list("affixes")
	weakWords  = list("weak")
	nounWords  = list("nouns")
	wholeStems = stems(list("whole"))
	tailStems  = stems(list("tails"))
	headKin    = heads()
	oddStems   = exceptions("stems")
	loners     = list("loners")
	scenes     = list("scenes")
	nounStems  = stems(nounWords) // by PartStem
)

// list reads data/<name>.txt: folded words, separated by white space, # to the end of the line is a comment.
func list(name string) map[string]bool {
	raw, err := data.ReadFile("data/" + name + ".txt")
	if err != nil {
		return nil // cannot be: the files are embedded, and a test reads each
	}
	words := make(map[string]bool)
	for line := range strings.Lines(string(raw)) {
		line, _, _ = strings.Cut(line, "#")
		for word := range strings.FieldsSeq(line) {
			words[Fold(word)] = true
		}
	}
	return words
}

// heads reads data/heads.txt: from a head to the others of its group.
func heads() map[string][]string {
	raw, err := data.ReadFile("data/heads.txt")
	if err != nil {
		return nil // embedded, and a test reads it
	}
	kin := make(map[string][]string)
	for line := range strings.Lines(string(raw)) {
		line, _, _ = strings.Cut(Fold(line), "#")
		group := strings.Fields(line)
		for i, head := range group {
			kin[head] = append(append(kin[head], group[:i]...), group[i+1:]...)
		}
	}
	return kin
}

// HeadKin gives a compound with the other heads of a person and of what the
// person does in place of its own: "paartherapie" for "paartherapeut".
func HeadKin(key string) []string {
	for at := 3; at+3 <= len(key); at++ { // the longest head counts
		if kin := headKin[key[at:]]; kin != nil {
			all := make([]string, len(kin))
			for i, head := range kin {
				all[i] = key[:at] + head
			}
			return all
		}
	}
	return nil
}

// AdjectiveTail reports whether a [PartStem] is one of an end of adjectives that is cut off like a head ("gestuetzt").
func AdjectiveTail(stem string) bool { return tailStems[stem] }

// AdjectiveTails are the stems for which [AdjectiveTail] holds.
func AdjectiveTails() iter.Seq[string] { return maps.Keys(tailStems) }

// exceptions reads data/<name>.txt, a stem and its forms on each line: by form.
func exceptions(name string) map[string]string {
	raw, err := data.ReadFile("data/" + name + ".txt")
	if err != nil {
		return nil // as in list
	}
	all := make(map[string]string)
	for line := range strings.Lines(string(raw)) {
		line, _, _ = strings.Cut(line, "#")
		stem := ""
		for word := range strings.FieldsSeq(line) {
			if stem == "" {
				stem = Fold(word)
				continue
			}
			all[Fold(word)] = stem
		}
	}
	return all
}

func stems(words map[string]bool) map[string]bool {
	s := make(map[string]bool, len(words))
	for w := range words {
		s[PartStem(w)] = true
	}
	return s
}

// Stop reports whether a key carries no content ("und", "für", "ich").
func Stop(key string) bool { return stopWords[key] }

// Light reports whether a key says little beside another word ("gut", "Möglichkeit").
func Light(key string) bool { return lightWords[key] }

// LightVerb reports whether a key is a verb that says little in a question ("lernen", "umzugehen").
func LightVerb(key string) bool { return lightVerbs[key] }

// Asks reports whether a key makes a text a sentence of somebody who asks ("ich", "wo", "möchte").
func Asks(key string) bool { return askWords[key] }

// Scene reports whether a key only says where one is ("Datenschutz im Amt"), by
// the keys of all words before it.
func Scene(before []string, key string) bool {
	n := len(before)
	if n == 0 || !scenes[key] {
		return false
	}
	switch before[n-1] {
	case "im", "am", "beim", "vom":
		return true
	case "der", "dem", "einem", "einer", "meinem", "meiner", "unserem", "unserer":
		return n > 1 && (before[n-2] == "in" || before[n-2] == "bei" || before[n-2] == "an" || before[n-2] == "auf")
	}
	return false
}

// Form reports whether a key only names the form of an offer ("kurs", "schulung").
func Form(key string) bool { return formWords[key] }

// WeakHead reports whether a key says little as the head of a compound ("kunde" in "Bienenkunde").
func WeakHead(key string) bool { return weakWords[key] }

// WeakModifier reports whether a key says little as its beginning ("intensiv").
func WeakModifier(key string) bool { return weakWords[key+"-"] }

// Whole reports whether a [PartStem] is that of a compound whose parts no longer say what they are ("handwerk").
func Whole(stem string) bool { return wholeStems[stem] }

// Affix reports whether a key is a particle, a prefix or a suffix and so never a part of a compound.
func Affix(key string) bool { return affixes[key] }

// Noun reports whether a key is on the list of common nouns.
func Noun(key string) bool { return nounWords[key] }

// NounStem reports whether a [PartStem] is that of a common noun.
func NounStem(stem string) bool { return nounStems[stem] }

// NounStems are the stems for which [NounStem] holds.
func NounStems() iter.Seq[string] { return maps.Keys(nounStems) }
