package search_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// TestVerdictsAreThoseOfLearning wants that filter and facet of every attendee
// say of every rule what learning says, also after the clock has gone on.
func TestVerdictsAreThoseOfLearning(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	now := noon
	x := search.New(search.Config{Now: func() time.Time { return now }})
	pick := func(values ...string) string { return values[r.IntN(len(values))] }
	var docs []search.Document
	for i := range 400 {
		d := offer(fmt.Sprint(i), "Kurs")
		d.Land = learning.Land(pick("he", "by", "bund"))
		a := &learning.Access{OpenTo: pick("", "own_staff", "land", "all_laender", "public"), OutsidersFrom: pick("", "", noon.AddDate(0, 0, r.IntN(9)-4).Format(time.DateOnly))}
		for range r.IntN(3) {
			a.Laender = append(a.Laender, learning.Land(pick("rp", "he", "bund")))
			a.Employers = append(a.Employers, pick("state", "municipal", "federal", "other"))
		}
		if r.IntN(3) == 0 {
			a.OutsiderPrice = &learning.Price{Amount: pick("0", "80.00")}
			d.Offer.Price = &learning.Price{Amount: pick("80", "40.00")}
		}
		if r.IntN(9) > 0 {
			d.Offer.Access = a
		}
		docs = append(docs, d)
	}
	x.Put(docs...)
	for range 2 {
		for _, land := range []learning.Land{"", "he", "by", "rp", "bund"} {
			for _, employer := range []string{"", "state", "municipal", "federal", "other"} {
				who := learning.Attendee{Land: land, Employer: employer}
				want := map[string]int{}
				for _, d := range docs {
					want[string(d.Offer.Access.Admits(who, d.Land, d.Offer.Price, now).May)]++
				}
				got := x.Search(search.Query{Facets: true, Filter: search.Filter{MyLand: land, Employer: employer, May: []string{"no"}}})
				if diff := cmp.Diff(want, got.Facets["may"]); diff != "" {
					t.Errorf("%s, %+v: facet may (-want +got):\n%s", now, who, diff)
				}
				for may, n := range want {
					if got := x.Search(search.Query{Filter: search.Filter{MyLand: land, Employer: employer, May: []string{may}}}).Total; got != n {
						t.Errorf("%s, %+v: %d %s, want %d", now, who, got, may, n)
					}
				}
			}
		}
		now = now.AddDate(0, 0, 3)
	}
}
