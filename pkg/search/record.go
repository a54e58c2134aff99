package search

import (
	"encoding/binary"
	"slices"
)

// record is what the index remembers of one document, so that it can be taken
// out again exactly: its words by field, its title in order, its values and
// its sessions. It is stored as one string of varints: what a search reads of
// many documents, title and sessions, comes first.
type record struct {
	title []uint32 // words in order
	uses  []numberedUse
	attrs []uint32 // ascending
	runs  []run
}

// numberedUse is a [use] whose word has its number; a record holds them in ascending order.
type numberedUse struct {
	id   uint32
	mask fieldMask
	as   writing
}

// encode writes the record. Words stand field by field as differences, which are small for common words.
func (r *record) encode(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(r.title)))
	for _, id := range r.title {
		b = binary.AppendUvarint(b, uint64(id))
	}
	b = appendRuns(b, r.runs)
	for f := range numFields {
		n := 0
		for _, u := range r.uses {
			n += int(u.mask >> f & 1)
		}
		b = binary.AppendUvarint(b, uint64(n))
		last := uint32(0)
		for _, u := range r.uses {
			if u.mask>>f&1 == 1 {
				b = binary.AppendUvarint(b, uint64(u.id-last)<<writingBits|uint64(u.as))
				last = u.id
			}
		}
	}
	b = appendAscending(b, r.attrs)
	return b
}

func appendRuns(b []byte, runs []run) []byte {
	b = binary.AppendUvarint(b, uint64(len(runs)))
	last := uint32(0)
	for _, s := range runs {
		b = binary.AppendUvarint(b, uint64(s.start-last)<<1|uint64(bit(s.seats)))
		b = binary.AppendVarint(b, int64(s.over)-int64(s.start))
		b = binary.AppendUvarint(b, uint64(s.spot))
		last = s.start
	}
	return b
}

func bit(yes bool) byte {
	if yes {
		return 1
	}
	return 0
}

func appendAscending(b []byte, ids []uint32) []byte {
	b = binary.AppendUvarint(b, uint64(len(ids)))
	last := uint32(0)
	for _, id := range ids {
		b = binary.AppendUvarint(b, uint64(id-last))
		last = id
	}
	return b
}

// reader walks over an encoded record.
type reader string

func (r *reader) next() uint64 {
	s := string(*r)
	if s[0] < 0x80 {
		*r = reader(s[1:])
		return uint64(s[0])
	}
	var v uint64
	for i := 0; ; i++ {
		v |= uint64(s[i]&0x7F) << (7 * i)
		if s[i] < 0x80 {
			*r = reader(s[i+1:])
			return v
		}
	}
}

// signed reads what binary.AppendVarint wrote.
func (r *reader) signed() int64 {
	v := r.next()
	return int64(v>>1) ^ -int64(v&1)
}

// decode reads a whole record; the empty one was never written and has nothing.
func decode(b string) (rec record) {
	rec.decode(b)
	return rec
}

// decode reads a whole record into one that was used before.
func (r *record) decode(b string) {
	in := reader(b)
	r.title = r.title[:0]
	for range in.next() {
		r.title = append(r.title, uint32(in.next()))
	}
	r.runs = in.runs(r.runs[:0])
	r.uses = in.uses(r.uses[:0])
	r.attrs = r.attrs[:0]
	last := uint32(0)
	for range in.next() {
		last += uint32(in.next())
		r.attrs = append(r.attrs, last)
	}
}

// uses appends the words to merged, which is empty.
func (r *reader) uses(merged []numberedUse) []numberedUse {
	var room [256]uint64
	all := room[:0] // number above, the rest below: sorted as plain integers
	for f := range numFields {
		n := int(r.next())
		last := uint32(0)
		for range n {
			v := r.next()
			last += uint32(v >> writingBits)
			all = append(all, uint64(last)<<16|1<<f<<8|v&(1<<writingBits-1))
		}
	}
	slices.Sort(all)
	merged = slices.Grow(merged, len(all))
	for _, o := range all {
		u := numberedUse{uint32(o >> 16), fieldMask(o >> 8), writing(o & (1<<writingBits - 1))}
		if n := len(merged); n > 0 && merged[n-1].id == u.id {
			merged[n-1].mask |= u.mask
			continue
		}
		merged = append(merged, u)
	}
	return merged
}

func (r *reader) runs(runs []run) []run {
	n := int(r.next())
	last := uint32(0)
	for range n {
		v := r.next()
		last += uint32(v >> 1)
		over := uint32(int64(last) + r.signed())
		runs = append(runs, run{last, over, v&1 == 1, uint32(r.next())})
	}
	return runs
}

// skipRuns reads past the sessions.
func (r *reader) skipRuns() {
	for range 3 * r.next() {
		r.next()
	}
}

// titleOf reads only the title of an encoded record.
func titleOf(b string, title []uint32) []uint32 {
	r := reader(b)
	for range r.next() {
		title = append(title, uint32(r.next()))
	}
	return title
}

// runsOf reads only the sessions of an encoded record.
func runsOf(b string, runs []run) []run {
	r := reader(b)
	for range r.next() {
		r.next()
	}
	return r.runs(runs)
}
