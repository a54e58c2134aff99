package hub

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// BenchmarkSearchFigures prints what searching promises: through HTTP with
// facets, beside PostgreSQL's full text on the same rows and words in the same
// run, with a mixed log of queries, and at five times as many offers.
// LVBENCH_OFFERS changes the size, 200,000 offers.
func BenchmarkSearchFigures(b *testing.B) {
	for b.Loop() {
		n := offers(b)
		small := benchMixedIndex(b, n)
		runtime.GC()
		large := benchMixedIndex(b, 5*n)
		figure{"search_growth_5x", large, "ms", small, 5, true}.print()
		runtime.GC()
		p50 := benchHTTP(b, n)
		benchPostgres(b, n, p50)
	}
}

// benchHTTP measures the query of two terms with facets through HTTP, for offers
// and as the pages send it, what a radius adds, what completes a beginning, and how
// many mixed searches a second all cores answer. It gives the first one's median in ms.
func benchHTTP(b *testing.B, n int) float64 {
	dir := filepath.Join(b.TempDir(), "data")
	fillLog(b, dir, n)
	cfg := quietConfig(dir)
	cfg.Rate = api.Rate{PerSecond: -1}
	p, err := open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer p.close()
	handler, err := p.handler()
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	heavy := url.Values{"q": {searchtest.Query}}
	took := benchAddress(b, server.URL, offersPath, heavy)
	figure{"offers_http_p99", quantile(took, .99), "ms", 0, 8, true}.print()
	p50 := quantile(took, .5)
	asPages := url.Values{"q": {searchtest.Query}, "group": {"true"}, "current": {"true"}}
	took = benchAddress(b, server.URL, offersPath, asPages)
	figure{"offers_cards_http_p99", quantile(took, .99), "ms", 0, 8, true}.print()
	without := quantile(took, .5)
	asPages.Set("near", "50.1,8.7")
	asPages.Set("radius", "50")
	took = benchAddress(b, server.URL, offersPath, asPages)
	figure{"radius_http_more", quantile(took, .5) - without, "ms", 0, 3, true}.print()
	typed := make([]url.Values, 0, 40)
	for _, q := range searchtest.Queries(100, 2) {
		if text := []rune(q.Get("q")); len(text) > 4 && len(typed) < cap(typed) {
			typed = append(typed, url.Values{"q": {string(text[:1+len(typed)%4])}})
		}
	}
	took = benchAddress(b, server.URL, "/api/v1/suggest", typed...)
	figure{"suggest_http_p99", quantile(took, .99), "ms", 0, 10, true}.print()

	queries := searchtest.Queries(5000, 1)
	benchClients(b, server.URL, "searches_http", queries)
	for i, q := range queries {
		queries[i] = asNew(q, i)
	}
	benchClients(b, server.URL, "searches_http_new", queries)
	return p50
}

// benchClients measures how many searches a second some clients at once are answered.
func benchClients(b *testing.B, base, name string, queries []url.Values) {
	var next atomic.Int64
	var clients sync.WaitGroup
	begun, before := time.Now(), processor()
	for range 4 * runtime.GOMAXPROCS(0) {
		clients.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(queries)); i = next.Add(1) - 1 {
				if err := fetch(base, offersPath, queries[i]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	figure{name, float64(len(queries)) / time.Since(begun).Seconds(), "1/s", 0, 1000, false}.print()
	// Two cores and no one else: what a crowded machine cannot stretch.
	figure{name + "_cpu", 2 * float64(len(queries)) / (processor() - before).Seconds(), "1/2 core-s", 0, 1000, false}.print()
}

// asNew is a query with as many spaces around its words as nobody has sent
// before: the same to the search, another one to who remembers answers.
func asNew(q url.Values, n int) url.Values {
	q = maps.Clone(q)
	spaces := func(n int) string { return strings.Repeat(" ", n) }
	q.Set("q", spaces(n%16)+q.Get("q")+spaces(n/16%16)+" "+spaces(n/256))
	return q
}

// benchAddress asks 500 times, the queries in turn and lists as nobody did
// before, and gives how long each took.
func benchAddress(b *testing.B, base, path string, queries ...url.Values) []time.Duration {
	took := make([]time.Duration, 0, 500)
	for i := range cap(took) {
		q := queries[i%len(queries)]
		if path == offersPath {
			q = asNew(q, i)
		}
		begun := time.Now()
		if err := fetch(base, path, q); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	return took
}

const offersPath = "/api/v1/offers"

// processor is the processor time of this process, both ends of its connections included.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fetch asks the API and reads its answer.
func fetch(base, path string, query url.Values) error {
	answer, err := http.Get(base + path + "?" + query.Encode())
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", query.Encode(), answer.Status)
	}
	return nil
}
