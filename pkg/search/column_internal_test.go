package search

import (
	"math/rand/v2"
	"testing"
)

// A column keeps numbers of any size, in whatever order documents come.
func TestColumn(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, most := range []uint32{100, 1<<16 - 1, 1 << 20} {
		var c column
		want := map[uint32]uint32{}
		for range 5000 {
			doc, n := r.Uint32N(3*pageSize), r.Uint32N(most+1)
			c.set(doc, n)
			want[doc] = n
		}
		for doc := range uint32(c.low.n) {
			if got := c.at(doc); got != want[doc] {
				t.Fatalf("numbers to %d: document %d has %d, want %d", most, doc, got, want[doc])
			}
		}
		if short := c.high == nil; short != (most < 1<<16) {
			t.Errorf("numbers to %d: in sixteen bits %t", most, short)
		}
	}
}
