package search

import (
	"cmp"
	"math/bits"
)

// level is the documents in which a term costs the same.
type level struct {
	cost cost
	docs bitset
}

// levels are a term's documents by cost, ascending and without overlap.
type levels struct {
	list []level
	all  bitset // of all levels
	n    int    // documents in all
}

// lowest and highest cost of one term: a place in the place field, a correction in a description and what is added to it.
const (
	lowestCost  cost = -2
	highestCost cost = 48
)

// gauge collects the documents of one term by cost.
type gauge struct {
	x    *Index
	from *scratch
	sets [highestCost - lowestCost + 1]bitset
}

func (g *gauge) at(c cost) bitset {
	c = min(max(c, lowestCost), highestCost)
	if g.sets[c-lowestCost] == nil {
		g.sets[c-lowestCost] = g.from.get()
	}
	return g.sets[c-lowestCost]
}

// gauged is what a term has been found to match, and of what it consisted then.
type gauged struct {
	levels
	readings, combined, implied, extra int
	placed                             bool
}

// gauge works out in which documents a term stands and at what cost. While
// nothing is added to the term the answer is the same, and nobody may change it.
func (x *Index) gauge(t *term, from *scratch) levels {
	now := gauged{readings: len(t.readings), combined: len(t.combined), implied: len(t.implied), extra: len(t.extra), placed: t.place || t.area}
	if old := t.gauged; old != nil {
		if now.levels = old.levels; now.same(old) {
			return old.levels
		}
	}
	g := gauge{x: x, from: from}
	for i := range t.readings {
		r := &t.readings[i]
		costs := &cheapest
		if now.placed && r.locates() {
			costs = &cheapestPlace
		}
		g.word(&x.dict.words.at(r.id).posting, r, costs)
	}
	for i := range t.combined {
		g.combined(&t.combined[i])
	}
	for _, i := range t.implied {
		if docs := x.attrs.lookup(i.value.facet, i.value.text); docs != nil {
			docs.into(g.at(i.class+fieldCost[inTopic]), from)
		}
	}
	g.wished(t)
	now.levels = g.levels()
	t.gauged = &now
	return now.levels
}

func (g *gauged) same(old *gauged) bool {
	return g.readings == old.readings && g.combined == old.combined && g.implied == old.implied && g.extra == old.extra && g.placed == old.placed
}

func (g *gauge) word(p *posting, r *reading, costs *[anyField + 1]cost) {
	list, sets := p.list()
	if sets != nil {
		for f := range r.in.all() {
			if set := &sets[f]; set.len() > 0 {
				set.into(g.at(r.class+costs[1<<f]), g.from)
			}
		}
		return
	}
	for _, entry := range list {
		if mask := fieldMask(entry) & r.in; mask != 0 {
			g.at(r.class + costs[mask]).set(entry >> maskBits)
		}
	}
}

// combined adds a match by several words: all parts in one field, or each in any.
func (g *gauge) combined(c *combined) {
	var parts []*spread
	for _, ids := range c.parts {
		s := g.spread(ids)
		if s.in == 0 {
			return
		}
		parts = append(parts, s)
	}
	together := cmp.Or(c.in, anyField)
	for _, s := range parts {
		together &= s.in
	}
	for f := range together.all() {
		docs := g.from.copy(parts[0].docs[f])
		for _, s := range parts[1:] {
			docs.and(s.docs[f])
		}
		if !docs.empty() {
			g.at(c.same + fieldCost[f]).or(docs)
		}
	}
	if c.apart == 0 {
		return
	}
	var anywhere bitset
	for _, s := range parts {
		docs := g.from.get()
		for f := range s.in.all() {
			docs.or(s.docs[f])
		}
		if anywhere == nil {
			anywhere = docs
		} else {
			anywhere.and(docs)
		}
	}
	g.at(c.apart + fieldCost[inText]).or(anywhere)
}

// spread is in which documents some words stand, field by field.
type spread struct {
	docs [numFields]bitset
	in   fieldMask // fields that have any
}

func (g *gauge) spread(ids []uint32) *spread {
	var s spread
	at := func(f field) bitset {
		if s.in>>f&1 == 0 {
			s.in |= 1 << f
			s.docs[f] = g.from.get()
		}
		return s.docs[f]
	}
	for _, id := range ids {
		list, sets := g.x.dict.words.at(id).list()
		if sets != nil {
			for f := range numFields {
				if set := &sets[f]; set.len() > 0 {
					set.into(at(f), g.from)
				}
			}
			continue
		}
		for _, entry := range list {
			for mask := fieldMask(entry); mask != 0; mask &= mask - 1 {
				at(field(bits.TrailingZeros8(uint8(mask)))).set(entry >> maskBits)
			}
		}
	}
	return &s
}

// levels puts the collected sets in order, each document in its cheapest.
func (g *gauge) levels() levels {
	l := levels{all: g.from.get()}
	for i, docs := range g.sets {
		if docs == nil {
			continue
		}
		docs.andNot(l.all)
		if docs.empty() {
			continue
		}
		l.all.or(docs)
		l.list = append(l.list, level{cost(i) + lowestCost, docs})
	}
	l.n = l.all.count()
	return l
}

// enough full hits, and no offer is shown that lacks a word.
const enough = 10

// matched is what a query's words find.
type matched struct {
	docs    bitset
	terms   []levels // parallel to plan.terms
	missing []missed // sets of documents that lack something, disjoint; all others lack nothing
}

// missed are documents that lack words of the given weight together.
type missed struct {
	weight int
	docs   bitset
}

// match finds the documents of a plan. Filters have no say in it, so that the
// count of a facet keeps what it promises.
func (x *Index) match(p plan, literal bool, from *scratch) matched {
	m := matched{terms: make([]levels, len(p.terms))}
	for i, t := range p.terms {
		m.terms[i] = x.gauge(t, from)
	}
	x.meet(p, &m, literal, from)
	return m
}

// meet finds the documents that have all terms, or with few of them most.
func (x *Index) meet(p plan, m *matched, literal bool, from *scratch) {
	m.missing = nil
	either := p.alternatives(m.terms, from)
	if m.docs = either; either != nil {
		m.docs = from.copy(either)
	}
	for i, t := range p.terms {
		if !t.must() || p.either[t] {
			continue
		}
		if m.docs == nil {
			m.docs = from.copy(m.terms[i].all)
		} else {
			m.docs.and(m.terms[i].all)
		}
	}
	if m.docs == nil {
		m.docs = x.everything(from) // every word is one that the filters overrule
	}
	if full := m.docs.count(); !literal && full < enough && p.content > 1 {
		x.tolerate(p.firmly(), m, full, from)
		if m.docs.empty() && p.anchor {
			x.anchored(p.firmly(), m, from)
		}
		if either != nil {
			m.docs.and(either)
		}
	}
	x.deny(&p, m, from)
}
