package search

import (
	"container/heap"
	"sync/atomic"
)

// clock knows when what is current, which session is the nearest and whether
// there are seats will change by itself.
type clock struct {
	turns turns
	next  atomic.Uint32 // the first of them, for searches; 0 = none
}

// note tells the searches when to look again.
func (c *clock) note() {
	if len(c.turns) == 0 {
		c.next.Store(0)
		return
	}
	c.next.Store(c.turns[0].at)
}

// turn is one such moment of one document. It counts only while the entry of
// the document names the same moment.
type turn struct{ at, doc uint32 }

type turns []turn

func (t turns) Len() int           { return len(t) }
func (t turns) Less(i, j int) bool { return t[i].at < t[j].at }
func (t turns) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *turns) Push(v any)        { *t = append(*t, v.(turn)) }
func (t *turns) Pop() any {
	old := *t
	last := old[len(old)-1]
	*t = old[:len(old)-1]
	return last
}

// tell works out how a document stands at a moment and schedules its next turn.
func (x *Index) tell(doc uint32, runs []run, now uint32) {
	e := x.docs.at(doc)
	e.past = e.until <= now
	e.next = forever
	turns := uint32(forever) // the next one
	if !e.past {
		turns = e.until
	}
	seats := false
	for _, r := range runs {
		if r.over <= now {
			continue
		}
		e.next = min(e.next, r.start)
		turns = min(turns, r.over)
		seats = seats || r.seats
	}
	x.spots.stop(doc, x.spots.coming(runs, now))
	*x.standings.at(doc) = e.standing()
	x.mark(&x.current, doc, !e.past)
	x.mark(&x.seats, doc, seats)
	if turns == forever || e.turn > now && e.turn <= turns {
		return // nothing to come, or an earlier turn will look again
	}
	e.turn = turns
	heap.Push(&x.clock.turns, turn{turns, doc})
	if n := len(x.clock.turns); n > 4*len(x.numbers)+1024 {
		x.sweep()
	}
	x.clock.note()
}

// sweep drops the turns that no longer count.
func (x *Index) sweep() {
	kept := x.clock.turns[:0]
	for _, t := range x.clock.turns {
		if x.docs.at(t.doc).turn == t.at {
			kept = append(kept, t)
		}
	}
	x.clock.turns = kept
	heap.Init(&x.clock.turns)
}

func (x *Index) mark(set *docset, doc uint32, in bool) {
	if in {
		set.add(doc)
	} else {
		set.remove(doc)
	}
}

// due reports whether something has turned.
func (c *clock) due(now uint32) bool {
	next := c.next.Load()
	return next > 0 && next <= now
}

// turnTo brings everything to a moment; write and mu are held.
func (x *Index) turnTo(now uint32) {
	var runs []run
	for x.clock.due(now) {
		t := heap.Pop(&x.clock.turns).(turn)
		x.clock.note()
		e := x.docs.at(t.doc)
		if e.id == "" || e.turn != t.at {
			continue
		}
		e.turn = 0
		runs = runsOf(e.record, runs[:0])
		x.tell(t.doc, runs, now)
	}
}
