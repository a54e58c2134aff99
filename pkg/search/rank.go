package search

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// score is what a document lacks and costs: weight of the missing terms above, cost below.
type score int32

const missingUnit score = 1 << 16

func (s score) cost() float64 {
	low := s & (missingUnit - 1)
	if low >= missingUnit/2 {
		low -= missingUnit
	}
	return float64(low) / 2
}

// scored is a document with the number that decides its place in the list, small first.
type scored struct {
	doc uint32
	key uint64
}

// standing is how a document compares with others of the same score, as one
// number: current before past, fewer words in the title, the nearest session.
const (
	standingBits = 35
	pastBit      = 34
	titledShift  = 26 // eight bits above the minutes of the nearest session
)

func (e *entry) standing() uint64 {
	minutes := uint64(e.next) / 60
	if e.next == forever {
		minutes = 1<<titledShift - 1
	}
	return uint64(bit(e.past))<<pastBit | uint64(e.titled)<<titledShift | minutes
}

var scorePool sync.Pool // of *[]score

// rank gives the page [offset, offset+limit) of the hits in order.
func (x *Index) rank(f filtered, p plan, m matched, q Query, total int) []Hit {
	hits, lent := f.hits, f.from
	from, to := min(q.Offset, total), min(q.Offset+q.Limit, total)
	if from >= to {
		return nil
	}
	pooled, _ := scorePool.Get().(*[]score)
	if pooled == nil || len(*pooled) < x.docs.n {
		scores := make([]score, len(x.docs.pages)*pageSize)
		pooled = &scores
	}
	defer scorePool.Put(pooled)
	scores := *pooled
	scoreAll(scores, hits, p, m)
	top := best{order: f.near.order(x.order(q.Sort)), n: to}
	key := f.near.key(q.Sort, x.key(q.Sort, scores, p))
	limit, shown := score(math.MaxInt32), hits
	if q.Group {
		shown = x.families(hits, lent).cards(hits, key, top.order, lent)
	}
	if relevance(q.Sort) {
		limit = worstNeeded(scores, shown, to)
	}
	shown.each(func(doc uint32) {
		if scores[doc] <= limit {
			top.offer(scored{doc, key(doc)})
		}
	})
	slices.SortFunc(top.docs, top.order)
	page := make([]Hit, 0, to-from)
	var rec record
	for _, d := range top.docs[from:] {
		hit := Hit{ID: x.docs.at(d.doc).id, Cost: scores[d.doc].cost(), Distance: f.near.distance(d.doc), Missing: p.missing(d.doc, &m)}
		if q.Explain {
			hit.Matches = x.explain(d.doc, p, &rec)
		}
		if q.Group {
			x.attach(&hit, d, hits, key, top.order)
		}
		page = append(page, hit)
	}
	return page
}

func relevance(sort string) bool {
	return sort != ByDate && sort != ByTitle && sort != ByNew && sort != ByDistance
}

// scoreAll sets the score of every hit.
func scoreAll(scores []score, hits bitset, p plan, m matched) {
	hits.each(func(doc uint32) { scores[doc] = 0 })
	for i, t := range p.terms {
		for _, l := range m.terms[i].list {
			c := score(l.cost)
			if t.optional {
				c = min(c, score(missingForm))
			} else if t.unsaid > 0 {
				c = min(c, score(t.unsaid))
			}
			if c != 0 {
				addAnd(scores, hits, l.docs, c)
			}
		}
		if t.optional {
			addAndNot(scores, hits, m.terms[i].all, score(missingForm))
		} else if t.unsaid > 0 {
			addAndNot(scores, hits, m.terms[i].all, score(t.unsaid))
		} else if p.either[t] {
			addAndNot(scores, hits, m.terms[i].all, score(missingAlternative))
		}
	}
	for _, s := range m.missing {
		addAnd(scores, hits, s.docs, score(s.weight)*missingUnit)
	}
}

func addAnd(scores []score, a, b bitset, c score) {
	for i, w := range a {
		for w &= b[i]; w != 0; w &= w - 1 {
			scores[i*64+bits.TrailingZeros64(w)] += c
		}
	}
}

func addAndNot(scores []score, a, b bitset, c score) {
	for i, w := range a {
		eachBit(i, w&^b[i], func(doc uint32) { scores[doc] += c })
	}
}

// worstNeeded is a score that at least n hits do not exceed, the smallest one if it can be told cheaply.
func worstNeeded(scores []score, hits bitset, n int) score {
	var counts [2048]int
	hits.each(func(doc uint32) {
		if i := scores[doc] + lowestScore; i >= 0 && int(i) < len(counts) {
			counts[i]++
		}
	})
	for i, count := range counts {
		if n -= count; n <= 0 {
			return score(i) - lowestScore
		}
	}
	return math.MaxInt32
}

// phraseIDs are the words of a query as a phrase, or nil if there are none or one of them is unknown.
func (x *Index) phraseIDs(keys []string) []uint32 {
	if len(keys) == 0 {
		return nil
	}
	ids := make([]uint32, len(keys))
	for i, key := range keys {
		id, known := x.dict.ids[key]
		if !known {
			return nil
		}
		ids[i] = id
	}
	return ids
}

// phraseRank is 0 if the title of a document is a phrase, 1 if it has it in it,
// and 2 if it does not: of one word every title found has it.
func (x *Index) phraseRank(doc uint32, phrase []uint32) uint64 {
	if phrase == nil {
		return 2
	}
	var room [64]uint32
	title := titleOf(x.docs.at(doc).record, room[:0])
	if slices.Equal(title, phrase) {
		return 0
	}
	for ; len(phrase) > 1 && len(title) >= len(phrase); title = title[1:] {
		if slices.Equal(title[:len(phrase)], phrase) {
			return 1
		}
	}
	return 2
}

// key gives the number by which documents are sorted.
func (x *Index) key(sort string, scores []score, p plan) func(doc uint32) uint64 {
	switch sort {
	case ByDate:
		return func(doc uint32) uint64 {
			e := x.docs.at(doc)
			return uint64(e.next)<<1 | uint64(bit(e.past))
		}
	case ByNew:
		return func(doc uint32) uint64 { return ^uint64(x.docs.at(doc).seen) }
	case ByTitle:
		return func(doc uint32) uint64 { return x.docs.at(doc).prefix }
	}
	mask := uint64(1<<standingBits - 1)
	if len(p.terms) == 0 {
		mask &^= 0xFF << titledShift // without words the length of the title says nothing
	}
	phrase := x.phraseIDs(p.phrase)
	return func(doc uint32) uint64 {
		s := scores[doc]
		said := uint64(2)
		if s <= 0 {
			said = x.phraseRank(doc, phrase)
		}
		return uint64(s+lowestScore)<<(standingBits+2) | said<<standingBits | *x.standings.at(doc)&mask
	}
}

// lowestScore is added to a score to make it positive.
const lowestScore = score(-lowestCost) * MaxTerms

// order is the total order of a sort: by key, then what the key left out, then by id.
func (x *Index) order(sort string) func(a, b scored) int {
	return func(a, b scored) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		v, w := x.docs.at(a.doc), x.docs.at(b.doc)
		if sort == ByTitle {
			if c := x.compareTitles(v, w); c != 0 {
				return c
			}
		}
		return strings.Compare(string(v.id), string(w.id))
	}
}

// compareTitles compares titles word by word in their folded form, which is the order of DIN 5007-2 (ä as ae).
func (x *Index) compareTitles(a, b *entry) int {
	return slices.CompareFunc(titleOf(a.record, nil), titleOf(b.record, nil), func(v, w uint32) int {
		return strings.Compare(x.dict.words.at(v).key, x.dict.words.at(w).key)
	})
}

// best keeps the first n of what it is offered: a heap with the worst of them on top.
type best struct {
	order func(a, b scored) int
	n     int
	docs  []scored
}

func (b *best) offer(d scored) {
	if len(b.docs) < b.n {
		b.docs = append(b.docs, d)
		b.up(len(b.docs) - 1)
		return
	}
	if b.order(d, b.docs[0]) < 0 {
		b.docs[0] = d
		b.down(0)
	}
}

func (b *best) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if b.order(b.docs[i], b.docs[parent]) <= 0 {
			return
		}
		b.docs[i], b.docs[parent] = b.docs[parent], b.docs[i]
		i = parent
	}
}

func (b *best) down(i int) {
	for {
		worst := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(b.docs) && b.order(b.docs[child], b.docs[worst]) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		b.docs[i], b.docs[worst] = b.docs[worst], b.docs[i]
		i = worst
	}
}
