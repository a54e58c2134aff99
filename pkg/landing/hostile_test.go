package landing_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// evil are texts that would run, or spoil a page, if any of them came through.
var evil = []string{
	`<script>window.hit=1</script>`,
	`<img src=x onerror="window.hit=1">`,
	`"><svg onload=window.hit=1>`,
	`' autofocus onfocus='window.hit=1`,
	`</title></textarea></style><script>window.hit=1</script>`,
	`{{.Body}} ${window.hit=1}`,
	"javascript:window.hit=1",
	"[klick](javascript:window.hit=1) <javascript:window.hit=1> ![x](x\" onerror=\"window.hit=1)",
	"\u202eegnahc\u202c \u2066x\u2069",
	strings.Repeat("Verwaltungsverfahrensvereinfachungsgesetz", 14)[:555],
}

// hostileHub holds one offer for each evil text, in every text and URL field.
// The intake would refuse most of them; the pages do not rely on it.
func hostileHub(t *testing.T) *hub {
	t.Helper()
	h := newHub(t)
	for i, bad := range evil {
		text := learning.Text{"de": bad, "en": bad}
		o := learning.Offer{
			Kind: learning.Kind(bad), Title: text, Summary: text, Description: text, URL: bad, InLanguage: []string{bad}, Mode: learning.Mode(bad),
			Provider: learning.Provider{Name: bad, URL: bad, ID: bad}, Workload: bad, Level: &learning.Level{Grade: bad},
			Competences: []learning.Competence{{Scheme: bad, ID: bad, Label: text}}, Topics: []string{bad}, Audience: []string{bad}, Funding: []string{bad},
			Access:      &learning.Access{OpenTo: bad, Laender: []learning.Land{learning.Land(bad)}, Employers: []string{bad}, OutsidersFrom: bad, OutsiderPrice: &learning.Price{Amount: bad, Currency: bad}, Note: text},
			Price:       &learning.Price{Amount: bad, Currency: bad},
			Certificate: &learning.Certificate{Kind: bad, Name: text}, Recognition: &learning.Recognition{LearningTime: bad, Credits: bad, Note: text},
			Accessibility: []string{bad}, Licence: bad, Contact: &learning.Contact{Name: bad, Email: bad, Phone: bad, URL: bad},
			ValidThrough: bad, Image: &learning.Image{URL: bad, Alt: text}, Keywords: []string{bad}, Prerequisites: text,
			Sessions: []learning.Session{
				{ID: bad, Start: "2026-12-01T09:00:00+01:00", End: bad, Status: bad, SeatsAsOf: bad, RegisterBy: bad, URL: bad, Place: &learning.Place{Name: bad, Street: bad, City: bad, Land: learning.Land(bad)}},
				{ID: "2", Start: bad},
			},
		}
		if i%2 == 0 {
			o.Access, o.Sessions = nil, nil
		}
		h.Publish("by", "evil", bad, event.TypeOfferPublished, o)
		o.Title["de"] = "Neu: " + bad
		o.Provider.Name = "Neu: " + bad
		h.Publish("by", "evil", bad, event.TypeOfferRevised, o)
	}
	return h
}

// pagesOf are all pages that show an evil text.
func pagesOf(bad string) []string {
	q := url.QueryEscape(bad)
	return []string{
		"/angebote/" + url.PathEscape("by:evil:"+bad), "/angebote?q=" + q, "/angebote?topic=" + q + "&provider=" + q + "&competence=" + q + "&audience=" + q,
		"/angebote?q=" + q + "&literal=true&myLand=" + q + "&employer=" + q + "&darf=" + q + "&" + q + "=" + q,
		"/angebote?from=" + q + "&land=" + q + "&sort=" + q, "/laender/" + url.PathEscape(bad), "/angebote/" + url.PathEscape(bad),
		"/anbieter/" + url.PathEscape(bad), "/themen/" + url.PathEscape(bad), "/anbieter/" + url.PathEscape("by:evil:"+bad),
		"/anbieter?q=" + q + "&land=" + q, "/anbieter?q=" + q,
	}
}

func TestNothingFromAFeedRuns(t *testing.T) {
	h := hostileHub(t)
	paths := []string{"/", "/angebote", "/laender/by", "/daten", "/themen", "/anbieter"}
	for _, bad := range evil {
		paths = append(paths, pagesOf(bad)...)
		for _, path := range pagesOf(bad) {
			paths = append(paths, "/en"+path)
		}
	}
	shown := 0
	for _, path := range paths {
		raw, status, header := h.text(path)
		if status >= 500 {
			t.Errorf("GET %s: status %d", path, status)
		}
		if header.Get("Content-Type") == "application/problem+json" || strings.HasPrefix(path, "/api/") {
			continue
		}
		doc, _, _ := h.page(path, status)
		checkNothingRuns(t, doc)
		checkNames(t, doc)
		if got := len(all(doc, "h1")); got != 1 {
			t.Errorf("GET %s: %d h1, want 1", path, got)
		}
		if strings.Contains(words(doc), "<script>window.hit=1</script>") {
			shown++
		}
		if strings.Contains(raw, "ZgotmplZ") {
			t.Errorf("GET %s: a template met a value it cannot write", path)
		}
	}
	if shown < 5 {
		t.Errorf("the text that is not to run is shown on %d pages, want it shown as text", shown)
	}
}

// A contact's address is a link only if nothing but an address is in it.
func TestOnlyAPlainAddressIsALinkToWriteTo(t *testing.T) {
	h := newHub(t)
	for mail, link := range map[string]string{
		"seminar@haus.example": "mailto:seminar@haus.example", "a@b.example?bcc=x@y.example": "", "javascript:alert(1)@b.example": "", "niemand": "", "a@b.example\r\nBcc: x": "",
	} {
		id := h.Publish("by", "a", "post", event.TypeOfferPublished, learning.Offer{
			Title: learning.Text{"de": "Post"}, Provider: learning.Provider{Name: "Haus"}, Contact: &learning.Contact{Name: "Büro", Email: mail},
		})
		doc, _, _ := h.page("/angebote/"+url.PathEscape(string(id)), 200)
		if link != "" && !linked(doc, link) {
			t.Errorf("%q: no link to write to", mail)
		}
		for _, a := range all(doc, "a") {
			if href := attr(a, "href"); strings.HasPrefix(href, "mailto:") && href != link && !strings.HasPrefix(href, "mailto:hilfe@lernverbund.example?subject=") {
				t.Errorf("%q: a link to %s", mail, href)
			}
		}
	}
}
