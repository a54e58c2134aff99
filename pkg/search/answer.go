package search

import "slices"

// answer plans and matches a request with the filters recognised in its words.
// If nothing has them all, it looks around the town, leaves a filter out, takes
// the words for words, and asks at last for one noun.
func (x *Index) answer(r request, q Query, from *scratch) (plan, matched) {
	if !q.Literal {
		r.wishes = x.understand(q.Text, &q.Filter)
	}
	if len(r.words) == 0 && len(r.wishes) == 0 {
		return plan{}, matched{docs: from.get()}
	}
	p := x.plan(r, q.Literal, from)
	m := x.match(p, q.Literal, from)
	if !m.docs.empty() {
		x.undated(&p, &m, from)
	}
	if !m.docs.empty() || len(r.words) == 0 || q.Literal {
		return p, m
	}
	if len(r.wishes) == 0 {
		return x.atLast(p, m, from)
	}
	if wider, ok := x.widened(r.wishes); ok {
		r.wishes = wider
		around := x.plan(r, q.Literal, from)
		there := x.match(around, q.Literal, from)
		if there.docs.empty() && slices.ContainsFunc(around.terms, func(t *term) bool { return t.wish == nil && t.must() }) {
			x.farther(&around, from)
			there = x.match(around, q.Literal, from)
		}
		if !there.docs.empty() {
			return around, there
		}
	}
	if x.lift(&p, &m, from); !m.docs.empty() {
		return p, m
	}
	r.wishes = nil
	plain := x.plan(r, false, from)
	said := matched{terms: make([]levels, len(plain.terms))}
	for i, t := range plain.terms {
		said.terms[i] = x.gauge(t, from)
	}
	if x.meet(plain, &said, true, from); !said.docs.empty() {
		return plain, said
	}
	return x.atLast(p, m, from)
}

// atLast asks no more than the rarest noun of a query (anchor.go).
func (x *Index) atLast(p plan, m matched, from *scratch) (plan, matched) {
	p.anchor = true
	x.meet(p, &m, false, from)
	return p, m
}

// Understand gives the filters that a search with this text and filter recognises
// in its words, whether or not that finds something.
func (x *Index) Understand(text string, f *Filter) []Understood {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return understood(x.understand(text, f), false)
}

// facetsWished counts each facet of which a filter was recognised without that
// filter: who clicks on a value overrules what was typed.
func (x *Index) facetsWished(all map[string]map[string]int, p plan, m matched, f *Filter, from *scratch) {
	done := map[facet]bool{}
	for _, w := range p.wishes {
		if w.given || w.idle || w.facet >= numFacets || done[w.facet] {
			continue
		}
		done[w.facet] = true
		undo := p.leave(w.facet)
		x.meet(p, &m, false, from)
		undo()
		left := x.filter(m.docs, f, from)
		var counts []int32
		if g := groupOf[w.facet]; g < numGroups {
			counts = left.tally(x, left.hits, g, g+1)
		}
		all[facetNames[w.facet]] = x.facet(w.facet, left.hits, counts, &left)
	}
}
