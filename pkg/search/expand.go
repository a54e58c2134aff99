package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// reading is a word of the catalogue that a typed word may be read as.
type reading struct {
	id    uint32
	class cost
	rule  matchRule
	in    fieldMask // where the word counts
}

// combined is a match by several words of the catalogue together.
type combined struct {
	parts [][]uint32 // of each part the words that say it
	same  cost       // class when all parts stand in one field
	apart cost       // class when they stand in different fields, never if 0
	rule  matchRule
	in    fieldMask // where the words count, anywhere if 0
}

// implied is a match by a value of a facet.
type implied struct {
	value value
	class cost
	rule  matchRule
}

// term is a typed word with everything it may be read as.
type term struct {
	typed
	readings []reading
	combined []combined
	implied  []implied
	optional bool        // a form word or a light one beside another word
	place    bool        // stands mostly in the place field
	area     bool        // names an area with places in it
	level    bool        // a language level, A1 to C2
	firm     bool        // may not be missing
	weight   int         // of missing it
	read     *Correction // what it was read as instead, if it stands nowhere
	meant    string      // the key of that, if it is one word
	wish     *wish       // the recognised filter that it belongs to
	extra    []extra     // documents that pass it by a field
	deny     bitset      // documents whose field says otherwise: their prose does not count
	byField  bitset      // documents whose field says it
	against  bitset      // documents whose field says otherwise
	unsaid   cost        // what it costs not to say it, if that is no reason to be left out
	gauged   *gauged     // what it was last found to match, see [Index.gauge]
	byWord   []uint64    // its readings by number of the word, see readingsIn
}

// like compares words of the catalogue with one key.
type like struct {
	key, stem, weak, root string
	agent                 bool
	known, noun           bool
	derives, verbal       bool
}

func (x *Index) like(key string) like {
	l := like{key: key, stem: german.Stem(key), root: german.Root(key)}
	l.weak = german.Weak(l.stem)
	l.agent = german.Agentive(key)
	l.verbal = german.Verbal(key)
	if _, w := x.dict.lookup(key); w != nil {
		_, adjective := german.Adjective(key)
		l.known, l.noun = true, w.nounish() && !adjective
		l.agent = l.agent && l.noun
	}
	l.derives = german.Suffixed(key) || german.Infinitive(key) && (!l.known || !l.noun)
	return l
}

// class says how a word of the catalogue relates to the key; ok is false if it does not.
func (l *like) class(w *word) (class cost, rule matchRule, ok bool) {
	stem := german.Stem(w.key)
	if stem == l.stem || (german.Weak(stem) == l.weak && w.nounish() && (l.noun || !l.known)) {
		switch {
		case l.agent != (w.nounish() && german.Agentive(w.key)):
			return classDerivation, ruleDerivation, true
		case stem != l.stem:
			return classUmlaut, ruleUmlaut, true
		case l.known && l.noun && !w.nounish():
			return classDerivation, ruleDerivation, true
		}
		return classInflection, ruleInflection, true
	}
	if w.key == l.key+"nen" || l.key == w.key+"nen" { // "Ärztin", "Ärztinnen"
		return classInflection, ruleInflection, true
	}
	if strings.HasSuffix(w.key, "in") || strings.HasSuffix(w.key, "innen") {
		for _, m := range german.Masculine(w.key) {
			if m == l.key || l.agent && german.PartStem(m) == german.PartStem(l.key) {
				return classGender, ruleGender, true
			}
		}
	}
	if l.derives && german.Root(w.key) == l.root {
		if l.verbal != german.Verbal(w.key) {
			return classRoot, ruleDerivation, true
		}
		return classDerivation, ruleDerivation, true
	}
	return 0, 0, false
}

// prefix is the weak beginning that all words related to the key have.
func (l *like) prefix() string {
	p := l.stem
	if l.derives {
		p = commonPrefix(l.root, l.key)
		if n := len(p); n > 4 && strings.IndexByte("ckz", p[n-1]) >= 0 {
			p = p[:n-1]
		}
	}
	return german.Weak(p)
}

func commonPrefix(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n]
}

// no form of a word is longer than its stem by more than this.
const longestEnding = 11

// related yields the words of the catalogue that a key may be read as without
// compounds: exact, inflection, gender, umlaut and derivation.
func (x *Index) related(key string, yield func(id uint32, w *word, class cost, rule matchRule)) {
	if id, w := x.dict.lookup(key); w != nil {
		yield(id, w, classExact, ruleExact)
	}
	if levelCode(key) {
		for _, part := range []string{".1", ".2", ".3", ".4", "+"} {
			if id, w := x.dict.lookup(key + part); w != nil {
				yield(id, w, classInflection, ruleInflection) // "A1.1" is an A1
			}
		}
	}
	if len(key) <= 3 || hasDigit(key) {
		return
	}
	for _, form := range german.Irregular(key) {
		if id, w := x.dict.lookup(form); w != nil {
			yield(id, w, classInflection, ruleInflection)
		}
	}
	l := x.like(key)
	prefix := l.prefix()
	x.dict.short(prefix, len(prefix)+longestEnding, func(id uint32, w *word) {
		if len(w.key) > 3 && w.key != key {
			if class, rule, ok := l.class(w); ok {
				yield(id, w, class, rule)
			}
		}
	})
}

// levelCode reports whether a key is a level of a language, A1 to C2.
func levelCode(k string) bool {
	return len(k) == 2 && 'a' <= k[0] && k[0] <= 'c' && (k[1] == '1' || k[1] == '2')
}

// bases are the words of which a key is the feminine form: those that the
// catalogue has or that are long ("Floristin"), or of an unknown word all that it may be.
func (x *Index) bases(key string) []string {
	all := german.Masculine(key)
	if _, w := x.dict.lookup(key); w == nil {
		return all
	}
	return slices.DeleteFunc(all, func(base string) bool {
		_, w := x.dict.lookup(base)
		return w == nil && len(base) < 6
	})
}

// sisters yields the words of other gender by another last part ("Kauffrau" for
// the Kaufmann), if the catalogue has two of them: surnames have one.
func (x *Index) sisters(key string, yield func(id uint32)) {
	known := 0
	if _, w := x.dict.lookup(key); w != nil {
		known++
	}
	var ids []uint32
	for _, s := range german.Persons(key) {
		if id, w := x.dict.lookup(s); w != nil {
			ids = append(ids, id)
		}
	}
	if known+len(ids) < 2 {
		return
	}
	for _, id := range ids {
		yield(id)
	}
}

// expander collects the readings of one term. A word may be among them more
// than once; the cheapest counts.
type expander struct {
	x        *Index
	cut      *decomposer
	readings []reading
	literal  bool
	known    *remembered
	within   fieldMask // where the words that are added count, anywhere if 0
	room     *[]reading
}

// expander collects in the memory of a search.
func (x *Index) expander(from *scratch) *expander {
	room := from.collecting()
	return &expander{x: x, cut: &decomposer{dict: &x.dict, comp: &x.comp}, known: &from.known, readings: (*room)[:0], room: room}
}

func (e *expander) add(id uint32, class cost, rule matchRule) {
	e.readings = append(e.readings, reading{id, class, rule, cmp.Or(e.within, anyField)})
}

// take moves what was collected into the term.
func (e *expander) take(t *term) {
	t.readings = append(t.readings, e.readings...)
	e.readings = e.readings[:0]
	*e.room = e.readings
}

// word collects what one key may be read as; extra is added to every class.
func (e *expander) word(key string, extra cost, as matchRule) {
	rule := func(own matchRule) matchRule {
		switch {
		case as != ruleExact:
			return as
		case own == ruleExact && extra > 0: // of the base of a feminine
			return ruleGender
		}
		return own
	}
	partLabels := map[string]cost{german.WordStem(key): classPart}
	for _, form := range german.Irregular(key) {
		partLabels[german.PartStem(form)] = classPart
	}
	e.x.related(key, func(id uint32, w *word, class cost, own matchRule) {
		if e.literal && class > classInflection {
			return
		}
		e.add(id, class+extra, rule(own))
		if own == ruleUmlaut {
			partLabels[german.PartStem(w.key)] = classPart
		} else if own == ruleDerivation && len(w.key) >= 5 {
			if _, known := partLabels[german.PartStem(w.key)]; !known {
				partLabels[german.PartStem(w.key)] = classPartRoot
			}
		}
	})
	if e.literal {
		return
	}
	e.x.sisters(key, func(id uint32) { e.add(id, classGender+extra, rule(ruleGender)) })
	for _, base := range e.x.bases(key) {
		e.word(base, classGender+extra, as)
	}
	for label, class := range partLabels {
		if n, ok := e.x.comp.labels[label]; ok {
			for _, id := range e.x.comp.parts.at(n).in {
				e.add(id, class+extra, rule(rulePart))
			}
		}
	}
	e.humps(key, extra, rule(rulePart))
	e.lonely(key, extra, rule(rulePart))
}

// humps adds the words that have a form of the key between two humps.
func (e *expander) humps(key string, extra cost, rule matchRule) {
	stem := german.PartStem(key)
	forms := []string{key}
	for _, ending := range endings {
		if form := stem + ending; form != key && len(stem) > 3 {
			forms = append(forms, form)
		}
	}
	for _, form := range forms {
		if id, w := e.x.dict.lookup(humpMark + form); w != nil {
			e.add(id, classPart+extra, rule)
		}
	}
}

// lonely finds compounds that begin or end with a word which never stands
// alone and whose other part is known (rule 8).
func (e *expander) lonely(key string, extra cost, rule matchRule) {
	label := german.PartStem(key)
	if len(key) < 4 || len(label) < 4 || german.NounStem(label) || german.Affix(key) {
		return
	}
	if n, ok := e.x.comp.labels[label]; ok && e.x.comp.parts.at(n).words > 0 {
		return
	}
	e.x.dict.prefix(german.Weak(label), func(id uint32, w *word) bool {
		if !w.name() && len(w.key) >= len(key)+3 && strings.HasPrefix(w.key, label) && e.headKnown(w.key[len(label):], key[len(label):]) {
			e.add(id, classPart+extra, rule)
		}
		return true
	})
	for _, ending := range endings {
		e.x.dict.suffix(label+ending, func(id uint32, w *word) bool {
			if at := len(w.key) - len(label) - len(ending); at >= 3 && !w.name() && german.PartStem(w.key[at:]) == label && e.modifierKnown(w.key[:at]) {
				e.add(id, classPart+extra, rule)
			}
			return true
		})
	}
}

// endings of a head that inflection may add.
var endings = []string{"", "e", "en", "n", "er", "ern", "s", "es", "em", "us", "um", "in", "innen"}

// headKnown reports whether what follows a first part is a known head, behind the part's own ending or a joint.
func (e *expander) headKnown(rest, ending string) bool {
	for _, joint := range append([]string{"", ending}, joints...) {
		head, ok := strings.CutPrefix(rest, joint)
		if !ok {
			continue
		}
		if _, noun, ok := e.cut.standing(head); ok && noun || e.cut.cut(head) != nil {
			return true
		}
	}
	return false
}

func (e *expander) modifierKnown(segment string) bool {
	_, _, ok := e.cut.modifier(segment)
	return ok || e.cut.cut(segment) != nil
}
