package landing_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// chipsOf are the filters that are set, with their addresses.
func chipsOf(t *testing.T, h *hub, path string) map[string]string {
	t.Helper()
	doc, _, _ := h.page(path, 200)
	out := map[string]string{}
	for _, c := range classed(doc, "weg") {
		out[strings.TrimSuffix(words(c), ", Filter entfernen")] = attr(c, "href")
	}
	return out
}

// What was recognised in the words is a chip that takes those words away, and
// one link undoes all of it.
func TestWhatWasUnderstood(t *testing.T) {
	h, _ := demoHub(t)
	got := chipsOf(t, h, "/angebote?q=Datenschuz+Mainz+online+kostenlos&land=he")
	for text, q := range map[string]string{
		"Ort: Mainz": "Datenschuz online kostenlos", "oder online": "Datenschuz Mainz kostenlos", "kostenlos": "Datenschuz Mainz online",
	} {
		if want := "/angebote?" + (url.Values{"q": {q}, "land": {"he"}}).Encode(); got[text] != want {
			t.Errorf("chip %q leads to %q, want %q", text, got[text], want)
		}
	}
	doc, _, _ := h.page("/angebote?q=Datenschuz+Mainz+online+kostenlos&myLand=he&employer=municipal", 200)
	row := classed(doc, "verstanden")[0]
	if got := words(classed(row, "woerter")[0]); got != "Datenschutz" {
		t.Errorf("searched words %q, want what is left of them, corrected", got)
	}
	if !strings.Contains(words(row), "Verstanden: „Datenschutz“") || !strings.Contains(words(row), "Wörtlich suchen") {
		t.Errorf("the row says %q", words(row))
	}
	for _, p := range classed(doc, "warum") {
		if text := words(p); strings.Contains(text, "kostenlos") || strings.Contains(text, "online") {
			t.Errorf("a filter is given as a reason: %s", text)
		}
	}
	literal, _, _ := h.page("/angebote?q=Datenschutz+online&literal=true", 200)
	row = classed(literal, "verstanden")[0]
	if !strings.Contains(words(row), "Wörtlich gesucht:") || !linked(row, "/angebote?q=Datenschutz+online") || !strings.Contains(words(row), "Mit Verständnis suchen") {
		t.Errorf("searched to the letter, the row says %q", words(row))
	}
}

// The same course of two providers is one card with both, and says why.
func TestTheSameIsOneCard(t *testing.T) {
	h := newHub(t)
	var ids []learning.OfferID
	for i, c := range []struct {
		land       learning.Land
		who, place string
	}{{"he", "Haus am Berg", "Kassel"}, {"by", "Haus am See", "Passau"}} {
		o := learning.Offer{
			Kind: learning.Course, Title: learning.Text{"de": "Protokolle schreiben"}, Provider: learning.Provider{Name: c.who}, Workload: "PT6H",
			Description: learning.Text{"de": "Mitschrift, Gliederung, Beschluss, Anlage, Tagesordnung, Wortmeldung, Abstimmung, Teilnehmerliste, Entwurf, Verteiler, Unterschrift, Ablage, Gedächtnisstütze, Kurzfassung, Verlauf, Ergebnis, Frist, Aufgabe, Zuständigkeit, Nachfrage."},
			Sessions:    []learning.Session{{ID: "1", Start: "2026-12-0" + string(rune('1'+i)), Place: &learning.Place{City: c.place, Land: c.land}}},
		}
		ids = append(ids, h.Publish(c.land, "lms", "p", event.TypeOfferPublished, o))
	}
	doc, _, _ := h.page("/angebote?q=Protokolle", 200)
	if got := len(all(doc, "article")); got != 1 || h1(doc) != "1 Angebot" {
		t.Fatalf("%d cards under %q, want one", got, h1(doc))
	}
	more := words(classed(doc, "weitere")[0])
	for _, want := range []string{"1 weiterer Termin oder Ort", "Protokolle schreiben", "Haus am See", "Bayern", "Mi 2. Dez 2026", "Passau", "Titel"} {
		if !strings.Contains(more, want) {
			t.Errorf("the card says %q, which lacks %q", more, want)
		}
	}
	page, _, _ := h.page("/angebote/"+url.PathEscape(string(ids[0])), 200)
	if !linked(page, "/angebote/by:lms:p") || !strings.Contains(words(page), "Das Gleiche bei anderen") {
		t.Error("the offer's page does not name the other")
	}
}

// What cannot be is said beside its field, and the rest is answered.
func TestFaults(t *testing.T) {
	h, _ := demoHub(t)
	plain, _, _ := h.page("/angebote?from=2026-12-01", 200)
	doc, _, _ := h.page("/angebote?near=Mainzz&from=2026-12-01&to=2026-11-01", 200)
	if h1(doc) != h1(plain) {
		t.Errorf("heading %q, want %q: what cannot be is left out", h1(doc), h1(plain))
	}
	said := words(classed(doc, "fehler")[0])
	if !strings.Contains(said, "„Mainzz“ kennen wir nicht. Meinten Sie Mainz?") || !strings.Contains(said, "Das Enddatum liegt vor dem Anfang.") {
		t.Errorf("said: %s", said)
	}
	for _, i := range all(doc, "input") {
		want := map[string]string{"near": "Mainzz", "to": "2026-11-01"}[attr(i, "id")]
		if want != "" && (attr(i, "value") != want || attr(i, "aria-invalid") != "true" || attr(i, "aria-describedby") == "") {
			t.Errorf("field %s has value %q, invalid %q", attr(i, "id"), attr(i, "value"), attr(i, "aria-invalid"))
		}
	}
	if !linked(classed(doc, "fehler")[0], "/angebote?from=2026-12-01&near=Mainz") {
		t.Error("the proposal is no link")
	}
	around, _, _ := h.page("/angebote?near=Mainz&radius=50&sort=distance", 200)
	cards := classed(around, "karte")
	if len(cards) == 0 || !strings.Contains(words(cards[0]), " km") {
		t.Error("no distance on the first card")
	}
	named, _, _ := h.page("/angebote?q=Kurs+Mainz", 200)
	if cards := classed(named, "karte"); len(cards) == 0 || !strings.Contains(words(cards[0]), " km") {
		t.Error("no distance from the place that the words name")
	}
	if got := chipsOf(t, h, "/angebote?near=Mainz&radius=50&sort=distance"); got["bis 50 km um Mainz"] != "/angebote" {
		t.Errorf("chips %v", got)
	}
}

// What comes nearest says what fits and what does not.
func TestNearMisses(t *testing.T) {
	h, _ := demoHub(t)
	doc, _, _ := h.page("/angebote?q=Datenschutz&kind=mentoring&free=true", 200)
	sum := 0
	for _, li := range all(classed(doc, "auswege")[0], "li") {
		sum += counted(t, words(classed(li, "zahl")[0]))
	}
	if got := counted(t, h1(doc)); got == 0 || got > sum {
		t.Errorf("%q, the ways out lead to %d", h1(doc), sum)
	}
	near := classed(doc, "passt")
	if len(near) == 0 {
		t.Fatal("nothing is near")
	}
	for _, n := range near {
		if len(classed(n, "stand-bed")) == 0 {
			t.Errorf("%q misses nothing", words(n))
		}
	}
}
