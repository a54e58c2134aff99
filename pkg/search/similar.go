package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/duplicate"
	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// 2026-11-23, offers that are only alike are shown apart and never as hits:
// they find most of what no rule finds, and would answer nonsense as well (rule 28).

const (
	mostSimilar   = 5   // offers
	mostAlike     = 12  // words that are alike
	alike         = 0.5 // share of their groups of three letters that two words have in common
	classSimilar  = classTypo
	classNextKin  = classSplit // of a part of the compound
	shortestAlike = 5
)

// similar are the offers nearest to a text that finds nothing: of the topic that
// lists its words, by one part of its compounds, or by words that have many groups of three letters in common.
func (x *Index) similar(p plan, q Query, from *scratch) []Hit {
	e := x.expander(from)
	whole := &term{}
	imply([]*term{whole}, topics(p.terms))
	for _, t := range p.terms {
		if t.optional || t.wish != nil {
			continue
		}
		whole.readings = append(whole.readings, t.readings...)
		if len(t.readings) > 0 {
			continue // the word is known, it only met no other
		}
		e.parts(t, whole)
		if len(whole.readings)+len(whole.implied) == 0 {
			e.alike(t, whole)
		}
	}
	found := matched{terms: []levels{x.gauge(whole, from)}}
	found.docs = from.copy(found.terms[0].all)
	if found.docs.empty() {
		return nil
	}
	q.Limit, q.Offset, q.Sort, q.Group = min(q.Limit, mostSimilar), 0, ByRelevance, false
	f := x.filter(found.docs, &q.Filter, from)
	return x.rank(f, plan{terms: []*term{whole}}, found, q, f.hits.count())
}

// topics are those that list a run of terms: "Töpfern" is one of the crafts, but
// not every offer about crafts is one of pottery.
func topics(terms []*term) (values []value) {
	for _, keys := range runs(terms) {
		for _, key := range keys {
			values = append(values, concepts()[key].kinds...)
		}
	}
	return values
}

// parts adds the words that have a part in common with a term, weak heads excepted.
func (e *expander) parts(t, whole *term) {
	segments := e.cut.cut(t.key)
	for _, piece := range t.pieces {
		segments = append(segments, segment{german.PartStem(piece), piece})
	}
	e.within = inContent
	for _, s := range segments {
		if !german.WeakHead(s.text) && !german.Form(s.text) {
			e.word(s.text, classNextKin, ruleSimilar)
		}
	}
	e.within = 0
	e.take(whole)
}

// alike adds the words that share at least half of their groups of three letters with a term.
func (e *expander) alike(t, whole *term) {
	if len(t.key) < shortestAlike || !letters(t.key) {
		return
	}
	var room [longestWord + 2]uint32
	want, own := pairs(t.key), trigrams(t.key, nil)
	var groups groupSet
	for _, group := range own {
		groups.add(group)
	}
	type neighbour struct {
		id    uint32
		share float64
	}
	var near []neighbour
	for number, page := range e.x.dict.grams.pages {
		for i, has := range page {
			if bits.OnesCount64(has&want)*2 < bits.OnesCount64(want) {
				continue
			}
			id := uint32(number*pageSize + i)
			if int(id) >= e.x.dict.words.n {
				continue
			}
			key := e.x.dict.words.at(id).key
			if 3*len(key) < len(own) || 4*groups.shared(key)+len(key)/2 < len(own)+len(key) {
				continue // a half cannot be in common
			}
			other := trigrams(key, room[:0])
			if share := float64(2*duplicate.Common(own, other)) / float64(len(own)+len(other)); share >= alike {
				near = append(near, neighbour{id, share})
			}
		}
	}
	slices.SortFunc(near, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(b.share, a.share), strings.Compare(e.x.dict.words.at(a.id).key, e.x.dict.words.at(b.id).key))
	})
	for _, n := range near[:min(len(near), mostAlike)] {
		whole.readings = append(whole.readings, reading{n.id, classSimilar, ruleSimilar, inContent})
	}
}

// groupSet is a set of groups of three letters that may have more than it was
// given: quick to tell most words that have too little in common.
type groupSet [8]uint64

func (g *groupSet) place(group uint32) (i, bit uint32) {
	h := group * 2654435761 >> 23 // nine bits
	return h >> 6, h & 63
}

func (g *groupSet) add(group uint32) {
	i, bit := g.place(group)
	g[i] |= 1 << bit
}

// shared is how many of the groups of a key may be in the set, those it has more than once each time.
func (g *groupSet) shared(key string) (n int) {
	group := uint32(' ')
	for i := range len(key) + 1 {
		next := byte(' ')
		if i < len(key) {
			next = key[i]
		}
		if group = group<<8&0xFFFFFF | uint32(next); i > 0 {
			at, bit := g.place(group)
			n += int(g[at] >> bit & 1)
		}
	}
	return n
}

// trigrams are the groups of three letters of a key, its beginning and end
// marked, each once, as ascending numbers that are appended to groups.
func trigrams(key string, groups []uint32) []uint32 {
	group := uint32(' ')
	for i := range len(key) + 1 {
		next := byte(' ')
		if i < len(key) {
			next = key[i]
		}
		if group = group<<8&0xFFFFFF | uint32(next); i > 0 {
			groups = append(groups, group)
		}
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}
