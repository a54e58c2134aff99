package search_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

func TestKnownWordsAreNotCorrected(t *testing.T) {
	for _, c := range []struct{ query, title, want string }{
		{"Kräuter", "Kräfte sammeln", ""},
		{"Kraeuter", "Kräfte sammeln", ""},
		{"Gärtner", "Die Gärten", ""},
		{"Klettern", "Die Ketten", ""},
		{"Wanderer", "Die Wunder", ""},     // seven letters and an ending are not two slips
		{"Gasthaus", "Das Rathaus", ""},    // another first letter is one slip at most
		{"Hundesteuer", "Rundesteuer", ""}, // made of known words
		{"Bürgermeisteer", "Der Bürgermeister", "a"},
		{"Burgermeister", "Der Bürgermeister", "a"},
		{"Müsik", "Musik", "a"},
		{"Kräutr", "Kräuter", "a"},
		{"Verwlatungsrehct", "Verwaltungsrecht", "a"},
	} {
		x := index(t, map[string]string{"a": c.title})
		if got := strings.Join(found(x, search.Query{Text: c.query}), ","); got != c.want {
			t.Errorf("%q over %q finds %q, want %q: %+v", c.query, c.title, got, c.want, x.Search(search.Query{Text: c.query}).Corrections)
		}
	}
}

func TestCompoundOfTheQueryIsFoundInParts(t *testing.T) {
	docs := map[string]string{
		"field": "Gespräche mit Bürgern", "fields": "Der Bürger\ntext: Wir üben das Gespräch", "parts": "Bürgermeister\ntext: Gesprächsführung",
	}
	x := index(t, docs)
	if got, want := strings.Join(found(x, search.Query{Text: "Bürgergespräch"}), ","), "field,fields"; got != want {
		t.Errorf("Bürgergespräch finds %s, want %s", got, want)
	}
	delete(docs, "field")
	delete(docs, "fields")
	x = index(t, docs)
	if got, want := fmt.Sprint(found(x, search.Query{Text: "Bürgergespräch", Explain: true})), "[parts compound:Bürgermeister + Gesprächsführung@description]"; got != want {
		t.Errorf("Bürgergespräch finds %s where its words are only parts, want %s", got, want)
	}
}

func TestFormWordIsCutAndTheRestCorrected(t *testing.T) {
	var many []search.Document // so many that a word needs three offers to be a part of others
	for d := range searchtest.Offers(10_000, 1) {
		many = append(many, d)
	}
	x := search.New(search.Config{Now: clock})
	x.Put(many...)
	x.Put(offer("a", "Gitarre für alle"), offer("b", "Töpferei"))
	for query, to := range map[string]string{"Gitarenkurs": "Gitarre", "Gittarrenworkshop": "Gitarre", "Töpfferei-Kurs": "Töpferei"} {
		r := x.Search(search.Query{Text: query, Limit: 3})
		if r.Total != 1 || len(r.Corrections) != 1 || r.Corrections[0].To != to {
			t.Errorf("%q finds %d offers, corrected to %v, want one and %q", query, r.Total, r.Corrections, to)
		}
	}
}

func TestSlipsByEar(t *testing.T) {
	x := index(t, map[string]string{
		"physics": "Physik", "rhythm": "Rhythmus", "ayurveda": "Ayurveda", "bees": "Imker", "racism": "Rassismus", "union": "Gewerkschaften heute",
		"program": "English Program", "programming": "Programmierung", "movement": "Feldenkrais", "fields": "Bewegung\ntext: Ein Feld, ein Kreis",
		"mosaic": "Mosaik",
	})
	finds(t, x, map[string]string{
		"Füsik": "physics", "Fysik": "physics", "Rütmus": "rhythm", "Aiurweda": "ayurveda", "Imka": "bees", "Anti-Rasismus": "racism",
		"Gewerkschft": "union", "Programierung": "programming", "Feldenkreis": "movement", "Moasik": "mosaic", "Xquarzlf": "",
	})
}

func TestSlipsOfTheOffersAreFound(t *testing.T) {
	docs := map[string]string{"slip": "Keramick", "rose": "Rosen", "town": "Eins\nplace: Kerami"}
	for i := range 6 {
		docs[fmt.Sprint("c", i)] = "Keramik " + strings.Repeat("x", i+2)
		docs[fmt.Sprint("r", i)] = "Rasen " + strings.Repeat("y", i+2)
	}
	finds(t, index(t, docs), map[string]string{
		"Keramik": "c0,c1,c2,c3,c4,c5,slip", "Rasen": "r0,r1,r2,r3,r4,r5",
	})
}

// A word is read as one that the catalogue lacks too, where that one would find something.
func TestSlipsInWordsThatTheCatalogueLacks(t *testing.T) {
	x := index(t, map[string]string{
		"care": "Altenpflege", "wood": "Zimmerei", "press": "Journalismus", "kitchen": "Catering", "cut": "Friseurhandwerk", "team": "Teamleitung\ntext: Schneiden",
		"welding": "Schweißen", "swiss": "Schweizer Geschichte",
	})
	finds(t, x, map[string]string{
		"Altnpfleger": "care", "Schurnalist": "press", "Kätering": "kitchen", "Frisöhr": "cut", "Schweisser": "welding",
	})
}
