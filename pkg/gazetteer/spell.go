package gazetteer

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// sureSize is how large a town must be, in thousands, to be what a misspelt text means.
const sureSize = 20

// slips is how many slips a key may have: none up to three letters, one up to
// seven, two from eight.
func slips(key string) int {
	switch n := len(key); {
	case n < 4:
		return 0
	case n < 8:
		return 1
	}
	return 2
}

// slip is a town whose name is almost what was typed.
type slip struct {
	town uint32
	far  int // slips; 0 = only umlauts
}

// misspelt reads a text as the name of a town with a slip in it. An umlaut
// without its dots is none, if only one town is meant.
func (g *Gazetteer) misspelt(text string, land learning.Land) Finding {
	p := nameOf(text)
	key := p.key()
	if g.abroad[key] || slips(key) == 0 || len(p.words) > maxWindow {
		return Finding{}
	}
	found := g.slips(key)
	if len(found) == 0 {
		return Finding{}
	}
	nearest := slices.MinFunc(found, func(a, b slip) int { return a.far - b.far }).far
	var ids []uint32
	for _, s := range found {
		if s.far == nearest && !slices.Contains(ids, s.town) {
			ids = append(ids, s.town)
		}
	}
	id, several := g.resolve(ids, land)
	one := len(several) == 0
	if one && nearest == 0 {
		return Finding{How: Exact, Place: g.place(id)}
	}
	return Finding{
		How: Misspelt, Place: g.place(id), Proposals: g.proposals(g.bySize(ids)),
		Sure: one && g.towns[id].size >= sureSize && len(key) >= 5,
	}
}

// slips are the towns a key is almost the name of. Names with another first
// letter are asked for one by one, so that only those with the same need be compared.
func (g *Gazetteer) slips(key string) (found []slip) {
	most := slips(key)
	weak := german.Weak(key)
	typed := marks(key)
	for _, at := range g.starts[key[0]] {
		n := &g.names[at]
		if d := len(n.key) - len(key); d > most+1 || -d > most+1 || bits.OnesCount32(n.marks^typed) > 2*(most+1) {
			continue
		}
		if german.Weak(n.key) == weak {
			found = append(found, slip{n.town, 0})
			continue
		}
		if far := distanceOf(key, n.key, most); far <= most {
			found = append(found, slip{n.town, far})
		}
	}
	if len(found) == 0 && len(key) >= 6 {
		found = g.otherFirst(key)
	}
	return found
}

// otherFirst are the towns whose first letter is the slip.
func (g *Gazetteer) otherFirst(key string) (found []slip) {
	try := func(key string) {
		for _, id := range g.under(key, "") {
			found = append(found, slip{id, 1})
		}
	}
	for c := byte('a'); c <= 'z'; c++ {
		try(string(c) + key[1:])
		try(string(c) + key)
	}
	try(key[1:])
	try(key[1:2] + key[:1] + key[2:])
	return found
}

// distanceOf is the number of slips between two keys: a letter too much, too
// little, another or two swapped; most+1 if there are more than most.
func distanceOf(a, b string, most int) int {
	const room = 64
	if len(a) >= room || len(b) >= room || len(a)-len(b) > most || len(b)-len(a) > most || strings.Count(a, " ") != strings.Count(b, " ") {
		return most + 1
	}
	var rows [3][room]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			best = min(best, row[j])
		}
		if best > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
