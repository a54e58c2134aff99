package hub

import (
	"runtime"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// benchMixedIndex loads n offers into an index of its own, prints what it
// takes, and gives the mean time of a mixed query in ms, on one core.
func benchMixedIndex(b *testing.B, n int) float64 {
	before := heap()
	index := loadedIndex(n)
	const gigabyte = 1 << 30
	figure{"index_gigabytes_" + millions(n), float64(heap()-before) / gigabyte, "GiB", 0, 1.5 * float64(n) / 1e6, true}.print()
	queries := searchtest.Queries(1500, 1)
	begun := time.Now()
	for _, q := range queries {
		index.Search(searchtest.Asked(q))
	}
	mean := time.Since(begun).Seconds() * 1000 / float64(len(queries))
	runtime.KeepAlive(index)
	return mean
}

// millions names a size: "0.2m".
func millions(n int) string {
	tenths := n / 100_000
	return string(rune('0'+tenths/10)) + "." + string(rune('0'+tenths%10)) + "m"
}

// heap is what is alive, in bytes.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func loadedIndex(n int) *search.Index {
	index := search.New(search.Config{Now: func() time.Time { return searchtest.Start }})
	batch := make([]search.Document, 0, 1000)
	for d := range searchtest.Offers(n, 1) {
		if batch = append(batch, d); len(batch) == cap(batch) {
			index.Put(batch...)
			batch = batch[:0]
		}
	}
	index.Put(batch...)
	index.Settle()
	clear(batch[:cap(batch)])
	return index
}
