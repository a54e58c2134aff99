package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// A town is where something takes place, not where the letter of application goes.
func TestTownsOfOffers(t *testing.T) {
	x := index(t, map[string]string{
		"there":    "Töpfern\nplace: Trier",
		"address":  "Töpfern am Meer\nplace: List auf Sylt\ntext: Anmeldung bei der Werkstatt in Trier",
		"provider": "Töpfern für Eltern\nplace: Rostock\nprovider: Töpferei Trier",
		"nowhere":  "Töpfern am Rad\ntext: Wir treffen uns in Trier",
		"cups":     "Becher\nplace: Aachen\nprovider: Haus Köln",
		"near":     "Becher brennen\nplace: Bonn",
		"prose":    "Becher glasieren\nplace: Jena\ntext: Anreise über Köln, Köln ist nah",
		"far":      "Glasbläserei\nplace: Karlsruhe\ntext: Verein Worms",
	})
	for text, want := range map[string][]string{
		"töpfern trier": {"there", "nowhere"},
		"becher köln":   {"near"}, // not the provider's name, not the way there
		"becher jena":   {"prose"},
	} {
		q := search.Query{Text: text, Limit: 10}
		r := x.Search(q)
		if diff := cmp.Diff(want, found(x, q)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
		if len(r.Understood) != 1 || r.Understood[0].Parameter != "near" {
			t.Errorf("%s: understood %v, want a town", text, r.Understood)
		}
	}
}

// Where a town has nothing, a search looks 25 km around it, and then 50 km.
func TestAroundATown(t *testing.T) {
	x := index(t, map[string]string{
		"close": "Töpfern\nplace: Ludwigshafen am Rhein",
		"far":   "Häkeln\nplace: Karlsruhe",
		"away":  "Stricken\nplace: Kiel",
		"prose": "Häkeln am Meer\nplace: Kiel\ntext: Verein in Speyer",
	})
	for text, want := range map[string]struct {
		ids  []string
		said string
	}{
		"töpfern speyer":    {[]string{"close"}, "Ort: Speyer und 25\u00a0km Umkreis"},
		"häkeln heidelberg": {[]string{"far"}, "Ort: Heidelberg und 50\u00a0km Umkreis"},
		"stricken speyer":   {nil, ""},
	} {
		q := search.Query{Text: text, Limit: 10}
		r := x.Search(q)
		if diff := cmp.Diff(want.ids, found(x, q)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
		if want.ids != nil && (len(r.Understood) != 1 || r.Understood[0].Text != want.said) {
			t.Errorf("%s: understood %v, want %q", text, r.Understood, want.said)
		}
	}
}

// A name that is also a word needs one beside it that makes it sure.
func TestTownsThatAreWords(t *testing.T) {
	x := index(t, map[string]string{
		"food":  "Gesundes Essen\nplace: Bonn",
		"more":  "Essen ohne Fleisch",
		"ruhr":  "Nähen\nplace: Essen",
		"reach": "Nähen: ein Ziel erlangen",
	})
	for text, want := range map[string]string{"nähen essen": "", "nähen in essen": "near=Essen", "nähen erlangen": "", "nähen Erlangen": "near=Erlangen"} {
		if got := said(x.Search(search.Query{Text: text})); got != want {
			t.Errorf("%s: understood %q, want %q", text, got, want)
		}
	}
}
