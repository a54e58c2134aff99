package search

import "cmp"

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

// gauge works out in which documents a term stands and at what cost.
func (x *Index) gauge(t *term, from *scratch) levels {
	g := gauge{x: x, from: from}
	for _, r := range t.readings {
		w := x.dict.words.at(r.id)
		fields := &fieldCost
		if (t.place || t.area) && r.class <= classInflection {
			fields = &placeCost
		}
		g.word(&w.posting, &r, fields)
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
	return g.levels()
}

func (g *gauge) word(p *posting, r *reading, fields *[numFields]cost) {
	list, sets := p.list()
	if sets != nil {
		for f := range r.in.all() {
			if set := &sets[f]; set.len() > 0 {
				set.into(g.at(r.class+fields[f]), g.from)
			}
		}
		return
	}
	for _, entry := range list {
		mask := fieldMask(entry) & r.in
		if mask == 0 {
			continue
		}
		best := highestCost
		for f := range mask.all() {
			best = min(best, fields[f])
		}
		g.at(r.class + best).set(entry >> maskBits)
	}
}

// combined adds a match by several words: all parts in one field, or each in any.
func (g *gauge) combined(c *combined) {
	for f := range cmp.Or(c.in, anyField).all() {
		together := g.part(c.parts[0], f)
		for _, ids := range c.parts[1:] {
			together.and(g.part(ids, f))
		}
		if !together.empty() {
			g.at(c.same + fieldCost[f]).or(together)
		}
	}
	if c.apart == 0 {
		return
	}
	anywhere := g.anywhere(c.parts[0])
	for _, ids := range c.parts[1:] {
		anywhere.and(g.anywhere(ids))
	}
	g.at(c.apart + fieldCost[inText]).or(anywhere)
}

func (g *gauge) part(ids []uint32, f field) bitset {
	docs := g.from.get()
	for _, id := range ids {
		g.x.dict.words.at(id).field(f, docs, g.from)
	}
	return docs
}

func (g *gauge) anywhere(ids []uint32) bitset {
	docs := g.from.get()
	for f := range numFields {
		for _, id := range ids {
			g.x.dict.words.at(id).field(f, docs, g.from)
		}
	}
	return docs
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
	p.deny(m, from)
}
