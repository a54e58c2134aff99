package landing_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// told publishes courses by title, each with a text.
func (h *hub) told(courses map[string]string) {
	h.T.Helper()
	for title, text := range courses {
		h.Publish("by", "a", title, event.TypeOfferPublished, learning.Offer{
			Kind: learning.Course, Title: learning.Text{"de": title}, Description: learning.Text{"de": text}, Provider: learning.Provider{Name: "Haus"},
		})
	}
}

func TestACardSaysWhichWordsItLacks(t *testing.T) {
	h := newHub(t)
	h.told(map[string]string{"Hass und Gegenrede": "", "Mein Verein": "Wir werben im Internet."})
	doc, _, _ := h.page("/angebote?q=Hass+im+Internet", 200)
	cards := all(doc, "article")
	if len(cards) != 1 || len(classed(cards[0], "ohne")) != 1 {
		t.Fatalf("no card says what it lacks: %s", words(doc))
	}
	if got := words(classed(cards[0], "ohne")[0]); got != "ohne: Internet" {
		t.Errorf("the card says %q, want that it lacks Internet", got)
	}
	english, _, _ := h.page("/en/angebote?q=Hass+im+Internet", 200)
	if got := words(classed(english, "ohne")[0]); got != "without: Internet" {
		t.Errorf("in English the card says %q", got)
	}
	whole, _, _ := h.page("/angebote?q=Hass", 200)
	if len(all(whole, "article")) != 1 || len(classed(whole, "ohne")) != 0 {
		t.Errorf("a card that has every word lacks one: %s", words(whole))
	}
}

func TestAFilterThatWasNotAppliedIsANoteAndNoChip(t *testing.T) {
	h := newHub(t)
	h.Publish("by", "a", "1", event.TypeOfferPublished, learning.Offer{
		Kind: learning.Course, Title: learning.Text{"de": "Töpfern"}, Provider: learning.Provider{Name: "Haus"}, Level: &learning.Level{Grade: "advanced"},
		Sessions: []learning.Session{{ID: "1", Start: "2027-06-14T09:00:00+02:00", End: "2027-06-14T16:00:00+02:00"}},
	})
	for q, want := range map[string]string{
		"Töpfern im Juli":      "Nicht angewandt: Juli 2027. Dafür gibt es keine Termine.",
		"Töpfern für Anfänger": "Nicht angewandt: Stufe: Einstieg. Auf dieser Stufe gibt es dazu nichts.",
	} {
		doc, _, _ := h.page("/angebote?q="+url.QueryEscape(q), 200)
		if h1(doc) != "1 Angebot" {
			t.Errorf("%s: heading %q", q, h1(doc))
		}
		notes := classed(doc, "unbeachtet")
		if len(notes) != 1 || words(notes[0]) != want {
			t.Errorf("%s: notes %v, want %q", q, notes, want)
			continue
		}
		if len(all(notes[0], "a")) > 0 || len(classed(doc, "weg")) > 0 {
			t.Errorf("%s: what was not applied can be removed", q)
		}
		if strings.Contains(words(classed(doc, "filter")[0]), "gesetzt") {
			t.Errorf("%s: what was not applied counts as a filter", q)
		}
	}
}

// pressed is where the chip that begins with a text leads.
func pressed(t *testing.T, h *hub, at, chip string) string {
	t.Helper()
	doc, _, _ := h.page(at, 200)
	for _, c := range classed(doc, "weg") {
		if strings.HasPrefix(words(c), chip) {
			return attr(c, "href")
		}
	}
	t.Fatalf("%s: no chip %q: %s", at, chip, words(doc))
	return ""
}

// One press takes a filter away, also if the words say it as well.
func TestOnePressTakesAFilterAway(t *testing.T) {
	h, _ := demoHub(t)
	for _, c := range []struct{ query, chip, want string }{
		{"q=Datenschutz+kostenlos&free=true", "kostenlos", "q=Datenschutz"},
		{"q=kostenlos&free=true&land=he", "kostenlos", "land=he"},
		{"q=Datenschutz+online&mode=online", "Online", "q=Datenschutz"},
		{"q=Datenschutz+online&mode=online&mode=onsite", "Online", "mode=onsite&q=Datenschutz"},
		{"q=Datenschutz+online&mode=online&mode=onsite", "oder Vor Ort", "mode=online&q=Datenschutz+online"},
		{"q=Datenschutz+in+Mainz&near=Mainz&radius=50&sort=distance", "bis 50 km um Mainz", "q=Datenschutz"},
		{"q=Datenschutz+für+Anfänger&level=beginner", "Einstieg", "q=Datenschutz"},
		{"q=Datenschutz+im+Februar&from=2027-02-01", "Beginn ab 1. Februar 2027", "q=Datenschutz"},
		{"q=Datenschutz+im+Februar&from=2027-02-01&to=2027-02-28", "Beginn ab", "q=Datenschutz+im+Februar&to=2027-02-28"},
		{"q=Datenschutz+Hessen&placeLand=he", "Ort in Hessen", "q=Datenschutz"},
		{"q=Datenschutz+Hessen&land=he", "Hessen", "q=Datenschutz"},
		{"q=Datenschutz+Hessen&land=by&land=he", "Bayern", "land=he&q=Datenschutz+Hessen"},
		{"q=Datenschutz+online+kostenlos&free=true", "kostenlos", "q=Datenschutz+online"},
	} {
		to := pressed(t, h, "/angebote?"+c.query, c.chip)
		u, err := url.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		if got := u.Query().Encode(); got != query(t, c.want).Encode() {
			t.Errorf("%s: × on %q leads to %s, want %s", c.query, c.chip, got, c.want)
		}
		next, _, _ := h.page(to, 200)
		for _, again := range classed(next, "weg") {
			if strings.EqualFold(words(again), c.chip+", Filter entfernen") {
				t.Errorf("%s: %q is there again after ×", c.query, c.chip)
			}
		}
	}
}

func query(t *testing.T, raw string) url.Values {
	t.Helper()
	q, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestAllFiltersGoAtOnceAlsoThoseInTheWords(t *testing.T) {
	h, _ := demoHub(t)
	for raw, want := range map[string]string{
		"q=Datenschutz+online+oder+Mainz+kostenlos": "q=Datenschutz",
		"q=Datenschutz+kostenlos&free=true&land=he": "q=Datenschutz",
		"q=online&mode=online":                      "",
	} {
		doc, _, _ := h.page("/angebote?"+raw, 200)
		i := slices.IndexFunc(all(doc, "a"), func(a *html.Node) bool { return words(a) == "Alle Filter entfernen" })
		if i < 0 {
			t.Errorf("%s: no way to remove all filters", raw)
			continue
		}
		to, err := url.Parse(attr(all(doc, "a")[i], "href"))
		if err != nil || to.Query().Encode() != query(t, want).Encode() {
			t.Errorf("%s: all filters removed leads to %v, want %s", raw, to, want)
		}
	}
}

func TestWordsThatNobodyHasLeadToSimilarOnes(t *testing.T) {
	h := newHub(t)
	h.told(map[string]string{"Musikalische Früherziehung": "", "Kochen": ""})
	doc, _, _ := h.page("/angebote?q=Musikaliscandu", 200)
	similar := all(doc, "article")
	if len(similar) != 1 || !strings.Contains(words(similar[0]), "Musikalische Früherziehung") || !strings.Contains(words(doc), "Kein Angebot hat alle Ihre Wörter.") {
		t.Errorf("similar offers: %s", words(doc))
	}
}
