package search

import (
	"slices"
	"strings"
)

// towns are the spellings of the places of the sessions, by the key they have in common.
type towns map[string][]string

// townKey is what two spellings of a town have in common.
func townKey(name string) string {
	var keys []string
	for _, w := range writtenWords(name) {
		keys = append(keys, w.key)
	}
	return strings.Join(keys, " ")
}

func (t towns) add(name string) {
	key := townKey(name)
	t[key] = append(t[key], name)
}

func (t towns) remove(name string) {
	key := townKey(name)
	t[key] = slices.DeleteFunc(t[key], func(other string) bool { return other == name })
	if len(t[key]) == 0 {
		delete(t, key)
	}
}

// townName is the spelling of a town that most offers use, "" if none has it.
func (a *attributes) townName(key string) string {
	name, most := "", 0
	for _, spelling := range a.towns[key] {
		if n := a.lookup(byCity, spelling).len(); n > most || n == most && spelling < name {
			name, most = spelling, n
		}
	}
	return name
}

// cityLaender are the towns that are a Land.
var cityLaender = map[string]string{"berlin": "be", "hamburg": "hh", "bremen": "hb"}

// longestTown is how many words the name of a town may have.
const longestTown = 4

// placeAt is the town or postal code that begins at a word. A name that is
// mostly another word needs one before it that makes it sure: "in Essen".
func (x *Index) placeAt(words []typed, before string) (w wish, n int) {
	for n := min(longestTown, len(words)); n > 0; n-- {
		keys := make([]string, n)
		for i, word := range words[:n] {
			keys[i] = word.key
		}
		key := strings.Join(keys, " ")
		name := x.attrs.townName(key)
		if name == "" && n == 1 && (cityLaender[key] != "" || postal(key)) {
			name = words[0].raw
		}
		if name == "" {
			continue
		}
		_, known := x.dict.lookup(key)
		named := known != nil && known.name()
		strict := n == 1 && !named && cityLaender[key] == ""
		if strict && !isAny(before, placing...) {
			continue
		}
		w = wish{meaning: meaning{parameter: "near", value: name, facet: numFacets, text: "Ort: " + name}, strict: strict}
		if land := cityLaender[key]; land != "" {
			w.values = []string{land}
		}
		return w, n
	}
	return wish{}, 0
}

// postal reports whether a word looks like a postal code.
func postal(key string) bool {
	return len(key) == 5 && strings.Trim(key, "0123456789") == ""
}
