package feed_test

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/format/feed"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var now = time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)

func record() format.Record {
	return format.Record{
		ID: "th:lms:Kurs/ä", Origin: "https://lernverbund.example", Created: now.Add(-48 * time.Hour), Modified: now,
		Offer: &learning.Offer{
			Kind: learning.Course, Title: learning.Text{"de": "Lohn & Gehalt <1. Teil>", "en": "Pay"}, Summary: learning.Text{"de": "Kurz."},
			Description: learning.Text{"de": "Was **gilt**? <b>x</b> [hier](javascript:x)"}, Provider: learning.Provider{Name: "Haus & Hof", URL: "https://haus.example", ID: "1"},
			URL: "https://haus.example/?art=präsenz&a=b c", Keywords: []string{"Lohn"}, Licence: "CC-BY-4.0", Workload: "PT7H",
		},
	}
}

// entry is what a reader finds of an entry.
type entry struct {
	Language  string `xml:"lang,attr"`
	ID        string `xml:"id"`
	Title     string `xml:"title"`
	Published string `xml:"published"`
	Updated   string `xml:"updated"`
	Author    struct {
		Name string `xml:"name"`
		URI  string `xml:"uri"`
	} `xml:"author"`
	Links []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Categories []struct {
		Term string `xml:"term,attr"`
	} `xml:"category"`
	Summary string `xml:"summary"`
	Content string `xml:"content"`
	Rights  string `xml:"rights"`
}

type atom struct {
	XMLName xml.Name
	ID      string  `xml:"id"`
	Title   string  `xml:"title"`
	Updated string  `xml:"updated"`
	Entries []entry `xml:"entry"`
	Any     []struct {
		XMLName xml.Name
	} `xml:",any"`
}

func list(entries ...feed.Entry) feed.Feed {
	return feed.Feed{
		ID: "urn:uuid:00000000-0000-0000-0000-000000000000", Title: "Suche", Language: "de", Self: "https://lernverbund.example/angebote.atom",
		Page: "https://lernverbund.example/angebote", Next: "https://lernverbund.example/angebote.atom?offset=100", Updated: now, Entries: entries,
	}
}

func TestAtom(t *testing.T) {
	e, report := feed.Offer(record())
	raw, err := feed.Atom(list(e))
	if err != nil {
		t.Fatal(err)
	}
	var got atom
	if err := xml.Unmarshal(raw, &got); err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	one := got.Entries[0]
	for name, pair := range map[string][2]string{
		"feed": {got.XMLName.Space + " " + got.XMLName.Local, "http://www.w3.org/2005/Atom feed"}, "id": {one.ID, "urn:uuid:" + record().UUID().String()},
		"title": {one.Title, "Lohn & Gehalt <1. Teil>"}, "published": {one.Published, "2026-11-21T09:44:00Z"}, "updated": {one.Updated, "2026-11-23T09:44:00Z"},
		"language": {one.Language, "de"}, "author": {one.Author.Name + " " + one.Author.URI, "Haus & Hof https://haus.example"}, "summary": {one.Summary, "Kurz."},
		"content": {one.Content, "<p>Was <strong>gilt</strong>? &lt;b&gt;x&lt;/b&gt; hier</p>\n"}, "rights": {one.Rights, "CC-BY-4.0"},
		"page": {one.Links[0].Href, "https://lernverbund.example/angebote/th:lms:Kurs%2F%C3%A4"}, "related": {one.Links[1].Href, "https://haus.example/?art=pr%C3%A4senz&a=b%20c"},
		"categories": {one.Categories[0].Term + " " + one.Categories[1].Term, "course Lohn"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", name, pair[0], pair[1])
		}
	}
	var lost []string
	for _, l := range report.Lost {
		lost = append(lost, l.Pointer+" "+l.Why)
	}
	if diff := cmp.Diff([]string{"/provider/id no-place", "/workload no-place", "/title/en language"}, lost); diff != "" {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
}

func TestRSS(t *testing.T) {
	e, _ := feed.Offer(record())
	raw, err := feed.RSS(list(e))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Version string `xml:"version,attr"`
		Channel struct {
			Title string `xml:"title"`
			Date  string `xml:"lastBuildDate"`
			Items []struct {
				Title       string   `xml:"title"`
				Link        string   `xml:"link"`
				GUID        string   `xml:"guid"`
				Date        string   `xml:"pubDate"`
				Description string   `xml:"description"`
				Categories  []string `xml:"category"`
			} `xml:"item"`
		} `xml:"channel"`
	}
	if err := xml.Unmarshal(raw, &got); err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	i := got.Channel.Items[0]
	if got.Version != "2.0" || got.Channel.Date != "Mon, 23 Nov 2026 09:44:00 +0000" || i.Date != "Sat, 21 Nov 2026 09:44:00 +0000" || i.GUID != e.ID || i.Link != e.Page ||
		i.Title != "Lohn & Gehalt <1. Teil>" || !strings.HasPrefix(i.Description, "<p>Kurz.</p>\n<p>Was <strong>") || strings.Join(i.Categories, " ") != "Kurs Lohn" {
		t.Errorf("got %+v", got)
	}
}

// Whatever a provider writes is a text again for a reader, and what it shows as
// HTML holds no element that runs.
func TestNothingIsInjected(t *testing.T) {
	bad := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"]]><script>", "</entry><entry>", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "&a;", "\x00\x0b\x1f", "\ufffe\uffff", "\xff", "<img src=x onerror=y>",
		"[a](javascript:x) ![b](x\" onerror=\"y) <javascript:x>", "\r\n\u2028",
	}))
	rapid.Check(t, func(t *rapid.T) {
		s := bad.Draw(t, "s")
		r := record()
		o := r.Offer
		o.Title, o.Summary, o.Description = learning.Text{"de": s}, learning.Text{"de": s}, learning.Text{"de": s}
		o.Provider, o.URL, o.Keywords, o.Licence, o.Kind = learning.Provider{Name: s, URL: s}, s, []string{s}, s, learning.Kind(s)
		e, _ := feed.Offer(r)
		f := list(e)
		f.Title, f.Subtitle = s, s
		raw, err := feed.Atom(f)
		if err != nil {
			t.Fatal(err)
		}
		var got atom
		if err := xml.Unmarshal(raw, &got); err != nil || !utf8.Valid(raw) || strings.ContainsRune(string(raw), 0xfffd) && !strings.ContainsRune(format.Clean(s), 0xfffd) {
			t.Fatalf("%v\n%s", err, raw)
		}
		if want := strings.TrimSpace(format.Clean(s)); len(got.Entries) != 1 || got.Entries[0].Title != want || got.Title != want {
			t.Fatalf("title %q of %d entries, want %q", got.Entries[0].Title, len(got.Entries), want)
		}
		harmless(t, got.Entries[0].Content)
		raw, err = feed.RSS(f)
		if err != nil {
			t.Fatal(err)
		}
		var channel struct {
			Items []struct {
				Description string `xml:"description"`
			} `xml:"channel>item"`
		}
		if err := xml.Unmarshal(raw, &channel); err != nil || len(channel.Items) != 1 {
			t.Fatalf("%v, %d items\n%s", err, len(channel.Items), raw)
		}
		harmless(t, channel.Items[0].Description)
	})
}

// harmless wants no element and no attribute that could run or load something.
func harmless(t *rapid.T, content string) {
	doc, err := html.Parse(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "img", "style", "iframe", "svg", "object", "embed", "link", "meta", "form", "input":
			t.Fatalf("element %s in %q", n.Data, content)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "href" && !strings.HasPrefix(a.Val, "http") {
				t.Fatalf("attribute %s=%q in %q", a.Key, a.Val, content)
			}
		}
	}
}
