package statistics

import (
	"cmp"
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Tally keeps count of live offers. It is safe for concurrent use.
type Tally struct {
	seed maphash.Seed

	mu      sync.RWMutex
	entries map[uint64]entry // by the hash of the offer's id
	names   []string         // of providers
	byName  map[string]int32
	took    []time.Duration // how long the newest records took to be visible, in a ring
	next    int
}

// remembered is how many records [Summary.Visible] is made of.
const remembered = 512

// New is an empty tally.
func New() *Tally {
	return &Tally{seed: maphash.MakeSeed(), entries: map[uint64]entry{}, byName: map[string]int32{}}
}

// landIndex is where a Land stands in learning.Laender.
var landIndex = func() map[learning.Land]uint8 {
	index := map[learning.Land]uint8{}
	for i, l := range learning.Laender {
		index[l] = uint8(i) //nolint:gosec // 17 of them
	}
	return index
}()

// Put counts an offer, in the place of what was known of it.
func (t *Tally) Put(id learning.OfferID, o *learning.Offer) {
	land, _, _, _ := id.Parts()
	at, ok := landIndex[land]
	if !ok {
		return
	}
	e := entryOf(at, o)
	t.mu.Lock()
	defer t.mu.Unlock()
	name, ok := t.byName[o.Provider.Name]
	if !ok {
		name = int32(len(t.names)) //nolint:gosec // fewer than offers
		t.names, t.byName[o.Provider.Name] = append(t.names, o.Provider.Name), name
	}
	e.provider = name
	t.entries[maphash.String(t.seed, string(id))] = e
}

// Remove forgets an offer that has left.
func (t *Tally) Remove(id learning.OfferID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.entries, maphash.String(t.seed, string(id)))
}

// Visible notes how long a record took from the log to the search.
func (t *Tally) Visible(took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.took) < remembered {
		t.took = append(t.took, took)
		return
	}
	t.took[t.next] = took
	t.next = (t.next + 1) % remembered
}

// Counts are offers of one Land or of all.
type Counts struct {
	Offers  int // live, past ones included
	Current int
	Coming  int // current, and a session of them is not over
	// Marks are how many current offers have each mark; [Seats] of those in Coming.
	Marks map[Mark]int
}

// Score is how many of the marks that count the current offers have, from 0 to
// 1; 0 without a current offer.
func (c *Counts) Score() float64 {
	if c.Current == 0 {
		return 0
	}
	n := 0
	for _, m := range Marks {
		n += c.Marks[m]
	}
	return float64(n) / float64(c.Current*len(Marks))
}

// Summary is the tally at a moment.
type Summary struct {
	Counts
	Laender map[learning.Land]Counts // all of them
	// Visible is how long a record takes from the log to the search: the median of
	// the newest; 0 if none came since the start.
	Visible time.Duration
}

// Summary sums up: about 15 ns an offer.
func (t *Tally) Summary(now time.Time) Summary {
	type row struct {
		offers, current, coming int
		marks                   [8]int
	}
	rows := make([]row, len(learning.Laender))
	t.mu.RLock()
	for _, e := range t.entries {
		r := &rows[e.land]
		r.offers++
		if !e.current(now) {
			continue
		}
		r.current++
		coming := e.coming > now.Unix()
		if coming {
			r.coming++
		}
		for i := range all {
			if e.marks&(1<<i) != 0 && (coming || all[i] != Seats) {
				r.marks[i]++
			}
		}
	}
	took := slices.Clone(t.took)
	t.mu.RUnlock()
	s := Summary{Counts: Counts{Marks: map[Mark]int{}}, Laender: map[learning.Land]Counts{}}
	for i, land := range learning.Laender {
		r := rows[i]
		c := Counts{Offers: r.offers, Current: r.current, Coming: r.coming, Marks: map[Mark]int{}}
		for j, m := range all {
			c.Marks[m] = r.marks[j]
			s.Marks[m] += r.marks[j]
		}
		s.Offers, s.Current, s.Coming = s.Offers+r.offers, s.Current+r.current, s.Coming+r.coming
		s.Laender[land] = c
	}
	if len(took) > 0 {
		slices.Sort(took)
		s.Visible = took[len(took)/2]
	}
	return s
}

// Provider is who offers something.
type Provider struct {
	Name    string
	Offers  int             // current ones
	Laender []learning.Land // that publish them, in byte order
}

// Providers are all that have a current offer, in German alphabetical order;
// a Land leaves those that it publishes, and counts those offers alone.
func (t *Tally) Providers(now time.Time, land learning.Land) []Provider {
	t.mu.RLock()
	offers, laender := make([]int, len(t.names)), make([]uint32, len(t.names))
	for _, e := range t.entries {
		if e.current(now) && (land == "" || learning.Laender[e.land] == land) {
			offers[e.provider]++
			laender[e.provider] |= 1 << e.land
		}
	}
	names := t.names[:len(t.names):len(t.names)]
	t.mu.RUnlock()
	var out []Provider
	for i, n := range offers {
		if n == 0 {
			continue
		}
		p := Provider{Name: names[i], Offers: n}
		for at, l := range learning.Laender {
			if laender[i]&(1<<at) != 0 {
				p.Laender = append(p.Laender, l)
			}
		}
		slices.Sort(p.Laender)
		out = append(out, p)
	}
	keys := make(map[string]string, len(out))
	for _, p := range out {
		keys[p.Name] = sortKey(p.Name)
	}
	slices.SortFunc(out, func(a, b Provider) int {
		return cmp.Or(cmp.Compare(keys[a.Name], keys[b.Name]), cmp.Compare(a.Name, b.Name))
	})
	return out
}
