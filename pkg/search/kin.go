package search

import (
	"sync/atomic"

	"github.com/lernverbund/lernverbund/pkg/duplicate"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// kinship knows which documents are the same offer (see [duplicate]). The
// documents of one title form a ring, in which those of a group stand side by
// side, the first by id in front. It takes 24 bytes a document and at most
// eleven for the table.
type kinship struct {
	all     paged[kin]
	labels  paged[uint32] // of the group of each document, 0 = alone
	table   []uint32      // heads of the rings + 1 by the title's key, open addressing
	rings   int
	grouped docset   // documents that are not alone
	sizes   []uint32 // of the group of each label
	unused  []uint32 // labels
	pending map[uint64]struct{}
	loose   atomic.Bool // something is pending
	apart   map[learning.OfferID][]learning.OfferID
}

// kin is the place of one document.
type kin struct {
	high, low  uint32 // halves of the key of its title, 0 = in no ring
	prev, next uint32 // in the ring
	quarters   uint16 // workload in quarters of an hour, 0 = unknown
	words      uint8  // of the title's key
}

func (e *kin) key() uint64 { return uint64(e.high)<<32 | uint64(e.low) }

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
		k.labels.grow()
	}
	k.remove(doc)
	if title.Key == 0 {
		return
	}
	e := k.all.at(doc)
	*e = kin{high: uint32(title.Key >> 32), low: uint32(title.Key), prev: doc, next: doc, quarters: quarters, words: title.Words}
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
	if e.key() == 0 {
		return
	}
	head, at := k.find(e.key())
	if e.next == doc {
		k.vacate(at)
		k.rings--
	} else {
		k.all.at(e.prev).next, k.all.at(e.next).prev = e.next, e.prev
		if head == doc {
			k.table[at] = e.next + 1
		}
		k.touch(e.key())
	}
	k.enrol(doc, 0)
	*e = kin{}
}

// enrol puts a document into the group of a label, 0 leaves it alone.
func (k *kinship) enrol(doc, label uint32) {
	at := k.labels.at(doc)
	switch old := *at; old {
	case label:
		return
	case 0:
		k.grouped.add(doc)
	default:
		if k.sizes[old]--; k.sizes[old] == 0 {
			k.unused = append(k.unused, old)
		}
	}
	if *at = label; label == 0 {
		k.grouped.remove(doc)
	} else {
		k.sizes[label]++
	}
}

// label is one that no group has.
func (k *kinship) label() uint32 {
	if n := len(k.unused); n > 0 {
		label := k.unused[n-1]
		k.unused = k.unused[:n-1]
		return label
	}
	if len(k.sizes) == 0 {
		k.sizes = append(k.sizes, 0) // 0 is no label
	}
	k.sizes = append(k.sizes, 0)
	return uint32(len(k.sizes) - 1)
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
		if head = k.table[at] - 1; k.all.at(head).key() == key {
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
		at := slot(k.all.at(head-1).key()) & mask
		for ; k.table[at] != 0; at = (at + 1) & mask {
		}
		k.table[at] = head
	}
}

// vacate empties a place in the table and moves up what stood behind it.
func (k *kinship) vacate(at uint32) {
	mask := uint32(len(k.table) - 1)
	for next := (at + 1) & mask; k.table[next] != 0; next = (next + 1) & mask {
		home := slot(k.all.at(k.table[next]-1).key()) & mask
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
	if doc < uint32(k.labels.n) {
		label = *k.labels.at(doc)
	}
	if label == 0 {
		return append(docs, doc)
	}
	first := doc
	for {
		prev := k.all.at(first).prev
		if prev == doc || *k.labels.at(prev) != label {
			break
		}
		first = prev
	}
	if k.all.at(first).prev == doc { // all of the ring: it begins at its head
		first, _ = k.find(k.all.at(doc).key())
	}
	for at := first; ; {
		docs = append(docs, at)
		if at = k.all.at(at).next; at == first || *k.labels.at(at) != label {
			return docs
		}
	}
}
