package search

import (
	"cmp"
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

// scored is a document with what its place in the list depends on beyond its entry.
type scored struct {
	doc    uint32
	score  score
	phrase bool // the whole query stands in its title
}

var scorePool sync.Pool // of *[]score

// rank gives the page [offset, offset+limit) of the hits in order.
func (x *Index) rank(hits bitset, p plan, m matched, q Query) []scored {
	total := hits.count()
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
	top := best{order: x.order(q.Sort, len(p.terms) > 0), n: to}
	limit := score(1<<31 - 1)
	if q.Sort == ByRelevance {
		limit = worstNeeded(scores, hits, to)
	}
	phrase := x.phraseIDs(p.phrase)
	hits.each(func(doc uint32) {
		if s := scores[doc]; s <= limit {
			top.offer(scored{doc, s, s <= 0 && x.holdsPhrase(doc, phrase)})
		}
	})
	slices.SortFunc(top.docs, top.order)
	return top.docs[from:]
}

// scoreAll sets the score of every hit.
func scoreAll(scores []score, hits bitset, p plan, m matched) {
	hits.each(func(doc uint32) { scores[doc] = 0 })
	for i, t := range p.terms {
		for _, l := range m.terms[i].list {
			c := score(l.cost)
			if t.optional {
				c = min(c, score(missingForm))
			}
			if c != 0 {
				addAnd(scores, hits, l.docs, c)
			}
		}
		if t.optional {
			addAndNot(scores, hits, m.terms[i].all, score(missingForm))
		}
	}
	for _, s := range m.missing {
		addAnd(scores, hits, s.docs, score(s.weight)*missingUnit)
	}
}

func addAnd(scores []score, a, b bitset, c score) {
	for i, w := range a {
		eachBit(i, w&b[i], func(doc uint32) { scores[doc] += c })
	}
}

func addAndNot(scores []score, a, b bitset, c score) {
	for i, w := range a {
		eachBit(i, w&^b[i], func(doc uint32) { scores[doc] += c })
	}
}

// worstNeeded is a score that at least n hits do not exceed, the smallest one if it can be told cheaply.
func worstNeeded(scores []score, hits bitset, n int) score {
	const lowest = -2 * MaxTerms
	var counts [2048]int
	hits.each(func(doc uint32) {
		if i := scores[doc] - lowest; i >= 0 && int(i) < len(counts) {
			counts[i]++
		}
	})
	for i, count := range counts {
		if n -= count; n <= 0 {
			return score(i) + lowest
		}
	}
	return 1<<31 - 1
}

// phraseIDs are the words of a query as a phrase, or nil if it is none or one of them is unknown.
func (x *Index) phraseIDs(keys []string) []uint32 {
	if len(keys) < 2 {
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

func (x *Index) holdsPhrase(doc uint32, phrase []uint32) bool {
	if phrase == nil {
		return false
	}
	var room [64]uint32
	title := titleOf(x.docs.at(doc).record, room[:0])
	for ; len(title) >= len(phrase); title = title[1:] {
		if slices.Equal(title[:len(phrase)], phrase) {
			return true
		}
	}
	return false
}

// order is the total order of a sort; words says whether any were searched.
func (x *Index) order(sort string, words bool) func(a, b scored) int {
	id := func(a, b *entry) int { return strings.Compare(string(a.id), string(b.id)) }
	switch sort {
	case ByDate:
		return x.entries(func(a, b *entry) int {
			return cmp.Or(cmp.Compare(a.next, b.next), cmp.Compare(bit(a.past), bit(b.past)), id(a, b))
		})
	case ByNew:
		return x.entries(func(a, b *entry) int { return cmp.Or(cmp.Compare(b.seen, a.seen), id(a, b)) })
	case ByTitle:
		return x.entries(func(a, b *entry) int {
			if c := cmp.Compare(a.prefix, b.prefix); c != 0 {
				return c
			}
			return cmp.Or(x.compareTitles(a, b), id(a, b))
		})
	}
	return func(a, b scored) int {
		if c := cmp.Compare(a.score, b.score); c != 0 {
			return c
		}
		if a.phrase != b.phrase {
			return int(bit(b.phrase)) - int(bit(a.phrase))
		}
		v, w := x.docs.at(a.doc), x.docs.at(b.doc)
		if v.past != w.past {
			return int(bit(v.past)) - int(bit(w.past))
		}
		if words && v.titled != w.titled {
			return int(v.titled) - int(w.titled)
		}
		if v.next != w.next {
			return cmp.Compare(v.next, w.next)
		}
		return id(v, w)
	}
}

func (x *Index) entries(order func(a, b *entry) int) func(a, b scored) int {
	return func(a, b scored) int { return order(x.docs.at(a.doc), x.docs.at(b.doc)) }
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
