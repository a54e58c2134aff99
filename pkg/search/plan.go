package search

import (
	"slices"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// plan is a query as the catalogue reads it.
type plan struct {
	terms   []*term
	content int // terms that are not optional
	phrase  []string
	asks    bool           // a sentence says more than it means
	anchor  bool           // the rarest noun is enough (anchor.go)
	wishes  []wish         // filters recognised in the words
	either  map[*term]bool // terms of wishes that are alternatives
}

// plan reads a request; mu is held for reading.
func (x *Index) plan(r request, literal bool, from *scratch) plan {
	p := plan{phrase: r.phrase, asks: r.asks}
	p.terms = x.terms(x.nominal(weighed(r.words), r.asks))
	e := x.expander(from)
	e.literal = literal
	for _, t := range p.terms {
		x.describe(t)
		x.read(e, t)
	}
	wordless := p.wish(x, r.wishes, from)
	if !literal {
		x.joinNeighbours(p.terms)
		e.mean(p.terms)
		e.situate(p.terms, from)
		e.spell(p.terms)
		e.guess(p.terms, from)
	}
	p.terms = append(p.terms, wordless...)
	p.settle()
	return p
}

// guess reads terms that find nothing as what they may mean all the same: what
// a vocabulary says, a plain slip, the parts of a compound, and at last a bad one.
func (e *expander) guess(terms []*term, from *scratch) {
	var lost []*term
	for _, t := range terms {
		if t.wish != nil {
			continue
		}
		e.doubt(t, from)
		if !e.x.finds(t, from) {
			lost = append(lost, t)
		}
	}
	e.suppose(terms, from)
	e.include(terms, from)
	unless := func(found func(t *term) bool, read func(t *term)) {
		for _, t := range lost {
			if !found(t) {
				read(t)
			}
		}
	}
	finds := func(t *term) bool { return e.x.finds(t, from) }
	unless(finds, e.loosely)
	e.consult(terms, from)
	unless(finds, e.slip)
	for _, t := range terms {
		if t.wish == nil && !t.optional && t.read == nil && !e.x.stands(t, enough) && e.x.gauge(t, from).n < enough {
			e.weaken(t)
		}
	}
	unless(finds, e.correct)
}

// corrections are what was read instead of what was typed, where that finds something.
func (p *plan) corrections(found []levels) []Correction {
	var all []Correction
	for i, t := range p.terms {
		if t.read != nil && found[i].n > 0 {
			all = append(all, *t.read)
		}
	}
	return all
}

// terms makes one term of words that are forms of one another. Form words are
// optional beside others, light words beside these.
func (x *Index) terms(words []typed) []*term {
	var terms []*term
	for _, w := range words {
		if !x.repeats(terms, w) {
			terms = append(terms, &term{typed: w})
		}
	}
	for _, needed := range []func(t *term) bool{
		func(t *term) bool { return !t.light && !german.Form(t.key) },
		func(t *term) bool { return !t.light },
		func(*term) bool { return true },
	} {
		if slices.ContainsFunc(terms, needed) {
			for _, t := range terms {
				t.optional = !needed(t)
			}
			break
		}
	}
	return terms
}

// repeats reports whether a word only names the other gender of a term ("Gärtnerin oder Gärtner").
func (x *Index) repeats(terms []*term, w typed) bool {
	for _, t := range terms {
		for _, m := range german.Masculine(w.key) {
			if german.PartStem(m) == german.PartStem(t.key) {
				return true
			}
		}
		for _, m := range german.Masculine(t.key) {
			if german.PartStem(m) == german.PartStem(w.key) {
				t.key = w.key // the plain form finds both
				return true
			}
		}
	}
	return false
}

// describe notes what sort of word a term is.
func (x *Index) describe(t *term) {
	t.weight = 2
	if _, w := x.dict.lookup(t.key); w != nil {
		t.place = w.name()
		if !w.nounish() {
			t.weight = 1
		}
	} else if t.lower && !german.Noun(t.key) {
		t.weight = 1
	}
	t.level = levelCode(t.key)
	meant := concepts()[german.PartStem(t.key)]
	for _, v := range slices.Concat(meant.named, meant.near) {
		if v.facet == byLevel || v.facet == byAudience {
			t.weight = 1
		}
	}
}

// read collects what the catalogue's words say about one term.
func (x *Index) read(e *expander, t *term) {
	key := t.key
	same := readKey{t.raw, key, e.literal}
	if e.known.readAgain(same, t) {
		return
	}
	if _, known := x.dict.ids[key]; !known && !t.umlaut && !e.literal && !german.IsNoun(key) {
		// Typed without its umlauts: read as the words that differ in nothing else.
		weak := german.Weak(key)
		x.dict.prefix(weak, func(id uint32, w *word) bool {
			if german.Weak(w.key) != weak {
				return false
			}
			e.add(id, classExact, ruleUmlaut)
			e.word(w.key, 0, ruleExact)
			return true
		})
	}
	e.word(key, 0, ruleExact)
	if !e.literal {
		e.split(t)
		e.misspelt(t)
	}
	e.take(t)
	e.known.keep(same, t)
}

// joinNeighbours reads two words side by side as one compound, in both orders;
// with small words between them ("Schutz der Wildpflanzen") only the other way round.
func (x *Index) joinNeighbours(terms []*term) {
	for i := 1; i < len(terms); i++ {
		a, b := terms[i-1], terms[i]
		if b.pos-a.pos > 3 || len(a.pieces)+len(b.pieces) > 0 {
			continue
		}
		for _, key := range joinedForms(b.key, a.key) {
			x.joined(a, b, key, classInflection)
		}
		if b.pos-a.pos > 1 {
			continue
		}
		for _, key := range joinedForms(a.key, b.key) {
			x.joined(a, b, key, classExact)
		}
	}
}

// joinedForms are the ways to write two words as one.
func joinedForms(first, second string) []string {
	forms := []string{first + second}
	for _, joint := range joints {
		forms = append(forms, first+joint+second)
		if joint[0] == 'e' && len(first) > len(joint)+2 && first[len(first)-len(joint):] == joint {
			forms = append(forms, first[:len(first)-len(joint)]+second)
		}
	}
	return forms
}

// joinedWithin reads two words as a part of longer compounds: "Seuchen bei Bienen"
// as what the "Bienenseuchensachverständige" knows of.
func (x *Index) joinedWithin(a, b *term, key string, class cost) {
	label, known := x.comp.labels[german.PartStem(key)]
	if !known {
		return
	}
	for _, id := range x.comp.parts.at(label).in {
		a.readings = append(a.readings, reading{id, class + classPart, ruleCompound, inContent})
		b.readings = append(b.readings, reading{id, class, ruleCompound, inContent})
	}
}

func (x *Index) joined(a, b *term, key string, class cost) {
	if _, known := x.dict.ids[key]; !known {
		x.joinedWithin(a, b, key, class)
		return
	}
	x.related(key, func(id uint32, _ *word, own cost, _ matchRule) {
		if own <= classUmlaut {
			a.readings = append(a.readings, reading{id, class, ruleCompound, anyField})
			b.readings = append(b.readings, reading{id, own, ruleCompound, anyField})
		}
	})
}
