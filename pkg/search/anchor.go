package search

import "github.com/lernverbund/lernverbund/pkg/search/german"

// 2026-11-23, where the words of a query never meet, an offer that has the rarest
// of its nouns is an answer ("Hass im Internet": the one about Hass), if a title
// or a keyword says it. The words that it lacks must be words of the language: a
// query with one that nobody knows is a slip or nonsense, and finds nothing. We
// gave up nothing found as the answer to two words that only a person joins.

// An anchor is what a query is about, so that all its other words may be missing.
const (
	anchorClass   = classSynonym // of its dearest match
	anchorPercent = 3            // of all offers have it at most, or [enough] of few
)

// anchored finds the documents of the anchor of a query that finds nothing.
func (x *Index) anchored(p plan, m *matched, from *scratch) {
	var anchor *term
	var docs bitset
	fewest := max(enough, len(x.numbers)*anchorPercent/100) + 1
	for i, t := range p.terms {
		if t.optional || t.firm || t.read != nil || !x.names(&t.typed) || p.asks && t.pos == 0 {
			continue
		}
		if said := x.titledBy(t, from); !said.empty() && m.terms[i].n < fewest {
			anchor, docs, fewest = t, said, m.terms[i].n
		}
	}
	if anchor == nil {
		return
	}
	for i, t := range p.terms {
		switch {
		case t == anchor || t.optional:
		case t.firm:
			docs.and(m.terms[i].all)
		case !x.real(t):
			return
		}
	}
	weights := missingWeights(p, m.terms)
	x.lacking(p, m, weights, docs, lack{most: 3 * len(p.terms)}, from)
}

// titledBy are the documents of which a title, a keyword or a topic says a term.
func (x *Index) titledBy(t *term, from *scratch) bitset {
	const in = 1<<inTitle | 1<<inKeyword | 1<<inTopic
	titled := &term{typed: t.typed, implied: t.implied}
	for _, r := range t.readings {
		if r.in &= in; r.in != 0 && r.class <= anchorClass {
			titled.readings = append(titled.readings, r)
		}
	}
	for _, c := range t.combined {
		if c.in = anyOr(c.in) & in; c.in != 0 && c.same <= anchorClass {
			c.apart = 0
			titled.combined = append(titled.combined, c)
		}
	}
	return x.gauge(titled, from).all
}

func anyOr(in fieldMask) fieldMask {
	if in == 0 {
		return anyField
	}
	return in
}

// real reports whether a term is a word of the language, or made of such.
func (x *Index) real(t *term) bool {
	if t.read != nil {
		return true // a slip that is understood
	}
	if _, w := x.dict.lookup(t.key); w != nil {
		return true
	}
	if german.Word(t.key) || synonyms()[german.PartStem(t.key)] != nil {
		return true
	}
	for _, piece := range t.pieces {
		if _, w := x.dict.lookup(piece); w == nil && !german.Word(piece) {
			return false
		}
	}
	return len(t.pieces) > 0 || len((&decomposer{dict: &x.dict, comp: &x.comp}).cut(t.key)) > 1
}
