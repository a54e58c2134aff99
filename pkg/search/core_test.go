package search_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search"
)

func TestHeadsThatSayLittleFallAway(t *testing.T) {
	x := index(t, map[string]string{
		"bees": "Bienen im Garten", "birds": "Der Vogelzug", "yoga": "Yoga", "excel": "Excel", "seller": "Kurs eins\nprovider: Excel GmbH",
		"customers": "Kunden gewinnen", "plants": "Wildpflanzenschutz", "photos": "Fotos ordnen",
	})
	finds(t, x, map[string]string{
		"Bienenkunde": "bees", "Vogelkunde": "birds", "Yogareise": "yoga", "Intensivyoga": "yoga", "Excelkenntnisse": "excel",
		"Schutz der Wildpflanzen": "plants", "Fotokurs": "photos",
	})
	for text, want := range map[string]string{"Bienenkunde": "core:Bienen@title", "Fotokurs": "compound:Fotos@title"} {
		hits := x.Search(search.Query{Text: text, Limit: 1, Explain: true}).Hits
		if m := hits[0].Matches[0]; m.Rule+":"+m.Word+"@"+m.Field != want {
			t.Errorf("%s is explained as %+v, want %s", text, m, want)
		}
	}
}

func TestWordsThatLostTheirPartsAreWhole(t *testing.T) {
	x := index(t, map[string]string{
		"hand": "Die Hand", "craft": "Handwerkskammer", "book": "Das Buch", "accounts": "Buchhaltung", "acting": "Handlungsmöglichkeiten",
	})
	finds(t, x, map[string]string{"Hand": "hand", "Buch": "book", "Handwerk": "craft", "Handlung": "acting"})
}
