package search

import (
	"sync/atomic"

	"github.com/lernverbund/lernverbund/pkg/duplicate"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// kinship knows which documents are the same offer (see [duplicate]). The
// documents of one title form a ring, in which those of a group stand side by
// side, the first by id in front. 24 bytes a document and at most eleven for
// the table make it.
type kinship struct {
	all     paged[kin]
	table   []uint32 // heads of the rings + 1 by the title's key, open addressing
	rings   int
	grouped docset // documents that are not alone
	label   uint32 // the last one given
	pending map[uint64]struct{}
	loose   atomic.Bool // something is pending
	apart   map[learning.OfferID][]learning.OfferID
}

// kin is the place of one document.
type kin struct {
	key        uint64 // of its title, 0 = in no ring
	prev, next uint32 // in the ring
	label      uint32 // of its group, 0 = alone
	quarters   uint16 // workload in quarters of an hour, 0 = unknown
	words      uint8  // of the title's key
}

// quartersOf is a workload in quarters of an hour: a day has eight hours, a week five days.
func quartersOf(workload string) uint16 {
	d, ok := learning.ParseDuration(workload)
	if !ok {
		return 0
	}
	days := 200*d.Years + 20*d.Months + 5*d.Weeks + d.Days
	return uint16(min(32*days+4*d.Hours+(d.Minutes+14)/15, 1<<16-1))
}

// put files a document under a title; write and mu are held.
func (k *kinship) put(doc uint32, title duplicate.Title, quarters uint16) {
	for uint32(k.all.n) <= doc {
		k.all.grow()
	}
	k.remove(doc)
	if title.Key == 0 {
		return
	}
	e := k.all.at(doc)
	*e = kin{key: title.Key, prev: doc, next: doc, quarters: quarters, words: title.Words}
	head, at := k.find(title.Key)
	if head == nobody {
		k.table[at] = doc + 1
		if k.rings++; k.rings*4 > len(k.table)*3 {
			k.rehash(2 * len(k.table))
		}
		return
	}
	first := k.all.at(head)
	e.prev, e.next = first.prev, head
	k.all.at(first.prev).next = doc
	first.prev = doc
	k.touch(title.Key)
}

// remove takes a document out of its ring.
func (k *kinship) remove(doc uint32) {
	if uint32(k.all.n) <= doc {
		return
	}
	e := k.all.at(doc)
	if e.key == 0 {
		return
	}
	head, at := k.find(e.key)
	switch {
	case e.next == doc:
		k.vacate(at)
		k.rings--
	default:
		k.all.at(e.prev).next, k.all.at(e.next).prev = e.next, e.prev
		if head == doc {
			k.table[at] = e.next + 1
		}
		k.touch(e.key)
	}
	if e.label != 0 {
		k.grouped.remove(doc)
	}
	*e = kin{}
}

func (k *kinship) touch(key uint64) {
	if k.pending == nil {
		k.pending = make(map[uint64]struct{})
	}
	k.pending[key] = struct{}{}
	k.loose.Store(true)
}

// nobody is the head of a ring that does not exist.
const nobody = 1<<32 - 1

// find gives the head of a ring and its place in the table, or nobody and where it would stand.
func (k *kinship) find(key uint64) (head, at uint32) {
	if len(k.table) == 0 {
		k.table = make([]uint32, 64)
	}
	mask := uint32(len(k.table) - 1)
	for at = slot(key) & mask; k.table[at] != 0; at = (at + 1) & mask {
		if head = k.table[at] - 1; k.all.at(head).key == key {
			return head, at
		}
	}
	return nobody, at
}

func slot(key uint64) uint32 { return uint32(key ^ key>>32) }

func (k *kinship) rehash(size int) {
	old := k.table
	k.table = make([]uint32, size)
	mask := uint32(size - 1)
	for _, head := range old {
		if head == 0 {
			continue
		}
		at := slot(k.all.at(head-1).key) & mask
		for ; k.table[at] != 0; at = (at + 1) & mask {
		}
		k.table[at] = head
	}
}

// vacate empties a place in the table and moves up what stood behind it.
func (k *kinship) vacate(at uint32) {
	mask := uint32(len(k.table) - 1)
	for next := (at + 1) & mask; k.table[next] != 0; next = (next + 1) & mask {
		home := slot(k.all.at(k.table[next]-1).key) & mask
		if (next-home)&mask >= (next-at)&mask {
			k.table[at] = k.table[next]
			at = next
		}
	}
	k.table[at] = 0
}

// ring appends the documents of a title.
func (k *kinship) ring(key uint64, docs []uint32) []uint32 {
	head, _ := k.find(key)
	if head == nobody {
		return docs
	}
	for doc := head; ; {
		docs = append(docs, doc)
		if doc = k.all.at(doc).next; doc == head {
			return docs
		}
	}
}

// group appends the documents that are the same offer as one, itself included, the first by id in front.
func (k *kinship) group(doc uint32, docs []uint32) []uint32 {
	label := uint32(0)
	if doc < uint32(k.all.n) {
		label = k.all.at(doc).label
	}
	if label == 0 {
		return append(docs, doc)
	}
	first := doc
	for {
		prev := k.all.at(first).prev
		if prev == doc || k.all.at(prev).label != label {
			break
		}
		first = prev
	}
	if k.all.at(first).prev == doc { // all of the ring: it begins at its head
		first, _ = k.find(k.all.at(doc).key)
	}
	for at := first; ; {
		docs = append(docs, at)
		if at = k.all.at(at).next; at == first || k.all.at(at).label != label {
			return docs
		}
	}
}
