package duplicate

import (
	"cmp"
	"slices"
	"strings"
)

// Item is one offer of a bucket.
type Item struct {
	ID string // its nationwide id
	Side
	// Contents are the numbers of the words of its contents, ascending. Their
	// count is Side.Words.
	Contents []uint32
	// Apart are the ids of offers it was split from.
	Apart []string
}

// few groups are compared with every offer of their bucket; beyond them an
// offer is compared with as many of those that are likely.
const few = 24

// bucket is the work on one bucket.
type bucket struct {
	items  []Item
	word   func(number uint32) string
	groups []group
	likely map[uint64][]int32 // band to groups
	with   map[string]int     // group of each item by id, if anything is split
}

type group struct {
	first   int // the item all others resemble
	all     Side
	members []int
}

// Groups sorts the offers of a bucket into groups and gives the places of their
// items, each group in byte order of id, the groups by the first of them. Equal
// sets of items give equal groups, whatever their order. word is the word of a
// number. The work grows with the number of items, not with its square.
func Groups(items []Item, word func(number uint32) string) [][]int {
	b := bucket{items: items, word: word, with: make(map[string]int)}
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(items[j].known(), items[i].known()), strings.Compare(items[i].ID, items[j].ID))
	})
	for _, i := range order {
		b.place(i)
	}
	out := make([][]int, len(b.groups))
	for g, group := range b.groups {
		slices.SortFunc(group.members, func(i, j int) int { return strings.Compare(items[i].ID, items[j].ID) })
		out[g] = group.members
	}
	slices.SortFunc(out, func(x, y []int) int { return strings.Compare(items[x[0]].ID, items[y[0]].ID) })
	return out
}

// place puts an item into the group that it resembles most, or makes it the first of a new one.
func (b *bucket) place(i int) {
	item := &b.items[i]
	best, score := -1, 0.0
	for _, g := range b.candidates(i) {
		to := &b.groups[g]
		if to.all.conflicts(&item.Side) || b.apart(int(g), item) {
			continue
		}
		first := &b.items[to.first]
		if v := Compare(&first.Side, &item.Side, Common(first.Contents, item.Contents)); v.Same && v.Score > score {
			best, score = int(g), v.Score
		}
	}
	if best < 0 {
		best = len(b.groups)
		b.groups = append(b.groups, group{first: i, all: item.Side})
		b.index(best)
	}
	g := &b.groups[best]
	g.members = append(g.members, i)
	g.all.learn(&item.Side)
	b.with[item.ID] = best
}

// apart reports whether an item was split from a member of a group.
func (b *bucket) apart(g int, item *Item) bool {
	return slices.ContainsFunc(item.Apart, func(id string) bool { other, in := b.with[id]; return in && other == g })
}

// candidates are the groups an item may belong to, in their order.
func (b *bucket) candidates(i int) []int32 {
	if b.likely == nil {
		all := make([]int32, len(b.groups))
		for g := range all {
			all[g] = int32(g)
		}
		return all
	}
	var found []int32
	for _, band := range b.bands(i) {
		for _, g := range b.likely[band] {
			if !slices.Contains(found, g) {
				if found = append(found, g); len(found) == few {
					return found
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// index makes a new group findable, once there are many.
func (b *bucket) index(g int) {
	switch {
	case b.likely != nil:
		b.note(g)
	case len(b.groups) > few:
		b.likely = make(map[uint64][]int32)
		for g := range b.groups {
			b.note(g)
		}
	}
}

func (b *bucket) note(g int) {
	for _, band := range b.bands(b.groups[g].first) {
		if list := b.likely[band]; len(list) < few {
			b.likely[band] = append(list, int32(g))
		}
	}
}

// rows of a sketch that make a band, and the bands: contents that share half of their words
// share a band with a probability of nine in ten, and of 999 in 1000 at four fifths.
const (
	rows  = 2
	bands = 8
)

// bands are numbers of which items that may be the same share one: of what
// their contents have in common, and of their provider.
func (b *bucket) bands(i int) []uint64 {
	item := &b.items[i]
	out := make([]uint64, 0, bands+2)
	if item.Words >= FewestWords {
		s := b.sketch(item.Contents)
		for n := range bands {
			out = append(out, mix(s[rows*n]+mix(s[rows*n+1]+uint64(n))))
		}
		return append(out, uint64(item.Provider)<<1|1)
	}
	return append(out, uint64(item.Provider)<<1|1, 0)
}

// sketch is a MinHash of words.
func (b *bucket) sketch(contents []uint32) (s [rows * bands]uint64) {
	for n := range s {
		s[n] = 1<<64 - 1
	}
	for _, number := range contents {
		h := mix(hash(fnvOffset, b.word(number)))
		for n := range s {
			s[n] = min(s[n], h)
			h = h*0x9E3779B97F4A7C15 + 0x7F4A7C15
			h ^= h >> 29
		}
	}
	return s
}

// mix spreads a number over all its bits (the end of MurmurHash3).
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// Common counts the numbers two ascending lists share.
func Common(a, b []uint32) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case b[0] < a[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}
