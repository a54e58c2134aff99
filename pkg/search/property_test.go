package search_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

var texts = []string{
	"Verwaltungsdigitalisierung", "Digitalisierung der Verwaltung", "Geigenlehrerprüfung", "Geige für Anfänger\nlevel: beginner",
	"Lehrer:innen und Schüler*innen", "Brandschutzhelfer\nplace: Rosenheim", "Das Heim\nplace: Mainz", "Wohnheimleitung", "Obst- und Gemüseanbau",
	"IT-Sicherheit", "ITSicherheit im Amt", "Jugendamt\nprovider: Jugendamt", "Gesamtplan", "Graphen\ntext: Algorithmen auf Graphen",
	"Messe Organisation\ntext: Wir messen und organisieren", "Käse\nkeyword: Kaese, Milch", "Kauffrau", "Kaufmann", "Die Ärztin", "Der Arzt",
	"Datenschutz\ntopic: data_protection", "Datenschutzbeauftragte", "Schutz der Daten", "Excel\nplace: Mainz", "Excel Schulung", "Rosenheimer Straße",
}

var queries = []string{
	"", "Verwaltung", "Digitalisierung", "Geige", "Lehrerin", "Heim", "Anbau", "Obstanbau", "IT Sicherheit", "Amt", "Graphalgorithmen", "messen",
	"Kase", "Kaufleute", "Ärztinnen", "Datenschuz", "Excel Mainz Schulung", "Beauftragte", "Verwaltungsrecht", "Prozesse Planung", "Anfänger",
	"Schutz Daten Amt Geige", "organisieren", "Kosten im Bericht", "Rosenheim",
}

// variant is one of the states that an offer goes through.
func variant(id, v int) search.Document {
	var d search.Document
	if v%3 == 0 {
		d = searchtest.Offer(v, 7)
	} else {
		d = offer("", texts[v%len(texts)]+"\ntext: "+texts[(v*7)%len(texts)])
	}
	d.Subject = fmt.Sprint("o", id)
	d.Land = learning.Laender[id%5]
	d.ID = learning.NewOfferID(d.Land, d.System, d.Subject)
	return d
}

func answers(x *search.Index) map[string]search.Result {
	all := make(map[string]search.Result)
	for _, text := range queries {
		for _, sort := range []string{"", search.ByDate, search.ByTitle, search.ByNew} {
			all[text+"/"+sort] = x.Search(search.Query{Text: text, Sort: sort, Limit: 100, Explain: true, Facets: true})
		}
	}
	return all
}

func TestAnyHistoryEqualsAFreshIndex(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1))
		x := search.New(search.Config{Now: clock})
		live := map[learning.OfferID]search.Document{}
		for range 60 {
			switch r.IntN(5) {
			case 0:
				if ids := slices.Sorted(maps.Keys(live)); len(ids) > 0 {
					gone := ids[r.IntN(len(ids))]
					x.Remove(gone, "by:t:unknown")
					delete(live, gone)
				}
			case 1:
				x.Search(search.Query{Text: queries[r.IntN(len(queries))]})
			default:
				var docs []search.Document
				for range 1 + r.IntN(40) {
					d := variant(r.IntN(80), r.IntN(1000))
					docs = append(docs, d)
					live[d.ID] = d
				}
				x.Put(docs...)
			}
		}
		fresh := search.New(search.Config{Now: clock})
		ids := slices.Sorted(maps.Keys(live))
		r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		for _, id := range ids {
			fresh.Put(live[id])
		}
		if x.Len() != len(live) || fresh.Len() != len(live) {
			t.Errorf("seed %d: %d and %d documents, want %d", seed, x.Len(), fresh.Len(), len(live))
		}
		got, want := answers(x), answers(fresh)
		for q := range want {
			if diff := cmp.Diff(want[q], got[q]); diff != "" {
				t.Fatalf("seed %d: %q differs from a fresh index (-fresh +got):\n%s", seed, q, diff)
			}
		}
	}
}

// passes is what the Filter promises, said once more over the offer itself.
func passes(d search.Document, f search.Filter, now time.Time) bool {
	o := d.Offer
	anyOf := func(wanted []string, has ...string) bool {
		return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(has, w) })
	}
	is := func(wanted *bool, has bool) bool { return wanted == nil || *wanted == has }
	var lands []string
	seats, starts := false, f.From.IsZero() && f.To.IsZero()
	for _, s := range o.Sessions {
		start, _ := time.Parse(time.RFC3339, s.Start)
		over, _ := time.Parse(time.RFC3339, s.End)
		if s.Place != nil {
			lands = append(lands, string(s.Place.Land))
		}
		seats = seats || over.After(now) && s.SeatsFree != nil && *s.SeatsFree > 0
		starts = starts || !start.Before(f.From) && (f.To.IsZero() || start.Before(f.To))
	}
	until, bounded := o.CurrentUntil()
	free := o.Price != nil && o.Price.Free != nil
	grade, opening, certificate := "", "", ""
	if o.Level != nil {
		grade = o.Level.Grade
	}
	if o.Access != nil {
		opening = o.Access.OpenTo
	}
	if o.Certificate != nil {
		certificate = o.Certificate.Kind
	}
	return anyOf(f.Land, string(d.Land)) && anyOf(f.PlaceLand, lands...) && anyOf(f.Kind, string(o.Kind)) && anyOf(f.Mode, string(o.Mode)) &&
		anyOf(f.Topic, o.Topics...) && anyOf(f.Level, grade) && anyOf(f.Language, o.InLanguage...) && anyOf(f.Provider, o.Provider.Name) &&
		anyOf(f.Audience, o.Audience...) && anyOf(f.Access, opening) && anyOf(f.Certificate, certificate) &&
		anyOf(f.Accessibility, o.Accessibility...) && is(f.Current, !bounded || until.After(now)) && is(f.Seats, seats) &&
		(f.Free == nil || free && *o.Price.Free == *f.Free) && starts && !d.SeenAt.Before(f.Since) && admits(d, f)
}

func admits(d search.Document, f search.Filter) bool {
	who := learning.Attendee{Land: f.MyLand, Employer: f.Employer}
	return len(f.May) == 0 ||
		slices.Contains(f.May, string(d.Offer.Access.Admits(who, d.Land, d.Offer.Price, searchtest.Start).May))
}

func randomFilter(r *rand.Rand) search.Filter {
	var f search.Filter
	some := func(values ...string) []string {
		if r.IntN(3) > 0 {
			return nil
		}
		r.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		return values[:1+r.IntN(2)]
	}
	maybe := func() *bool {
		if b := r.IntN(8); b < 2 {
			return new(b == 0)
		}
		return nil
	}
	f.Land = some("by", "bb", "be", "xx")
	f.PlaceLand = some("by", "he", "nw", "sn")
	f.Kind = some("course", "self_study", "event")
	f.Mode = some("online", "onsite")
	f.Level = some("beginner", "advanced")
	f.Access = some("public", "land")
	f.Accessibility = some("captions", "wheelchair")
	f.Free, f.Current, f.Seats = maybe(), maybe(), maybe()
	if r.IntN(3) == 0 {
		f.From = searchtest.Start.Add(time.Duration(r.IntN(2000)) * time.Hour)
	}
	if r.IntN(3) == 0 {
		f.To = searchtest.Start.Add(time.Duration(2000+r.IntN(4000)) * time.Hour)
	}
	if r.IntN(4) == 0 {
		f.Since = searchtest.Start.Add(-time.Duration(r.IntN(2000)) * time.Hour)
	}
	if r.IntN(3) == 0 {
		f.MyLand = []learning.Land{"", "by", "he", "bund"}[r.IntN(4)]
		f.Employer = []string{"", "municipal", "federal", "other"}[r.IntN(4)]
		f.May = some("yes", "conditional", "no", "unknown")
	}
	return f
}

// without is the filter less that of one facet.
func without(f search.Filter, facet string) search.Filter {
	switch facet {
	case "land":
		f.Land = nil
	case "kind":
		f.Kind = nil
	case "mode":
		f.Mode = nil
	case "level":
		f.Level = nil
	case "free":
		f.Free = nil
	case "may":
		f.May = nil
	}
	return f
}

func TestTotalsAndFacetsEqualBruteForce(t *testing.T) {
	docs := slices.Collect(searchtest.Offers(400, 3))
	x := search.New(search.Config{Now: at})
	x.Put(docs...)
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		f := randomFilter(r)
		text := []string{"", "Recht", "Verwaltung Planung"}[r.IntN(3)]
		matches := map[learning.OfferID]bool{}
		for _, sub := range [][2]int{{0, 100}, {100, 200}, {200, 300}, {300, 400}} {
			for _, h := range x.Search(search.Query{Text: text, Limit: 100, Offset: sub[0]}).Hits {
				matches[h.ID] = true
			}
		}
		got := x.Search(search.Query{Text: text, Filter: f, Limit: 100, Facets: true})
		total := 0
		counts := map[string]map[string]int{"land": {}, "kind": {}, "mode": {}, "level": {}, "free": {}, "may": {}}
		who := learning.Attendee{Land: f.MyLand, Employer: f.Employer}
		if who == (learning.Attendee{}) && len(f.May) == 0 {
			delete(counts, "may")
		}
		for _, d := range docs {
			if !matches[d.ID] {
				continue
			}
			if passes(d, f, searchtest.Start) {
				total++
			}
			for facet, values := range map[string]string{
				"land": string(d.Land), "kind": string(d.Offer.Kind), "mode": string(d.Offer.Mode), "level": d.Offer.Level.Grade, "free": freeOf(d),
				"may": string(d.Offer.Access.Admits(who, d.Land, d.Offer.Price, searchtest.Start).May),
			} {
				if _, asked := counts[facet]; asked && values != "" && passes(d, without(f, facet), searchtest.Start) {
					counts[facet][values]++
				}
			}
		}
		if got.Total != total || len(got.Hits) != min(total, 100) {
			t.Fatalf("%q with %+v: %d in all and %d hits, want %d", text, f, got.Total, len(got.Hits), total)
		}
		for facet, want := range counts {
			if diff := cmp.Diff(want, got.Facets[facet]); diff != "" {
				t.Fatalf("%q with %+v: facet %s (-want +got):\n%s", text, f, facet, diff)
			}
		}
	}
}

func freeOf(d search.Document) string {
	if d.Offer.Price == nil || d.Offer.Price.Free == nil {
		return ""
	}
	return fmt.Sprint(*d.Offer.Price.Free)
}

func TestPagesTogetherAreTheWholeList(t *testing.T) {
	x := search.New(search.Config{Now: at})
	x.Put(slices.Collect(searchtest.Offers(300, 5))...)
	for _, sort := range []string{"", search.ByDate, search.ByTitle, search.ByNew} {
		for _, text := range []string{"", "Verwaltung"} {
			q := search.Query{Text: text, Sort: sort, Limit: 100}
			var whole, paged []string
			for q.Offset = 0; q.Offset < 300; q.Offset += 100 {
				whole = append(whole, ids(x.Search(q))...)
			}
			q.Limit = 7
			for q.Offset = 0; q.Offset < 300; q.Offset += 7 {
				paged = append(paged, ids(x.Search(q))...)
			}
			if diff := cmp.Diff(whole, paged); diff != "" {
				t.Errorf("%q by %q: pages of 100 and of 7 differ:\n%s", text, sort, diff)
			}
		}
	}
}

func ids(r search.Result) []string {
	var out []string
	for _, h := range r.Hits {
		out = append(out, string(h.ID))
	}
	return out
}

func TestManySearchesAndAWriter(t *testing.T) {
	x := search.New(search.Config{Now: at})
	x.Put(slices.Collect(searchtest.Offers(200, 1))...)
	stop := make(chan struct{})
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				r := x.Search(search.Query{Text: queries[i%len(queries)], Limit: 20, Explain: true, Facets: true})
				if len(r.Hits) > r.Total {
					t.Errorf("%d hits of %d", len(r.Hits), r.Total)
				}
			}
		})
	}
	for i := range 150 {
		d := searchtest.Offer(i%220, uint64(i))
		x.Put(d)
		if r := x.Search(search.Query{Text: d.Subject, Limit: 100}); !slices.Contains(ids(r), string(d.ID)) {
			t.Errorf("%s cannot be found after Put returned: %+v", d.ID, r)
		}
		if i%3 == 0 {
			x.Remove(d.ID)
		}
	}
	close(stop)
	group.Wait()
}

func TestTheClockMovesWhatIsCurrent(t *testing.T) {
	var mu sync.Mutex
	now := noon
	x := search.New(search.Config{Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
	soon := offer("soon", "Kurs soon")
	soon.Offer.Sessions = []learning.Session{
		{ID: "1", Start: "2026-11-24T09:00:00+01:00", End: "2026-11-24T16:00:00+01:00", SeatsFree: new(learning.Count(3))},
		{ID: "2", Start: "2027-02-01", End: "2027-02-02"},
	}
	later := offer("later", "Kurs later")
	later.Offer.Sessions = []learning.Session{{ID: "1", Start: "2026-12-24", End: "2026-12-24"}}
	x.Put(soon, later)
	state := func() string {
		var b strings.Builder
		for _, h := range x.Search(search.Query{Limit: 10}).Hits {
			_, _, s, _ := h.ID.Parts()
			b.WriteString(s + " ")
		}
		yes := true
		fmt.Fprintf(&b, "current %d seats %d", x.Search(search.Query{Filter: search.Filter{Current: &yes}}).Total,
			x.Search(search.Query{Filter: search.Filter{Seats: &yes}}).Total)
		return b.String()
	}
	for _, c := range []struct{ at, want string }{
		{"2026-11-23T12:00:00Z", "soon later current 2 seats 1"},
		{"2026-11-25T12:00:00Z", "later soon current 2 seats 0"},
		{"2026-12-24T22:59:59Z", "later soon current 2 seats 0"},
		{"2026-12-24T23:00:00Z", "soon later current 1 seats 0"},
		{"2027-03-01T00:00:00Z", "later soon current 0 seats 0"},
	} {
		mu.Lock()
		now, _ = time.Parse(time.RFC3339, c.at)
		mu.Unlock()
		if got := state(); got != c.want {
			t.Errorf("at %s: %q, want %q", c.at, got, c.want)
		}
	}
}

func FuzzSearch(f *testing.F) {
	x := search.New(search.Config{Now: at})
	x.Put(slices.Collect(searchtest.Offers(60, 1))...)
	for i, text := range texts {
		x.Put(offer(fmt.Sprint(i), text))
	}
	for _, q := range append(append(queries, wishful...), strings.Repeat("Verwaltungs", 60), strings.Repeat("a b-", 300), "\xff", "-", "U.K. C++ C# /-in", strings.Repeat("ä", 600)) {
		f.Add(q)
	}
	x.Settle() // reads the lists: not the time of a search
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		r := x.Search(search.Query{Text: text, Limit: 20, Explain: true, Facets: true})
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%d bytes took %v", len(text), took)
		}
		if len(r.Hits) > 20 || len(r.Hits) > r.Total || r.Total > x.Len() {
			t.Errorf("%q: %d hits of %d in %d", text, len(r.Hits), r.Total, x.Len())
		}
	})
}

func TestBulkLoadKnowsTheSameParts(t *testing.T) {
	bulk, slow := search.New(search.Config{Now: clock}), search.New(search.Config{Now: clock})
	var docs []search.Document
	for d := range searchtest.Offers(2300, 5) {
		docs = append(docs, d)
	}
	bulk.Put(docs...)
	bulk.Settle()
	slow.Put(docs[:2001]...) // from 2,000 on a word that stands once is no part of others
	slow.Settle()
	for few := range slices.Chunk(docs[2001:], 3) {
		slow.Put(few...)
	}
	for _, d := range docs[2001:] {
		for word := range strings.FieldsSeq(d.Offer.Title["de"]) {
			q := search.Query{Text: word, Limit: 20, Explain: true}
			if diff := cmp.Diff(slow.Search(q), bulk.Search(q)); diff != "" {
				t.Fatalf("%q differs after a bulk load (-one by one +bulk):\n%s", word, diff)
			}
		}
	}
}
