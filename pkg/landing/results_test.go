package landing_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"golang.org/x/net/html"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/landing"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// total is what the API counts for the same parameters; what is the same
// counts once, as on the pages, unless they say otherwise.
func (h *hub) total(q url.Values) int {
	h.T.Helper()
	if !q.Has("group") {
		q.Set("group", "true")
	}
	raw, status, _ := h.text("/api/v1/offers?" + q.Encode())
	var l struct {
		Total int `json:"total"`
	}
	if err := json.Unmarshal([]byte(raw), &l); err != nil || status != http.StatusOK {
		h.T.Fatalf("%d: %v: %s", status, err, raw)
	}
	return l.Total
}

// counted is the first number in a text.
func counted(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(regexp.MustCompile(`[0-9][0-9.]*`).FindString(s), ".", ""))
	if err != nil {
		t.Fatalf("no number in %q", s)
	}
	return n
}

func TestTheListShowsWhatTheAPICounts(t *testing.T) {
	h, _ := demoHub(t)
	for _, q := range []string{"", "q=Datenschutz", "q=Datenschuz", "q=Excel&mode=online&mode=onsite", "land=he&kind=course", "free=true&level=beginner"} {
		doc, _, _ := h.page("/angebote?"+q, 200)
		api, err := url.ParseQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		api.Set("current", "true")
		if got, want := counted(t, h1(doc)), h.total(api); got != want {
			t.Errorf("?%s: heading %q, the API counts %d", q, h1(doc), want)
		}
		if got, want := len(all(doc, "article")), min(20, h.total(api)); got != want {
			t.Errorf("?%s: %d cards, want %d", q, got, want)
		}
	}
	doc, _, _ := h.page("/angebote?current=false", 200)
	if got, want := counted(t, h1(doc)), h.total(url.Values{"current": {"false"}}); got != want {
		t.Errorf("past ones: heading %q, the API counts %d", h1(doc), want)
	}
	doc, _, _ = h.page("/angebote", 200)
	if past := h.total(url.Values{"current": {"false"}}); !strings.Contains(words(doc), "Dazu passen "+strconv.Itoa(past)+" vergangene Angebote") {
		t.Errorf("the list does not say that there are %d past offers", past)
	}
}

func TestPagesLeadThroughTheWholeList(t *testing.T) {
	h, _ := demoHub(t)
	seen, at := map[string]bool{}, "/angebote?sort=title&myLand=he&employer=municipal"
	pages := 0
	for at != "" {
		doc, _, _ := h.page(at, 200)
		pages++
		for _, a := range all(doc, "article") {
			href := attr(all(a, "a")[0], "href")
			if seen[href] {
				t.Errorf("%s stands on two pages", href)
			}
			if seen[href] = true; !strings.HasSuffix(href, "?employer=municipal&myLand=he") {
				t.Errorf("%s does not carry the answer along", href)
			}
		}
		at = ""
		for _, l := range all(doc, "link") {
			if attr(l, "rel") == "next" {
				at = attr(l, "href")
			}
		}
	}
	if want := h.total(url.Values{"current": {"true"}}); len(seen) != want || pages != (want+19)/20 {
		t.Errorf("%d offers on %d pages, want %d", len(seen), pages, want)
	}
}

// A filter, an order or an answer begins at the first page again.
func TestAnotherListBeginsAtItsBeginning(t *testing.T) {
	h, _ := demoHub(t)
	doc, _, _ := h.page("/angebote?q=Recht&offset=20&land=he&land=by&land=nw&land=rp", 200)
	for _, a := range all(doc, "a") {
		if href := attr(a, "href"); strings.Contains(href, "offset=") && attr(a, "rel") == "" && attr(a, "hreflang") == "" {
			t.Errorf("%q keeps the page: %s", words(a), href)
		}
	}
	for _, i := range all(doc, "input") {
		if attr(i, "name") == "offset" {
			t.Error("a form keeps the page")
		}
	}
}

func TestChipsTakeOneFilterAway(t *testing.T) {
	h, _ := demoHub(t)
	doc, _, _ := h.page("/angebote?q=Recht&land=he&land=by&mode=online&from=2026-11-24&seats=true&utm_source=x&may=yes&myLand=he", 200)
	want := map[string]string{
		"Hessen, Filter entfernen":                      "from=2026-11-24&land=by&may=yes&mode=online&myLand=he&q=Recht&seats=true",
		"oder Bayern, Filter entfernen":                 "from=2026-11-24&land=he&may=yes&mode=online&myLand=he&q=Recht&seats=true",
		"Online, Filter entfernen":                      "from=2026-11-24&land=he&land=by&may=yes&myLand=he&q=Recht&seats=true",
		"mit freien Plätzen, Filter entfernen":          "from=2026-11-24&land=he&land=by&may=yes&mode=online&myLand=he&q=Recht",
		"Beginn ab 24. November 2026, Filter entfernen": "land=he&land=by&may=yes&mode=online&myLand=he&q=Recht&seats=true",
	}
	for _, c := range classed(doc, "weg") {
		query, ok := want[words(c)]
		if !ok {
			t.Errorf("chip %q, want one of %v", words(c), want)
			continue
		}
		if got := attr(c, "href"); got != "/angebote?"+query {
			t.Errorf("chip %q leads to %s, want ?%s", words(c), got, query)
		}
		delete(want, words(c))
	}
	if len(want) > 0 {
		t.Errorf("no chips %v", want)
	}
}

func TestTheAnswerIsAVerdictAndNotAFilter(t *testing.T) {
	h, _ := demoHub(t)
	plain, _, _ := h.page("/angebote", 200)
	if got := len(all(classed(plain, "urteile")[0], "select")); got != 2 {
		t.Errorf("%d selects, want the question", got)
	}
	doc, _, _ := h.page("/angebote?myLand=he&employer=municipal", 200)
	if h1(doc) != h1(plain) {
		t.Errorf("heading %q, want %q: the answer filters", h1(doc), h1(plain))
	}
	if !strings.Contains(words(doc), "Für: Kommune in Hessen") {
		t.Error("the page does not say for whom")
	}
	for may, stamp := range map[string]string{"yes": "Ja, Sie", "conditional": "Ja, ", "no": "Nein", "unknown": "Nicht angegeben"} {
		want := h.total(url.Values{"current": {"true"}, "myLand": {"he"}, "employer": {"municipal"}, "may": {may}})
		only, _, _ := h.page("/angebote?myLand=he&employer=municipal&may="+may, 200)
		if got := counted(t, h1(only)); got != want || want == counted(t, h1(plain)) {
			t.Errorf("may=%s leaves %d, want %d", may, got, want)
		}
		for _, card := range all(only, "article") {
			if s := classed(card, "stempel"); len(s) != 1 || !strings.HasPrefix(words(s[0]), stamp) {
				t.Errorf("%s: verdict %v, want %s", words(card), words(s[0]), stamp)
			}
		}
		for _, a := range all(classed(only, "urteile")[0], "a") {
			next, _, _ := h.page(attr(a, "href"), 200)
			if words(a) != "Ändern" && counted(t, words(a)) != counted(t, h1(next)) {
				t.Errorf("%q leads to %q", words(a), h1(next))
			}
		}
	}
	federal, _, _ := h.page("/angebote?employer=federal", 200)
	if !strings.Contains(words(federal), "Für: Bund") {
		t.Error("who works for the federal level needs no Land")
	}
}

// Every way out of zero hits leads to as many offers as it says.
func TestZeroHits(t *testing.T) {
	h, _ := demoHub(t)
	for _, q := range []string{"q=Datenschutz&kind=mentoring", "q=Datenschutz&kind=mentoring&land=sl&level=advanced", "land=by&from=2031-01-01", "q=Datenschutz+Xylophonquark&literal=true"} {
		doc, _, _ := h.page("/angebote?"+q, 200)
		if !strings.HasPrefix(h1(doc), "Kein Angebot erfüllt alle Wünsche.") {
			t.Errorf("?%s: heading %q", q, h1(doc))
		}
		ways := classed(doc, "auswege")
		if len(ways) == 0 {
			t.Errorf("?%s: no way out", q)
			continue
		}
		for _, li := range all(ways[0], "li") {
			next, _, _ := h.page(attr(all(li, "a")[0], "href"), 200)
			if got, want := counted(t, h1(next)), counted(t, words(classed(li, "zahl")[0])); got != want {
				t.Errorf("?%s: %q leads to %q", q, words(li), h1(next))
			}
		}
	}
	doc, _, _ := h.page("/angebote?q=xqzzkw", 200)
	if len(all(doc, "article")) != 0 || !strings.Contains(words(doc), "anderes Wort") {
		t.Errorf("nonsense: %s", words(doc))
	}
}

func TestStartPage(t *testing.T) {
	h, all17 := demoHub(t)
	doc, _, _ := h.page("/", 200)
	counts := map[string]int{}
	for _, o := range all17 {
		until, ends := o.Offer.CurrentUntil()
		if !ends || until.After(now) {
			counts[o.Land.Name()]++
		}
	}
	tiles := all(classed(doc, "karte-laender")[0], "li")
	if len(tiles) != 17 {
		t.Fatalf("%d tiles, want 16 Länder and the Bund", len(tiles))
	}
	for _, tile := range tiles {
		land := learning.Land(strings.TrimPrefix(attr(all(tile, "a")[0], "href"), "/laender/"))
		if got := counted(t, words(tile)); got != counts[land.Name()] {
			t.Errorf("%s has %d offers, want %d", land.Name(), got, counts[land.Name()])
		}
	}
	for _, want := range []string{"aus allen 16 Ländern und vom Bund", "Plätze, die sonst leer bleiben", "Stand des Katalogs: heute, 23. November 2026"} {
		if !strings.Contains(words(doc), want) {
			t.Errorf("the start page lacks %q", want)
		}
	}
	// With an answer given every link of the page carries it.
	doc, _, _ = h.page("/?myLand=by&employer=state", 200)
	for _, a := range all(doc, "a") {
		href := attr(a, "href")
		if strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/docs") && !strings.Contains(href, "employer=state&") {
			t.Errorf("%s forgets the answer", href)
		}
	}
	selected := 0
	for _, o := range all(doc, "option") {
		if has(o, "selected") {
			selected++
		}
	}
	if selected != 2 {
		t.Errorf("%d options are selected, want Bayern and Land", selected)
	}
}

func TestAnEmptyCatalogue(t *testing.T) {
	h := newHub(t)
	for _, path := range []string{"/", "/angebote", "/laender", "/laender/sl", "/daten", "/hilfe"} {
		doc, _, _ := h.page(path, 200)
		checkHeadings(t, doc)
		checkNames(t, doc)
	}
	doc, _, _ := h.page("/laender/sl", 200)
	if !strings.Contains(words(doc), "Aus dem Saarland liegt noch nichts vor.") {
		t.Error("an empty Land does not say so")
	}
}

func TestAnOffersPage(t *testing.T) {
	h := richHub(t)
	doc, _, _ := h.page("/angebote/"+url.PathEscape(string(richID))+"?myLand=he&employer=municipal", 200)
	text := words(doc)
	for _, want := range []string{
		"Ja, gegen 80,00 €", "Geprüft für Kommune in Hessen", "5 von 20 frei", "Stand 9:42", "Di 1. Dez 2026", "9 bis 16 Uhr", "Mainz, Musterplatz 1",
		"abgesagt", "7 Stunden anrechenbar", "Teilnahmebescheinigung", "Anmeldeschluss: 27. November", "Freie Plätze, 1. Dezember, Mainz: 5, vorher 7",
		"Zum ersten Mal gemeldet, mit 3 Terminen", "Rheinland-Pfalz, gemeldet vor", "CC-BY-4.0", "Data protection for beginners", "Gäste 80,00 €", "Sie lernen, was Datenschutz im Amt bedeutet.",
	} {
		if !strings.Contains(strings.ReplaceAll(text, " , ", ", "), want) {
			t.Errorf("the offer's page lacks %q", want)
		}
	}
	if got := len(all(classed(doc, "termine")[0], "tr")); got != 4 {
		t.Errorf("%d rows, want a head and three sessions", got)
	}
	for _, d := range all(doc, "div") {
		if attr(d, "lang") == "en" && strings.Contains(words(d), "You learn the basics.") {
			return
		}
	}
	t.Error("the English text is not marked as English")
}

func TestALandAndTheData(t *testing.T) {
	h := richHub(t)
	doc, _, _ := h.page("/laender/he", 200)
	if got, want := counted(t, words(classed(doc, "zahlen")[0])), h.total(url.Values{"land": {"he"}, "current": {"true"}}); got != want {
		t.Errorf("Hessen has %d offers, want %d", got, want)
	}
	for _, a := range all(classed(doc, "karte-laender")[0], "a") {
		if (attr(a, "aria-current") == "page") != (attr(a, "href") == "/laender/he") {
			t.Errorf("aria-current of %s is %q", attr(a, "href"), attr(a, "aria-current"))
		}
	}
	h.page("/laender/xx", 404)
	data, _, _ := h.page("/daten", 200)
	if got := len(all(all(data, "tbody")[0], "tr")); got != 17 {
		t.Errorf("%d rows, want 17", got)
	}
}

func TestErrors(t *testing.T) {
	h := ownRichHub(t)
	gone, _, _ := h.page("/angebote/"+url.PathEscape(string(goneID)), 410)
	if text := words(gone); !strings.Contains(text, "„Wissensmanagement für Teams“ wurde am 23. November 2026 um") || !strings.Contains(text, "Grund: zu Ende.") {
		t.Errorf("withdrawn: %s", text)
	}
	h.Publish("by", "a", "old", event.TypeOfferPublished, learning.Offer{Title: learning.Text{"de": "Verbotenes"}, Provider: learning.Provider{Name: "Haus"}})
	legal := h.Publish("by", "a", "old", event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: "legal"})
	if _, raw, _ := h.page("/angebote/"+url.PathEscape(string(legal)), 410); strings.Contains(raw, "Verbotenes") {
		t.Error("what was withdrawn for legal reasons is still shown")
	}
	h.Publish("by", "a", "was", event.TypeOfferPublished, learning.Offer{Title: learning.Text{"de": "Alt"}, Provider: learning.Provider{Name: "Haus"}})
	moved := h.Publish("by", "a", "was", event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: "moved", Successor: "is now"})
	next, _, _ := h.page("/angebote/"+url.PathEscape(string(moved)), 410)
	if !linked(next, "/angebote/by:a:is%20now") {
		t.Error("no link to the successor")
	}
	h.page("/angebote/by:a:never", 404)
	h.page("/angebote/", 404)
	wrong, _, _ := h.page("/angebote?land=xx&level=hoch", 400)
	if text := words(wrong); !strings.Contains(text, "land = „xx“: Diesen Wert gibt es nicht.") || !strings.Contains(text, "level = „hoch“") {
		t.Errorf("wrong parameters: %s", text)
	}
	h.page("/angebote?q="+strings.Repeat("a", 9000), 414)
	h.cut.Store(true)
	down, _, header := h.page("/angebote", 503)
	if h1(down) != "Wir sind gleich wieder da" || header.Get("Retry-After") == "" || !strings.Contains(words(down), "Kennung:") {
		t.Errorf("without the API: %s", words(down))
	}
	for _, path := range []string{"/hilfe", "/impressum", "/gibt-es-nicht"} {
		want := 200
		if path == "/gibt-es-nicht" {
			want = 404
		}
		h.page(path, want) // what needs no API goes on
	}
}

// What people search for goes into no log, not even when the API is away.
func TestLogsKeepNoWordsOfASearch(t *testing.T) {
	var log bytes.Buffer
	pages, err := landing.New(landing.Config{
		API: &http.Transport{}, Base: "http://127.0.0.1:1", Logger: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/angebote?q=Geheimwort&myLand=he", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(log.String(), "page failed") || strings.Contains(log.String(), "Geheimwort") {
		t.Errorf("status %d, log %q, want 503, logged without the words", w.Code, log.String())
	}
}

func TestPagesAreOnlyRead(t *testing.T) {
	h := newHub(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/angebote", strings.NewReader("q=x"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, Allow %q, want 405 and GET, HEAD", res.StatusCode, res.Header.Get("Allow"))
	}
}

func linked(doc *html.Node, to string) bool {
	for _, a := range all(doc, "a") {
		if attr(a, "href") == to {
			return true
		}
	}
	return false
}
