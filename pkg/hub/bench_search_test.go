package hub

import (
	"runtime"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// benchSearch measures a query of two terms with about 30,000 hits at 200,000
// offers, with facets and the top 20, and what the index takes per offer.
func benchSearch(b *testing.B, n int) {
	before := heap()
	index := loadedIndex(n)
	took := make([]time.Duration, 0, 500)
	for range cap(took) {
		begun := time.Now()
		r := index.Search(search.Query{Text: searchtest.Query, Limit: 20, Facets: true})
		took = append(took, time.Since(begun))
		if len(took) == 1 {
			b.Logf("%d hits of %d offers", r.Total, index.Len())
		}
	}
	figure{"search_p99", quantile(took, .99), "ms", 0, 5, true}.print()
	figure{"index_bytes", float64(heap()-before) / float64(n), "B/offer", 0, 1024, true}.print()
	runtime.KeepAlive(index)
}
