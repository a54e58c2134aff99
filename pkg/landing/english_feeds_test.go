package landing_test

import (
	"net/url"
	"os"
	"strings"
	"testing"
)

// The script's own words come from the page, in the language of the page.
func TestTheScriptSpeaksTheLanguageOfThePage(t *testing.T) {
	h := newHub(t)
	for path, want := range map[string][3]string{
		"/": {"Angebote", "Vorschläge", "1 Vorschlag"}, "/en": {"Offers", "suggestions", "1 suggestion"},
		"/leichte-sprache": {"Angebote", "Vorschläge", "1 Vorschlag"},
	} {
		doc, _, _ := h.page(path, 200)
		script := all(doc, "script")[0]
		if got := [3]string{attr(script, "data-offer"), attr(script, "data-many"), attr(script, "data-one")}; got != want {
			t.Errorf("%s: the script says %q, want %q", path, got, want)
		}
		for _, name := range []string{"topic", "place", "provider", "all", "none"} {
			if attr(script, "data-"+name) == "" {
				t.Errorf("%s: the script has no word for %s", path, name)
			}
		}
	}
	source, err := os.ReadFile("assets/suche.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Vorschl", "Angebote", "Themen", "suggestions", "Topics"} {
		if strings.Contains(string(source), word) {
			t.Errorf("the script brings its own word %q", word)
		}
	}
}

func TestEnglishFeedsLeadToEnglishPages(t *testing.T) {
	h := richHub(t)
	doc, _, _ := h.page("/en/angebote?q=Datenschutz&land=rp", 200)
	if !linked(doc, "/en/angebote.atom?land=rp&q=Datenschutz") || !linked(doc, "/en/angebote.ics?land=rp&q=Datenschutz") {
		t.Error("the English list leads to the German feed or calendar")
	}
	for _, l := range all(doc, "link") {
		if strings.HasPrefix(attr(l, "type"), "application/atom") && !strings.HasPrefix(attr(l, "href"), "/en/") {
			t.Errorf("the head of the English list names the feed %s", attr(l, "href"))
		}
	}
	f := h.atom("/en/angebote.atom?q=Datenschutz&land=rp")
	german := h.atom("/angebote.atom?q=Datenschutz&land=rp")
	if f.Title != "Lernverbund: Datenschutz, Rhineland-Palatinate" || f.Links[0].Href != h.URL+"/en/angebote.atom?land=rp&q=Datenschutz" || f.ID == german.ID {
		t.Errorf("title %q, links %+v, id %s", f.Title, f.Links, f.ID)
	}
	if len(f.Entries) == 0 || len(f.Entries) != len(german.Entries) || f.Entries[0].ID != german.Entries[0].ID {
		t.Fatalf("%d entries, %d in German", len(f.Entries), len(german.Entries))
	}
	for _, want := range []string{`<p lang="en">Course · Beginner</p>`, "5 of 20 free", "Places: "} {
		if !strings.Contains(f.Entries[0].Content, want) {
			t.Errorf("the entry lacks %q: %s", want, f.Entries[0].Content)
		}
	}
	for _, path := range []string{
		"/en/angebote.atom", "/en/angebote.rss", "/en/angebote.ics?land=rp",
		"/en/angebote/" + url.PathEscape(string(richID)) + ".atom", "/en/angebote/" + url.PathEscape(string(richID)) + ".ics",
	} {
		status, raw, _ := h.Ask(path, nil)
		raw = strings.ReplaceAll(raw, "\r\n ", "")
		if status != 200 || strings.Contains(raw, h.URL+"/angebote") || !strings.Contains(raw, h.URL+"/en/angebote") {
			t.Errorf("GET %s: %d, it leads to German pages: %.600s", path, status, raw)
		}
	}
	changes := h.atom("/en/angebote/" + url.PathEscape(string(richID)) + ".atom")
	if len(changes.Entries) != 3 || !strings.Contains(changes.Entries[1].Content, "Free places, 1 December, Mainz: 5, before: 7") {
		t.Errorf("changes in English: %+v", changes)
	}
}
