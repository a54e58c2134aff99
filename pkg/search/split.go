package search

import (
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// family are the words of the catalogue that say the same as a part of a compound: one label, or its umlaut.
func (x *Index) family(key string) []uint32 {
	var ids []uint32
	x.related(key, func(id uint32, _ *word, class cost, _ matchRule) {
		if class <= classUmlaut {
			ids = append(ids, id)
		}
	})
	return ids
}

// labelFamily are the words filed under a label.
func (x *Index) labelFamily(label string) []uint32 {
	var ids []uint32
	weak := german.Weak(label)
	x.dict.short(weak, len(label)+longestEnding, func(id uint32, w *word) {
		if s := german.PartStem(w.key); s == label || german.CompareWeak(s, weak) == 0 && w.nounish() {
			ids = append(ids, id)
		}
	})
	return ids
}

// split reads a typed compound as its parts (rule 10).
func (e *expander) split(t *term) {
	if len(t.pieces) > 0 {
		c := combined{same: classHyphen, apart: classApart, rule: ruleCompound}
		for _, piece := range t.pieces {
			if !german.Affix(piece) || len(piece) <= 3 {
				c.parts = append(c.parts, e.x.family(piece))
			}
		}
		t.combine(c)
		if tail := t.pieces[len(t.pieces)-1]; german.Form(tail) {
			t.core(c)
		}
		return
	}
	for _, key := range german.HeadKin(t.key) {
		e.word(key, classDerivation, ruleDerivation)
		e.take(t)
		e.cutInto(t, e.cut.cut(key), classSplit+classInflection)
	}
	segments := e.cut.cut(t.key)
	if len(segments) < 2 {
		e.coreAlone(t)
		return
	}
	c := e.cutInto(t, segments, classSplit)
	if german.Form(segments[len(segments)-1].text) {
		t.core(c)
		e.coreAlone(t)
	}
}

// cutInto reads a compound as its parts; class is what they cost in one field.
func (e *expander) cutInto(t *term, segments []segment, class cost) combined {
	c := combined{same: class, apart: class + classApart - classSplit, rule: ruleCompound}
	for _, s := range segments {
		c.parts = append(c.parts, append(e.x.labelFamily(s.label), e.x.family(s.text)...))
	}
	if _, word := e.x.dict.lookup(t.key); word != nil && word.standsIn(inHeadings) {
		c.in, c.apart = inHeadings, 0 // where the word itself names an offer, its parts far from each other in prose are another thing
	}
	if len(c.parts) > 1 {
		t.combine(c)
	}
	return c
}

// coreAlone reads a compound that ends with a form word as the word before it,
// which may be too rare to be a part of others.
func (e *expander) coreAlone(t *term) {
	for _, core := range cores(t) {
		if e.word(core, classCore, ruleCompound); len(e.readings) > 0 {
			e.take(t)
			return
		}
	}
}

// cores are the ways to read what stands before the form word at the end of a
// term, with its joint and without.
func cores(t *term) []string { return before(t, german.Form) }

// before gives what stands in a term before a head of some kind, with its joint and without.
func before(t *term, head func(key string) bool) []string {
	core := ""
	if n := len(t.pieces); n > 1 {
		if !head(t.pieces[n-1]) {
			return nil
		}
		core = strings.TrimSuffix(t.key, t.pieces[n-1])
	}
	for at := 4; core == "" && at+3 <= len(t.key); at++ {
		if head(t.key[at:]) {
			core = t.key[:at]
		}
	}
	if len(core) < 4 {
		return nil
	}
	all := []string{core}
	for _, joint := range joints {
		if base, ok := strings.CutSuffix(core, joint); ok && len(base) >= 4 {
			all = append(all, base)
		}
	}
	return all
}

// behind gives what stands behind a modifier that says little.
func behind(t *term) []string {
	for at := len(t.key) - 4; at >= 3; at-- {
		for _, joint := range []string{"", "s", "en"} {
			if modifier, ok := strings.CutSuffix(t.key[:at], joint); ok && german.WeakModifier(modifier) {
				return []string{t.key[at:]}
			}
		}
	}
	return nil
}

// weaken reads a compound that finds little without a head or modifier that
// says little (rule 20): "Bienenkunde" as Bienen.
func (e *expander) weaken(t *term) {
	if german.Whole(german.PartStem(t.key)) {
		return // "Hochzeit" is nothing that is "hoch"
	}
	e.within = inContent
	defer func() { e.within = 0 }()
	for _, way := range []struct {
		cores []string
		class cost
		most  cost // class of a match: "Kinderschutz" is no "Arbeitsschutz"
	}{{before(t, german.WeakHead), classCoreHead, highestCost}, {behind(t), classCoreTail, classCoreTail + classPart - 1}} {
		for _, core := range way.cores {
			e.word(core, way.class, ruleCore)
			e.readings = slices.DeleteFunc(e.readings, func(r reading) bool { return r.class > way.most })
			if e.common(e.readings) {
				e.readings = e.readings[:0]
				continue
			}
			if len(e.readings) > 0 {
				e.take(t)
				break
			}
		}
	}
}

// common reports whether the words of some readings stand in so many offers
// that they say nothing of what was typed: "Arbeitsrecht" is not what is about "Arbeit".
func (e *expander) common(readings []reading) bool {
	offers := 0
	for _, r := range readings {
		offers += int(e.x.dict.words.at(r.id).n)
	}
	return offers > 2*enough && offers*tooFrequent > len(e.x.numbers)
}

// loosely reads a compound whose parts stand nowhere side by side as words
// that are made of them ("Bürgergespräch": Bürgerservice, Gesprächsführung).
func (e *expander) loosely(t *term) {
	c := combined{same: classSplit + classPart, apart: classApart + classPart, rule: ruleCompound}
	var labels []string
	for _, s := range e.cut.cut(t.key) {
		labels = append(labels, s.label)
	}
	if len(t.pieces) > 0 {
		labels = labels[:0]
		for _, piece := range t.pieces {
			labels = append(labels, german.PartStem(piece))
		}
	}
	for _, label := range labels {
		ids := e.x.labelFamily(label)
		if n, ok := e.x.comp.labels[label]; ok {
			ids = append(ids, e.x.comp.parts.at(n).in...)
		}
		c.parts = append(c.parts, ids)
	}
	if len(c.parts) > 1 {
		t.combine(c)
	}
}

// combine adds a combined match if it has parts and every one of them words:
// of "Über-Ich" all may be affixes.
func (t *term) combine(c combined) {
	if len(c.parts) == 0 {
		return
	}
	for _, p := range c.parts {
		if len(p) == 0 {
			return
		}
	}
	t.combined = append(t.combined, c)
}

// core adds the compound without its tail, a form word.
func (t *term) core(c combined) {
	t.combine(combined{parts: c.parts[:len(c.parts)-1], same: classCore, apart: classCore + 2, rule: ruleCompound})
}
