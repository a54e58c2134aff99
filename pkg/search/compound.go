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
// change, and the dictionary's text finds them in a fraction of a millisecond.
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

// standsAlone reports whether a word of the catalogue may be a part of others.
func standsAlone(w *word, level uint32) bool {
	n := len(w.key)
	if n < 3 || w.n == 0 || german.Affix(w.key) || german.Stop(w.key) || w.name() || !letters(w.key) {
		return false
	}
	switch {
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

// standing says whether a segment of a word may be a part, under which label and whether it may be the head.
func (d *decomposer) standing(segment string) (label string, noun, ok bool) {
	if len(segment) < 3 || german.Affix(segment) {
		return "", false, false
	}
	if len(segment) == 3 {
		if german.Noun(segment) {
			return segment, true, true
		}
		if _, w := d.dict.lookup(segment); w != nil && w.isPart {
			return segment, true, true
		}
		return "", false, false
	}
	label = german.PartStem(segment)
	if german.NounStem(label) && (len(label) > 3 || german.Noun(segment)) {
		return label, true, true
	}
	id, known := d.comp.labels[label]
	if !known {
		return "", false, false
	}
	p := d.comp.parts.at(id)
	if p.words == 0 {
		return "", false, false
	}
	if len(label) <= 3 {
		if _, w := d.dict.lookup(segment); w == nil || !w.isPart {
			return "", false, false
		}
	}
	return label, p.nouns > 0, true
}

// decomposer splits words with what the catalogue knows.
type decomposer struct {
	dict *dictionary
	comp *compounds
	best [longestWord + 1]split
	done [longestWord + 1]bool
}

const longestWord = 64

// split is the best way to read a word from one index to its end.
type split struct {
	parts    int // 0: there is none
	joint    int // letters between the parts
	shortest int
	end      int // where the first part ends, its joint included
	label    string
}

func (s split) better(than split) bool {
	switch {
	case s.parts == 0 || than.parts == 0:
		return s.parts > 0
	case s.parts != than.parts:
		return s.parts < than.parts
	case s.joint != than.joint:
		return s.joint < than.joint
	}
	return s.shortest > than.shortest
}

// segment is one part of a word: text[from:to] with its joint, filed under label.
type segment struct {
	label string
	text  string
}

// cut gives the parts of a key, or nil if it is no compound: all parts known,
// the head a noun, fewest parts, then fewest joint letters, then the longest
// shortest part (rule 7).
func (d *decomposer) cut(key string) []segment {
	if len(key) < 6 || len(key) > longestWord || !letters(key) {
		return nil
	}
	clear(d.done[:len(key)+1])
	if first := d.from(key, 0); first.parts < 2 {
		return nil
	}
	var segments []segment
	for i := 0; i < len(key); {
		s := d.best[i]
		segments = append(segments, segment{s.label, key[i:s.end]})
		i = s.end
	}
	return segments
}

func (d *decomposer) from(key string, i int) split {
	if d.done[i] {
		return d.best[i]
	}
	d.done[i] = true
	var best split
	if i > 0 { // the rest as the head; from 0 it would be the word itself
		if label, noun, ok := d.standing(key[i:]); ok && noun {
			best = split{parts: 1, shortest: len(key) - i, end: len(key), label: label}
		}
	}
	for j := i + 3; j+3 <= len(key); j++ {
		label, joint, ok := d.modifier(key[i:j])
		if !ok {
			continue
		}
		rest := d.from(key, j)
		if rest.parts == 0 {
			continue
		}
		s := split{parts: rest.parts + 1, joint: rest.joint + joint, shortest: min(rest.shortest, j-i-joint), end: j, label: label}
		if s.better(best) {
			best = s
		}
	}
	d.best[i] = best
	return best
}

// joints are what may stand between two parts, besides nothing.
var joints = []string{"s", "n", "en", "es", "er", "e"}

// modifier reads the beginning of a compound: a part, a part with a joint, or
// one that lacks its -e or -en ("Schul-", "Lern-": there the stem is the same).
func (d *decomposer) modifier(segment string) (label string, joint int, ok bool) {
	if label, _, ok := d.standing(segment); ok {
		return label, 0, true
	}
	for _, j := range joints {
		base, found := strings.CutSuffix(segment, j)
		if !found || len(base) < 3 || len(base) == 3 && j != "s" {
			continue
		}
		if label, _, ok := d.standing(base); ok {
			return label, len(j), true
		}
	}
	return "", 0, false
}

// all gives the labels of every part of a key, the parts' own parts included, each once.
func (d *decomposer) all(key string) []string {
	var labels []string
	queue := d.cut(key)
	for len(queue) > 0 && len(labels) < 16 {
		s := queue[0]
		queue = queue[1:]
		if !contains(labels, s.label) {
			labels = append(labels, s.label)
		}
		if len(s.text) < len(key) {
			queue = append(queue, d.cut(s.text)...)
		}
	}
	return labels
}

func contains(list []string, s string) bool {
	for _, other := range list {
		if other == s {
			return true
		}
	}
	return false
}
