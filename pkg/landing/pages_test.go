package landing_test

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// leads holds that every link with a number in a part of a page leads to a list of as many offers.
func (h *hub) leads(part *html.Node, least int) {
	h.T.Helper()
	n := 0
	for _, li := range all(part, "li") {
		links, text := all(li, "a"), words(li)
		if len(links) != 1 || !strings.HasPrefix(attr(links[0], "href"), "/angebote?") {
			continue
		}
		to := attr(links[0], "href")
		next, _, _ := h.page(to, 200)
		fields := strings.Fields(strings.TrimSuffix(strings.TrimSuffix(text, " Angebote"), " Angebot"))
		if got, want := counted(h.T, h1(next)), counted(h.T, fields[len(fields)-1]); got != want {
			h.T.Errorf("%q leads to %s with %q", text, to, h1(next))
		}
		n++
	}
	if n < least {
		h.T.Errorf("%d links with a number, want at least %d: %s", n, least, words(part))
	}
}

func section(t *testing.T, doc *html.Node, id string) *html.Node {
	t.Helper()
	for _, s := range all(doc, "section") {
		if attr(s, "aria-labelledby") == id {
			return s
		}
	}
	t.Fatalf("no section %q", id)
	return nil
}

func TestTopics(t *testing.T) {
	h, _ := demoHub(t)
	doc, _, _ := h.page("/themen", 200)
	topics := all(section(t, doc, "mit"), "a")
	if len(topics) < 30 {
		t.Errorf("%d topics", len(topics))
	}
	for _, a := range topics[:5] {
		h.page(attr(a, "href"), 200)
	}
	doc, _, _ = h.page("/themen/data_protection?myLand=he&employer=municipal", 200)
	want := h.total(url.Values{"topic": {"data_protection"}, "current": {"true"}})
	if got := counted(t, words(classed(doc, "zahlen")[0])); h1(doc) != "Datenschutz" || got != want {
		t.Errorf("%q has %d offers, want %d", h1(doc), got, want)
	}
	for _, id := range []string{"stufen", "formen", "arten"} {
		h.leads(section(t, doc, id), 2)
	}
	h.leads(classed(doc, "karte-laender")[0], 5)
	if text := words(doc); !strings.Contains(text, "DSGVO") || !strings.Contains(text, "Verwandte Themen") || !linked(doc, "/themen?employer=municipal&myLand=he") {
		t.Errorf("the page of a topic: %s", text)
	}
	h.page("/themen/occupational_safety", 200)
	h.page("/themen/never_heard_of", 404)
}

func TestProvidersFromAToZ(t *testing.T) {
	h, _ := demoHub(t)
	doc, _, _ := h.page("/anbieter", 200)
	names := []string{}
	for _, l := range classed(doc, "liste") {
		for _, a := range all(l, "a") {
			names = append(names, words(a))
		}
	}
	if len(names) < 30 {
		t.Fatalf("%d providers", len(names))
	}
	some, _, _ := h.page("/anbieter?q="+url.QueryEscape(names[3][:6]), 200)
	if !strings.Contains(words(some), names[3]) {
		t.Errorf("a search for %q does not find %q", names[3][:6], names[3])
	}
	none, _, _ := h.page("/anbieter?q=xyzzy", 200)
	if !strings.Contains(words(none), "Kein Anbieter mit einem aktuellen Angebot heißt so.") {
		t.Errorf("nobody: %s", words(none))
	}
	land, _, _ := h.page("/anbieter?land=he", 200)
	if h1(land) != "Anbieter in Hessen" {
		t.Errorf("heading %q", h1(land))
	}
}

func TestAProvidersPage(t *testing.T) {
	h := ownRichHub(t)
	path := "/anbieter/" + url.PathEscape("Beispielakademie Rheinbogen")
	doc, _, _ := h.page(path, 200)
	text := words(doc)
	for _, want := range []string{"1 aktuelles Angebot", "Seminarbüro", "seminar@rheinbogen.example", "Rheinland-Pfalz: 1 Angebot", "Mainz"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q: %s", want, text)
		}
	}
	h.leads(section(t, doc, "arten"), 1)
	h.leads(section(t, doc, "formen"), 1)
	// What a Land registers of it stands there too, and its id leads there as well.
	h.Publish("rp", "vsl", "haus/7", event.TypeProviderRegistered, map[string]any{
		"name": "Haus & Hof", "url": "https://haus.example", "contact": map[string]any{"name": "Auskunft", "email": "auskunft@haus.example"},
	})
	h.Publish("rp", "vsl", "x", event.TypeOfferPublished, learning.Offer{
		Title: learning.Text{"de": "Kurs"}, Provider: learning.Provider{Name: "Haus & Hof", ID: "haus/7"},
		Contact: &learning.Contact{Name: "Kursbüro"},
	})
	for _, path := range []string{"/anbieter/" + url.PathEscape("Haus & Hof"), "/anbieter/" + url.PathEscape("rp:vsl:haus/7")} {
		doc, _, _ := h.page(path, 200)
		if text := words(doc); h1(doc) != "Haus & Hof" || !strings.Contains(text, "auskunft@haus.example") ||
			!strings.Contains(text, "Beim Verbund angemeldet von: Rheinland-Pfalz") || strings.Contains(text, "Kursbüro") || !linked(doc, "https://haus.example") {
			t.Errorf("%s: %s", path, text)
		}
	}
	h.Publish("rp", "vsl", "haus/7", event.TypeProviderRetired, map[string]any{"name": "Haus & Hof"})
	if doc, _, _ := h.page("/anbieter/rp:vsl:haus%2F7", 200); !strings.Contains(words(doc), "Gibt es nicht mehr") {
		t.Error("a retired provider does not say so")
	}
	h.page("/anbieter/Niemand", 404)
	h.page("/anbieter/rp:vsl:never", 404)
}

func TestALandOpensItsBorder(t *testing.T) {
	h, _ := demoHub(t)
	doc, _, _ := h.page("/laender/he", 200)
	if got := counted(t, words(all(classed(doc, "zahlen")[0], "li")[1])); got != h.total(url.Values{"current": {"true"}, "myLand": {"he"}, "employer": {"municipal"}}) {
		t.Errorf("%d offers are open for Hessen", got)
	}
	h.leads(section(t, doc, "nebenan"), 3)
	if text := words(section(t, doc, "guete")); !strings.Contains(text, "mit klarer Zugangsregel") || !strings.Contains(text, "%") {
		t.Errorf("quality: %s", text)
	}
	if doc, _, _ := h.page("/laender/bund", 200); !strings.Contains(words(doc), "Nächste Termine beim Bund") || !strings.Contains(words(doc), "offen für Beschäftigte des Bundes") {
		t.Errorf("the Bund: %s", words(doc))
	}
}

func TestOftenSearched(t *testing.T) {
	h, _ := demoHub(t)
	tries := func() string {
		doc, _, _ := h.page("/", 200)
		h.leads(classed(doc, "chips")[0], 1)
		return words(doc)
	}
	if text := tries(); !strings.Contains(text, "Zum Ausprobieren") || strings.Contains(text, "Oft gesucht") {
		t.Error("before anybody has searched: nothing is searched for often")
	}
	for _, q := range []string{"vergabe", "Führung", "DSGVO", "führung", "Mein geheimer Name"} {
		h.page("/angebote?q="+url.QueryEscape(q), 200)
	}
	text := tries()
	_, after, _ := strings.Cut(text, "Oft gesucht")
	after, _, _ = strings.Cut(after, "Angebote nach Land")
	if !strings.HasPrefix(strings.TrimSpace(after), "Führung") || !strings.Contains(after, "DSGVO") || strings.Contains(text, "geheimer") {
		t.Errorf("searched for: %q", after)
	}
}

func TestWhatIsNew(t *testing.T) {
	h := newHub(t)
	if doc, _, _ := h.page("/", 200); !strings.Contains(words(doc), "Seit Freitag nichts Neues.") {
		t.Error("an empty catalogue has news")
	}
	h.Publish("he", "a", "1", event.TypeOfferPublished, learning.Offer{Title: learning.Text{"de": "Ganz neu"}, Provider: learning.Provider{Name: "Haus"}})
	doc, _, _ := h.page("/", 200)
	if text := words(section(t, doc, "neu")); !strings.Contains(text, "Neu seit Freitag 1 Angebot neu oder geändert. Als Feed abonnieren heute 9:44 Ganz neu") {
		t.Errorf("news: %s", text)
	}
}

// held, silent and noisy make a state that has something to tell.
func inTrouble(s *api.Status) {
	long, yesterday := now.AddDate(0, 0, -9), now.Add(-16*time.Hour-24*time.Minute)
	for i := range s.Laender {
		switch l := &s.Laender[i]; l.Land {
		case "hb":
			l.LastEvent = &long
		case "st":
			l.Held, l.LastEvent = 12, &yesterday
		case "nw":
			l.Noise = 3
		}
	}
}

func TestTheDataTellsItsTroubles(t *testing.T) {
	h, _ := demoHub(t)
	h.Alter = inTrouble
	doc, raw, _ := h.page("/daten", 200)
	text := words(doc)
	for _, want := range []string{
		"Bremen: Seit 9 Tagen keine Meldung.", "Sachsen-Anhalt: Die letzte Lieferung hätte 12 von", "Bis dahin gilt der Stand von gestern, 18:20 Uhr.",
		"Nordrhein-Westfalen: 3 Nachrichten waren keine Meldungen", "15 von 17", "2 brauchen Hilfe", "still seit 9 Tagen", "angehalten",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	pictures := 0
	for _, e := range all(doc, "svg") {
		if attr(e, "role") == "img" {
			pictures++
		}
	}
	if pictures != 18 || !strings.Contains(raw, "In 14 Tagen kamen") {
		t.Errorf("%d pictures with a name, want 17 sparks and a chart with its finding", pictures)
	}
	file, _, header := h.text("/daten.csv")
	if !strings.HasPrefix(header.Get("Content-Type"), "text/csv") {
		t.Errorf("Content-Type %q", header.Get("Content-Type"))
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 18 || len(rows[0]) != 26 {
		t.Fatalf("csv: %v, %d rows: %.300s", err, len(rows), file)
	}
	sum := 0
	for _, row := range rows[1:] {
		sum += counted(t, row[2])
	}
	if want := h.total(url.Values{"current": {"true"}, "group": {"false"}}); sum != want {
		t.Errorf("the csv has %d offers, want %d", sum, want)
	}
}

func TestEveryPageSaysThatNothingArrives(t *testing.T) {
	h := richHub(t)
	h.Alter = func(s *api.Status) { s.Catalogue.AsOf = new(now.Add(-46 * time.Minute)) }
	const notice = "Stand 9:58 Uhr. Seit 46 Minuten kommen keine Meldungen an. Suche und Angebote funktionieren. Freie Plätze bitte beim Anbieter prüfen."
	for name, path := range templates(h) {
		if name == "docs" {
			continue // the API's own page
		}
		want := notice
		if strings.HasPrefix(name, "en-") {
			want = "As of 9:58. No reports have arrived for 46 minutes. Search and offers work. Please check free places with the provider."
		}
		if doc, _, _ := h.page(path, wanted(name)); !strings.Contains(words(doc), want) {
			t.Errorf("%s does not say that nothing arrives", name)
		}
	}
}

// What is our own fault says so, and under which id our log has it.
func TestOurOwnFault(t *testing.T) {
	h := richHub(t)
	h.fail.Store(true)
	ids := map[string]bool{}
	for _, path := range []string{"/", "/angebote", "/daten", "/themen", "/anbieter", "/laender/he"} {
		doc, _, header := h.page(path, 500)
		checkHeadings(t, doc)
		checkNames(t, doc)
		id := words(all(doc, "code")[0])
		if h1(doc) != "Das hat nicht geklappt" || len(id) != 10 || ids[id] || header.Get("Cache-Control") != "no-store" || len(all(doc, "form")) != 1 {
			t.Errorf("GET %s: %q, id %q, Cache-Control %q", path, h1(doc), id, header.Get("Cache-Control"))
		}
		ids[id] = true
	}
}

// A withdrawn offer says how long it stood.
func TestAWithdrawnOfferSaysHowLongItStood(t *testing.T) {
	h := newHub(t)
	h.Last = 1
	id := h.Publish("sn", "a", "1", event.TypeOfferPublished, learning.Offer{Title: learning.Text{"de": "Alt"}, Provider: learning.Provider{Name: "Haus"}})
	h.Last = 3 * 24 * 60 * 60
	h.Publish("sn", "a", "1", event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: "moved", Successor: "2"})
	doc, _, _ := h.page("/angebote/"+url.PathEscape(string(id)), 410)
	if text := words(doc); !strings.Contains(text, "Es stand 3 Tage im Katalog.") || !strings.Contains(text, "von Sachsen zurückgezogen. Grund: verlegt.") || !linked(doc, "/angebote/sn:a:2") {
		t.Errorf("withdrawn: %s", text)
	}
}
