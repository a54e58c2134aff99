package landing

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// German is what templates and views are written in. Another language is a
// file of phrases in texts/ and, where a page is prose, a template of its own
// in templates/<tag>/; its pages stand under a prefix of the address.
//
// Leichte Sprache is no translation but pages of its own: see leicht.go.

// tongue is a language beside German that the fixed words exist in.
type tongue struct {
	tag    string // BCP 47
	prefix string // of its addresses
	name   string // of itself
	words  phrases
}

// english are the pages under /en.
var english = tongue{tag: "en", prefix: "/en", name: "English", words: mustPhrases("en")}

// spoken is the key of the language in the context of a request.
type spoken struct{}

// in is the language of a request; nil is German.
func in(ctx context.Context) *tongue {
	t, _ := ctx.Value(spoken{}).(*tongue)
	return t
}

// inGerman takes the prefix of a language off an address, so that one set of
// routes serves all, and remembers the language in the request.
func inGerman(r *http.Request) *http.Request {
	rest, ok := strings.CutPrefix(r.URL.Path, english.prefix)
	if !ok || rest != "" && rest[0] != '/' {
		return r
	}
	raw, ok := strings.CutPrefix(r.URL.EscapedPath(), english.prefix)
	if !ok {
		return r // the prefix itself is written in a way nobody writes it
	}
	if rest == "" {
		rest, raw = "/", "/"
	}
	u := *r.URL
	u.Path, u.RawPath = rest, raw
	r = r.WithContext(context.WithValue(r.Context(), spoken{}, &english))
	r.URL = &u
	return r
}

// version is a page in another language.
type version struct {
	Tag, Name, Address string
	Current            bool
}

// versions are the same page in every language it exists in.
func versions(r *http.Request, status int) []version {
	here, easy := requested(r.URL), isEasy(r)
	if status != 0 || easy {
		here = "/"
	}
	now := in(r.Context())
	return []version{
		{"de", "Deutsch", here, now == nil && !easy},
		{english.tag, english.name, english.at(here), now != nil},
	}
}

// requested is path and query of a URL, its parameters in order.
func requested(u *url.URL) string {
	here := u.EscapedPath()
	if query := u.Query().Encode(); query != "" {
		here += "?" + query
	}
	return here
}

// at is the address of a page in that language.
func (t *tongue) at(path string) string {
	if path == "/" {
		return t.prefix
	}
	if strings.HasPrefix(path, "/?") || strings.HasPrefix(path, "/#") {
		return t.prefix + path[1:]
	}
	return t.prefix + path
}

// alone are beginnings of addresses that exist once, whatever the language.
var alone = []string{
	"/api/", "/docs", "/openapi.json", "/stil.css", "/favicon", "/vorschau.png", "/robots.txt", "/sitemap", "/opensearch.xml",
	"/leichte-sprache", "/metrics", "/healthz", "/readyz", "//",
}

// lead is where a link of a German page leads in that language.
func (t *tongue) lead(href string) string {
	if !strings.HasPrefix(href, "/") || slices.ContainsFunc(alone, func(a string) bool { return strings.HasPrefix(href, a) }) {
		return href
	}
	return t.at(href)
}

// say is a text of ours in that language, and the text itself if there is no
// phrase for it or the language is German.
func (t *tongue) say(text string) string {
	if t == nil {
		return text
	}
	to, ok := t.words.translate(text)
	if !ok {
		to, _ = t.words.loosely(text)
	}
	return to
}

// language is the tag of that language.
func (t *tongue) language() string {
	if t == nil {
		return "de"
	}
	return t.tag
}
