package sqlitecat_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/catalogue/memcat"
	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

func TestSuite(t *testing.T) { cattest.Run(t, open) }

func TestEqual(t *testing.T) {
	cattest.Compare(t, func(*testing.T) catalogue.Store { return memcat.New() }, open)
}

func open(t *testing.T) catalogue.Store { return openAt(t, testbed.Dir(t)) }

func openAt(t *testing.T, dir string) *sqlitecat.Store {
	t.Helper()
	s, err := sqlitecat.Open(t.Context(), sqlitecat.Config{Dir: dir})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}
