package search

import (
	"cmp"
	"slices"
	"strings"
)

// explain says for each term which word of the offer it matched most cheaply.
// rec is the memory for its record.
func (x *Index) explain(doc uint32, p plan, rec *record) []Match {
	rec.decode(x.docs.at(doc).record)
	var matches []Match
	for _, t := range p.terms {
		if m, ok := x.reason(doc, rec, t); ok {
			m.Query = t.raw
			matches = append(matches, m)
		}
	}
	return matches
}

func (r *record) mask(id uint32) fieldMask {
	if i, found := slices.BinarySearchFunc(r.uses, id, func(u numberedUse, id uint32) int { return int(u.id) - int(id) }); found {
		return r.uses[i].mask
	}
	return 0
}

// readingsIn are the numbers of the readings of a term whose words a document
// has, ascending. Some terms have thousands, and no document has many words.
func (t *term) readingsIn(r *record) []int {
	if len(t.byWord) != len(t.readings) {
		t.byWord = make([]uint64, len(t.readings))
		for i, reading := range t.readings {
			t.byWord[i] = uint64(reading.id)<<32 | uint64(i)
		}
		slices.Sort(t.byWord)
	}
	var in []int
	for left, uses := t.byWord, r.uses; len(left) > 0 && len(uses) > 0; uses = uses[1:] {
		id := uint64(uses[0].id)
		from, _ := slices.BinarySearch(left, id<<32)
		for left = left[from:]; len(left) > 0 && left[0]>>32 == id; left = left[1:] {
			in = append(in, int(uint32(left[0])))
		}
	}
	slices.Sort(in)
	return in
}

// reason is the cheapest match of a term in a document, of equal ones the first word by alphabet.
func (x *Index) reason(doc uint32, r *record, t *term) (Match, bool) {
	least := highestCost + 1
	var m Match
	keep := func(c cost, f field, rule matchRule, word func() string) {
		if c > least {
			return
		}
		if word := word(); c < least || word < m.Word {
			least = c
			m = Match{Word: word, Field: f.String(), Rule: rule.String()}
		}
	}
	for _, i := range t.readingsIn(r) {
		reading := &t.readings[i]
		fields := &fieldCost
		if (t.place || t.area) && reading.locates() {
			fields = &placeCost
		}
		for f := range (r.mask(reading.id) & reading.in).all() {
			keep(reading.class+fields[f], f, reading.rule, func() string { return x.said(r, reading.id, f) })
		}
	}
	for i := range t.combined {
		c := &t.combined[i]
		for f := range cmp.Or(c.in, anyField).all() {
			if c.same+fieldCost[f] > least {
				continue
			}
			if words, ok := x.together(r, c, 1<<f); ok {
				keep(c.same+fieldCost[f], f, c.rule, func() string { return words })
			}
		}
		if c.apart == 0 || c.apart+fieldCost[inText] > least {
			continue
		}
		if words, ok := x.together(r, c, anyField); ok {
			keep(c.apart+fieldCost[inText], inText, c.rule, func() string { return words })
		}
	}
	for _, i := range t.implied {
		id, known := x.attrs.ids[i.value]
		if _, has := slices.BinarySearch(r.attrs, id); known && has {
			keep(i.class+fieldCost[inTopic], inTopic, i.rule, func() string { return i.value.label() })
		}
	}
	for _, e := range t.extra {
		if e.docs.has(doc) && e.cost < least {
			keep(e.cost, e.field, e.rule, func() string { return e.word })
		}
	}
	return m, least <= highestCost
}

// said is how a document says a word in a field: for a piece between humps the first word that has it.
func (x *Index) said(r *record, id uint32, f field) string {
	piece, isPiece := strings.CutPrefix(x.dict.words.at(id).key, humpMark)
	if !isPiece {
		return x.dict.shown(id)
	}
	least := ""
	for _, u := range r.uses {
		key := x.dict.words.at(u.id).key
		if u.mask>>f&1 == 0 || len(key) <= len(piece) || key[:1] == humpMark || !strings.Contains(key, piece) {
			continue
		}
		if word := x.dict.shown(u.id); least == "" || word < least {
			least = word
		}
	}
	return cmp.Or(least, piece)
}

// together are the words of a document that say all parts of a combination within some fields.
func (x *Index) together(r *record, c *combined, within fieldMask) (string, bool) {
	var words []string
	for _, ids := range c.parts {
		said := ""
		for _, id := range ids {
			if r.mask(id)&within == 0 {
				continue
			}
			if word := x.dict.shown(id); said == "" || word < said {
				said = word
			}
		}
		if said == "" {
			return "", false
		}
		if !slices.Contains(words, said) {
			words = append(words, said)
		}
	}
	return strings.Join(words, " + "), true
}

// label is the German label of a value, or its code.
func (v value) label() string {
	if labels, ok := labelsOf(vocabularyOf[v.facet], v.text); ok {
		return labels[0]
	}
	return v.text
}
