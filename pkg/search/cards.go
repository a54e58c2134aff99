package search

import (
	"slices"

	"github.com/lernverbund/lernverbund/pkg/duplicate"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// MaxMembers is how many other members of a group a [Hit] names.
const MaxMembers = 20

// Group is what one card stands for: offers that are the same.
type Group struct {
	ID      learning.OfferID // of the first of its offers in byte order, found or not
	Size    int              // of its offers how many were found
	Members []Member         // those but the one shown, in the order of the list, at most [MaxMembers]
}

// Member is one more offer of a group and why it is one.
type Member struct {
	ID     learning.OfferID
	Score  float64 // how like the shown offer it is, 0 to 1
	Reason string  // German
}

// Same is the group of an offer as it is in the whole index, the offers that
// are current first and the nearest session in front; nil if it is alone or unknown.
func (x *Index) Same(id learning.OfferID) *Group {
	x.regroupForSearch()
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	doc, known := x.numbers[id]
	if !known {
		return nil
	}
	docs := x.kin.group(doc, nil)
	if len(docs) == 1 {
		return nil
	}
	byDate := x.key(ByDate, nil, plan{})
	return x.groupOf(doc, docs, byDate, x.order(ByDate))
}

// groupOf is the group of a document, of which some members were found.
func (x *Index) groupOf(doc uint32, found []uint32, key func(doc uint32) uint64, order func(a, b scored) int) *Group {
	top := best{order: order, n: MaxMembers}
	for _, other := range found {
		if other != doc {
			top.offer(scored{other, key(other)})
		}
	}
	slices.SortFunc(top.docs, order)
	g := &Group{ID: x.docs.at(x.kin.group(doc, nil)[0]).id, Size: len(found), Members: make([]Member, 0, len(top.docs))}
	var shown, other duplicate.Item
	x.recall(doc, &shown)
	for _, d := range top.docs {
		x.recall(d.doc, &other)
		v := duplicate.Compare(&shown.Side, &other.Side, duplicate.Common(shown.Contents, other.Contents))
		g.Members = append(g.Members, Member{ID: x.docs.at(d.doc).id, Score: v.Score, Reason: v.Reason})
	}
	return g
}

// attach gives a hit its group, if more than one of it was found.
func (x *Index) attach(hit *Hit, d scored, hits bitset, key func(doc uint32) uint64, order func(a, b scored) int) {
	found := within(x.kin.group(d.doc, nil), hits)
	if len(found) > 1 {
		hit.Group = x.groupOf(d.doc, found, key, order)
	}
}

// within leaves the documents that are in a set.
func within(docs []uint32, set bitset) []uint32 {
	return slices.DeleteFunc(docs, func(doc uint32) bool { return !set.has(doc) })
}
