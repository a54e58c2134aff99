package search

import (
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// slip reads a term that stands nowhere as what was probably typed: a word of one
// edit, the same sound or the same letters (rule 24). A word that is known to be
// one, or to be made of such, is no slip.
func (e *expander) slip(t *term) {
	if e.isWord(t) {
		return
	}
	for _, spelled := range []func(key string) []candidate{e.oneEdit, e.sameSound} {
		if found := spelled(t.key); len(found) > 0 {
			t.read = e.meant(t, found)
			return
		}
	}
}

// isWord reports whether the catalogue's words and the list of common nouns vouch for a term.
func (e *expander) isWord(t *term) bool {
	known := decomposer{dict: &e.x.dict, comp: &e.x.comp, strict: true}
	return german.NounStem(german.PartStem(t.key)) || known.cut(t.key) != nil
}

// correct goes further for a term that is no slip and still finds nothing: two
// edits, a part of it corrected, a noun of the lexicon.
func (e *expander) correct(t *term) {
	if e.isWord(t) {
		return
	}
	if found := e.twoEdits(t.key); len(found) > 0 {
		t.read = e.meant(t, found)
		return
	}
	for _, read := range []func(t *term) *Correction{e.correctPieces, e.correctCore, e.correctPart, e.correctNoun} {
		if t.read = read(t); t.read != nil {
			return
		}
	}
}

// doubt corrects an unknown word that is only a relative of known ones, or whose
// parts stand only in descriptions, if it is one edit from a word or sounds
// like one: "Programierung" is no kind of "Program", "Feldenkreis" no circle in a field.
func (e *expander) doubt(t *term, from *scratch) {
	if _, w := e.x.dict.lookup(t.key); w != nil || len(t.readings)+len(t.combined) == 0 || len(t.key) < 8 || german.Listed(german.PartStem(t.key)) {
		return
	}
	if slices.ContainsFunc(t.readings, func(r reading) bool { return r.class < classDerivation }) {
		return
	}
	if len(t.combined) > 0 {
		if found := e.x.gauge(t, from); found.n == 0 || found.list[0].cost < classSplit+fieldCost[inText] {
			return
		}
	}
	for _, spelled := range []func(key string) []candidate{e.oneEdit, e.sameSound} {
		if found := spelled(t.key); len(found) > 0 {
			t.readings, t.gauged = nil, nil
			t.read = e.meant(t, found)
			return
		}
	}
}

// meant reads a term as the words found.
func (e *expander) meant(t *term, found []candidate) *Correction {
	for _, c := range found {
		e.word(e.x.dict.words.at(c.id).key, classTypo, ruleTypo)
	}
	e.take(t)
	return &Correction{From: t.raw, To: e.x.dict.shown(found[0].id)}
}

func (x *Index) oneEdit(key string) []candidate { return x.corrections(key, 1) }

func (x *Index) twoEdits(key string) []candidate {
	if len(german.Weak(key)) < 8 {
		return nil
	}
	return x.corrections(key, 2)
}

// sameSound are the words that sound like a key, or have its letters in another order behind the first.
func (x *Index) sameSound(key string) []candidate {
	if len(key) < 4 || !letters(key) {
		return nil
	}
	var found []candidate
	x.dict.sounding(key, func(id uint32, w *word) {
		if len(w.key) >= 4 {
			found = append(found, candidate{id, 1})
		}
	})
	if sig := signature(key); len(found) == 0 && len(key) >= 6 {
		sorted := sortedLetters(key)
		want := traitOf(&word{key: key, sig: sig})
		x.dict.likely(key[:1], func(t trait) bool { return t == want }, func(id uint32, w *word) {
			if len(w.key) == len(key) && sortedLetters(w.key) == sorted {
				found = append(found, candidate{id, 1})
			}
		})
	}
	return x.likeliest(found)
}

func sortedLetters(key string) string {
	b := []byte(key)
	slices.Sort(b)
	return string(b)
}

// nearest are the words meant by a part of a term: itself, or by one edit or its sound.
func (e *expander) nearest(part string) []uint32 {
	if ids := e.x.family(part); len(ids) > 0 {
		return ids
	}
	for _, spelled := range []func(key string) []candidate{e.oneEdit, e.sameSound} {
		if found := spelled(part); len(found) > 0 {
			return e.x.family(e.x.dict.words.at(found[0].id).key)
		}
	}
	return nil
}

// correctPieces reads each piece of a hyphenated word as the nearest word ("Anti-Rasismus").
func (e *expander) correctPieces(t *term) *Correction {
	if len(t.pieces) == 0 {
		return nil
	}
	c := combined{same: classTypo, apart: classTypo + 2, rule: ruleTypo}
	for _, piece := range t.pieces {
		if !german.Affix(piece) {
			c.parts = append(c.parts, e.nearest(piece))
		}
	}
	return e.corrected(t, c, func(said []string) string { return strings.Join(said, "-") })
}

// corrected adds a combination and says how it reads, if each part of it has words.
func (e *expander) corrected(t *term, c combined, join func(said []string) string) *Correction {
	before := len(t.combined)
	if len(c.parts) == 0 {
		return nil
	}
	if t.combine(c); len(t.combined) == before {
		return nil
	}
	var said []string
	for _, ids := range c.parts {
		said = append(said, e.x.dict.shown(ids[0]))
	}
	return &Correction{From: t.raw, To: join(said)}
}

// correctCore reads what stands before a form word as the nearest word ("Gitarenkurs").
func (e *expander) correctCore(t *term) *Correction {
	for _, spelled := range []func(key string) []candidate{e.oneEdit, e.sameSound, e.twoEdits} {
		for _, core := range cores(t) {
			if found := spelled(core); len(found) > 0 {
				return e.meant(t, found)
			}
		}
	}
	return nil
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
		c := combined{same: classTypo, apart: classTypo + 2, rule: ruleTypo}
		if known {
			c.parts = [][]uint32{e.x.labelFamily(label), e.part(head)}
		} else {
			c.parts = [][]uint32{e.part(modifier), e.x.labelFamily(headLabel)}
		}
		if read := e.corrected(t, c, func(said []string) string {
			if known {
				return modifier + said[1]
			}
			return said[0] + head
		}); read != nil {
			return read
		}
	}
	return nil
}

// part are the words nearest to a segment that count as parts.
func (e *expander) part(segment string) []uint32 {
	for _, spelled := range []func(key string) []candidate{e.oneEdit, e.sameSound} {
		for _, c := range spelled(segment) {
			if w := e.x.dict.words.at(c.id); w.isPart && !german.Affix(w.key) {
				return e.x.family(w.key)
			}
		}
	}
	return nil
}

// correctNoun reads a term as the nearest noun of the lexicon, searched as if it had been typed.
func (e *expander) correctNoun(t *term) *Correction {
	most := 1
	if len(german.Weak(t.key)) >= 8 {
		most = 2
	}
	heard := german.Sound(t.key)
	best := most + 1
	var nouns []string
	for noun := range german.Nouns(t.key[:1]) {
		d := edits(t.key, noun, most)
		if d > 1 && german.Sound(noun) == heard {
			d = 1
		}
		if d < best {
			best, nouns = d, nouns[:0]
		}
		if d == best && d <= most {
			nouns = append(nouns, noun)
		}
	}
	for _, noun := range nouns[:min(len(nouns), mostCorrections)] {
		e.word(noun, classTypo, ruleTypo)
	}
	if len(e.readings) == 0 {
		return nil
	}
	c := &Correction{From: t.raw, To: e.x.dict.shown(e.readings[0].id)}
	e.take(t)
	return c
}
