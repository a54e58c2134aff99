package search

import (
	"slices"

	"github.com/lernverbund/lernverbund/pkg/duplicate"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// regroupAtOnce is how many documents of touched titles a small change sorts
// into groups at once; more of them wait for [Index.Settle] or a search that asks for groups.
const regroupAtOnce = 512

// regroupSmall mends the groups after a small change; write is held.
func (x *Index) regroupSmall() {
	n := 0
	for key := range x.kin.pending {
		if n += len(x.kin.ring(key, nil)); n > regroupAtOnce {
			return
		}
	}
	x.regroup()
}

// regroupForSearch lets a search mend the groups, unless a writer is at work.
func (x *Index) regroupForSearch() {
	if !x.kin.loose.Load() || !x.write.TryLock() {
		return
	}
	defer x.write.Unlock()
	x.regroup()
}

// regroup sorts the documents of every touched title into groups; write is held.
func (x *Index) regroup() {
	var docs []uint32
	var items []duplicate.Item
	for key := range x.kin.pending {
		docs = x.kin.ring(key, docs[:0])
		items = items[:0]
		for _, doc := range docs {
			items = append(items, duplicate.Item{})
			x.recall(doc, &items[len(items)-1])
		}
		groups := duplicate.Groups(items, func(id uint32) string { return x.dict.words.at(id).key })
		x.mu.Lock()
		x.changes++
		x.link(docs, groups)
		x.mu.Unlock()
	}
	clear(x.kin.pending)
	x.kin.loose.Store(false)
}

// link orders the ring of one title by its groups.
func (x *Index) link(docs []uint32, groups [][]int) {
	last, head := uint32(nobody), uint32(nobody)
	for _, group := range groups {
		label := uint32(0)
		if len(group) > 1 {
			label = x.kin.label()
		}
		for _, i := range group {
			doc := docs[i]
			x.kin.enrol(doc, label)
			if last == nobody {
				head = doc
			} else {
				x.kin.all.at(doc).prev, x.kin.all.at(last).next = last, doc
			}
			last = doc
		}
	}
	if head == nobody {
		return
	}
	x.kin.all.at(head).prev, x.kin.all.at(last).next = last, head
	_, at := x.kin.find(x.kin.all.at(head).key())
	x.kin.table[at] = head + 1
}

// recall tells what the record of a document says for a comparison. The item
// keeps its memory for contents.
func (x *Index) recall(doc uint32, item *duplicate.Item) {
	e, k := x.docs.at(doc), x.kin.all.at(doc)
	*item = duplicate.Item{ID: string(e.id), Contents: item.Contents[:0]}
	item.Minutes, item.Title.Key, item.Title.Words = 15*uint32(k.quarters), k.key(), k.words
	for _, id := range x.kin.apart[e.id] {
		item.Apart = append(item.Apart, string(id))
	}
	r := reader(e.record)
	for range r.next() {
		item.Title.Exact = item.Title.Exact*0x01000193 + uint32(r.next()) + 1
	}
	r.skipRuns()
	for f := range numFields {
		last := uint32(0)
		for range r.next() {
			last += uint32(r.next() >> writingBits)
			if f == inText && !x.dict.words.at(last).empty {
				item.Contents = append(item.Contents, last)
			}
		}
	}
	item.Words = len(item.Contents)
	last := uint32(0)
	for range r.next() {
		last += uint32(r.next())
		x.code(last, &item.Side)
	}
}

// code notes what a value of a document says for a comparison.
func (x *Index) code(id uint32, side *duplicate.Side) {
	text := x.attrs.all.at(id).text
	switch x.attrs.all.at(id).facet {
	case byKind:
		side.Kind = id + 1
	case byLevel:
		if len(text) > 3 && text[:3] == "dqr" {
			side.DQR = id + 1
		} else {
			side.Level = id + 1
		}
	case byLanguage:
		if len(text) != len("de-DE") || text[2] != '-' { // the country makes no difference
			side.Language = side.Language*0x01000193 + id + 1
		}
	case byCertificate:
		side.Certificate = id + 1
	case byProvider:
		side.Provider = id + 1
	}
}

// Split tells the index which offers are not the same, whatever they look
// like: within one list no two are. It replaces what it was told before.
func (x *Index) Split(lists ...[]learning.OfferID) {
	x.write.Lock()
	defer x.write.Unlock()
	apart := make(map[learning.OfferID][]learning.OfferID)
	for _, list := range lists {
		for _, id := range list {
			for _, other := range list {
				if other != id && !slices.Contains(apart[id], other) {
					apart[id] = append(apart[id], other)
				}
			}
		}
	}
	before := x.kin.apart
	x.mu.Lock()
	x.changes++
	x.kin.apart = apart
	for _, side := range []map[learning.OfferID][]learning.OfferID{before, apart} {
		for id := range side {
			if doc, known := x.numbers[id]; known && x.kin.all.at(doc).key() != 0 {
				x.kin.touch(x.kin.all.at(doc).key())
			}
		}
	}
	x.mu.Unlock()
	x.regroup()
}
