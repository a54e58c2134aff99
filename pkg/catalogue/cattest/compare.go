package cattest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
)

// Compare folds random histories in random batches onto two stores and asks
// both the same: they must give the same answers at every step.
func Compare(t *testing.T, reference, open func(*testing.T) catalogue.Store) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 2))
			inputs := History(t, seed, 300)
			want, got := reference(t), open(t)
			for len(inputs) > 0 {
				n := min(len(inputs), 1+random.IntN(90))
				Project(t, want, inputs[:n], 1+random.IntN(n))
				Project(t, got, inputs[:n], 1+n/3+random.IntN(n))
				inputs = inputs[n:]
				Equal(t, Read(t, want), Read(t, got))
				status, err := want.Status(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				asOf := catalogue.Position(random.Uint64N(uint64(status.Position) + 2))
				Equal(t, Offers(t, want, asOf), Offers(t, got, asOf))
			}
		})
	}
}

// Equal holds two answers against each other.
func Equal(t testing.TB, want, got any) {
	t.Helper()
	if reflect.DeepEqual(want, got) {
		return // many times as fast as cmp
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("catalogue differs (-want +got):\n%s", diff)
	}
}
