package search_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/duplicate"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// repeated is an offer of which every second is the same as others: pairs, tens and hundreds.
func repeated(i int) search.Document {
	course := i
	if i%2 == 0 {
		course = -1 - i/[...]int{4, 20, 500}[i%3]
	}
	d := searchtest.Offer(course, 1)
	own := searchtest.Offer(i, 1)
	o := *d.Offer
	o.Sessions, o.Provider = own.Offer.Sessions, own.Offer.Provider
	own.Offer = &o
	return own
}

// BenchmarkCards reports what cards take: per document to load, and per query beside the same query for offers.
func BenchmarkCards(b *testing.B) {
	x := search.New(search.Config{Now: at})
	var loading, settling time.Duration
	docs := make([]search.Document, 0, 1000)
	for i := range size() {
		if docs = append(docs, repeated(i)); len(docs) == cap(docs) || i == size()-1 {
			before := cpu()
			x.Put(docs...)
			loading += cpu() - before
			docs = docs[:0]
		}
	}
	before := cpu()
	x.Search(search.Query{Group: true}) // makes the groups
	settling = cpu() - before
	x.Settle()
	per := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(size()) }
	b.Logf("load %.1f µs-cpu/doc, groups %.1f µs-cpu/doc", per(loading), per(settling))
	for _, c := range []struct {
		name string
		q    search.Query
	}{
		{"two words", search.Query{Text: searchtest.Query}},
		{"nothing", search.Query{}},
		{"filtered", search.Query{Text: searchtest.Query, Filter: search.Filter{Land: []string{"by", "he"}, Kind: []string{"course"}}}},
	} {
		for _, group := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s group=%v", c.name, group), func(b *testing.B) {
				c.q.Limit, c.q.Facets, c.q.Group = 20, true, group
				var took []time.Duration
				total := 0
				for b.Loop() {
					began := time.Now()
					total = x.Search(c.q).Total
					took = append(took, time.Since(began))
				}
				quantiles(b, took)
				b.ReportMetric(float64(total), "total")
			})
		}
	}
	runtime.KeepAlive(x)
}

// BenchmarkTitle is what a title adds to the analysis of an offer.
func BenchmarkTitle(b *testing.B) {
	var r duplicate.Reader
	offers := make([]*learning.Offer, 1000)
	for i := range offers {
		offers[i] = searchtest.Offer(i, 1).Offer
	}
	i := 0
	for b.Loop() {
		i++
		r.Title(offers[i%1000], "K0000001")
	}
}
