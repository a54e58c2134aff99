package search

import "slices"

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
		if t.place && r.class <= classInflection {
			fields = &placeCost
		}
		g.word(&w.posting, r.class, fields)
	}
	for i := range t.combined {
		g.combined(&t.combined[i])
	}
	for _, i := range t.implied {
		if docs := x.attrs.lookup(i.value.facet, i.value.text); docs != nil {
			docs.into(g.at(i.class+fieldCost[inTopic]), from)
		}
	}
	return g.levels()
}

func (g *gauge) word(p *posting, class cost, fields *[numFields]cost) {
	list, sets := p.list()
	if sets != nil {
		for f := range numFields {
			if set := &sets[f]; set.len() > 0 {
				set.into(g.at(class+fields[f]), g.from)
			}
		}
		return
	}
	for _, entry := range list {
		best := highestCost
		for f := range fieldMask(entry).all() {
			best = min(best, fields[f])
		}
		g.at(class + best).set(entry >> maskBits)
	}
}

// combined adds a match by several words: all parts in one field, or each in any.
func (g *gauge) combined(c *combined) {
	for f := range numFields {
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
		g.x.dict.words.at(id).posting.field(f, docs, g.from)
	}
	return docs
}

func (g *gauge) anywhere(ids []uint32) bitset {
	docs := g.from.get()
	for f := range numFields {
		for _, id := range ids {
			g.x.dict.words.at(id).posting.field(f, docs, g.from)
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
		if t.optional {
			continue
		}
		if m.docs == nil {
			m.docs = from.copy(m.terms[i].all)
		} else {
			m.docs.and(m.terms[i].all)
		}
	}
	if m.docs == nil {
		m.docs = from.get()
	}
	if full := m.docs.count(); !literal && full < enough && p.content > 1 && (p.content > 2 || full > 0) {
		x.tolerate(p, &m, from)
	}
	return m
}

// tolerate adds documents that lack words (rule 14): of two words one, of more
// at most half, and never a place or a language level.
func (x *Index) tolerate(p plan, m *matched, from *scratch) {
	content := 0
	for _, t := range p.terms {
		if !t.optional && !t.place && !t.level {
			content++
		}
	}
	need := max(2, (content+1)/2)
	if content == 2 {
		need = 1
	} else if content < 2 {
		return
	}
	weights := missingWeights(p, m.terms)
	candidates := x.havingSome(p, m, need, from)
	candidates.each(func(doc uint32) {
		weight := 0
		for i, t := range p.terms {
			if !t.optional && !m.terms[i].all.has(doc) {
				weight += weights[i]
			}
		}
		if weight == 0 {
			return
		}
		at := slices.IndexFunc(m.missing, func(s missed) bool { return s.weight == weight })
		if at < 0 {
			at = len(m.missing)
			m.missing = append(m.missing, missed{weight, from.get()})
		}
		m.missing[at].docs.set(doc)
	})
	m.docs.or(candidates)
}

// havingSome are the documents that have at least need of the terms that may
// be missing, and all that may not.
func (x *Index) havingSome(p plan, m *matched, need int, from *scratch) bitset {
	var loose, firm []bitset
	for i, t := range p.terms {
		switch {
		case t.optional:
		case t.place || t.level:
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
