package search

import (
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// standing says whether a segment of a word may be a part, under which label and whether it may be the head.
func (d *decomposer) standing(segment string) (label string, noun, ok bool) {
	if len(segment) < 3 {
		return "", false, false
	}
	if len(segment) > 3 {
		label = german.PartStem(segment)
		if d.starts != nil && !d.starts.holds(label) {
			return "", false, false
		}
	}
	if german.Affix(segment) {
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
	if german.NounStem(label) && (len(label) > 3 || german.Noun(segment)) || !d.strict && len(segment) >= 5 && len(label) > 3 && german.Listed(label) {
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
		} else if w.low > 0 { // "angehalten" is nothing old
			return label, false, true
		}
	}
	return label, p.nouns > 0, true
}

// decomposer splits words with what the catalogue knows.
type decomposer struct {
	dict   *dictionary
	comp   *compounds
	starts *beginnings // of all labels, or nil: then every segment is looked up
	strict bool        // what only the lexicon knows is no part
	best   [longestWord + 1]split
	done   [longestWord + 1]bool
}

const longestWord = 64

// split is the best way to read a word from one index to its end.
type split struct {
	parts    int // 0: there is none
	joint    int // letters between the parts
	shortest int
	end      int // where the first part ends, its joint included
	own      int // letters of the joint behind the first part
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

// segment is one part of a word without its joint, filed under label.
type segment struct {
	label string
	text  string
}

// cut gives the parts of a key, or nil if it is no compound: all parts known,
// the head a noun, fewest parts, then fewest joint letters, then the longest
// shortest part (rule 7).
func (d *decomposer) cut(key string) []segment {
	if len(key) < 6 || len(key) > longestWord || !letters(key) || german.Whole(german.PartStem(key)) {
		return nil
	}
	clear(d.done[:len(key)+1])
	if first := d.from(key, 0); first.parts < 2 {
		return nil
	}
	var segments []segment
	for i := 0; i < len(key); {
		s := d.best[i]
		segments = append(segments, segment{s.label, key[i : s.end-s.own]})
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
	likely := ^uint64(0)
	if d.starts != nil {
		likely = d.starts.ends(key[i:])
	}
	if i > 0 && likely>>(len(key)-i-1)&1 == 1 { // the rest as the head; from 0 it would be the word itself
		if label, noun, ok := d.standing(key[i:]); ok && noun {
			best = split{parts: 1, shortest: len(key) - i, end: len(key), label: label}
		} else if label := german.PartStem(key[i:]); german.AdjectiveTail(label) {
			best = split{parts: 1, shortest: len(key) - i, end: len(key), label: label}
		}
	}
	for j := i + 3; j+3 <= len(key); j++ {
		if likely>>(j-i-1)&1 == 0 {
			continue
		}
		label, joint, ok := d.modifier(key[i:j])
		if !ok {
			continue
		}
		rest := d.from(key, j)
		if rest.parts == 0 || joint == 0 && participle(key[j:]) {
			continue
		}
		s := split{parts: rest.parts + 1, joint: rest.joint + joint, shortest: min(rest.shortest, j-i-joint), end: j, own: joint, label: label}
		if s.better(best) {
			best = s
		}
	}
	d.best[i] = best
	return best
}

// beginnings are the beginnings of all labels, and the labels themselves, as a
// set of hashes that may hold more than was put in. A label is a beginning of every segment filed
// under it, so that going over all words looks up few segments.
type beginnings [1 << 16]uint64

// longestTail is how many letters a segment has behind its label at most: two
// endings of inflection and a joint. tailLetters are those they are made of.
const (
	longestTail = 10
	tailLetters = 1<<('e'-'a') | 1<<('r'-'a') | 1<<('n'-'a') | 1<<('m'-'a') | 1<<('s'-'a') | 1<<('t'-'a') | 1<<('u'-'a') | 1<<('i'-'a') | 1
)

func (b *beginnings) add(label string) {
	h := uint32(0)
	for i := range len(label) {
		h = mix(h, label[i])
		b[h>>6] |= 1 << (h & 63)
	}
	h = mix(h, 0)
	b[h>>6] |= 1 << (h & 63)
}

// holds reports whether a text may be a whole label.
func (b *beginnings) holds(text string) bool {
	h := uint32(0)
	for i := range len(text) {
		h = mix(h, text[i])
	}
	h = mix(h, 0)
	return b[h>>6]>>(h&63)&1 == 1
}

// ends says how long the segments at the start of a text may be: bit n-1 for n
// letters, all of them small ones from a to z.
func (b *beginnings) ends(text string) uint64 {
	var lengths uint64
	h, known, tail := uint32(0), true, 0
	for i := range len(text) {
		if tail > 0 {
			tail--
			if tailLetters>>(text[i]-'a')&1 == 0 {
				tail = 0
			}
		}
		if known {
			h = mix(h, text[i])
			known = b[h>>6]>>(h&63)&1 == 1
		}
		if known {
			if whole := mix(h, 0); b[whole>>6]>>(whole&63)&1 == 1 {
				tail = longestTail + 1
			}
		}
		if tail > 0 {
			lengths |= 1 << i
		} else if !known {
			break
		}
	}
	return lengths
}

func mix(h uint32, c byte) uint32 {
	return (h*0x9E3779B1 ^ uint32(c)*0x85EBCA6B) >> 3 & (1<<22 - 1)
}

// participle reports whether a head may be the ending of one: "Forschende" is
// no end of anything, "Wochenende" is, and has a joint.
func participle(head string) bool { return head == "ende" || head == "enden" || head == "ender" }

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
		if !found || len(base) < 3 || len(base) == 3 && j != "s" || j == "er" && !german.PluralEr(segment) {
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
		if !slices.Contains(labels, s.label) {
			labels = append(labels, s.label)
		}
		if len(s.text) < len(key) {
			queue = append(queue, d.cut(s.text)...)
		}
	}
	return labels
}
