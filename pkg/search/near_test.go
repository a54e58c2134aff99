package search_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// spread puts an offer's sessions where only some of them can be found: in
// towns, at coordinates of their own, online, nowhere, at no time.
func spread(d search.Document, r *rand.Rand) search.Document {
	for i := range d.Offer.Sessions {
		s := &d.Offer.Sessions[i]
		switch r.IntN(6) {
		case 0:
			lat, lon := 47.5+7*r.Float64(), 6+8.5*r.Float64()
			s.Place = &learning.Place{City: "Hinterdupfingen", Lat: &lat, Lon: &lon}
		case 1:
			s.Place = &learning.Place{City: "Nirgendwo"}
		case 2:
			s.Start, s.End = "", ""
		case 3:
			s.Online = new(true)
		}
		if r.IntN(8) == 0 {
			s.Status = learning.Cancelled
		}
	}
	return d
}

// way is how far the nearest session of an offer is, said once more over the
// offer itself: of those to come, or of all that have been.
func way(d search.Document, f search.Filter, now time.Time) (km float64, ok bool) {
	if d.Offer.Mode == learning.Online || d.Offer.Mode == learning.SelfPaced {
		return 0, false
	}
	var coming, past []float64
	ahead := false
	for _, s := range d.Offer.Sessions {
		over, dated := s.Over()
		if s.Status == learning.Cancelled {
			continue
		}
		lat, lon, placed := 0.0, 0.0, false
		if s.Place != nil && (s.Online == nil || !*s.Online || d.Offer.Mode == learning.Hybrid) {
			lat, lon, placed = gazetteer.Default().Locate(s.Place, d.Land)
		}
		ahead = ahead || dated && over.After(now) || !dated && placed
		start, _, err := learning.Moment(s.Start)
		if (!f.From.IsZero() || !f.To.IsZero()) && (err != nil || start.Before(f.From) || !f.To.IsZero() && !start.Before(f.To)) {
			continue
		}
		if !placed {
			continue
		}
		away := gazetteer.Distance(gazetteer.Place{Lat: f.Near.Lat, Lon: f.Near.Lon}, gazetteer.Place{Lat: lat, Lon: lon})
		if !dated || over.After(now) {
			coming = append(coming, away)
		} else {
			past = append(past, away)
		}
	}
	if !ahead {
		coming = past
	}
	if len(coming) == 0 {
		return 0, false
	}
	return slices.Min(coming), true
}

// inReach is what the radius promises.
func inReach(d search.Document, f search.Filter, now time.Time) bool {
	if remote := d.Offer.Mode == learning.Online || d.Offer.Mode == learning.SelfPaced; remote {
		return slices.Contains(f.Mode, string(d.Offer.Mode))
	}
	km, ok := way(d, f, now)
	return ok && km <= f.Radius
}

// dated is passes for offers with sessions that are cancelled or have no time.
func dated(d search.Document, f search.Filter) bool {
	from, to := f.From, f.To
	f.From, f.To = time.Time{}, time.Time{}
	return passes(d, f, searchtest.Start) && (from.IsZero() && to.IsZero() || slices.ContainsFunc(d.Offer.Sessions, func(s learning.Session) bool {
		start, _, err := learning.Moment(s.Start)
		return err == nil && s.Status != learning.Cancelled && !start.Before(from) && (to.IsZero() || start.Before(to))
	}))
}

// edge says whether rounding may decide: coordinates are kept to 11 m.
func edge(docs []search.Document, f search.Filter) bool {
	return slices.ContainsFunc(docs, func(d search.Document) bool {
		km, ok := way(d, f, searchtest.Start)
		return ok && math.Abs(km-f.Radius) < 0.02
	})
}

func TestTheRadiusEqualsBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var docs []search.Document
	for d := range searchtest.Offers(500, 9) {
		docs = append(docs, spread(d, r))
	}
	x := search.New(search.Config{Now: at})
	x.Put(docs...)
	byID := map[learning.OfferID]search.Document{}
	for _, d := range docs {
		byID[d.ID] = d
	}
	for range 300 {
		f := randomFilter(r)
		f.Seats, f.PlaceLand = nil, nil // passes does not know of cancelled sessions
		f.Near = &search.Point{Lat: 48 + 6*r.Float64(), Lon: 7 + 7*r.Float64()}
		f.Radius = math.Floor(math.Exp(7 * r.Float64()))
		if edge(docs, f) {
			continue
		}
		total, unplaced, modes := 0, 0, map[string]int{}
		for _, d := range docs {
			if dated(d, f) {
				if inReach(d, f, searchtest.Start) {
					total++
				} else if remote := d.Offer.Mode == learning.Online || d.Offer.Mode == learning.SelfPaced; !remote {
					anywhere := f
					anywhere.Radius, anywhere.From, anywhere.To = 30_000, time.Time{}, time.Time{}
					if !inReach(d, anywhere, searchtest.Start) {
						unplaced++
					}
				}
			}
			click := f
			if click.Mode = []string{string(d.Offer.Mode)}; dated(d, click) && inReach(d, click, searchtest.Start) {
				modes[string(d.Offer.Mode)]++
			}
		}
		got := x.Search(search.Query{Filter: f, Sort: search.ByDistance, Limit: 100, Facets: true})
		if got.Total != total || got.Unplaced != unplaced {
			t.Fatalf("%+v around %+v: %d and %d nowhere, want %d and %d", f, *f.Near, got.Total, got.Unplaced, total, unplaced)
		}
		if diff := gocmp.Diff(modes, got.Facets["mode"]); diff != "" {
			t.Fatalf("%+v: facet mode (-want +got):\n%s", f, diff)
		}
		for i, h := range got.Hits {
			want, ok := way(byID[h.ID], f, searchtest.Start)
			if (h.Distance != nil) != ok || ok && math.Abs(*h.Distance-want) > 0.02 {
				t.Fatalf("%s is %v away, want %v, %v", h.ID, h.Distance, want, ok)
			}
			s, km := x.Nearest(byID[h.ID], f)
			if (s != nil) != ok || ok && math.Abs(km-want) > 0.02 {
				t.Fatalf("%s: the nearest session %+v is %v away, want %v", h.ID, s, km, want)
			}
			if i > 0 && passed(byID[got.Hits[i-1].ID]) == passed(byID[h.ID]) && farther(got.Hits[i-1], h) {
				t.Fatalf("%s comes before %s, which is nearer", got.Hits[i-1].ID, h.ID)
			}
		}
	}
}

func passed(d search.Document) bool {
	until, ok := d.Offer.CurrentUntil()
	return ok && !until.After(searchtest.Start)
}

func farther(a, b search.Hit) bool {
	return b.Distance != nil && (a.Distance == nil || *a.Distance > *b.Distance+0.002)
}

// TestPlacesFollowEveryChange: whatever came and went, distances are those of a fresh index.
func TestPlacesFollowEveryChange(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 3))
		now := searchtest.Start
		clock := func() time.Time { return now }
		x := search.New(search.Config{Now: clock})
		live := map[learning.OfferID]search.Document{}
		for range 60 {
			switch r.IntN(4) {
			case 0:
				if ids := slices.Sorted(maps.Keys(live)); len(ids) > 0 {
					gone := ids[r.IntN(len(ids))]
					x.Remove(gone)
					delete(live, gone)
				}
			case 1:
				now = now.AddDate(0, 0, r.IntN(9))
			default:
				for range 1 + r.IntN(20) {
					d := spread(variant(r.IntN(60), 3*r.IntN(300)), r)
					live[d.ID] = d
					x.Put(d)
				}
			}
		}
		fresh := search.New(search.Config{Now: clock})
		for _, d := range live {
			fresh.Put(d)
		}
		for _, city := range []string{"Mainz", "Berlin", "München", "Köln"} {
			p, _ := x.Places().Town(city, "")
			f := search.Filter{Near: &search.Point{Lat: p.Lat, Lon: p.Lon}, Radius: 150}
			for _, q := range []search.Query{{Filter: f, Limit: 100, Facets: true}, {Filter: f, Limit: 100, Text: "Verwaltung", Sort: search.ByDistance}} {
				if diff := gocmp.Diff(fresh.Search(q), x.Search(q)); diff != "" {
					t.Fatalf("seed %d, %s (-fresh +got):\n%s", seed, city, diff)
				}
			}
		}
	}
}

func TestNearAmongEqualsComesFirst(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	put := func(id, city string, days int) {
		d := offer(id, "Kurs")
		start := noon.AddDate(0, 0, days)
		d.Offer.Sessions = []learning.Session{{
			ID: "1", Start: start.Format(time.RFC3339), End: start.Add(time.Hour).Format(time.RFC3339), Place: &learning.Place{City: city},
		}}
		x.Put(d)
	}
	put("wiesbaden", "Wiesbaden", 1)
	put("mainz-late", "Mainz", 9)
	put("mainz-soon", "55116 Mainz", 8)
	put("hamburg", "Hamburg", 1)
	put("anywhere", "Hinterdupfingen", 1)
	mainz := &search.Point{Lat: 50, Lon: 8.27}
	for _, c := range []struct {
		name   string
		filter search.Filter
		sort   string
		want   []string
	}{
		{"relevance", search.Filter{Near: mainz, Radius: 25}, search.ByRelevance, []string{"mainz-soon", "mainz-late", "wiesbaden"}},
		{"distance", search.Filter{Near: mainz, Radius: 25}, search.ByDistance, []string{"mainz-soon", "mainz-late", "wiesbaden"}},
		{"date", search.Filter{Near: mainz, Radius: 25}, search.ByDate, []string{"wiesbaden", "mainz-soon", "mainz-late"}},
		{"without a radius", search.Filter{Near: mainz}, search.ByDistance, []string{"mainz-soon", "mainz-late", "wiesbaden", "hamburg", "anywhere"}},
		{"without a place", search.Filter{}, search.ByDistance, []string{"anywhere", "hamburg", "wiesbaden", "mainz-soon", "mainz-late"}},
	} {
		if got := found(x, search.Query{Text: "Kurs", Filter: c.filter, Sort: c.sort}); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestPlaceLearnsFromTheOffers: a town that no table knows is where its sessions say.
func TestPlaceLearnsFromTheOffers(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	put := func(id string, p learning.Place) search.Document {
		d := offer(id, "Kurs")
		d.Offer.Sessions = []learning.Session{{ID: "1", Start: noon.AddDate(0, 0, 1).Format(time.RFC3339), Place: &p}}
		x.Put(d)
		return d
	}
	at := func(lat, lon float64, city, code string) learning.Place {
		return learning.Place{City: city, PostalCode: code, Lat: &lat, Lon: &lon}
	}
	put("a", at(50.1, 8.1, "Hinterdupfingen", "65999"))
	put("b", at(50.2, 8.2, "HINTERDUPFINGEN", ""))
	put("c", at(50.1, 8.1, "Vorderdupfingen", ""))
	far := put("d", at(53.0, 8.1, "vorderdupfingen", ""))
	put("e", learning.Place{City: "Mainz", PostalCode: "55999"})
	for text, want := range map[string]*gazetteer.Place{
		"Hinterdupfingen": {Lat: 50.15, Lon: 8.15},
		"hinterdupfingen": {Lat: 50.15, Lon: 8.15},
		"65999":           {Lat: 50.1, Lon: 8.1},
		"55999":           {Lat: 50, Lon: 8.27},
		"Vorderdupfingen": nil,
		"Nirgendwo":       nil,
		"":                nil,
	} {
		f := x.Place(text, "")
		if (f.How == gazetteer.Exact) != (want != nil) || want != nil && (math.Abs(f.Place.Lat-want.Lat) > 1e-6 || math.Abs(f.Place.Lon-want.Lon) > 1e-6) {
			t.Errorf("%q is %+v, want %+v", text, f, want)
		}
	}
	x.Remove(far.ID)
	if f := x.Place("Vorderdupfingen", ""); f.How != gazetteer.Exact {
		t.Errorf("one Vorderdupfingen is left, and is %+v", f)
	}
}

// BenchmarkNear searches 200,000 offers with 300,000 sessions around a town.
func BenchmarkNear(b *testing.B) {
	x := search.New(search.Config{Now: at})
	batch := make([]search.Document, 0, 5000)
	for d := range searchtest.Offers(200_000, 1) {
		if batch = append(batch, d); len(batch) == cap(batch) {
			x.Put(batch...)
			batch = batch[:0]
		}
	}
	x.Put(batch...)
	x.Settle()
	p, _ := x.Places().Town("Mainz", "")
	for _, c := range []struct {
		text   string
		radius float64
		facets bool
	}{{"", 0, false}, {"", 25, false}, {"", 500, false}, {searchtest.Query, 0, false}, {searchtest.Query, 25, false}, {searchtest.Query, 25, true}, {searchtest.Query, 0, true}} {
		q := search.Query{Text: c.text, Limit: 20, Facets: c.facets}
		if c.radius > 0 {
			q.Filter.Near, q.Filter.Radius = &search.Point{Lat: p.Lat, Lon: p.Lon}, c.radius
		}
		b.Run(fmt.Sprintf("%s/%.0fkm/facets=%v", cmp.Or(c.text, "all"), c.radius, c.facets), func(b *testing.B) {
			for b.Loop() {
				x.Search(q)
			}
		})
	}
}
