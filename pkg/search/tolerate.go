package search

import (
	"slices"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// tolerate adds documents that lack words (rule 14): of two words one, of more
// at most half, never a place or a language level, and never all nouns. Where
// two words never meet, only a question or a small word may do without.
func (x *Index) tolerate(p plan, m *matched, full int, from *scratch) {
	content := 0
	for _, t := range p.terms {
		t.firm = t.place && (t.wish != nil || !german.NounStem(german.PartStem(t.key))) || t.level || t.named || t.area && full > 0
		if !t.optional && !t.firm {
			content++
		}
	}
	if content < 2 {
		return
	}
	need, most := max(2, content/2), 3*content // words that must be there, weight that may be missing
	if content == 2 {
		need = 1
	}
	if content == 2 && full == 0 && !p.asks {
		most = 1
	}
	weights := missingWeights(p, m.terms)
	some := x.havingSome(p, m, need, from)
	if need == 1 && x.gibberish(p) {
		some.and(x.headed(p, from))
	}
	x.lacking(p, m, weights, some, lack{most, 2}, from)
	if 2 < content && content <= mostLoose && m.docs.empty() && p.mostKnown(m.terms) { // at least what is rarest of what was meant
		some := x.havingSome(p, m, 1, from)
		some.and(x.headed(p, from))
		x.lacking(p, m, weights, some, lack{most, 3}, from)
	}
}

// mostLoose is how many words a query may have of which one is enough.
const mostLoose = 5

// gibberish reports whether a word that must be there is none of the language.
func (x *Index) gibberish(p plan) bool {
	return slices.ContainsFunc(p.terms, func(t *term) bool { return !t.optional && !t.firm && !x.real(t) })
}

// headed are the documents of which a title, a keyword or a topic says a term:
// what happens to stand in somebody's prose is no answer to words that never meet.
func (x *Index) headed(p plan, from *scratch) bitset {
	docs := from.get()
	for _, t := range p.terms {
		if !t.optional && !t.firm {
			docs.or(x.titledBy(t, from))
		}
	}
	return docs
}

// mostKnown reports whether half of the words at least are words of the catalogue
// as they were typed: one word that it happens to have makes no query of gibberish.
func (p *plan) mostKnown(found []levels) bool {
	known, all := 0, 0
	for i, t := range p.terms {
		if t.optional || t.firm {
			continue
		}
		all++
		if found[i].n > 0 && t.read == nil || german.IsNoun(t.key) {
			known++
		}
	}
	return 2*known >= all
}

// lack bounds what documents may lack: the weight that is missing at most, and
// that of the heaviest word they have at least, if there is one.
type lack struct{ most, least int }

// lacking adds the candidates that do not lack too much, by what they lack.
func (x *Index) lacking(p plan, m *matched, weights []int, candidates bitset, allowed lack, from *scratch) {
	heaviest := 0
	for i, t := range p.terms {
		if !t.optional && !t.firm {
			heaviest = max(heaviest, weights[i])
		}
	}
	unfit := from.get()
	candidates.each(func(doc uint32) {
		weight, said := 0, 0
		for i, t := range p.terms {
			switch {
			case t.optional || t.firm:
			case m.terms[i].all.has(doc):
				said = max(said, weights[i])
			default:
				weight += weights[i]
			}
		}
		if weight == 0 {
			return
		}
		if said < min(heaviest, allowed.least) || weight > allowed.most {
			unfit.set(doc) // "Einsteiger" alone is no answer to "Datenschutz Einsteiger"
			return
		}
		at := slices.IndexFunc(m.missing, func(s missed) bool { return s.weight == weight })
		if at < 0 {
			at = len(m.missing)
			m.missing = append(m.missing, missed{weight, from.get()})
		}
		m.missing[at].docs.set(doc)
	})
	candidates.andNot(unfit)
	m.docs.or(candidates)
}

// havingSome are the documents that have at least need of the terms that may
// be missing, and all that may not.
func (x *Index) havingSome(p plan, m *matched, need int, from *scratch) bitset {
	var loose, firm []bitset
	for i, t := range p.terms {
		switch {
		case t.optional:
		case t.firm:
			firm = append(firm, m.terms[i].all)
		default:
			loose = append(loose, m.terms[i].all)
		}
	}
	out := from.get()
	for w := range out {
		var count [6]uint64 // of each of 64 documents, one binary digit a word
		for _, docs := range loose {
			carry := docs[w]
			for digit := range count {
				count[digit], carry = count[digit]^carry, count[digit]&carry
			}
		}
		// A document has enough if count - need does not borrow.
		var borrow uint64
		for digit, c := range count {
			n := -uint64(need >> digit & 1)
			borrow = ^c&n | (^c|n)&borrow
		}
		out[w] = ^borrow
		for _, docs := range firm {
			out[w] &= docs[w]
		}
	}
	return out
}

// missingWeights are the weights of the terms, the rarest noun counting 3.
func missingWeights(p plan, found []levels) []int {
	weights := make([]int, len(p.terms))
	rarest := -1
	for i, t := range p.terms {
		weights[i] = t.weight
		if !t.optional && t.weight == 2 && (rarest < 0 || found[i].n < found[rarest].n) {
			rarest = i
		}
	}
	if rarest >= 0 {
		weights[rarest] = 3
	}
	return weights
}

// missing are the typed words that a document lacks, in the order of the query.
func (p *plan) missing(doc uint32, m *matched) []string {
	var words []string
	for _, set := range m.missing {
		if !set.docs.has(doc) {
			continue
		}
		for i, t := range p.terms {
			if t.must() && !p.either[t] && !m.terms[i].all.has(doc) {
				words = append(words, t.raw)
			}
		}
	}
	return words
}
