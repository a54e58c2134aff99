package landing_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// wanted is the status of a template's address.
func wanted(name string) int {
	switch strings.TrimPrefix(strings.TrimPrefix(name, "en-"), "leicht-") {
	case "weg":
		return http.StatusGone
	case "fehler":
		return http.StatusNotFound
	}
	return http.StatusOK
}

func TestEveryTemplateIsWellBuilt(t *testing.T) {
	h := richHub(t)
	titles := map[string]string{}
	for name, path := range everyTemplate(h) {
		t.Run(name, func(t *testing.T) {
			h.T = t
			doc, _, _ := h.page(path, wanted(name))
			checkHeadings(t, doc)
			checkLandmarks(t, doc)
			want := "de"
			if strings.HasPrefix(path, "/en") {
				want = "en"
			}
			if got := attr(all(doc, "html")[0], "lang"); got != want {
				t.Errorf("lang %q, want %s", got, want)
			}
			checkNames(t, doc)
			checkNothingRuns(t, doc)
			title := want + " " + words(all(doc, "title")[0])
			if other := titles[title]; title == "" || other != "" {
				t.Errorf("title %q is that of %s too", title, other)
			}
			titles[title] = name
		})
	}
}

// checkHeadings wants one h1, and no level left out.
func checkHeadings(t *testing.T, doc *html.Node) {
	t.Helper()
	if got := len(all(doc, "h1")); got != 1 {
		t.Errorf("%d h1, want 1", got)
	}
	level := 0
	for e := range elements(all(doc, "main")[0]) {
		if len(e.Data) == 2 && e.Data[0] == 'h' && e.Data[1] >= '1' && e.Data[1] <= '6' {
			n := int(e.Data[1] - '0')
			if n > level+1 {
				t.Errorf("%s %q follows h%d", e.Data, words(e), level)
			}
			if words(e) == "" {
				t.Errorf("empty %s", e.Data)
			}
			level = n
		}
	}
}

// checkLandmarks wants header, main and footer once each, and a skip link.
func checkLandmarks(t *testing.T, doc *html.Node) {
	t.Helper()
	for _, name := range []string{"header", "main", "footer"} {
		if got := len(all(doc, name)); got != 1 {
			t.Errorf("%d %s, want 1", got, name)
		}
	}
	links := all(doc, "a")
	if len(links) == 0 || attr(links[0], "href") != "#inhalt" || attr(all(doc, "main")[0], "id") != "inhalt" {
		t.Error("the first link does not skip to the content")
	}
	for _, n := range all(doc, "nav") {
		if !has(n, "aria-label") {
			t.Error("a nav without a name")
		}
	}
}

// checkNames wants ids once, a label for each field, a name for each link and button.
func checkNames(t *testing.T, doc *html.Node) {
	t.Helper()
	ids, labels := map[string]int{}, map[string]bool{}
	for e := range elements(doc) {
		if id := attr(e, "id"); id != "" {
			ids[id]++
			if ids[id] > 1 {
				t.Errorf("id %q stands twice", id)
			}
		}
		if e.Data == "label" {
			labels[attr(e, "for")] = true
		}
	}
	for e := range elements(doc) {
		switch e.Data {
		case "input", "select":
			if attr(e, "type") != "hidden" && e.Parent.Data != "label" && !labels[attr(e, "id")] {
				t.Errorf("field %q has no label", attr(e, "name"))
			}
		case "a", "button", "summary", "legend":
			if words(e) == "" {
				t.Errorf("%s without words: %s", e.Data, attr(e, "href"))
			}
		case "svg":
			named := attr(e, "role") == "img" && (attr(e, "aria-label") != "" || attr(e, "aria-labelledby") != "")
			if attr(e, "aria-hidden") != "true" && !named {
				t.Error("a picture without a name is not hidden")
			}
		}
		for _, ref := range []string{"aria-labelledby", "aria-describedby"} {
			for _, id := range strings.Fields(attr(e, ref)) {
				if ids[id] == 0 {
					t.Errorf("%s %q is nowhere", ref, id)
				}
			}
		}
	}
}

// checkNothingRuns wants no script, no style, no handler, and links that lead
// somewhere harmless.
func checkNothingRuns(t *testing.T, doc *html.Node) {
	t.Helper()
	for e := range elements(doc) {
		switch e.Data {
		case "script":
			data := attr(e, "type") == "application/ld+json" && len(e.Attr) == 1
			if own := strings.HasPrefix(attr(e, "src"), "/suche.js?v=") && words(e) == ""; !data && !own {
				t.Error("a script that is neither data nor ours")
			}
		case "style", "iframe", "object", "embed", "base", "img":
			t.Errorf("element %s", e.Data)
		}
		for _, a := range e.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" {
				t.Errorf("attribute %s=%q of %s", a.Key, a.Val, e.Data)
			}
			if a.Key != "href" && a.Key != "src" && a.Key != "action" && a.Key != "formaction" {
				continue
			}
			u, err := url.Parse(a.Val)
			switch {
			case err != nil:
				t.Errorf("%s %q: %v", a.Key, a.Val, err)
			case u.Scheme == "" && u.Host == "":
			case e.Data == "link" && (attr(e, "rel") == "canonical" || attr(e, "rel") == "alternate"):
			case u.Scheme == "mailto" && a.Key == "href":
			case u.Scheme != "http" && u.Scheme != "https":
				t.Errorf("%s %q leads to %s", a.Key, a.Val, u.Scheme)
			case !strings.Contains(attr(e, "rel"), "nofollow") || !strings.Contains(attr(e, "rel"), "noopener"):
				t.Errorf("link to %s has rel %q", a.Val, attr(e, "rel"))
			}
		}
	}
}

// Every link of every template leads to something, its fragment included.
func TestEveryLinkResolves(t *testing.T) {
	h := richHub(t)
	from := map[string]string{}
	for name, path := range templates(h) {
		doc, _, _ := h.page(path, wanted(name))
		for _, e := range append(all(doc, "a"), all(doc, "link")...) {
			href := attr(e, "href")
			if u, err := url.Parse(href); err == nil && u.Scheme == "" {
				if href[0] == '#' {
					href = path + href
				}
				from[href] = name
			}
		}
	}
	if len(from) < 200 {
		t.Fatalf("only %d links", len(from))
	}
	for href, name := range from {
		path, fragment, _ := strings.Cut(href, "#")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := io.ReadAll(res.Body)
		res.Body.Close()
		own := path == templates(h)[name]
		if res.StatusCode != http.StatusOK && (!own || res.StatusCode != wanted(name)) {
			t.Errorf("%s links to %s: status %d", name, href, res.StatusCode)
		}
		if fragment != "" && !bytes.Contains(raw, []byte(`id="`+fragment+`"`)) {
			t.Errorf("%s links to %s: no such place", name, href)
		}
	}
}

func TestHeadersAndWeight(t *testing.T) {
	h := richHub(t)
	for name, path := range templates(h) {
		if name == "docs" {
			continue // the API's own page
		}
		_, raw, header := h.page(path, wanted(name))
		for key, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"Referrer-Policy":         "no-referrer", "X-Content-Type-Options": "nosniff", "Content-Type": "text/html; charset=utf-8",
		} {
			if got := header.Get(key); got != want {
				t.Errorf("%s: %s %q, want %q", name, key, got, want)
			}
		}
		if header.Get("Permissions-Policy") == "" || header.Get("Set-Cookie") != "" {
			t.Errorf("%s: Permissions-Policy %q, Set-Cookie %q", name, header.Get("Permissions-Policy"), header.Get("Set-Cookie"))
		}
		css, _, _ := h.text("/stil.css")
		script, _, _ := h.text("/suche.js")
		if style, own := packed(t, css), packed(t, script); style > 14_000 || own > 6_000 {
			t.Errorf("stylesheet %d bytes packed, script %d; want at most 14,000 and 6,000", style, own)
		}
		if size := packed(t, raw) + packed(t, css) + packed(t, script); size > 50_000 {
			t.Errorf("%s weighs %d bytes packed, stylesheet and script included, want at most 50,000", name, size)
		}
	}
}

func packed(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func TestAssets(t *testing.T) {
	h := newHub(t)
	doc, _, _ := h.page("/", 200)
	style := ""
	for _, l := range all(doc, "link") {
		if attr(l, "rel") == "stylesheet" {
			style = attr(l, "href")
		}
	}
	for path, want := range map[string]string{
		style: "public, max-age=31536000, immutable", "/stil.css": "max-age=300", "/stil.css?v=old": "max-age=300", "/suche.js": "max-age=300",
		"/favicon.svg": "max-age=300", "/favicon.ico": "max-age=300", "/robots.txt": "public, max-age=300",
	} {
		if _, status, header := h.text(path); status != 200 || header.Get("Cache-Control") != want {
			t.Errorf("%s: %d, Cache-Control %q, want %q", path, status, header.Get("Cache-Control"), want)
		}
	}
}
