package search_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// offer makes a document of a few lines "field: text"; a line without a field is the title.
func offer(id, text string) search.Document {
	o := &learning.Offer{Title: learning.Text{}, Provider: learning.Provider{Name: "Anbieter"}}
	for line := range strings.SplitSeq(text, "\n") {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		switch {
		case !ok:
			o.Title["de"] = name
		case name == "text":
			o.Description = learning.Text{"de": value}
		case name == "keyword":
			o.Keywords = strings.Split(value, ", ")
		case name == "topic":
			o.Topics = strings.Split(value, ", ")
		case name == "audience":
			o.Audience = strings.Split(value, ", ")
		case name == "level":
			o.Level = &learning.Level{Grade: value}
		case name == "provider":
			o.Provider.Name = value
		case name == "place":
			o.Sessions = append(o.Sessions, learning.Session{
				ID: fmt.Sprint(len(o.Sessions)), Start: "2027-01-11T09:00:00+01:00", End: "2027-01-11T16:00:00+01:00",
				Place: &learning.Place{City: value},
			})
		default:
			o.Title["de"] = name + ": " + value
		}
	}
	return search.Document{ID: learning.OfferID("by:t:" + id), Land: "by", System: "t", Subject: id, Offer: o, SeenAt: noon}
}

func index(t *testing.T, docs map[string]string) *search.Index {
	t.Helper()
	x := search.New(search.Config{Now: clock})
	for id, text := range docs {
		x.Put(offer(id, text))
	}
	return x
}

// found gives the hits in order, each as "id" or, explained, "id rule:word@field ...".
func found(x *search.Index, q search.Query) []string {
	q.Limit = 100
	var out []string
	for _, h := range x.Search(q).Hits {
		_, _, s, _ := h.ID.Parts()
		for _, m := range h.Matches {
			s += fmt.Sprintf(" %s:%s@%s", m.Rule, m.Word, m.Field)
		}
		out = append(out, s)
	}
	return out
}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		name string
		docs map[string]string
		want map[string]string // query to hits in order, joined by comma
	}{
		{
			"keys: umlauts and sharp s in every spelling",
			map[string]string{"a": "Käse selbst gemacht", "b": "Straßenbau", "c": "Büro", "d": "Der schöne Garten"},
			map[string]string{"Käse": "a", "kaese": "a", "KÄSE": "a", "Kase": "a", "strassenbau": "b", "Straßenbau": "b", "Buro": "c", "schon": ""},
		},
		{
			"tokens: joined, hyphenated and separate",
			map[string]string{"a": "IT-Sicherheit im Amt", "b": "Sicherheit in der IT", "c": "SPSKurs", "d": "Recht/Ordnung", "e": "C++ lernen", "f": "C# lernen"},
			map[string]string{
				"IT-Sicherheit": "a,b", "IT Sicherheit": "a,b", "itsicherheit": "a", "SPS": "c", "Ordnung": "d", "c++": "e", "C#": "f", "x": "",
			},
		},
		{
			"ellipsis",
			map[string]string{"a": "Obst- und Gemüseanbau"},
			map[string]string{"Obstanbau": "a", "Gemüseanbau": "a"},
		},
		{
			"gender",
			map[string]string{
				"a": "Seminar für Gärtner", "b": "Seminar für Gärtnerinnen", "c": "Kurs: Ärztinnen", "d": "Kurs: Ärzte", "e": "Kurs: Arzt",
				"f": "Medizin", "g": "Mitarbeiter:innen", "h": "MitarbeiterInnen", "i": "Mitarbeitende", "j": "Mitarbeiter",
				"k": "Kauffrau", "l": "Kaufmann",
			},
			map[string]string{
				"Gärtner": "a,b", "Gärtnerin": "a,b", "Ärztin": "c,d,e,f", "mediz": "", "Kaufmann": "l,k",
				"Gärtnerin oder Gärtner": "a,b", "Mitarbeitende": "i,g,h,j",
			},
		},
		{
			"inflection and umlaut",
			map[string]string{"a": "Häuser bauen", "b": "Das Haus", "c": "Rechte und Pflichten", "d": "Recht", "e": "Museen", "f": "Museum"},
			map[string]string{"Haus": "b,a", "Recht": "d,c", "Museum": "f,e", "Häuser": "a,b"},
		},
		{
			"compounds of the catalogue",
			map[string]string{
				"a": "Verwaltungsdigitalisierung", "b": "Digitalisierung", "c": "Geigenlehrerprüfung", "d": "Der Lehrer",
				"e": "Brandschutzhelfer", "f": "Bauamt", "g": "Der Bauer",
			},
			map[string]string{
				"Digitalisierung": "b,a", "Geige": "c", "Lehrer": "d,c", "Helfer Brandschutz": "e", "Bauer": "g", "Verwaltung": "a",
			},
		},
		{
			"compounds of the query",
			map[string]string{
				"a": "Algorithmen auf Graphen", "b": "Algorithmen", "c": "text: Ein Graph und seine Theorie. Dazu die Algorithmen",
				"d": "Helfer im Brandschutz", "e": "Einführung in die Lernplattform",
			},
			map[string]string{"Graphalgorithmen": "a,c", "Brandschutzhelfer": "d", "Lernplattformschulung": "e", "Schulung Lernplattform": "e"},
		},
		{
			"short words stay exact",
			map[string]string{"a": "Gesamtplan", "b": "Vektor", "c": "Administrator", "d": "Das Amt", "e": "Jugendamt", "f": "Ein Tor", "g": "Beamte", "h": "Gesamtplanung"},
			map[string]string{"Amt": "d,e", "Tor": "f"},
		},
		{
			"abbreviations that would be stop words",
			map[string]string{"a": "MAG-Schweißen", "b": "text: Wer mag, der kann", "c": "Die EÜR selbst machen", "d": "text: Das ist euer Tag"},
			map[string]string{"MAG": "a", "mag": "", "EÜR": "c", "euer": "", "WER MAG": ""},
		},
		{
			"stop words, empty and nonsense",
			map[string]string{"a": "Recht für alle", "b": "Ordnung"},
			map[string]string{"für": "", "und oder": "", "": "a,b", "   ": "a,b", "qxzvbnm": "", "!!!": "", "Wie ist das?": ""},
		},
		{
			"light words of a sentence",
			map[string]string{"a": "Stress bewältigen", "b": "Gut gehen", "c": "text: Wie es gehen kann, Stress"},
			map[string]string{"Wie gehe ich mit Stress um?": "a,c", "gehen": "b,c", "Wo kann ich etwas Neues finden?": ""},
		},
		{
			"form words are optional beside another",
			map[string]string{"a": "Excel", "b": "Excel Schulung", "c": "Word Schulung"},
			map[string]string{"Excel Schulung": "b,a", "Schulung": "b,c", "Schulung Excel": "b,a"},
		},
		{
			"typing errors only for what is not found",
			map[string]string{"a": "Datenschutz", "b": "Englisch", "c": "Der Tor", "d": "Glasarbeit", "e": "Recht"},
			map[string]string{
				"Datenschuz": "a", "Datneschutz": "a", "Englsich": "b", "Datenschtuzz": "a", "Rech": "e", "Rxcxt": "", "Gasarbeit": "d", "Tar": "",
			},
		},
		{
			"names are not split",
			map[string]string{"a": "Kurs eins\nplace: Rosenheim", "b": "Das Heim", "c": "Wohnheim"},
			map[string]string{"Heim": "b,c", "Rosenheim": "a"},
		},
		{
			"missing words",
			map[string]string{"a": "Vergaberecht Grundlagen Praxis", "b": "Vergaberecht", "c": "Praxis Vergaberecht", "d": "Grundlagen"},
			map[string]string{"Vergaberecht Praxis": "c,a,b", "Vergaberecht Quark": "b,c,a", "Vergaberecht Qwark": "", "Vergaberecht Praxis Quark": "c,a"},
		},
		{
			"a place is never missing and comes first by its field",
			map[string]string{"a": "Excel\nplace: Mainz", "b": "Excel\nplace: Trier", "c": "Excel in Mainz", "d": "Word\nplace: Mainz"},
			map[string]string{"Excel Mainz": "a,c"},
		},
		{
			"fields in order",
			map[string]string{"a": "Eins\ntext: Vergabe", "b": "Vergabe", "c": "Zwei\nkeyword: Vergabe", "d": "Drei\nprovider: Vergabe"},
			map[string]string{"Vergabe": "b,c,d,a"},
		},
		{
			"vocabularies",
			map[string]string{"a": "Eins\ntopic: administrative_law", "b": "Zwei\nlevel: beginner", "c": "Drei\naudience: managers"},
			map[string]string{"Verwaltungsrecht": "a", "Widerspruch": "", "Anfänger": "b", "Führungskräfte": "c", "Vorgesetzte": "c"},
		},
		{
			"synonyms: groups in both directions, kinds of a thing in one",
			map[string]string{
				"a": "Künstliche Intelligenz verstehen", "b": "KI-Werkstatt", "c": "Tabellenkalkulation", "d": "Excel", "e": "Intelligenz der Tiere",
				"f": "Mobiles Arbeiten", "g": "C# für alle",
			},
			map[string]string{
				"KI": "b,a", "künstlicher Intelligenz": "a,b,e", "Tabellenkalkulation": "c,d", "Excel": "d", "Homeoffice": "f", "Programmieren": "g",
			},
		},
		{
			"hyphen in the query",
			map[string]string{"a": "E-Akte", "b": "Die Akte", "c": "Elektronische Akte", "d": "Online Schulung Excel", "e": "Excel"},
			map[string]string{"E-Akte": "a,c", "eAkte": "a,c", "Excel-Schulung": "d,e", "Excelschulung": "d,e"},
		},
		{
			"nouns and verbs of one stem",
			map[string]string{"a": "Die Messe", "b": "text: Wir messen alles. Dann messen wir noch einmal", "c": "Messung", "d": "Beratung", "e": "text: Wir beraten gern"},
			map[string]string{"Messe": "a,b", "Beratung": "d,e", "beraten": "d,e"},
		},
		{
			"heads of persons and what they do, heads that say little, adjectives made of a noun",
			map[string]string{"a": "Systemische Paartherapie", "b": "Moore der Region", "c": "Pferdegestützte Arbeit", "d": "Klimawende"},
			map[string]string{"Paartherapeut": "a", "Paartherapeutin": "a", "Moorlandschaft": "b", "Pferde": "c", "Klima": "d"},
		},
		{
			"adjectives",
			map[string]string{"a": "Lernen im digitalen Wandel", "b": "Digitaler Wandel", "c": "Digitalisierung", "d": "Der Dichter", "e": "Dichte Wälder"},
			map[string]string{"digitaler Wandel": "b,a,c", "Dichter": "d,e"},
		},
		{
			"fewer words and the phrase",
			map[string]string{"a": "Recht der Ordnung und noch mehr", "b": "Ordnung und Recht", "c": "Recht und Ordnung heute morgen", "d": "Ordnung Recht"},
			map[string]string{"Recht und Ordnung": "c,d,b,a"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := index(t, c.docs)
			for q, want := range c.want {
				if got := strings.Join(found(x, search.Query{Text: q}), ","); got != want {
					t.Errorf("%q finds %q, want %q\nexplained: %q", q, got, want, found(x, search.Query{Text: q, Explain: true}))
				}
			}
		})
	}
}

func TestEveryHitSaysWhy(t *testing.T) {
	x := index(t, map[string]string{
		"a": "Datenschutz für Einsteiger\ntext: Wir lernen die Grundlagen der Beratung in der Verwaltung\nplace: Mainz\nkeyword: Recht",
	})
	for text, want := range map[string]string{
		"Datenschutz": "exact:Datenschutz@title", "Einsteigerin": "gender:Einsteiger@title", "Grundlage": "inflection:Grundlagen@description",
		"Schutz": "part:Datenschutz@title", "beraten": "derivation:Beratung@description", "Mainz": "exact:Mainz@place",
		"Rechte": "inflection:Recht@keyword", "DSGVO": "synonym:Datenschutz@title", "Datenschuz": "typo:Datenschutz@title",
		"Verwaltungsgrundlagen": "compound:Verwaltung + Grundlagen@description",
	} {
		got := found(x, search.Query{Text: text, Explain: true})
		if len(got) != 1 || got[0] != "a "+want {
			t.Errorf("%q is explained as %q, want %q", text, got, want)
		}
	}
}

func TestCorrectionsAreSaid(t *testing.T) {
	x := index(t, map[string]string{"a": "Übungen zum Datenschutz"})
	r := x.Search(search.Query{Text: "Datenschuz Ubunken", Limit: 1})
	want := []search.Correction{{From: "Datenschuz", To: "Datenschutz"}, {From: "Ubunken", To: "Übungen"}}
	if diff := cmp.Diff(want, r.Corrections); diff != "" {
		t.Errorf("corrections (-want +got):\n%s", diff)
	}
}

func TestLiteralIsExactOrInflected(t *testing.T) {
	x := index(t, map[string]string{"a": "Datenschutz", "b": "Datenschutzrecht", "c": "DSGVO"})
	for text, want := range map[string]string{"Datenschutz": "a", "Datenschutzes": "a", "Datenschuz": "", "Schutz": ""} {
		if got := strings.Join(found(x, search.Query{Text: text, Literal: true}), ","); got != want {
			t.Errorf("literally %q finds %q, want %q", text, got, want)
		}
	}
}
