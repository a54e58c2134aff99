package search

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// reach is how far the documents of a search are away; nil if nobody asks.
type reach struct {
	index *Index
	km    []float32 // by document, of those that may be hits; far if nobody knows
	pass  bitset    // what the radius leaves, nil without one
	modes bitset    // and what it would leave if every mode were wanted
	lost  bitset    // documents of the base that are nowhere and not online
}

// far is farther than anything on earth.
const far = math.MaxFloat32

var kmPool sync.Pool // of *[]float32

func lend(n int) *[]float32 {
	if p, ok := kmPool.Get().(*[]float32); ok && len(*p) >= n {
		return p
	}
	list := make([]float32, (n+pageSize-1)/pageSize*pageSize)
	return &list
}

// reach measures the documents of a base; mu is held for reading.
func (x *Index) reach(base bitset, f *Filter, from *scratch) *reach {
	spots := lend(x.spots.all.n)
	defer kmPool.Put(spots)
	x.spots.measure(*spots, f)
	own := lend(x.docs.n)
	from.lentKm = append(from.lentKm, own)
	r := &reach{index: x, km: *own}
	within, placed := from.get(), from.get()
	dated := !f.From.IsZero() || !f.To.IsZero()
	now := seconds(x.now())
	var runs []run
	base.each(func(doc uint32) {
		first := *x.spots.stops.at(doc)
		if first.spot == 0 {
			r.km[doc] = far
			return
		}
		placed.set(doc)
		km := (*spots)[first.spot-1]
		for next := first.next; next > 0; {
			node := *x.spots.more.at(next - 1)
			km, next = min(km, (*spots)[node.spot-1]), node.next
		}
		if dated && km < far {
			runs = runsOf(x.docs.at(doc).record, runs[:0])
			km = nearestRun(runs, *spots, f, now)
		}
		if r.km[doc] = km; km < far {
			within.set(doc)
		}
	})
	if f.Radius > 0 {
		r.limit(base, within, placed, f, from)
	}
	return r
}

// nearestRun is how far the nearest session is that begins when the filter wants.
func nearestRun(runs []run, spots []float32, f *Filter, now uint32) float32 {
	km := float32(far)
	ahead := slices.ContainsFunc(runs, func(r run) bool { return r.over > now })
	for _, run := range runs {
		if run.spot > 0 && (run.over > now || !ahead) && run.starts(f.From, f.To) {
			km = min(km, spots[run.spot-1])
		}
	}
	return km
}

// limit notes what the radius leaves.
func (r *reach) limit(base, within, placed bitset, f *Filter, from *scratch) {
	r.pass, r.modes = within, from.copy(within)
	r.lost = from.copy(base)
	r.lost.andNot(placed)
	for _, mode := range []learning.Mode{learning.Online, learning.SelfPaced} {
		docs := r.index.having(r.index.attrs.lookup(byMode, string(mode)), true, from)
		r.lost.andNot(docs)
		r.modes.or(docs)
		if slices.Contains(f.Mode, string(mode)) {
			r.pass.or(docs)
		}
	}
}

// measure writes how far each spot is from the wanted point, far beyond the radius.
func (s *spots) measure(km []float32, f *Filter) {
	at := f.Near.vector()
	limit := float32(math.MaxFloat32)
	if f.Radius > 0 {
		half := math.Sin(min(f.Radius/(2*gazetteer.EarthRadius), math.Pi/2))
		limit = float32(4 * half * half)
	}
	for page := range s.all.pages {
		for i := range s.all.pages[page] {
			n := page*pageSize + i
			if n >= s.all.n {
				return
			}
			v := &s.all.pages[page][i].at
			x, y, z := v.x-at.x, v.y-at.y, v.z-at.z
			if chord := x*x + y*y + z*z; chord <= limit {
				km[n] = arc(chord)
			} else {
				km[n] = far
			}
		}
	}
}

// arc is the way along the surface in km for the square of a chord of the unit sphere.
func arc(chord float32) float32 {
	c := float64(chord)
	if c > 0.01 { // 640 km
		return float32(2 * gazetteer.EarthRadius * math.Asin(min(math.Sqrt(c)/2, 1)))
	}
	return float32(gazetteer.EarthRadius * math.Sqrt(c) * (1 + c/24))
}

// narrow takes out of some documents what the radius does not leave; left is
// the facet that is counted, whose own filter does not count.
func (r *reach) narrow(docs bitset, left facet) {
	switch {
	case r == nil || r.pass == nil:
	case left == byMode:
		docs.and(r.modes)
	default:
		docs.and(r.pass)
	}
}

// unplaced counts what only the radius leaves out because nobody knows where it is.
func (x *Index) unplaced(f *filtered) int {
	if f.near == nil || f.near.pass == nil {
		return 0
	}
	near := f.near
	f.near = nil
	docs := f.without(numFacets)
	f.near = near
	docs.and(near.lost)
	return f.countOf(x, docs, docs)
}

// distance is how far a hit is, nil if nobody knows.
func (r *reach) distance(doc uint32) *float64 {
	if r == nil || r.km[doc] >= far {
		return nil
	}
	return new(float64(r.km[doc]))
}

// The parts of a key that says how far: in the order of relevance whole km and
// then the nearest session roughly, by distance metres and then the session.
const (
	mostKm     = 1<<10 - 1
	roughly    = 10 // bits of minutes that are left to order
	mostMetres = 1<<25 - 1
)

// key makes the number by which documents are sorted heed the distance: before
// the nearest session, or before all if that is the wanted order.
func (r *reach) key(sort string, inner func(doc uint32) uint64) func(doc uint32) uint64 {
	switch {
	case r == nil:
		return inner
	case sort == ByDistance:
		return func(doc uint32) uint64 {
			e := r.index.docs.at(doc)
			metres := min(uint64(r.km[doc]*1000), mostMetres)
			return uint64(bit(e.past))<<57 | metres<<32 | uint64(e.next)
		}
	case !relevance(sort):
		return inner
	}
	return func(doc uint32) uint64 {
		key := inner(doc)
		minutes := key & (1<<titledShift - 1)
		km := min(uint64(r.km[doc]), mostKm)
		return key&^(1<<titledShift-1) | km<<(titledShift-roughly) | minutes>>roughly
	}
}

// order compares what the key left out.
func (r *reach) order(inner func(a, b scored) int) func(a, b scored) int {
	if r == nil {
		return inner
	}
	return func(a, b scored) int {
		if a.key == b.key {
			if c := cmp.Compare(r.index.docs.at(a.doc).next, r.index.docs.at(b.doc).next); c != 0 {
				return c
			}
		}
		return inner(a, b)
	}
}

// Nearest is the session of an offer that a search with this filter calls its
// nearest, and how far it is from Filter.Near in km; nil if it is nowhere.
func (x *Index) Nearest(d Document, f Filter) (nearest *learning.Session, km float64) {
	if f.Near == nil || d.Offer == nil || remote(d.Offer.Mode) {
		return nil, 0
	}
	now := seconds(x.now())
	here := keyOf(*f.Near).point()
	a := analyser{where: x.places, doc: new(analysed)}
	coming := false
	for i := range d.Offer.Sessions {
		s := &d.Offer.Sessions[i]
		if s.Status == learning.Cancelled {
			continue
		}
		r := run{start: forever, over: forever}
		if over, ok := s.Over(); ok {
			start, _ := startOf(*s)
			r.start, r.over = seconds(start), seconds(over)
		}
		spot := a.spot(&d, s)
		if r.over > now && !coming && (spot > 0 || r.start != forever) {
			coming, nearest = true, nil
		}
		if spot == 0 || coming && r.over <= now || (!f.From.IsZero() || !f.To.IsZero()) && !r.starts(f.From, f.To) {
			continue
		}
		at := a.doc.spots[spot-1].point()
		way := gazetteer.Distance(gazetteer.Place{Lat: here.Lat, Lon: here.Lon}, gazetteer.Place{Lat: at.Lat, Lon: at.Lon})
		if nearest == nil || way < km {
			nearest, km = s, way
		}
	}
	return nearest, km
}
