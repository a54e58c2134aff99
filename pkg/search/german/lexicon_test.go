package german_test

import (
	"slices"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

func TestLexiconHoldsNouns(t *testing.T) {
	for word, want := range map[string]bool{
		"museum": true, "anlage": true, "keramik": true, "fahrrad": true, "geistige": false, "versklavte": false, "campieren": false, "schoenste": false,
	} {
		if got := german.Listed(german.PartStem(word)); got != want {
			t.Errorf("Listed(%q) = %v, want %v", word, got, want)
		}
	}
	n := 0
	german.Nouns("")(func(string) bool { n++; return true })
	if n < 14_000 || n > 40_000 {
		t.Errorf("%d nouns, want some 15,000", n)
	}
	for plural, singular := range map[string]string{"fotos": "foto", "kameras": "kamera", "grabmaeler": "grabmal"} {
		if got := german.Irregular(plural); !slices.Contains(got, singular) {
			t.Errorf("Irregular(%q) = %q, want %q", plural, got, singular)
		}
		if got := german.Irregular(singular); !slices.Contains(got, plural) {
			t.Errorf("Irregular(%q) = %q, want %q", singular, got, plural)
		}
	}
}
