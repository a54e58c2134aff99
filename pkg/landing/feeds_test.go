package landing_test

import (
	"encoding/xml"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/landing"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

type atomFeed struct {
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Content string `xml:"content"`
	} `xml:"entry"`
}

func (h *hub) atom(path string) (f atomFeed) {
	h.T.Helper()
	status, raw, header := h.Ask(path, nil)
	if status != http.StatusOK || header.Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		h.T.Fatalf("GET %s: %d %s: %.300s", path, status, header.Get("Content-Type"), raw)
	}
	if err := xml.Unmarshal([]byte(raw), &f); err != nil {
		h.T.Fatal(err)
	}
	return f
}

func TestFeedOfASearch(t *testing.T) {
	h := richHub(t)
	f := h.atom("/angebote.atom?q=Datenschutz&land=rp&utm=x&sort=title&limit=1")
	if len(f.Entries) < 1 || f.Entries[0].Title != "Datenschutz für Einsteigerinnen und Einsteiger" || f.Entries[0].Updated != f.Updated {
		t.Fatalf("got %+v, want what was reported last first", f)
	}
	if f.Title != "Lernverbund: Datenschutz, Rheinland-Pfalz" || f.Links[0].Rel != "self" || f.Links[0].Href != h.URL+"/angebote.atom?land=rp&q=Datenschutz" {
		t.Errorf("title %q, links %+v", f.Title, f.Links)
	}
	for _, want := range []string{"<p>Kurs · Einstieg</p>", "Mainz · ", "40,00", "Plätze: 5 von 20 frei"} {
		if !strings.Contains(f.Entries[0].Content, want) {
			t.Errorf("the entry lacks %q: %s", want, f.Entries[0].Content)
		}
	}
	// The identities stay, whatever the order of the parameters.
	again := h.atom("/angebote.atom?land=rp&q=Datenschutz")
	if again.ID != f.ID || again.Entries[0].ID != f.Entries[0].ID || again.ID == h.atom("/angebote.atom").ID {
		t.Errorf("ids %s, %s", again.ID, f.ID)
	}
	all := h.atom("/angebote.atom")
	seen, pages := map[string]bool{}, 0
	for f := all; ; {
		pages++
		for _, e := range f.Entries {
			seen[e.ID] = true
		}
		if len(f.Links) < 3 {
			break
		}
		f = h.atom(strings.TrimPrefix(f.Links[2].Href, h.URL))
	}
	if want := h.total(url.Values{"current": {"true"}, "group": {"false"}}); len(seen) != want || pages != (want+99)/100 {
		t.Errorf("%d entries on %d pages, want %d", len(seen), pages, want)
	}
	if none := h.atom("/angebote.atom?q=gibtesnicht"); len(none.Entries) != 0 || none.Updated == "" {
		t.Errorf("a search without hits: %+v", none)
	}
	if status, raw, header := h.Ask("/angebote.rss?q=Datenschutz", nil); status != 200 || header.Get("Content-Type") != "application/rss+xml; charset=utf-8" || strings.Count(raw, "<item>") < 2 {
		t.Errorf("RSS: %d %s: %.300s", status, header.Get("Content-Type"), raw)
	}
	if status, _, _ := h.Ask("/angebote.atom?land=xx", nil); status != http.StatusBadRequest {
		t.Errorf("a Land that does not exist: %d, want 400", status)
	}
}

func TestFeedsAreAskedForAgain(t *testing.T) {
	h := richHub(t)
	id := "/angebote/" + url.PathEscape(string(richID))
	for _, path := range []string{"/angebote.atom?q=Datenschutz", "/angebote.rss", "/angebote.ics?land=rp", id + ".atom", id + ".ics", id + ".jsonld", "/sitemap.xml", "/opensearch.xml"} {
		status, raw, header := h.Ask(path, nil)
		if status != 200 || raw == "" || !strings.HasPrefix(header.Get("Cache-Control"), "public, max-age=") || header.Get("X-Content-Type-Options") != "nosniff" {
			t.Fatalf("GET %s: %d, Cache-Control %q", path, status, header.Get("Cache-Control"))
		}
		if status, raw, _ = h.Ask(path, map[string]string{"If-None-Match": `"x", ` + header.Get("ETag")}); status != http.StatusNotModified || raw != "" {
			t.Errorf("GET %s with its tag: %d, want 304", path, status)
		}
		if modified := header.Get("Last-Modified"); modified != "" {
			if status, _, _ = h.Ask(path, map[string]string{"If-Modified-Since": modified}); status != http.StatusNotModified {
				t.Errorf("GET %s since %s: %d, want 304", path, modified, status)
			}
			if status, _, _ = h.Ask(path, map[string]string{"If-Modified-Since": modified, "If-None-Match": `"x"`}); status != 200 {
				t.Errorf("GET %s with another tag: %d, want 200", path, status)
			}
			if status, _, _ = h.Ask(path, map[string]string{"If-Modified-Since": "Mon, 02 Jan 2006 15:04:05 GMT"}); status != 200 {
				t.Errorf("GET %s since long ago: %d, want 200", path, status)
			}
		}
	}
}

func TestFormsOfAnOffer(t *testing.T) {
	h := richHub(t)
	id := "/angebote/" + url.PathEscape(string(richID))
	f := h.atom(id + ".atom")
	if len(f.Entries) != 3 || f.Entries[2].Title != "Zum ersten Mal gemeldet, mit 3 Terminen" || !strings.HasSuffix(f.Entries[0].Title, ": abgesagt") || f.Title != "Lernverbund: Datenschutz für Einsteigerinnen und Einsteiger" {
		t.Errorf("changes: %+v", f)
	}
	_, raw, header := h.Ask(id+".ics", nil)
	if header.Get("Content-Type") != "text/calendar; charset=utf-8" || strings.Count(raw, "BEGIN:VEVENT") != 3 || strings.Count(raw, "STATUS:CANCELLED") != 1 || strings.Count(raw, "SEQUENCE:1") != 1 {
		t.Errorf("calendar: %s", raw)
	}
	_, raw, _ = h.Ask(id+"/termine/1.ics", nil)
	if strings.Count(raw, "BEGIN:VEVENT") != 1 || !strings.Contains(raw, "DTSTART;TZID=Europe/Berlin:20261201T090000") {
		t.Errorf("session: %s", raw)
	}
	_, raw, header = h.Ask(id+".jsonld", nil)
	var ld map[string]any
	if err := json.Unmarshal([]byte(raw), &ld); err != nil || ld["@type"] != "Course" || header.Get("Content-Type") != "application/ld+json" || ld["@id"] != h.URL+id {
		t.Errorf("%v: %v", err, ld)
	}
	doc, _, _ := h.page(id, 200)
	var inPage map[string]any
	for _, s := range all(doc, "script") {
		if s.FirstChild == nil {
			continue // the script of the frame
		}
		if err := json.Unmarshal([]byte(s.FirstChild.Data), &inPage); err != nil || inPage["@id"] != ld["@id"] {
			t.Errorf("in the page: %v %v", err, inPage)
		}
	}
	if inPage == nil {
		t.Error("the page has no data block")
	}
	// The search has the sessions of every offer it finds.
	_, raw, _ = h.Ask("/angebote.ics?q=Datenschutz+Einsteigerinnen&land=rp", nil)
	if n := strings.Count(raw, "BEGIN:VEVENT"); n < 3 || strings.Count(raw, "BEGIN:VCALENDAR") != 1 {
		t.Errorf("calendar of a search: %d sessions: %s", n, raw)
	}
	for path, want := range map[string]int{
		id + "/termine/9.ics": 404, id + "/termine/1": 404, id + "x.ics": 404, "/angebote/x.ics": 404, id + ".xml": 404, "/angebote/.ics": 404,
	} {
		if status, _, _ := h.Ask(path, nil); status != want {
			t.Errorf("GET %s: %d, want %d", path, status, want)
		}
	}
}

// The id of an offer may look like a form of another, and hold any character.
func TestFormsOfOddIDs(t *testing.T) {
	h := newHub(t)
	start := "2026-12-01T09:00:00+01:00"
	for _, subject := range []string{"a", "a.ics", "a/b.atom", "ä ü?#%.jsonld", "x/termine/1.ics"} {
		h.Publish("by", "s", subject, event.TypeOfferPublished, learning.Offer{
			Title: learning.Text{"de": "Titel " + subject}, Provider: learning.Provider{Name: "P"}, Sessions: []learning.Session{{ID: "1/x.ics", Start: start}},
		})
	}
	for _, subject := range []string{"a", "a.ics", "a/b.atom", "ä ü?#%.jsonld", "x/termine/1.ics"} {
		path := "/angebote/" + url.PathEscape("by:s:"+subject)
		doc, _, _ := h.page(path, 200)
		if got, want := h1(doc), "Titel "+subject; got != want {
			t.Errorf("GET %s: %q, want the page of %q", path, got, want)
		}
		if _, raw, _ := h.Ask(path+".ics", nil); !strings.Contains(raw, "BEGIN:VEVENT") && subject != "a" {
			t.Errorf("GET %s.ics is no calendar: %.200s", path, raw)
		}
		if status, raw, _ := h.Ask(path+"/termine/"+url.PathEscape("1/x.ics")+".ics", nil); status != 200 || strings.Count(raw, "BEGIN:VEVENT") != 1 {
			t.Errorf("%s: no calendar of its session: %d", path, status)
		}
	}
}

func TestFormsOfWithdrawnOffers(t *testing.T) {
	h := ownRichHub(t)
	session := []learning.Session{{ID: "1", Start: "2026-12-01T09:00:00+01:00", End: "2026-12-01T16:00:00+01:00"}}
	for reason, want := range map[string][2]int{"cancelled": {200, 1}, "legal": {410, 0}} {
		id := h.Publish("sn", "wissen", reason, event.TypeOfferPublished, learning.Offer{
			Title: learning.Text{"de": "Streng geheim"}, Provider: learning.Provider{Name: "Haus"}, Sessions: session,
		})
		h.Publish("sn", "wissen", reason, event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: reason})
		path := "/angebote/" + url.PathEscape(string(id))
		status, raw, _ := h.Ask(path+".ics", nil)
		if status != want[0] || strings.Count(raw, "STATUS:CANCELLED") != want[1] {
			t.Errorf("%s: %d: %.200s", reason, status, raw)
		}
		if status, _, _ := h.Ask(path+".jsonld", nil); status != http.StatusGone {
			t.Errorf("%s as JSON-LD: %d, want 410", reason, status)
		}
		f := h.atom(path + ".atom")
		if len(f.Entries) == 0 || !strings.HasPrefix(f.Entries[0].Title, "Zurückgezogen. Grund: ") {
			t.Errorf("%s: changes %+v", reason, f)
		}
		if _, raw, _ := h.Ask(path+".atom", nil); reason == "legal" && strings.Contains(raw, "geheim") {
			t.Error("what was withdrawn for legal reasons is told")
		}
	}
}

func TestSitemaps(t *testing.T) {
	h := richHub(t)
	addresses := func(path string) (out []string) {
		status, raw, _ := h.Ask(path, nil)
		var doc struct {
			Locs []string `xml:"sitemap>loc"`
			URLs []string `xml:"url>loc"`
		}
		if err := xml.Unmarshal([]byte(raw), &doc); err != nil || status != 200 {
			t.Fatalf("GET %s: %d %v", path, status, err)
		}
		for _, u := range append(doc.Locs, doc.URLs...) {
			if !strings.HasPrefix(u, h.URL+"/") {
				t.Fatalf("%s is not here", u)
			}
			out = append(out, strings.TrimPrefix(u, h.URL))
		}
		return out
	}
	found := 0
	for _, m := range addresses("/sitemap.xml") {
		for i, path := range addresses(m) {
			if found++; !strings.HasPrefix(path, "/angebote/") || i%20 == 0 {
				if status, _, _ := h.Ask(path, nil); status != 200 {
					t.Errorf("the site map leads to %s: %d", path, status)
				}
			}
		}
	}
	if least := h.total(url.Values{"current": {"true"}}) + 17 + 20; found < least {
		t.Errorf("%d addresses, want at least %d", found, least)
	}
	for _, path := range []string{"/sitemap-angebote.xml", "/sitemap-angebote.xml?seite=0", "/sitemap-angebote.xml?seite=2", "/sitemap-angebote.xml?seite=-1", "/sitemap-angebote.xml?seite=1000"} {
		if status, _, _ := h.Ask(path, nil); status != 404 {
			t.Errorf("GET %s: %d, want 404", path, status)
		}
	}
	_, raw, _ := h.Ask("/robots.txt", nil)
	if !strings.Contains(raw, "\nSitemap: "+h.URL+"/sitemap.xml\n") {
		t.Errorf("robots.txt: %s", raw)
	}
}

// Nobody may write an address into what we say of ourselves.
func TestTheHostIsNotBelieved(t *testing.T) {
	h := richHub(t)
	for host, ok := range map[string]bool{
		"lernverbund.example": true, "localhost:8080": true, "[::1]:8080": true, "a.example/x": false, "a b": false, "<x>": false, "a.example?x": false, "": true,
	} {
		header := map[string]string{"Host": host, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
		for _, path := range []string{"/", "/angebote.atom", "/robots.txt"} {
			status, raw, _ := h.Ask(path, header)
			if strings.Contains(raw, "evil.example") || strings.Contains(raw, "a.example/x") || !ok && strings.Contains(raw, `rel="canonical"`) {
				t.Errorf("host %q: %s repeats it", host, path)
			}
			if want := ok || path != "/angebote.atom" || status == http.StatusBadRequest; !want {
				t.Errorf("host %q: GET %s: %d, want 400", host, path, status)
			}
		}
	}
}

// A configured address holds, whatever a request says.
func TestPublicAddress(t *testing.T) {
	for address, ok := range map[string]bool{
		"": true, "https://lernverbund.example": true, "http://a.example:8080/": true, "lernverbund.example": false, "https://a.example/b": false, "https://a@b.example": false, "ftp://a.example": false, "https://": false,
	} {
		if err := landing.CheckPublic(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
	site, err := landing.New(landing.Config{Public: "https://lernverbund.example/", API: newHub(t), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	res := httptest.NewRecorder()
	site.ServeHTTP(res, httptest.NewRequest(http.MethodGet, "http://evil.example/hilfe", nil))
	if body := res.Body.String(); !strings.Contains(body, `<link rel="canonical" href="https://lernverbund.example/hilfe">`) || strings.Contains(body, "evil") {
		t.Errorf("got %.900s", body)
	}
}

func TestOpenSearch(t *testing.T) {
	h := richHub(t)
	_, raw, header := h.Ask("/opensearch.xml", nil)
	for _, want := range []string{"<ShortName>Lernverbund</ShortName>", h.URL + "/angebote?q={searchTerms}", h.URL + "/angebote/vorschlaege.json?q={searchTerms}"} {
		if !strings.Contains(raw, want) {
			t.Errorf("lacks %s: %s", want, raw)
		}
	}
	if got := header.Get("Content-Type"); got != "application/opensearchdescription+xml; charset=utf-8" {
		t.Errorf("Content-Type %s", got)
	}
	_, raw, _ = h.Ask("/angebote/vorschlaege.json?q=Datensch", nil)
	var parts []any
	if err := json.Unmarshal([]byte(raw), &parts); err != nil || len(parts) != 4 || parts[0] != "Datensch" {
		t.Fatalf("%v: %s", err, raw)
	}
	texts, links := parts[1].([]any), parts[3].([]any)
	if len(texts) < 2 || len(texts) != len(links) {
		t.Fatalf("%d texts, %d links", len(texts), len(links))
	}
	for _, link := range links {
		path := strings.TrimPrefix(link.(string), h.URL)
		if status, _, _ := h.Ask(path, nil); status != 200 {
			t.Errorf("a suggestion leads to %s: %d", path, status)
		}
	}
	if status, _, _ := h.Ask("/angebote/vorschlaege.json?q="+strings.Repeat("x", 300), nil); status != 400 {
		t.Errorf("a long text: %d, want 400", status)
	}
}

// Every evil text in every field, in every form: texts stay texts.
func TestNothingBreaksOutOfFeeds(t *testing.T) {
	h := hostileHub(t)
	for _, bad := range evil {
		id := "/angebote/" + url.PathEscape("by:evil:"+bad)
		q := "?q=" + url.QueryEscape(bad)
		for _, path := range []string{id + ".atom", id + ".ics", id + ".jsonld", "/angebote.atom" + q, "/angebote.rss" + q, "/angebote.ics" + q, id + "/termine/" + url.PathEscape(bad) + ".ics"} {
			status, raw, header := h.Ask(path, nil)
			if status >= 500 {
				t.Errorf("GET %s: %d", path, status)
			}
			if status != 200 {
				continue
			}
			switch kind, _, _ := strings.Cut(header.Get("Content-Type"), ";"); kind {
			case "application/atom+xml", "application/rss+xml":
				var any struct{ XMLName xml.Name }
				if err := xml.Unmarshal([]byte(raw), &any); err != nil || strings.Contains(raw, "<script") || strings.Contains(raw, "<img") {
					t.Errorf("GET %s: %v", path, err)
				}
			case "text/calendar":
				for line := range strings.SplitSeq(raw, "\r\n") {
					if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
						t.Errorf("GET %s: line %q", path, line)
					}
				}
			case "application/ld+json":
				var any map[string]any
				if err := json.Unmarshal([]byte(raw), &any); err != nil || strings.ContainsAny(raw, "<>") {
					t.Errorf("GET %s: %v: %s", path, err, raw)
				}
			default:
				t.Errorf("GET %s is %s", path, kind)
			}
		}
	}
}
