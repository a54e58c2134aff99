package search

import (
	"slices"
	"sync"
)

// families are the groups of which a set has more than one document: what
// makes the difference between counting documents and counting cards.
type families struct {
	docs   []uint32 // of all groups, group by group
	ends   []int    // of each group in docs
	counts []uint32 // by label; all 0 between two uses
	order  []uint32 // labels as they were met
}

var familiesPool sync.Pool // of *families

// all yields the groups.
func (f *families) all(yield func(group []uint32) bool) {
	from := 0
	for _, end := range f.ends {
		if !yield(f.docs[from:end]) {
			return
		}
		from = end
	}
}

// families gathers the groups of a set, which stay good until the search has
// ended; asked for the same set again it gives the same.
func (x *Index) families(docs bitset, from *scratch) *families {
	if len(docs) == 0 {
		return new(families)
	}
	for _, known := range from.families {
		if &known.of[0] == &docs[0] {
			return known.families
		}
	}
	f, _ := familiesPool.Get().(*families)
	if f == nil {
		f = new(families)
	}
	from.families = append(from.families, gathered{docs, f})
	f.gather(&x.kin, docs, from)
	return f
}

// gathered are families and the set they are of.
type gathered struct {
	of       bitset
	families *families
}

// gather sorts the documents of a set that are not alone by their label.
func (f *families) gather(k *kinship, docs bitset, from *scratch) {
	f.docs, f.ends, f.order = f.docs[:0], f.ends[:0], f.order[:0]
	if len(f.counts) < len(k.sizes) {
		f.counts = make([]uint32, len(k.sizes))
	}
	left := from.get()
	k.grouped.into(left, from)
	left.and(docs)
	left.each(func(doc uint32) {
		label := *k.labels.at(doc)
		if f.counts[label]++; f.counts[label] == 1 {
			f.order = append(f.order, label)
		}
	})
	n := 0
	for _, label := range f.order {
		if size := int(f.counts[label]); size > 1 {
			f.counts[label] = uint32(n) + 1 // where its next document goes, + 1
			n += size
			f.ends = append(f.ends, n)
		} else {
			f.counts[label] = 0
		}
	}
	f.docs = slices.Grow(f.docs, n)[:n]
	left.each(func(doc uint32) {
		if at := &f.counts[*k.labels.at(doc)]; *at > 0 {
			f.docs[*at-1] = doc
			*at++
		}
	})
	for _, label := range f.order {
		f.counts[label] = 0
	}
}

// countCards is how many cards the documents of a subset of a set make.
func (f *families) countCards(subset bitset) int {
	n := subset.count()
	for group := range f.all {
		in := 0
		for _, doc := range group {
			in += int(subset[doc>>6] >> (doc & 63) & 1)
		}
		n -= max(in-1, 0)
	}
	return n
}

// cards leaves of every group the document that comes first.
func (f *families) cards(hits bitset, key func(doc uint32) uint64, order func(a, b scored) int, from *scratch) bitset {
	shown := from.copy(hits)
	for group := range f.all {
		first := scored{group[0], key(group[0])}
		for _, doc := range group[1:] {
			d := scored{doc, key(doc)}
			if d.key < first.key || d.key == first.key && order(d, first) < 0 {
				d, first = first, d
			}
			shown[d.doc>>6] &^= 1 << (d.doc & 63)
		}
	}
	return shown
}

// unrepeat makes counts of documents those of cards: a value counts once for
// every group, however many of its documents have it. It is for the groups of
// facets from first to last.
func (x *Index) unrepeat(counts []int32, f *families, first, last int, s *sheet) {
	if len(f.ends) == 0 {
		return
	}
	if s.card > 1<<31 {
		clear(s.seen)
		clear(s.had)
		s.card = 0
	}
	s.seen = sized(s.seen, len(counts))
	for g := first; g < last; g++ {
		p := &x.profiles[g]
		if len(p.values) == 0 {
			continue
		}
		s.had = sized(s.had, len(p.values))
		for group := range f.all {
			s.once(p, group, counts)
		}
		for _, profile := range s.more {
			for _, id := range p.values[profile] {
				counts[id] -= int32(s.had[profile].more)
			}
			s.had[profile].more = 0
		}
		s.more = s.more[:0]
	}
}

// once counts the values of one card once; what its documents have of the very
// same profile is noted in more.
func (s *sheet) once(p *profiles, group []uint32, counts []int32) {
	s.card++
	note := func(profile uint32) {
		for _, id := range p.values[profile] {
			if s.seen[id] == s.card {
				counts[id]--
			}
			s.seen[id] = s.card
		}
	}
	first, alone := p.column.at(group[0]), true
	s.had[first].card = s.card
	for _, doc := range group[1:] {
		profile := p.column.at(doc)
		h := &s.had[profile]
		if h.card == s.card {
			if h.more++; h.more == 1 {
				s.more = append(s.more, profile)
			}
			continue
		}
		if alone { // mostly it stays so, and nothing has to be looked at
			alone = false
			note(first)
		}
		h.card = s.card
		note(profile)
	}
}
