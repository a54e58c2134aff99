package search

import (
	"io/fs"
	"strings"
	"sync"
)

// regionFiles is the pattern of the lists whose lines "a > b, c" lead from an area to its
// places. They count in the place field: "NRW" leads to the town of Essen and to no food.
const regionFiles = "data/regionen-*.txt"

// ofRegions reports whether a list is one of areas and their places.
func ofRegions(file string) bool { return strings.HasPrefix(file, "data/regionen-") }

// areas know the places of areas, those of the areas in them included, each as
// the keys of its words; a name that leads nowhere is a place all the same.
var areas = sync.OnceValue(func() map[string][][]string {
	files, err := fs.Glob(data, regionFiles)
	if err != nil {
		return nil // the pattern is well formed
	}
	direct := make(map[string][]string)
	for _, file := range files {
		raw, err := data.ReadFile(file)
		if err != nil {
			return nil // embedded; a test reads it
		}
		readSynonyms(string(raw), func(from, to string, _ bool) {
			direct[phraseKey(from)] = append(direct[phraseKey(from)], to)
		})
	}
	all := make(map[string][][]string, len(direct))
	for area := range direct {
		all[area] = placesOf(area, direct)
	}
	return all
})

// mostPlaces is how many places one area leads to.
const mostPlaces = 400

// placesOf are the places of an area, near ones first.
func placesOf(area string, direct map[string][]string) [][]string {
	var places [][]string
	seen := map[string]bool{area: true}
	for queue := []string{area}; len(queue) > 0 && len(places) < mostPlaces; queue = queue[1:] {
		for _, phrase := range direct[queue[0]] {
			key := phraseKey(phrase)
			if seen[key] {
				continue
			}
			seen[key] = true
			queue = append(queue, key)
			var keys []string
			for _, w := range parse(phrase).words {
				if len(w.pieces) == 0 {
					keys = append(keys, w.key)
				}
				keys = append(keys, w.pieces...)
			}
			places = append(places, keys)
		}
	}
	return places
}

// situate reads runs that name an area as its places (rule 15). Like a place it is looked
// for in the place field first; it may be missing where nothing is left of it.
func (e *expander) situate(terms []*term, from *scratch) {
	for run, keys := range runs(terms) {
		places, known := areas()[keys[0]]
		if !known {
			continue
		}
		for _, t := range run {
			t.area = true
		}
		for _, place := range places {
			e.place(run, place)
		}
		if docs := e.x.neighbours(keys[0], from); docs != nil {
			run[0].extra = append(run[0].extra, extra{docs, classSynonym, inCity, strings.ToLower(run[0].raw), ruleRegion})
			for _, t := range run[1:] {
				t.extra = append(t.extra, extra{docs, 0, inCity, strings.ToLower(t.raw), ruleRegion})
			}
		}
	}
}

// place adds a place of an area: its words in the place field, and in the title if they are no other words.
func (e *expander) place(run []*term, keys []string) {
	in := inPlaces
	var parts [][]uint32
	for _, key := range keys {
		id, w := e.x.dict.lookup(key)
		if w == nil {
			return
		}
		if w.name() || areas()[stemsKey(keys)] != nil {
			in |= 1 << inTitle
		}
		parts = append(parts, []uint32{id})
	}
	share(run, classSynonym, func(t *term, class cost) {
		if len(parts) == 1 {
			t.readings = append(t.readings, reading{parts[0][0], class, ruleRegion, in})
			return
		}
		t.combine(combined{parts: parts, same: class, rule: ruleRegion, in: in})
	})
}

// locates reports whether a reading of a place counts in the place field first:
// the place itself, or one of the area that was typed.
func (r *reading) locates() bool { return r.class <= classInflection || r.rule == ruleRegion }
