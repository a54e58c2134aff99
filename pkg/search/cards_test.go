package search_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// copies are offers of which many are the same: from few courses, each sent by
// several providers, at another place, with some words changed.
func copies(n, courses int, seed uint64) []search.Document {
	r := rand.New(rand.NewPCG(seed, 9))
	docs := make([]search.Document, n)
	for i := range docs {
		d := searchtest.Offer(r.IntN(courses), 3)
		o := *d.Offer
		o.Provider.Name = fmt.Sprint("Haus ", r.IntN(4))
		if r.IntN(3) == 0 {
			o.Description = learning.Text{"de": o.Description["de"] + " Bitte bringen Sie Schreibzeug mit."}
		}
		if r.IntN(8) == 0 {
			o.Description = learning.Text{"de": searchtest.Offer(r.IntN(courses), 4).Offer.Description["de"]}
		}
		o.Sessions = searchtest.Offer(i, 5).Offer.Sessions
		d.Offer = &o
		d.Subject = fmt.Sprintf("S%04d", i)
		d.Land = learning.Laender[r.IntN(4)]
		d.ID = learning.NewOfferID(d.Land, d.System, d.Subject)
		docs[i] = d
	}
	return docs
}

// grouped asks for every card, all pages.
func grouped(x *search.Index, q search.Query) (hits []search.Hit, last search.Result) {
	q.Group, q.Limit, q.Facets = true, 100, true
	for {
		last = x.Search(q)
		if len(last.Hits) == 0 {
			return hits, last
		}
		hits = append(hits, last.Hits...)
		q.Offset += 100
	}
}

func TestOneCardForWhatIsTheSame(t *testing.T) {
	x := search.New(search.Config{Now: at})
	text := "text: Sie lernen den sicheren Umgang mit Tabellen, Formeln, Diagrammen, Filtern, Pivot, Druck, Import, Export, Namen, Bezügen, Zellen, Formaten, Blättern, Vorlagen, Makros, Listen, Summen, Daten, Zeiten"
	for id, about := range map[string]string{
		"1": "Excel Grundkurs\nlevel: beginner\nprovider: Haus A\nplace: Mainz\n" + text,
		"2": "Grundlagen Excel\nprovider: Haus B\nplace: Trier\n" + text + ", Ausblick",
		"3": "Excel Grundkurs in Worms\nprovider: Haus C\nplace: Worms\n" + text,
		"4": "Excel Aufbaukurs\nprovider: Haus A\nplace: Mainz\n" + text,
		"5": "Excel Grundkurs\nprovider: Haus A\nplace: Mainz\nlevel: advanced\n" + text,
	} {
		x.Put(offer(id, about))
	}
	hits, r := grouped(x, search.Query{Text: "Excel"})
	if r.Total != 3 || len(hits) != 3 {
		t.Fatalf("%d cards, total %d, want 3: %+v", len(hits), r.Total, hits)
	}
	sizes := map[int]int{}
	for _, h := range hits {
		if h.Group == nil {
			sizes[1]++
			continue
		}
		sizes[h.Group.Size]++
		for _, m := range h.Group.Members {
			if m.Score < 0.5 || m.Score > 1 || m.Reason == "" {
				t.Errorf("member %+v has no score or reason", m)
			}
		}
		if g := x.Same(h.ID); g == nil || g.ID != h.Group.ID || g.Size != h.Group.Size {
			t.Errorf("the group of %s alone is %+v, want %+v", h.ID, g, h.Group)
		}
	}
	if diff := cmp.Diff(map[int]int{1: 2, 3: 1}, sizes); diff != "" {
		t.Errorf("sizes of the cards (-want +got):\n%s", diff)
	}
	if hits, _ := grouped(x, search.Query{Text: "Excel Trier"}); len(hits) != 1 || hits[0].Group != nil {
		t.Errorf("only what was found belongs to the card: %+v", hits)
	}
	if g := x.Same(offer("4", "").ID); g != nil {
		t.Errorf("an offer that is alone has the group %+v", g)
	}
}

// TestCardsEqualAFreshIndex lets offers come, change and go in any order, also
// split ones, and compares with an index that saw only the end.
func TestCardsEqualAFreshIndex(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 2))
		x := search.New(search.Config{Now: at})
		live := map[learning.OfferID]search.Document{}
		all := append(copies(150, 12, seed), copies(150, 12, seed+100)...)
		splits := [][]learning.OfferID{{all[0].ID, all[1].ID, all[2].ID}, {all[3].ID, all[9].ID}}
		for range 40 {
			switch r.IntN(6) {
			case 0:
				if ids := slices.Sorted(maps.Keys(live)); len(ids) > 0 {
					gone := ids[r.IntN(len(ids))]
					x.Remove(gone)
					delete(live, gone)
				}
			case 1:
				grouped(x, search.Query{})
			case 2:
				x.Split(splits[:r.IntN(3)]...)
			default:
				var docs []search.Document
				for range 1 + r.IntN(60) {
					d := all[r.IntN(len(all))]
					docs = append(docs, d)
					live[d.ID] = d
				}
				x.Put(docs...)
			}
		}
		x.Split(splits...)
		fresh := search.New(search.Config{Now: at})
		fresh.Split(splits...)
		ids := slices.Sorted(maps.Keys(live))
		r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		for _, id := range ids {
			fresh.Put(live[id])
		}
		for _, q := range []search.Query{{}, {Text: "Haushalt"}, {Sort: search.ByTitle}, {Filter: search.Filter{Land: []string{"by"}}}} {
			want, wantResult := grouped(fresh, q)
			got, result := grouped(x, q)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d, %+v: cards differ from a fresh index (-fresh +got):\n%s", seed, q, diff)
			}
			if diff := cmp.Diff(wantResult, result); diff != "" {
				t.Fatalf("seed %d, %+v: result differs from a fresh index (-fresh +got):\n%s", seed, q, diff)
			}
		}
		for _, id := range ids {
			if diff := cmp.Diff(fresh.Same(id), x.Same(id)); diff != "" {
				t.Fatalf("seed %d: what is the same as %s differs (-fresh +got):\n%s", seed, id, diff)
			}
		}
	}
}

// TestCardsEqualBruteForce makes cards of a plain result and counts them by hand.
func TestCardsEqualBruteForce(t *testing.T) {
	docs := copies(600, 60, 1)
	x := search.New(search.Config{Now: at})
	x.Put(docs...)
	x.Settle()
	group := map[learning.OfferID]learning.OfferID{}
	inGroups := 0
	for _, d := range docs {
		group[d.ID] = d.ID
		if g := x.Same(d.ID); g != nil {
			group[d.ID] = g.ID
			inGroups++
		}
	}
	if inGroups < 200 || inGroups == len(docs) {
		t.Fatalf("%d of %d offers are in groups: no test", inGroups, len(docs))
	}
	r := rand.New(rand.NewPCG(4, 4))
	for i := range 120 {
		q := search.Query{Text: []string{"", "Haushalt", "Planung"}[r.IntN(3)], Filter: randomFilter(r), Sort: []string{"", search.ByDate, search.ByTitle, search.ByNew}[i%4]}
		seen := map[learning.OfferID]bool{}
		var want []learning.OfferID
		size := map[learning.OfferID]int{}
		plain := q
		for plain.Limit = 100; ; plain.Offset += 100 {
			hits := x.Search(plain).Hits
			for _, h := range hits {
				if size[group[h.ID]]++; !seen[group[h.ID]] {
					seen[group[h.ID]] = true
					want = append(want, h.ID)
				}
			}
			if len(hits) == 0 {
				break
			}
		}
		hits, result := grouped(x, q)
		var got []learning.OfferID
		for _, h := range hits {
			got = append(got, h.ID)
			n := 1
			if h.Group != nil {
				n = h.Group.Size
				if h.Group.ID != group[h.ID] || len(h.Group.Members) != min(n-1, search.MaxMembers) {
					t.Errorf("%+v: card %s has the group %+v, want %s", q, h.ID, h.Group, group[h.ID])
				}
			}
			if n != size[group[h.ID]] {
				t.Errorf("%+v: card %s stands for %d, want %d", q, h.ID, n, size[group[h.ID]])
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%+v: cards differ (-want +got):\n%s", q, diff)
		}
		if result.Total != len(want) {
			t.Errorf("%+v: total %d, want %d", q, result.Total, len(want))
		}
		clicks(t, x, q, result)
	}
}

// clicks holds the counts of facets to what a click on them shows.
func clicks(t *testing.T, x *search.Index, q search.Query, r search.Result) {
	t.Helper()
	for _, kind := range []string{"course", "programme", "event", "self_study"} {
		q.Filter.Kind = []string{kind}
		if _, shown := grouped(x, q); shown.Total != r.Facets["kind"][kind] {
			t.Fatalf("%+v: facet kind says %d, a click shows %d", q, r.Facets["kind"][kind], shown.Total)
		}
	}
	q.Filter.Kind = nil
	_, r = grouped(x, q)
	for _, yes := range []bool{true, false} {
		q.Filter.Current = &yes
		if _, shown := grouped(x, q); shown.Total != r.Facets["current"][fmt.Sprint(yes)] && q.Filter.Kind == nil {
			t.Fatalf("%+v: facet current says %v, a click on %v shows %d", q, r.Facets["current"], yes, shown.Total)
		}
	}
	q.Filter.Current = nil
	_, r = grouped(x, q)
	for provider, n := range r.Facets["provider"] {
		q.Filter.Provider = []string{provider}
		if _, shown := grouped(x, q); shown.Total != n {
			t.Fatalf("%+v: facet provider says %d, a click shows %d", q, n, shown.Total)
		}
	}
}

func TestSplitOffersStayApart(t *testing.T) {
	x := search.New(search.Config{Now: at})
	docs := copies(1, 1, 1)
	for i := range 4 {
		d := docs[0]
		d.ID = learning.NewOfferID("by", "t", fmt.Sprint(i))
		docs = append(docs, d)
	}
	docs = docs[1:]
	x.Put(docs...)
	if g := x.Same(docs[0].ID); g == nil || g.Size != 4 {
		t.Fatalf("the group before is %+v, want all four", g)
	}
	x.Split([]learning.OfferID{docs[0].ID, docs[1].ID})
	x.Put(docs[1], docs[0])
	if g := x.Same(docs[1].ID); g != nil {
		t.Errorf("the split offer has the group %+v, want none", g)
	}
	if g := x.Same(docs[0].ID); g == nil || g.Size != 3 {
		t.Errorf("the others have the group %+v, want three", g)
	}
	x.Split()
	if g := x.Same(docs[1].ID); g == nil || g.Size != 4 {
		t.Errorf("joined again: %+v, want all four", g)
	}
}

func TestManyGroupedSearchesAndAWriter(t *testing.T) {
	x := search.New(search.Config{Now: at})
	docs := copies(400, 20, 8)
	x.Put(docs...)
	var group sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					grouped(x, search.Query{})
					x.Same(docs[7].ID)
				}
			}
		})
	}
	for i := range 60 {
		x.Put(copies(5, 20, uint64(i))...)
		x.Remove(docs[i*3].ID)
		x.Split([]learning.OfferID{docs[i].ID, docs[i+1].ID})
	}
	close(stop)
	group.Wait()
}
