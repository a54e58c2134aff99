package search

import (
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// more changes than these among the parts of compounds are gone over together.
const settleAtOnce = 64

// manyWords take a noticeable time to go over; searches during a bulk load
// spend at most a tenth of the time on it.
const manyWords = 20_000

// settleSmall mends the compounds after a small change; after a large one it
// leaves them to Settle or to the next search.
func (x *Index) settleSmall() {
	switch {
	case !x.comp.stale && len(x.comp.pending) == 0 && len(x.comp.fresh) == 0 && len(x.dict.loose) == 0:
	case !x.comp.stale && len(x.comp.pending) <= settleAtOnce && len(x.comp.fresh) <= 16*settleAtOnce:
		x.settle()
	default:
		x.unsettled.Store(true)
	}
}

// Settle files the words that a bulk load left loose: in the order in which
// inflections are found, and under the parts that they are made of. The first
// search after a bulk load would do it; the loader calls it so that no search has to wait.
func (x *Index) Settle() {
	synonyms() // these lists are read once in the life of a program, and not by its first search
	concepts()
	areas()
	recognisable()
	topicLabels()
	spelledWords()
	x.write.Lock()
	defer x.write.Unlock()
	x.settle()
	x.regroup()
}

// settleForSearch lets a search settle what a bulk load left, unless a writer
// is at work or it is much work and has just been done.
func (x *Index) settleForSearch() {
	if !x.unsettled.Load() || !x.write.TryLock() {
		return
	}
	defer x.write.Unlock()
	if time.Since(x.settled.at) < 10*x.settled.took {
		return
	}
	x.settle()
}

// settle brings the compounds up to date; write is held.
func (x *Index) settle() {
	began := time.Now()
	if len(x.dict.loose) > 0 {
		order, ends, many := x.dict.sorted()
		x.mu.Lock()
		x.changes++
		x.dict.place(order, ends, many)
		x.mu.Unlock()
	}
	ids := x.affected()
	found := x.decomposeAll(ids)
	for from := 0; from < len(ids); from += 256 {
		x.remakeAll(ids[from:min(from+256, len(ids))], found[from:])
	}
	clear(x.comp.pending)
	x.comp.fresh, x.comp.stale = x.comp.fresh[:0], false
	x.unsettled.Store(false)
	if len(ids) > manyWords {
		x.settled.at, x.settled.took = time.Now(), time.Since(began)
	}
}

// drop takes a word out of the list of a label.
func (c *compounds) drop(label, id uint32) {
	p := c.parts.at(label)
	if i, found := slices.BinarySearch(p.in, id); found {
		p.in = slices.Delete(p.in, i, i+1)
	}
	c.release(label)
}

// relevel applies the thresholds that fit the size of the catalogue; write and mu are held.
func (x *Index) relevel() {
	level := levelOf(len(x.numbers))
	if level == x.comp.level {
		return
	}
	x.comp.level, x.comp.stale = level, true
	for id := range uint32(x.dict.words.n) {
		if w := x.dict.words.at(id); w.key != "" {
			x.restate(id, w)
		}
	}
}

// affected are the words whose parts may have changed, ascending.
func (x *Index) affected() []uint32 {
	var ids []uint32
	if x.comp.stale || len(x.comp.pending) > 4*settleAtOnce {
		for id := range uint32(x.dict.words.n) {
			if x.dict.words.at(id).key != "" {
				ids = append(ids, id)
			}
		}
		return ids
	}
	for label := range x.comp.pending {
		x.dict.containing(label, func(id uint32) { ids = append(ids, id) })
	}
	for _, id := range x.comp.fresh {
		if x.dict.words.at(id).key != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// decomposeAll finds the labels of the parts of every word, on all cores if there are many.
func (x *Index) decomposeAll(ids []uint32) [][]string {
	found := make([][]string, len(ids))
	var starts *beginnings
	work := func(from, to int) {
		d := decomposer{dict: &x.dict, comp: &x.comp, starts: starts}
		for i := from; i < to; i++ {
			if w := x.dict.words.at(ids[i]); !w.name() {
				found[i] = d.all(w.key)
			}
		}
	}
	if len(ids) < 500 {
		work(0, len(ids))
		return found
	}
	starts = x.comp.beginnings()
	var group sync.WaitGroup
	share := len(ids)/runtime.GOMAXPROCS(0) + 1
	for from := 0; from < len(ids); from += share {
		group.Go(func() { work(from, min(from+share, len(ids))) })
	}
	group.Wait()
	return found
}

// beginnings are those of every label that a segment may have.
func (c *compounds) beginnings() *beginnings {
	b := new(beginnings)
	for stem := range german.NounStems() {
		b.add(stem)
	}
	for stem := range german.AdjectiveTails() {
		b.add(stem)
	}
	for stem := range german.ListedStems {
		b.add(stem)
	}
	for label, id := range c.labels {
		if c.parts.at(id).words > 0 {
			b.add(label)
		}
	}
	return b
}

// remakeAll files words under the labels found; searches wait only if one of them changes.
func (x *Index) remakeAll(ids []uint32, found [][]string) {
	plain := true
	for i, id := range ids {
		plain = plain && len(found[i]) == 0 && x.dict.words.at(id).parts == ""
	}
	if plain {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.changes++
	for i, id := range ids {
		x.remake(id, found[i])
	}
}

// remake files a word under the labels of its parts; write and mu are held.
func (x *Index) remake(id uint32, labels []string) {
	w := x.dict.words.at(id)
	if len(labels) == 0 && len(w.parts) == 0 {
		return
	}
	parts := make([]uint32, len(labels))
	for i, label := range labels {
		parts[i] = x.comp.label(label)
	}
	slices.Sort(parts)
	old := numbers(w.parts)
	if slices.Equal(parts, old) {
		return
	}
	for _, label := range parts {
		p := x.comp.parts.at(label)
		if i, found := slices.BinarySearch(p.in, id); !found {
			p.in = slices.Insert(p.in, i, id)
		}
	}
	w.parts = packed(parts)
	for _, label := range old {
		if _, kept := slices.BinarySearch(parts, label); !kept {
			x.comp.drop(label, id)
		}
	}
}
