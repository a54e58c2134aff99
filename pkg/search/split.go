package search

import "github.com/lernverbund/lernverbund/pkg/search/german"

// family are the words of the catalogue that say the same as a part of a compound: one label, or its umlaut.
func (x *Index) family(key string) []uint32 {
	var ids []uint32
	x.related(key, func(id uint32, _ *word, class cost, _ string) {
		if class <= classUmlaut {
			ids = append(ids, id)
		}
	})
	return ids
}

// labelFamily are the words filed under a label.
func (x *Index) labelFamily(label string) []uint32 {
	var ids []uint32
	x.dict.prefix(german.Weak(label), func(id uint32, w *word) bool {
		if len(w.key) <= len(label)+longestEnding {
			if s := german.PartStem(w.key); s == label || german.Weak(s) == german.Weak(label) && w.nounish() {
				ids = append(ids, id)
			}
		}
		return true
	})
	return ids
}

// split reads a typed compound as its parts (rule 10).
func (e *expander) split(t *term) {
	if len(t.pieces) > 0 {
		c := combined{same: classHyphen, apart: classApart, rule: ruleCompound}
		for _, piece := range t.pieces {
			c.parts = append(c.parts, e.x.family(piece))
		}
		t.combine(c)
		if tail := t.pieces[len(t.pieces)-1]; german.Form(tail) {
			t.core(c)
		}
		return
	}
	segments := e.cut.cut(t.key)
	if len(segments) < 2 {
		return
	}
	c := combined{same: classSplit, apart: classApart, rule: ruleCompound}
	for _, s := range segments {
		c.parts = append(c.parts, e.x.labelFamily(s.label))
	}
	t.combine(c)
	if german.Form(segments[len(segments)-1].text) {
		t.core(c)
	}
}

// combine adds a combined match if every part of it has words.
func (t *term) combine(c combined) {
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
