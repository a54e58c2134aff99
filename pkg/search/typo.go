package search

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// mostCorrections is how many words of the catalogue one typing error may stand for.
const mostCorrections = 4

// candidate is a word that a typing error may stand for.
type candidate struct {
	id       uint32
	distance int
}

// corrections are the catalogue's words nearest to a key: within one edit for
// 4 to 7 letters, two from 8 on (Damerau: a swap of neighbours is one edit);
// the nearest distance only, the most frequent first. Another first letter
// counts only from 6 letters and at distance 1 (rule 17). An ä is one letter,
// however it is typed.
func (x *Index) corrections(key string) []candidate {
	letters := len(german.Weak(key))
	if letters < 4 || hasDigit(key) {
		return nil
	}
	limit := 1
	if letters >= 8 {
		limit = 2
	}
	var found []candidate
	consider := func(id uint32, w *word, most int) {
		if len(w.key) < 4 || hasDigit(w.key) {
			return
		}
		d := distance(key, w.key, most)
		if weak := german.Weak(w.key); weak != w.key && d > 0 {
			d = min(d, distance(key, weak, most)) // typed without its umlauts
		}
		if d > most || d == 2 && x.siblings(key, w.key) {
			return
		}
		limit = d
		found = append(found, candidate{id, d})
	}
	sig := signature(key)
	x.dict.prefix(key[:1], func(id uint32, w *word) bool {
		// An umlaut left out is one letter more.
		if diff := len(w.key) - len(key); -limit <= diff && diff <= limit+2 && bits.OnesCount32(sig^w.sig) <= 2*limit+1 {
			consider(id, w, limit)
		}
		return true
	})
	if letters >= 6 {
		x.otherBeginnings(key, func(id uint32, w *word) { consider(id, w, 1) })
	}
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.distance > limit })
	slices.SortFunc(found, func(a, b candidate) int {
		v, w := x.dict.words.at(a.id), x.dict.words.at(b.id)
		if v.n != w.n {
			return int(w.n) - int(v.n)
		}
		return strings.Compare(v.key, w.key)
	})
	found = slices.CompactFunc(found, func(a, b candidate) bool { return a.id == b.id })
	return found[:min(len(found), mostCorrections)]
}

// otherBeginnings yields the words at one edit from key that begin with another letter.
func (x *Index) otherBeginnings(key string, yield func(id uint32, w *word)) {
	try := func(k string) {
		if id, w := x.dict.lookup(k); w != nil && k[0] != key[0] {
			yield(id, w)
		}
	}
	try(key[1:])
	try(key[1:2] + key[:1] + key[2:])
	for c := byte('a'); c <= 'z'; c++ {
		try(string(c) + key)
		try(string(c) + key[1:])
	}
}

// siblings reports whether two words are compounds of one head whose rests
// are short: "Glasarbeit" is no slip for "Gasarbeit".
func (x *Index) siblings(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	if n < 4 || max(len(a), len(b))-n > 5 {
		return false
	}
	d := decomposer{dict: &x.dict, comp: &x.comp, strict: true}
	for i := n; i >= 4; i-- {
		if _, noun, ok := d.standing(a[len(a)-i:]); ok && noun {
			return true
		}
	}
	return false
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// distance is the Damerau distance (optimal string alignment) of two keys, or
// something above most as soon as that is certain.
func distance(a, b string, most int) int {
	if len(a) > longestWord || len(b) > longestWord || len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var rows [3][longestWord + 1]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, above, row := &rows[(i+1)%3], &rows[(i-1)%3], &rows[i%3]
		row[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			swap := 1
			if a[i-1] == b[j-1] {
				swap = 0
			}
			d := min(above[j]+1, row[j-1]+1, above[j-1]+swap)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			best = min(best, d)
		}
		if best > most {
			return most + 1
		}
	}
	return rows[len(a)%3][len(b)]
}

// correct reads a term that stands nowhere as what it was probably meant to
// be. A word that is known to be one, or to be made of such, is no slip.
func (e *expander) correct(t *term) *Correction {
	known := decomposer{dict: &e.x.dict, comp: &e.x.comp, strict: true}
	if german.NounStem(german.PartStem(t.key)) || known.cut(t.key) != nil {
		return nil
	}
	found := e.x.corrections(t.key)
	for _, c := range found {
		e.word(e.x.dict.words.at(c.id).key, classTypo, ruleTypo)
	}
	e.take(t)
	if len(found) > 0 {
		return &Correction{From: t.raw, To: e.x.dict.shown(found[0].id)}
	}
	if c := e.correctCore(t); c != nil {
		return c
	}
	return e.correctPart(t)
}

// correctCore reads what stands before a form word as the nearest word ("Gitarenkurs").
func (e *expander) correctCore(t *term) *Correction {
	var found []candidate
	for _, core := range cores(t) {
		near := e.x.corrections(core)
		if len(near) > 0 && (len(found) == 0 || near[0].distance < found[0].distance) {
			found = near
		}
	}
	for _, c := range found {
		for _, id := range e.x.family(e.x.dict.words.at(c.id).key) {
			t.readings = append(t.readings, reading{id, classTypo, ruleTypo})
		}
	}
	if len(found) == 0 {
		return nil
	}
	return &Correction{From: t.raw, To: e.x.dict.shown(found[0].id)}
}

// correctPart reads a long unknown compound as one known part and another within one edit.
func (e *expander) correctPart(t *term) *Correction {
	key := t.key
	if len(key) < 10 || !letters(key) {
		return nil
	}
	for at := len(key) - 4; at >= 4; at-- {
		head, modifier := key[at:], key[:at]
		label, _, known := e.cut.modifier(modifier)
		headLabel, noun, headKnown := e.cut.standing(head)
		headKnown = headKnown && noun
		if known == headKnown {
			continue
		}
		wrong := head
		if headKnown {
			label, wrong = headLabel, modifier
		}
		if near := e.x.nearest(wrong); near != nil {
			c := combined{parts: [][]uint32{e.x.labelFamily(label), e.x.family(near.key)}, same: classTypo, apart: classTypo + 2, rule: ruleTypo}
			before := len(t.combined)
			if t.combine(c); len(t.combined) > before {
				to := modifier + near.key
				if headKnown {
					to = near.key + head
				}
				return &Correction{From: t.raw, To: to}
			}
		}
	}
	return nil
}

// nearest is the most frequent word that counts as a part at one edit from a segment, or nil.
func (x *Index) nearest(segment string) *word {
	for _, c := range x.corrections(segment) {
		w := x.dict.words.at(c.id)
		if c.distance <= 1 && w.isPart && !german.Affix(w.key) {
			return w
		}
	}
	return nil
}
