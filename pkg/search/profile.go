package search

import (
	"math/bits"
	"slices"
	"sync"
)

// groups are the facets that are counted together: each document has one
// profile a group, the combination of its values, which many documents share.
// Counting the facets of 30,000 hits is then counting numbers in a few columns.
// A group of too many facets has more combinations than a processor keeps near.
var groups = [...][]facet{
	{byLand, byKind, byMode},
	{byAccess, byFree, byLevel},
	{byLanguage, byCertificate, byRecognition},
	{byTopic, byAudience},
	{byFunding, byAccessibility, byPlaceLand},
	{byProvider},
	{byCompetence},
}

const numGroups = len(groups)

// groupOf is the group of a facet, or numGroups for what is no facet or follows the clock.
var groupOf = func() (of [numDimensions]int) {
	for f := range of {
		of[f] = numGroups
	}
	for g, facets := range groups {
		for _, f := range facets {
			of[f] = g
		}
	}
	return of
}()

// profiles are the combinations of values in one group. Number 0 is that of no values.
type profiles struct {
	ids    map[string]uint32 // packed values to number
	values [][]uint32        // numbers of attributes
	docs   []uint32          // how many documents have it
	free   []uint32
	column column // of each document
}

// column is a number of each document: sixteen bits of it, and those above
// apart, once a number needs them. Counting reads all of it, so it is short.
type column struct {
	low  paged[uint16]
	high *paged[uint16]
}

func (c *column) at(doc uint32) uint32 {
	n := uint32(*c.low.at(doc))
	if c.high != nil {
		n |= uint32(*c.high.at(doc)) << 16
	}
	return n
}

// set gives a document its number, growing to where it is.
func (c *column) set(doc, n uint32) {
	if n>>16 > 0 && c.high == nil {
		c.high = new(paged[uint16])
	}
	for uint32(c.low.n) <= doc {
		c.low.grow()
	}
	*c.low.at(doc) = uint16(n)
	if c.high == nil {
		return
	}
	for c.high.n < c.low.n {
		c.high.grow()
	}
	*c.high.at(doc) = uint16(n >> 16)
}

// profile files a document under its combinations of values.
func (x *Index) profile(doc uint32, attrs []uint32) {
	var of [numGroups][]uint32
	for _, id := range attrs {
		if g := groupOf[x.attrs.all.at(id).facet]; g < numGroups {
			of[g] = append(of[g], id)
		}
	}
	for g := range x.profiles {
		x.profiles[g].put(doc, of[g])
	}
}

func (p *profiles) put(doc uint32, values []uint32) {
	old := uint32(0)
	if doc < uint32(p.column.low.n) {
		old = p.column.at(doc)
	}
	p.column.set(doc, p.intern(values))
	if old == 0 {
		return
	}
	if p.docs[old]--; p.docs[old] == 0 {
		delete(p.ids, packed(p.values[old]))
		p.values[old] = nil
		p.free = append(p.free, old)
	}
}

// intern is the number of a combination, which gains a document.
func (p *profiles) intern(values []uint32) uint32 {
	if len(values) == 0 {
		return 0
	}
	if p.ids == nil {
		p.ids, p.values, p.docs = make(map[string]uint32), make([][]uint32, 1), make([]uint32, 1)
	}
	key := packed(values)
	id, known := p.ids[key]
	switch n := len(p.free); {
	case known:
	case n > 0:
		id, p.free = p.free[n-1], p.free[:n-1]
	default:
		id = uint32(len(p.values))
		p.values, p.docs = append(p.values, nil), append(p.docs, 0)
	}
	if !known {
		p.ids[key], p.values[id] = id, slices.Clone(values)
	}
	p.docs[id]++
	return id
}

// sheet is the memory of counting, lent to one search at a time.
type sheet struct {
	numbers []int32  // of each profile its documents; all 0 between two uses
	had     []repeat // of each profile, see unrepeat
	seen    []uint32 // of each attribute the last card that had it
	card    uint32   // the last number of a card
	more    []uint32 // profiles that a card has more than once
}

// repeat is the last card that had a profile, and how often cards had it again.
type repeat struct{ card, more uint32 }

var sheetPool = sync.Pool{New: func() any { return new(sheet) }}

// sized is a list of at least n numbers that keeps what it has.
func sized[T any](list []T, n int) []T {
	if n > len(list) {
		list = append(list, make([]T, n-len(list))...)
	}
	return list
}

// fewTallied documents for each combination of values are counted one by one:
// looking through all combinations would take longer.
const fewTallied = 8

// tally adds to counts how many of n documents have each attribute of the group.
func (p *profiles) tally(docs bitset, n int, counts []int32, s *sheet) {
	if len(p.values) == 0 || n == 0 {
		return
	}
	s.numbers = sized(s.numbers, len(p.values))
	few, numbers := n*fewTallied < len(p.values), s.numbers[:len(p.values)]
	for page, low := range p.column.low.pages {
		var high *[pageSize]uint16
		if p.column.high != nil {
			high = p.column.high.pages[page]
		}
		for i, w := range docs[page*pageSize/64 : (page+1)*pageSize/64] {
			for ; w != 0; w &= w - 1 {
				at := (i*64 + bits.TrailingZeros64(w)) % pageSize
				profile := uint32(low[at])
				if high != nil {
					profile |= uint32(high[at]) << 16
				}
				if !few {
					numbers[profile]++
					continue
				}
				for _, attr := range p.values[profile] {
					counts[attr]++
				}
			}
		}
	}
	if few {
		return
	}
	for id, n := range numbers {
		if n > 0 {
			for _, attr := range p.values[id] {
				counts[attr] += n
			}
		}
	}
	clear(numbers)
}
