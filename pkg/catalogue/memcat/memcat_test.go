package memcat_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/catalogue/memcat"
)

func TestSuite(t *testing.T) {
	cattest.Run(t, func(*testing.T) catalogue.Store { return memcat.New() })
}
