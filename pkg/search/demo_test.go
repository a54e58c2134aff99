package search_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// demoIndex holds the project's own demo offers.
func demoIndex(t *testing.T) *search.Index {
	t.Helper()
	offerings, err := demo.Offerings(noon)
	if err != nil {
		t.Fatal(err)
	}
	x := search.New(search.Config{Now: clock})
	for _, o := range offerings {
		x.Put(search.Document{ID: o.ID(), Land: o.Land, System: o.System, Subject: o.Subject, Offer: &o.Offer, SeenAt: noon})
	}
	return x
}

func TestDemoOneWordOrTwo(t *testing.T) {
	x := demoIndex(t)
	var tops []string
	for _, text := range []string{"lernplattformschulung", "Schulung Lernplattform", "Schulung zur Lernplattform", "Lernplattform-Schulung"} {
		r := x.Search(search.Query{Text: text, Limit: 3, Explain: true})
		if len(r.Hits) == 0 {
			t.Fatalf("%q finds nothing", text)
		}
		tops = append(tops, string(r.Hits[0].ID))
	}
	for _, top := range tops[1:] {
		if top != tops[0] {
			t.Errorf("the first hits are %q, want one and the same", tops)
			break
		}
	}
}
