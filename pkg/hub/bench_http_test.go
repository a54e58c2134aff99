package hub

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
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

// benchHTTP measures the query of two terms with facets through HTTP, and how
// many mixed searches a second all cores answer. It gives the median in ms.
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
	took := make([]time.Duration, 0, 500)
	for range cap(took) {
		begun := time.Now()
		if err := fetch(server.URL, heavy); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	figure{"offers_http_p99", quantile(took, .99), "ms", 0, 8, true}.print()
	p50 := quantile(took, .5)

	queries := searchtest.Queries(5000, 1)
	var next atomic.Int64
	var clients sync.WaitGroup
	begun := time.Now()
	for range 4 * runtime.GOMAXPROCS(0) {
		clients.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(queries)); i = next.Add(1) - 1 {
				if err := fetch(server.URL, queries[i]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	figure{"searches_http", float64(len(queries)) / time.Since(begun).Seconds(), "1/s", 0, 1000, false}.print()
	return p50
}

// fetch asks for the offers that a query finds.
func fetch(base string, query url.Values) error {
	answer, err := http.Get(base + "/api/v1/offers?" + query.Encode())
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
