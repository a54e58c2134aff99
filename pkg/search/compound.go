package search

import (
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// compounds knows which words compounds are made of, and which words of the
// catalogue are made of them. A part is filed under its label, the
// [german.PartStem] of a word that stands alone in the catalogue often enough
// or is on the list of common nouns.
//
// 2026-11-23, the words made of a part are kept ready and mended when a word
// becomes a part or ceases to be one: only the words that contain it can
// change, and the dictionary finds them in a fraction of a millisecond.
// A bulk load collects the changes and goes over all words once ([Index.Settle]).
type compounds struct {
	labels  map[string]uint32 // label of a part to its number
	parts   paged[part]
	free    []uint32
	pending map[string]bool // labels whose standing changed since the words were last gone over
	stale   bool            // the thresholds changed: every word has to be gone over
	fresh   []uint32        // words not gone over yet
	level   uint32          // see levelOf
}

// part is one label.
type part struct {
	label string
	words uint32   // words of the catalogue that stand alone and have this label
	nouns uint32   // those of them that are nouns
	in    []uint32 // words that are made of it
}

func newCompounds() compounds {
	return compounds{labels: make(map[string]uint32), pending: make(map[string]bool), level: 1}
}

// levelOf says how often a word must stand alone to count as a part: the
// larger the catalogue, the stricter, or one misspelt title makes parts.
func levelOf(documents int) uint32 {
	switch {
	case documents < 2_000:
		return 1
	case documents < 10_000:
		return 2
	}
	return 3
}

// mayStandAlone reports whether a key can be a part of others at all.
func mayStandAlone(key string) bool {
	return len(key) >= 3 && letters(key) && !german.Affix(key) && !german.Stop(key)
}

// standsAlone reports whether a word of the catalogue counts as a part of others.
func standsAlone(w *word, level uint32) bool {
	n := len(w.key)
	switch {
	case !w.apart || w.n == 0 || w.name():
		return false
	case n >= 6:
		return w.n >= level
	case n >= 4:
		return w.n >= 2*level
	}
	return w.n >= 3*level && w.low == 0
}

func letters(key string) bool {
	for i := 0; i < len(key); i++ {
		if key[i] < 'a' || key[i] > 'z' {
			return false
		}
	}
	return true
}

// numbers are the labels of a word as it keeps them: four bytes each, ascending.
func numbers(parts string) []uint32 {
	ids := make([]uint32, 0, len(parts)/4)
	for i := 0; i+4 <= len(parts); i += 4 {
		ids = append(ids, uint32(parts[i])|uint32(parts[i+1])<<8|uint32(parts[i+2])<<16|uint32(parts[i+3])<<24)
	}
	return ids
}

func packed(ids []uint32) string {
	b := make([]byte, 0, 4*len(ids))
	for _, id := range ids {
		b = append(b, byte(id), byte(id>>8), byte(id>>16), byte(id>>24))
	}
	return string(b)
}

// label is the number of a label, a new one if need be.
func (c *compounds) label(label string) uint32 {
	if id, ok := c.labels[label]; ok {
		return id
	}
	var id uint32
	if n := len(c.free); n > 0 {
		id, c.free = c.free[n-1], c.free[:n-1]
	} else {
		id = c.parts.grow()
	}
	label = strings.Clone(label)
	*c.parts.at(id) = part{label: label}
	c.labels[label] = id
	return id
}

// release forgets a label that nothing uses.
func (c *compounds) release(id uint32) {
	if p := c.parts.at(id); p.words == 0 && len(p.in) == 0 {
		delete(c.labels, p.label)
		*p = part{}
		c.free = append(c.free, id)
	}
}

// count changes how many words stand behind a label and notes it if its standing changed.
func (c *compounds) count(key string, words, nouns int) {
	label := german.PartStem(key)
	id := c.label(label)
	p := c.parts.at(id)
	known, noun := p.words > 0, p.nouns > 0
	p.words = uint32(int(p.words) + words)
	p.nouns = uint32(int(p.nouns) + nouns)
	if known != (p.words > 0) || noun != (p.nouns > 0) || len(label) <= 3 {
		c.pending[p.label] = true
	}
	c.release(id)
}
