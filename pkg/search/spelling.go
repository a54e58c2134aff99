package search

import (
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// slip reads a term that stands nowhere as what was probably typed: a word of one
// edit, the same sound or the same letters (rule 24), best of all both. A word
// that is known to be one, or to be made of such, is no slip.
func (e *expander) slip(t *term) {
	if e.isWord(t) {
		return
	}
	near, heard := e.oneEdit(t.key), e.sameSound(t.key)
	both := slices.DeleteFunc(slices.Clone(near), func(c candidate) bool { return !slices.Contains(heard, c) })
	listed := spelledWords().alike(t.key)
	_ = e.meant(t, both) || e.meantListed(t, listed.both) || e.meant(t, near) || e.meant(t, heard) || e.meantListed(t, listed.heard) || e.meantListed(t, listed.near)
}

// isWord reports whether a term is no slip: the catalogue's words and the list of
// common nouns vouch for it, or it is a word of the lexicon or a town as it is written
// ("Kirsche" is no "Kirche", "Lindau" no "Landau"). Three letters are exact (rule 11).
func (e *expander) isWord(t *term) bool {
	if len(german.Weak(t.key)) < 4 {
		return true
	}
	if _, town := e.x.places.Town(t.raw, ""); town || len(t.key) >= 5 && german.Word(t.key) {
		return true
	}
	known := decomposer{dict: &e.x.dict, comp: &e.x.comp, strict: true}
	return german.NounStem(german.PartStem(t.key)) || german.Spelled(t.key) || known.cut(t.key) != nil
}

// correct goes further for a term that is no slip and still finds nothing: two
// edits, a part of it corrected, a noun of the lexicon.
func (e *expander) correct(t *term) {
	if e.isWord(t) {
		return
	}
	if e.meant(t, e.twoEdits(t.key)) {
		return
	}
	_ = e.correctPieces(t) || e.correctCore(t) || e.correctPart(t) || e.meantListed(t, spelledWords().nearest(t.key, 2))
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
			t.readings, t.combined, t.gauged = nil, nil, nil
			e.meant(t, found)
			return
		}
	}
}

// meant reads a term as the words found, the first of them as if it had been typed.
func (e *expander) meant(t *term, found []candidate) bool {
	if len(found) == 0 {
		return false
	}
	first := e.x.dict.words.at(found[0].id)
	e.asTyped(t, first.key)
	for _, c := range found[1:] {
		e.word(e.x.dict.words.at(c.id).key, classTypo, ruleTypo)
	}
	e.take(t)
	t.read, t.meant = &Correction{From: t.raw, To: e.x.dict.shown(found[0].id)}, first.key
	return true
}

// meantListed reads a term as the first of the words that finds something.
func (e *expander) meantListed(t *term, words []string) bool {
	if german.Word(t.key) { // a "Bett" is no "Beet", rare as it is
		return false
	}
	for _, key := range words {
		if e.asTyped(t, key); len(t.readings)+len(t.combined)+len(t.implied) > 0 {
			t.read, t.meant = &Correction{From: t.raw, To: e.said(t, key)}, key
			return true
		}
	}
	return false
}

// said is a word of the lists for people's eyes: as the catalogue writes it, if it does.
func (e *expander) said(t *term, key string) string {
	least := highestCost
	said := key
	for _, r := range t.readings {
		if r.class < least && german.PartStem(e.x.dict.words.at(r.id).key) == german.PartStem(key) {
			least, said = r.class, e.x.dict.shown(r.id)
		}
	}
	return said
}

// asTyped adds to a term all that another key would be read as, as typing errors.
func (e *expander) asTyped(t *term, key string) {
	as := &term{typed: typed{raw: t.raw, key: key, pos: t.pos, lower: t.lower}}
	e.x.read(e, as)
	e.mean([]*term{as})
	if len(as.readings)+len(as.combined) == 0 {
		e.loosely(as)
	}
	for _, r := range as.readings {
		r.class, r.rule = r.class+classTypo, ruleTypo
		t.readings = append(t.readings, r)
	}
	for _, c := range as.combined {
		c.same, c.rule = c.same+classTypo, ruleTypo
		if c.apart > 0 {
			c.apart += classTypo
		}
		t.combined = append(t.combined, c)
	}
	for _, i := range as.implied {
		i.class, i.rule = i.class+classTypo, ruleTypo
		t.implied = append(t.implied, i)
	}
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
func (e *expander) correctPieces(t *term) bool {
	if len(t.pieces) == 0 {
		return false
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
func (e *expander) corrected(t *term, c combined, join func(said []string) string) bool {
	before := len(t.combined)
	if len(c.parts) == 0 {
		return false
	}
	if t.combine(c); len(t.combined) == before {
		return false
	}
	var said []string
	for _, ids := range c.parts {
		said = append(said, e.x.dict.shown(ids[0]))
	}
	t.read = &Correction{From: t.raw, To: join(said)}
	return true
}

// correctCore reads what stands before a form word as the nearest word ("Gitarenkurs").
func (e *expander) correctCore(t *term) bool {
	for _, spelled := range []func(key string) []candidate{e.oneEdit, e.sameSound, e.twoEdits} {
		for _, core := range cores(t) {
			if e.meant(t, spelled(core)) {
				return true
			}
		}
	}
	return false
}

// correctPart reads a long unknown compound as one known part and another within one edit.
func (e *expander) correctPart(t *term) bool {
	key := t.key
	if len(key) < 10 || !letters(key) {
		return false
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
		if e.corrected(t, c, func(said []string) string {
			if known {
				return modifier + said[1]
			}
			return said[0] + head
		}) {
			return true
		}
	}
	return false
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
