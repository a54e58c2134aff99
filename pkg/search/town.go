package search

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/search/german"
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

// placeAt is the town or postal code that begins at a word: of the catalogue's
// own or of the gazetteer. A name that is mostly another word needs one before
// it that makes it sure: "in Essen".
func (x *Index) placeAt(words []typed, before string) (w wish, n int) {
	for n := min(longestTown, len(words)); n > 0; n-- {
		if german.Stop(words[0].key) || german.Stop(words[n-1].key) {
			continue
		}
		keys, raw := make([]string, n), make([]string, n)
		for i, word := range words[:n] {
			keys[i], raw[i] = word.key, word.raw
		}
		key := strings.Join(keys, " ")
		name := x.townNamed(key, strings.Join(raw, " "))
		if name == "" {
			continue
		}
		strict := n == 1 && x.ordinary(key)
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

// ordinary reports whether the name of a town is a word of the language as
// well: "Essen", and "Löhne" where the catalogue only has "Lohn".
func (x *Index) ordinary(key string) bool {
	if cityLaender[key] != "" || postal(key) {
		return false
	}
	if _, known := x.dict.lookup(key); known != nil {
		return !known.name()
	}
	return german.NounStem(german.PartStem(key)) || len(x.family(key)) > 0
}

// townNamed is the name of a town as the catalogue or the gazetteer writes it, "" if it is none.
func (x *Index) townNamed(key, typed string) string {
	if name := x.attrs.townName(key); name != "" {
		return name
	}
	if cityLaender[key] != "" {
		return typed
	}
	if postal(key) {
		_, somewhere := x.places.Postal(key)
		if _, known := x.dict.lookup(key); somewhere || known != nil && known.name() {
			return typed
		}
		return ""
	}
	if place, ok := x.places.Town(typed, ""); ok {
		return place.Name
	}
	return ""
}

// The rings around a town in km within which a search looks if the town itself has nothing.
var rings = []float64{10, 25}

// widened looks around the towns of wishes; ok is false if nobody knows where they are.
func (x *Index) widened(wishes []wish) (wider []wish, ok bool) {
	wider = slices.Clone(wishes)
	for i := range wider {
		w := &wider[i]
		if w.parameter != "near" || w.given {
			continue
		}
		f := x.places.Find(w.value, "")
		place := f.Place
		if f.How < gazetteer.Decorated {
			var known bool
			if place, known = x.learned(w.value); !known {
				continue
			}
		}
		w.around = &Point{Lat: place.Lat, Lon: place.Lon}
		w.text += fmt.Sprintf(" und %.0f\u00a0km Umkreis", rings[len(rings)-1])
		ok = true
	}
	return wider, ok
}

// ring are the documents with a session no farther away from a point than so many km.
func (x *Index) ring(at *Point, km float64, from *scratch) bitset {
	return x.reach(x.everything(from), &Filter{Near: at, Radius: km}, from).pass
}

// postal reports whether a word looks like a postal code.
func postal(key string) bool {
	return len(key) == 5 && strings.Trim(key, "0123456789") == ""
}
