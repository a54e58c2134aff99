package search_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// What people mean by a word is found first, and what only looks like it not at all.
func TestSense(t *testing.T) {
	x := index(t, map[string]string{
		"taxes":     "Umsatzsteuer heute\ntopic: taxes",
		"aid":       "Erste Hilfe am Kind",
		"help":      "Hilfe für Anwender: der erste Einstieg",
		"scattered": "Handbücher schreiben\ntext: Als erste Übung eine Hilfe schreiben",
		"privacy":   "Datenschutz Grundlagen",
		"office":    "Sprachmodelle im Amt\ntext: auch Datenschutz",
		"teacher":   "Mathematik im Lehramt",
		"old":       "Musik im Alter",
		"wages":     "Lohn- und Gehaltsbuchhalter",
		"choices":   "Alternative Medizin: alternative Wege",
		"mindful":   "Achtsamkeit üben",
		"eight":     "Kochen an acht Abenden",
		"safety":    "Arbeitsschutz im Bauhof",
		"prose":     "Pumpen prüfen\ntext: Wir arbeiten im Freien, der Schutz vor Regen fehlt",
		"trainee":   "Azubi-Treff",
		"job":       "Ausbildung zum Imker",
		"authority": "Verwaltungsdigitalisierung kompakt",
	})
	for text, want := range map[string][]string{
		"Erste Hilfe":        {"aid", "help", "scattered"},
		"Datenschutz im Amt": {"privacy", "office"},
		"Alter":              {"old"},
		"Achtsamkeit":        {"mindful"},
		"Amt":                {"office"},
		"Arbeitsschutz":      {"safety"},
		"azubi":              {"trainee"},
	} {
		if diff := cmp.Diff(want, found(x, search.Query{Text: text})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// A name of small words is found as one, or not at all.
func TestNamesOfSmallWords(t *testing.T) {
	x := index(t, map[string]string{"a": "Hilfe zur Pflege", "b": "Technik-Hilfe", "c": "Das erste Mal"})
	if got := found(x, search.Query{Text: "erste hilfe"}); len(got) > 0 {
		t.Errorf("found %v, want nothing", got)
	}
}

// For whom an offer is and what competences it names is no more than prose.
func TestAudiencesAndCompetencesAreProse(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	said, whom, what := offer("said", "Gespräche\ntopic: taxes"), offer("whom", "Doppik\naudience: managers"), offer("what", "Kanban")
	what.Offer.Competences = []learning.Competence{{Scheme: "x", ID: "1", Label: learning.Text{"de": "Projekte steuern"}}}
	x.Put(said, whom, what)
	for text, want := range map[string][]string{
		"Steuern":       {"exact:steuern@topic", "exact:steuern@description"},
		"Führungskraft": {"umlaut:Führungskräfte@description"},
	} {
		var got []string
		for _, h := range found(x, search.Query{Text: text, Explain: true}) {
			_, why, _ := cut(h)
			got = append(got, why)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func cut(s string) (before, after string, ok bool) {
	at := slices.Index([]byte(s), ' ')
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+1:], true
}

// Who leads for the first time says it in many ways.
func TestLeadingForTheFirstTime(t *testing.T) {
	x := index(t, map[string]string{"new": "Erste Leitung\naudience: junior_managers", "all": "Vergabe\naudience: managers", "phish": "Phishing\ntext: Die Chefin schreibt"})
	for _, text := range []string{"Führungskraft werden", "neu als Chefin", "vom Kollegen zum Chef", "erste Führungsposition"} {
		got := found(x, search.Query{Text: text})
		if len(got) == 0 || got[0] != "new" {
			t.Errorf("%s: found %v, want what is for junior managers first", text, got)
		}
	}
}

// Days are read as people write them.
func TestDays(t *testing.T) {
	x := index(t, map[string]string{"a": "Excel\nplace: Bonn"}) // begins on 11 January 2027
	for text, want := range map[string]string{
		"Excel bis 15. Januar":          "to=2027-01-15",
		"Excel ab 15. Januar":           "from=2027-01-15",
		"Excel am 11. Januar 2027":      "from,to=2027-01-11,2027-01-11",
		"Excel vom 9. bis 12. Januar":   "from,to=2027-01-09,2027-01-12",
		"Excel zwischen Januar und Mai": "from,to=2027-01-01,2027-05-31",
		"Excel in 15 Minuten":           "",
	} {
		if got := said(x.Search(search.Query{Text: text})); got != want {
			t.Errorf("%s: understood %q, want %q", text, got, want)
		}
	}
}

// One word of many that happens to stand in somebody's prose is no answer.
func TestNonsenseOfWords(t *testing.T) {
	x := index(t, map[string]string{
		"boots":  "Deichschau\ntext: Gummistiefel sind mitzubringen",
		"asd":    "Noten\ntext: der Schlüssel ASD",
		"heart":  "Defibrillator\ntext: Wiederbelebung",
		"yoga":   "Yoga",
		"window": "Noten eingeben\ntext: im Fenster",
	})
	for _, text := range []string{
		"xyzabc def ghi jkl mno pqr stu vwx", "banane traktor mond gummistiefel laterne teppich kugel", "asd fgh", "aaaa bbbb", "lampe kugel fenster",
	} {
		if got := found(x, search.Query{Text: text}); len(got) > 0 {
			t.Errorf("%s: found %v, want nothing", text, got)
		}
	}
	if got := found(x, search.Query{Text: "grmpf yoga"}); !slices.Equal(got, []string{"yoga"}) {
		t.Errorf("grmpf yoga: found %v, want yoga", got)
	}
}

// A level holds its halves, a compound is found by two words that are a part of
// it, and a name by what another name for it includes.
func TestWhatHoldsWhat(t *testing.T) {
	x := index(t, map[string]string{
		"half": "Spanisch A1.1", "bees": "Ausbildung zum Bienenseuchensachverständigen", "sick": "Bienenseuchen erkennen",
		"wedding": "Standesamt: Beurkundung", "high": "Das hohe Dach",
	})
	for text, want := range map[string]string{"Spanisch A1": "half", "Seuchen bei Bienen": "sick", "Hochzeit": "wedding"} {
		if got := found(x, search.Query{Text: text}); len(got) == 0 || got[0] != want || slices.Contains(got, "high") {
			t.Errorf("%s: found %v, want %s first", text, got, want)
		}
	}
}
