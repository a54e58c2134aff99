package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/search"
)

func TestWordsThatNeverMeet(t *testing.T) {
	x := index(t, map[string]string{
		"hate":  "Hass und Gegenrede",
		"web":   "Mein Verein\ntext: Wir werben im Internet",
		"bees":  "Honig\nkeyword: Bienen",
		"prose": "Kochen\ntext: auch für Gärtner",
		"town":  "Aquarell\nplace: Fulda",
	})
	for _, c := range []struct {
		text, found string
		missing     []string
	}{
		{"Hass im Internet", "hate", []string{"Internet"}},
		{"Bienen beobachten", "bees", []string{"beobachten"}},
		{"Bienen auf dem Dachgarten", "bees", []string{"Dachgarten"}}, // made of words
		{"Bienen Xyrgolat", "", nil},                                  // a word that nobody knows
		{"Gärtner im Internet", "", nil},                              // no title says either
		{"Hass Fulda", "", nil},                                       // a place may not be missing
		{"Hass", "hate", nil},
	} {
		r := x.Search(search.Query{Text: c.text, Limit: 10})
		got, missing := "", []string(nil)
		for _, h := range r.Hits {
			_, _, subject, _ := h.ID.Parts()
			got += subject
			missing = h.Missing
		}
		if got != c.found || !cmp.Equal(missing, c.missing) {
			t.Errorf("%q finds %q without %q, want %q without %q", c.text, got, missing, c.found, c.missing)
		}
	}
}
