package search

import (
	"math/bits"
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

// sparse is the size below which a bitmap is added document by document.
const sparse = 2048

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
	if s.many.GetCardinality() < sparse {
		var room [128]uint32
		each := s.many.ManyIterator()
		for n := each.NextMany(room[:]); n > 0; n = each.NextMany(room[:]) {
			for _, doc := range room[:n] {
				b.set(doc)
			}
		}
		return
	}
	s.many.WriteDenseTo(from.dense) // it overwrites whole containers, so not into b itself
	b.or(from.dense)
	clear(from.dense)
}

// posting says in which documents a word stands, and in which fields of them.
// Most words stand in one document; they cost no more than this.
type posting struct {
	n    uint32    // documents
	one  [1]uint32 // the entry of a single document
	more *entries  // nil up to one document
}

// entries are several postings: an entry is document << maskBits | mask of fields.
type entries struct {
	few []uint32 // sorted, while there are few
	big *[numFields]docset
}

const maskBits = 8

// most documents in the list of entries, and the count below which sets become a list again.
const (
	fewestPostings = 64
	mostPostings   = 96
)

// list are the entries in order; sets is not nil instead if there are many.
func (p *posting) list() (list []uint32, sets *[numFields]docset) {
	switch {
	case p.more != nil:
		return p.more.few, p.more.big
	case p.n == 1:
		return p.one[:], nil
	}
	return nil, nil
}

// add puts a document that is not there yet.
func (p *posting) add(doc uint32, mask fieldMask) {
	entry := doc<<maskBits | uint32(mask)
	if p.n++; p.n == 1 && p.more == nil {
		p.one[0] = entry
		return
	}
	if p.more == nil {
		p.more = &entries{few: append(make([]uint32, 0, 2), p.one[0])}
	}
	p.more.add(doc, mask, entry)
}

func (e *entries) add(doc uint32, mask fieldMask, entry uint32) {
	if e.big != nil {
		for m := mask; m != 0; m &= m - 1 {
			e.big[bits.TrailingZeros8(uint8(m))].add(doc)
		}
		return
	}
	if n := len(e.few); n == 0 || e.few[n-1] < entry {
		e.few = append(e.few, entry)
	} else {
		i, _ := slices.BinarySearch(e.few, entry)
		e.few = slices.Insert(e.few, i, entry)
	}
	if len(e.few) > mostPostings {
		e.grow()
	}
}

func (e *entries) grow() {
	e.big = new([numFields]docset)
	for _, entry := range e.few {
		for f := range fieldMask(entry).all() {
			e.big[f].add(entry >> maskBits)
		}
	}
	e.few = nil
}

// remove takes out a document that is there with exactly this mask.
func (p *posting) remove(doc uint32, mask fieldMask) {
	p.n--
	switch e := p.more; {
	case e == nil:
	case e.big != nil:
		for f := range mask.all() {
			e.big[f].remove(doc)
		}
		if p.n < fewestPostings {
			e.shrink()
		}
	default:
		if i, found := slices.BinarySearch(e.few, doc<<maskBits|uint32(mask)); found {
			e.few = slices.Delete(e.few, i, i+1)
		}
		if p.n == 1 {
			p.one[0], p.more = e.few[0], nil
		}
	}
}

func (e *entries) shrink() {
	masks := make(map[uint32]fieldMask, fewestPostings)
	for f := range e.big {
		set := &e.big[f]
		if set.many != nil {
			set.few = set.many.ToArray()
		}
		for _, doc := range set.few {
			masks[doc] |= 1 << f
		}
	}
	e.few = make([]uint32, 0, len(masks))
	for doc, mask := range masks {
		e.few = append(e.few, doc<<maskBits|uint32(mask))
	}
	slices.Sort(e.few)
	e.big = nil
}

// standsIn reports whether some document has the word in one of the fields.
func (p *posting) standsIn(fields fieldMask) bool {
	list, sets := p.list()
	if sets == nil {
		return slices.ContainsFunc(list, func(entry uint32) bool { return fieldMask(entry)&fields != 0 })
	}
	for f := range fields.all() {
		if sets[f].len() > 0 {
			return true
		}
	}
	return false
}

// field adds the documents that have the word in field f to b.
func (p *posting) field(f field, b bitset, from *scratch) {
	list, sets := p.list()
	if sets != nil {
		sets[f].into(b, from)
		return
	}
	for _, entry := range list {
		if entry>>f&1 == 1 {
			b.set(entry >> maskBits)
		}
	}
}
