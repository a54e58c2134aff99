package hub

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// benchMixedIndex loads n offers into an index of its own, prints what it
// takes, and gives the mean processor time of a mixed query in ms.
func benchMixedIndex(b *testing.B, n int) float64 {
	before := heap()
	index := loadedIndex(n)
	const gigabyte = 1 << 30
	figure{"index_gigabytes_" + millions(n), float64(heap()-before) / gigabyte, "GiB", 0, 1.5 * float64(n) / 1e6, true}.print()
	debug.FreeOSMemory()
	figure{"resident_gigabytes_" + millions(n), float64(resident(b)) / gigabyte, "GiB", 0, 1.5 * float64(max(n, 1_000_000)) / 1e6, true}.print()
	queries := searchtest.Queries(1500, 1)
	used := processor()
	for _, q := range queries {
		index.Search(searchtest.Asked(q))
	}
	mean := (processor() - used).Seconds() * 1000 / float64(len(queries))
	figure{"search_mixed_cpu_" + millions(n), mean, "ms", 0, 2, true}.print()
	runtime.KeepAlive(index)
	return mean
}

// millions names a size: "0.2m".
func millions(n int) string {
	tenths := n / 100_000
	return string(rune('0'+tenths/10)) + "." + string(rune('0'+tenths%10)) + "m"
}

// resident is the memory of this process that the kernel holds for it, in bytes.
func resident(b *testing.B) int {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Skip("no /proc here: ", err)
	}
	var size, pages int
	if _, err := fmt.Sscan(string(raw), &size, &pages); err != nil {
		b.Fatal(err)
	}
	return pages * os.Getpagesize()
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
