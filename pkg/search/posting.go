package search

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// docset is a stored set of document numbers: a sorted list while it is
// small, a roaring bitmap above.
type docset struct {
	few  []uint32
	many *roaring.Bitmap
}

// most documents in the list of a docset, and the count below which a bitmap becomes a list again.
const (
	fewest = 192
	most   = 256
)

func (s *docset) add(doc uint32) {
	if s.many != nil {
		s.many.Add(doc)
		return
	}
	i, found := slices.BinarySearch(s.few, doc)
	if found {
		return
	}
	s.few = slices.Insert(s.few, i, doc)
	if len(s.few) > most {
		s.many = roaring.BitmapOf(s.few...)
		s.few = nil
	}
}

func (s *docset) remove(doc uint32) {
	if s.many == nil {
		if i, found := slices.BinarySearch(s.few, doc); found {
			s.few = slices.Delete(s.few, i, i+1)
		}
		return
	}
	s.many.Remove(doc)
	if s.many.GetCardinality() < fewest {
		s.few = s.many.ToArray()
		s.many = nil
	}
}

func (s *docset) len() int {
	if s.many != nil {
		return int(s.many.GetCardinality())
	}
	return len(s.few)
}

// into adds the documents to b, which is as long as scratch makes them.
func (s *docset) into(b bitset, from *scratch) {
	if s.many == nil {
		for _, doc := range s.few {
			b.set(doc)
		}
		return
	}
	s.many.WriteDenseTo(from.dense) // it overwrites whole containers, so not into b itself
	b.or(from.dense)
	clear(from.dense)
}

// countIn is how many of the documents are in b, of which r is the same as a roaring bitmap.
func (s *docset) countIn(b bitset, r *roaring.Bitmap) int {
	if s.many != nil {
		return int(s.many.AndCardinality(r))
	}
	n := 0
	for _, doc := range s.few {
		if b.has(doc) {
			n++
		}
	}
	return n
}

// posting says in which documents a word stands, and in which fields of them.
type posting struct {
	few []uint32 // document << maskBits | mask of fields, sorted, while there are few
	big *[numFields]docset
	n   uint32 // documents
}

const maskBits = 8

// most documents in the list of a posting, and the count below which it becomes a list again.
const (
	fewestPostings = 64
	mostPostings   = 96
)

// add puts a document that is not there yet.
func (p *posting) add(doc uint32, mask fieldMask) {
	p.n++
	if p.big != nil {
		for f := range mask.all() {
			p.big[f].add(doc)
		}
		return
	}
	entry := doc<<maskBits | uint32(mask)
	if n := len(p.few); n == 0 || p.few[n-1] < entry {
		p.few = append(p.few, entry)
	} else {
		i, _ := slices.BinarySearch(p.few, entry)
		p.few = slices.Insert(p.few, i, entry)
	}
	if len(p.few) > mostPostings {
		p.grow()
	}
}

func (p *posting) grow() {
	p.big = new([numFields]docset)
	for _, entry := range p.few {
		for f := range fieldMask(entry).all() {
			p.big[f].add(entry >> maskBits)
		}
	}
	p.few = nil
}

// remove takes out a document that is there with exactly this mask.
func (p *posting) remove(doc uint32, mask fieldMask) {
	p.n--
	if p.big == nil {
		if i, found := slices.BinarySearch(p.few, doc<<maskBits|uint32(mask)); found {
			p.few = slices.Delete(p.few, i, i+1)
		}
		return
	}
	for f := range mask.all() {
		p.big[f].remove(doc)
	}
	if p.n < fewestPostings {
		p.shrink()
	}
}

func (p *posting) shrink() {
	masks := make(map[uint32]fieldMask, p.n)
	for f := range p.big {
		set := &p.big[f]
		if set.many != nil {
			set.few = set.many.ToArray()
		}
		for _, doc := range set.few {
			masks[doc] |= 1 << f
		}
	}
	p.few = make([]uint32, 0, len(masks))
	for doc, mask := range masks {
		p.few = append(p.few, doc<<maskBits|uint32(mask))
	}
	slices.Sort(p.few)
	p.big = nil
}

// field adds the documents that have the word in field f to b.
func (p *posting) field(f field, b bitset, from *scratch) {
	if p.big != nil {
		p.big[f].into(b, from)
		return
	}
	for _, entry := range p.few {
		if entry>>f&1 == 1 {
			b.set(entry >> maskBits)
		}
	}
}
