package search_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search"
)

func TestSimilarOffersAreShownApart(t *testing.T) {
	x := index(t, map[string]string{
		"counsel": "Paarberatung", "flats": "Wohnungsbau", "policy": "Politik heute", "music": "Musikalische Früherziehung", "provider": "Eins\nprovider: Paarhaus",
		"pair": "Ein Paar", "pairs": "Zwei vom Paar", "therapy": "Therapie",
	})
	for text, want := range map[string]string{"Paartheater": "pair,pairs,counsel", "Musikaliscandu": "music", "Xyzzyqwert": "", "Politik": ""} {
		r := x.Search(search.Query{Text: text, Limit: 10, Explain: true})
		got := ""
		for _, h := range r.Similar {
			_, _, subject, _ := h.ID.Parts()
			got += "," + subject
			if h.Matches[0].Rule != "similar" {
				t.Errorf("%s: %s is explained as %+v, want the rule similar", text, subject, h.Matches[0])
			}
		}
		if got != "" {
			got = got[1:]
		}
		if got != want || want != "" && r.Total+len(r.Hits) != 0 {
			t.Errorf("%q finds %d offers and similar ones %q, want none and %q", text, r.Total, got, want)
		}
	}
}
