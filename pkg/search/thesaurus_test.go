package search_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// tiny is a thesaurus of two groups.
const tiny = `UTF-8
stirnlampe|1
-|Grubenlampe|Kopflampe (Hauptform)|Stirnlampe|Funzel (ugs.)|Leuchte (Oberbegriff)
grubenlampe|1
-|Grubenlampe|Kopflampe (Hauptform)|Stirnlampe|Funzel (ugs.)|Leuchte (Oberbegriff)
am boden zerstört|2
-|am Boden zerstört|niedergeschlagen|Nackenschlag
-|kaputt|zerstört
`

func TestThesaurusIsAskedWhereLittleIsFound(t *testing.T) {
	thesaurus, err := search.ReadThesaurus(strings.NewReader(tiny))
	if err != nil {
		t.Fatal(err)
	}
	x := search.New(search.Config{Now: clock, Thesaurus: thesaurus})
	for id, text := range map[string]string{
		"lamp": "Kopflampen bauen", "part": "Kopflampenbau", "coarse": "Die Funzel", "broad": "Leuchte", "provider": "Eins\nprovider: Kopflampe GmbH",
		"down": "Niedergeschlagen am Morgen",
	} {
		x.Put(offer(id, text))
	}
	finds(t, x, map[string]string{"Stirnlampe": "lamp,part", "am Boden zerstört": "", "Funzel": "coarse", "Leuchte": "broad"})
	if m := x.Search(search.Query{Text: "Stirnlampe", Limit: 1, Explain: true}).Hits[0].Matches[0]; m.Rule != "thesaurus" {
		t.Errorf("Stirnlampe is explained as %+v, want the rule thesaurus", m)
	}
	if got := x.Search(search.Query{Text: "Stirnlampe", Literal: true}).Total; got != 0 {
		t.Errorf("literally Stirnlampe finds %d offers, want none", got)
	}
}

func TestThesaurusInAnotherFormat(t *testing.T) {
	for _, text := range []string{"", "ISO8859-1\na|1\n-|a|b\n", "UTF-8\nno number\n", "UTF-8\na|2\n-|a|b\n"} {
		if _, err := search.ReadThesaurus(strings.NewReader(text)); !errors.Is(err, search.ErrThesaurus) {
			t.Errorf("ReadThesaurus(%q): %v, want ErrThesaurus", text, err)
		}
	}
}
