package search_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// size is how many offers the benchmarks load; SEARCH_BENCH_OFFERS changes it.
func size() int {
	if n, err := strconv.Atoi(os.Getenv("SEARCH_BENCH_OFFERS")); err == nil {
		return n
	}
	return 200_000
}

func at() time.Time { return searchtest.Start }

func load(n int) *search.Index {
	x := search.New(search.Config{Now: at})
	var chunk []search.Document
	for d := range searchtest.Offers(n, 1) {
		if chunk = append(chunk, d); len(chunk) == 4000 {
			x.Put(chunk...)
			chunk = chunk[:0]
		}
	}
	x.Put(chunk...)
	x.Settle()
	return x
}

var loaded *search.Index

func shared(b *testing.B) *search.Index {
	b.Helper()
	if loaded == nil {
		loaded = load(size())
	}
	return loaded
}

// BenchmarkLoad reports documents a second and bytes a document; making the documents up is not counted.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		x := search.New(search.Config{Now: at})
		var took, used time.Duration
		for from := 0; from < size(); from += 4000 {
			docs := make([]search.Document, 0, 4000)
			for i := range min(4000, size()-from) {
				docs = append(docs, searchtest.Offer(from+i, 1))
			}
			began, before := time.Now(), cpu()
			x.Put(docs...)
			took += time.Since(began)
			used += cpu() - before
		}
		began := time.Now()
		x.Settle()
		settled := time.Since(began)
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(size())/took.Seconds(), "docs/s")
		b.ReportMetric(float64(used.Microseconds())/float64(size()), "µs-cpu/doc")
		b.ReportMetric(settled.Seconds(), "s-settle")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(x.Len()), "B/doc")
		runtime.KeepAlive(x)
		loaded = x
	}
}

func quantiles(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	ms := func(q float64) float64 { return float64(took[int(q*float64(len(took)-1))].Microseconds()) / 1000 }
	b.ReportMetric(ms(.5), "ms-p50")
	b.ReportMetric(ms(.99), "ms-p99")
}

// cpu is the processor time of this process: what a crowded machine cannot stretch.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkSearch reports the times of queries with five facets and more, top 20.
func BenchmarkSearch(b *testing.B) {
	x := shared(b)
	current := true
	for _, c := range []struct {
		name string
		q    search.Query
	}{
		{"two words", search.Query{Text: searchtest.Query}},
		{"two words current filter", search.Query{Text: searchtest.Query, Filter: search.Filter{Current: &current, Land: []string{"by"}, MyLand: "he", Employer: "municipal", May: []string{"yes"}}}},
		{"one word", search.Query{Text: "Recht"}},
		{"sentence", search.Query{Text: "Wie kann ich Anträge in der Sozialverwaltung digital bearbeiten und prüfen?"}},
		{"one box", search.Query{Text: "Recht Kommune Berlin oder online kostenlos für Anfänger im Januar"}},
		{"only filters", search.Query{Text: "online kostenlos Anfänger"}},
		{"typing error", search.Query{Text: "Verwlatungsrecht Grundlgaen"}},
		{"nothing", search.Query{}},
		{"nothing by title", search.Query{Sort: search.ByTitle}},
		{"months", search.Query{Filter: search.Filter{From: searchtest.Start, To: searchtest.Start.AddDate(0, 3, 0)}}},
		{"explained", search.Query{Text: "Verwaltung Recht", Explain: true}},
	} {
		b.Run(c.name, func(b *testing.B) {
			c.q.Limit, c.q.Facets = 20, true
			var took []time.Duration
			total := 0
			before := cpu()
			for b.Loop() {
				began := time.Now()
				total = x.Search(c.q).Total
				took = append(took, time.Since(began))
			}
			b.ReportMetric((cpu()-before).Seconds()*1000/float64(len(took)), "ms-cpu")
			quantiles(b, took)
			b.ReportMetric(float64(total), "hits")
		})
	}
}

// BenchmarkMixed reports the processor time of the searches of searchtest.Queries, with facets and as cards.
func BenchmarkMixed(b *testing.B) {
	x := shared(b)
	queries := searchtest.Queries(1500, 1)
	x.Search(search.Query{Group: true}) // makes the groups
	var took []time.Duration
	before := cpu()
	for b.Loop() {
		for _, q := range queries {
			began := time.Now()
			x.Search(searchtest.Asked(q))
			took = append(took, time.Since(began))
		}
	}
	b.ReportMetric((cpu()-before).Seconds()*1000/float64(len(took)), "ms-cpu")
	quantiles(b, took)
}

// BenchmarkPut reports how long one new or revised offer takes to be findable while searches run.
func BenchmarkPut(b *testing.B) {
	x := shared(b)
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				x.Search(search.Query{Text: searchtest.Query, Limit: 20, Facets: true})
			}
		}
	}()
	var took []time.Duration
	i := 0
	for b.Loop() {
		i++
		d := searchtest.Offer(i%size(), 2)
		if i%2 == 0 {
			d.Subject = fmt.Sprintf("new%d", i)
			d.ID = learning.NewOfferID(d.Land, d.System, d.Subject)
		}
		began := time.Now()
		x.Put(d)
		took = append(took, time.Since(began))
	}
	close(stop)
	<-done
	quantiles(b, took)
	loaded = nil
}
