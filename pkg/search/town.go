package search

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
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
		strict := n == 1 && x.ordinary(key, raw[0])
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
// well: "Essen", and "Löhne" where the catalogue only has "Lohn". What is known
// as a town and nothing else is none, however often prose and names of providers
// have it.
func (x *Index) ordinary(key, typed string) bool {
	if cityLaender[key] != "" || postal(key) || x.places.Only(typed) {
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

// The rings around a town in km within which a search looks if the town itself
// has nothing: the nearest of them first, all if that finds nothing either.
var rings = []float64{10, 25, 50}

const nearestRings = 2

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
		w.text = around(w.value, nearestRings)
		ok = true
	}
	return wider, ok
}

// around is how people are told that a search looks as far as the last of so many rings.
func around(town string, n int) string {
	return fmt.Sprintf("Ort: %s und %.0f\u00a0km Umkreis", town, rings[n-1])
}

// farther lets a plan look as far around its towns as any search does.
func (x *Index) farther(p *plan, from *scratch) {
	for i := range p.wishes {
		w := &p.wishes[i]
		if w.around == nil {
			continue
		}
		w.text = around(w.value, len(rings))
		for n := nearestRings; n < len(rings); n++ {
			docs := x.ring(w.around, rings[n], from)
			for _, t := range p.terms {
				if t.wish == w {
					t.extra = append(t.extra, extra{docs, ringCost(n), inCity, w.shown(), ruleExact})
				}
			}
		}
	}
}

// ring are the documents with a session no farther away from a point than so many km.
func (x *Index) ring(at *Point, km float64, from *scratch) bitset {
	return x.reach(x.everything(from), &Filter{Near: at, Radius: km}, from).pass
}

// elsewhere are the documents of some readings that take place, but not in a
// town whose documents are given: what they say of it in their prose or as the
// name of the provider is an address to write to.
func (x *Index) elsewhere(readings []reading, town bitset, from *scratch) bitset {
	out := from.get()
	for _, mode := range []learning.Mode{learning.Online, learning.SelfPaced} {
		if set := x.attrs.lookup(byMode, string(mode)); set != nil {
			set.into(out, from)
		}
	}
	said := from.get()
	for i := range readings {
		word := x.dict.words.at(readings[i].id)
		for _, f := range [...]field{inText, inProvider} {
			if readings[i].in>>f&1 == 1 {
				word.field(f, said, from)
			}
		}
	}
	said.each(func(doc uint32) {
		if x.spots.stops.at(doc).spot > 0 {
			out.set(doc)
		}
	})
	out.andNot(town)
	return out
}

// situated lets a term that is a town count in the names of providers and in prose
// only for offers that do not say that they take place elsewhere.
func (x *Index) situated(t *term, town bitset, from *scratch) {
	t.deny = x.elsewhere(t.readings, town, from)
	readings := slices.Clone(t.readings)
	for i := range readings {
		r := &readings[i]
		if r.in>>inProvider&1 == 0 {
			continue
		}
		r.in &^= 1 << inProvider
		docs := from.get()
		x.dict.words.at(r.id).field(inProvider, docs, from)
		if docs.andNot(t.deny); !docs.empty() {
			t.extra = append(t.extra, extra{docs, r.class + fieldCost[inProvider], inProvider, x.dict.shown(r.id), r.rule})
		}
	}
	t.readings = readings
}

// postal reports whether a word looks like a postal code.
func postal(key string) bool {
	return len(key) == 5 && strings.Trim(key, "0123456789") == ""
}
