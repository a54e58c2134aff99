package search

import (
	"math/bits"
	"sync"
)

// bitset is a set of document numbers, dense: what a search computes with.
type bitset []uint64

func (b bitset) set(doc uint32)      { b[doc>>6] |= 1 << (doc & 63) }
func (b bitset) has(doc uint32) bool { return b[doc>>6]>>(doc&63)&1 == 1 }

func (b bitset) or(other bitset) {
	for i, w := range other {
		b[i] |= w
	}
}

func (b bitset) and(other bitset) {
	for i, w := range other {
		b[i] &= w
	}
}

func (b bitset) andNot(other bitset) {
	for i, w := range other {
		b[i] &^= w
	}
}

func (b bitset) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

func (b bitset) empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}

// each calls f for every document in ascending order.
func (b bitset) each(f func(doc uint32)) {
	for i, w := range b {
		eachBit(i, w, f)
	}
}

// eachBit calls f for every document of the i-th word of a bitset.
func eachBit(i int, w uint64, f func(doc uint32)) {
	for w != 0 {
		f(uint32(i<<6 + bits.TrailingZeros64(w)))
		w &= w - 1
	}
}

// scratch lends bitsets of one size to one search and takes them all back at its end.
type scratch struct {
	words  int // length of a bitset, a multiple of a roaring container's
	lent   []*bitset
	lentKm []*[]float32 // see reach
	dense  bitset       // empty, for stored sets on their way into another
	cards  bool         // what the search counts are cards

	families []gathered // see families.go
	counting *sheet     // see sheet
	readings *[]reading // where readings of a term are collected
	known    remembered // see remembered
}

var bitsetPool sync.Pool // of *bitset

// containerWords is the length in words of a dense roaring container (65,536 documents).
const containerWords = 1024

func newScratch(docs int) *scratch {
	s := &scratch{words: (docs + 1<<16 - 1) >> 16 * containerWords}
	s.dense = s.get()
	return s
}

// get is an empty bitset.
func (s *scratch) get() bitset {
	b := s.borrow()
	clear(b)
	return b
}

// copy is a bitset equal to b.
func (s *scratch) copy(b bitset) bitset {
	c := s.borrow()
	copy(c, b)
	return c
}

// borrow is a bitset with anything in it.
func (s *scratch) borrow() bitset {
	p, ok := bitsetPool.Get().(*bitset)
	if !ok || cap(*p) < s.words {
		p = new(make(bitset, s.words))
	}
	*p = (*p)[:s.words]
	s.lent = append(s.lent, p)
	return *p
}

// sheet is the memory for counting.
func (s *scratch) sheet() *sheet {
	if s.counting == nil {
		s.counting = sheetPool.Get().(*sheet)
	}
	return s.counting
}

// mark is how much a scratch had lent at some time.
type mark struct{ sets, km, families int }

func (s *scratch) mark() mark { return mark{len(s.lent), len(s.lentKm), len(s.families)} }

// back takes back what was lent since a mark.
func (s *scratch) back(to mark) {
	for _, b := range s.lent[to.sets:] {
		bitsetPool.Put(b)
	}
	for _, km := range s.lentKm[to.km:] {
		kmPool.Put(km)
	}
	for _, f := range s.families[to.families:] {
		familiesPool.Put(f.families)
	}
	s.lent, s.lentKm, s.families = s.lent[:to.sets], s.lentKm[:to.km], s.families[:to.families]
}

func (s *scratch) release() {
	s.back(mark{})
	if s.counting != nil {
		sheetPool.Put(s.counting)
		s.counting = nil
	}
	if s.readings != nil {
		readingsPool.Put(s.readings)
		s.readings = nil
	}
}

var readingsPool = sync.Pool{New: func() any { return new([]reading) }}

// collecting is the memory for the readings of a term.
func (s *scratch) collecting() *[]reading {
	if s.readings == nil {
		s.readings = readingsPool.Get().(*[]reading)
	}
	return s.readings
}
