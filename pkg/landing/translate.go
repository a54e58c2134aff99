package landing

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// translator goes once through a finished German page and writes it in another
// language. Ours is every text outside of elements that say otherwise:
//
//   - lang: the words are somebody's in that language, and stay;
//   - translate="no": the words are in the language of the page already;
//   - dir="auto": the words may be a provider's. They are translated only if
//     they are a phrase as a whole ("kostenlos"), else they stay and get
//     lang="de"; in headings and where a provider is named they always stay.
//
// Whatever is changed is escaped anew, so no phrase and no text can become markup.
type translator struct {
	*tongue
	out     bytes.Buffer
	open    []atom.Atom // elements
	kept    int         // how many of them are inside of, or are, one whose words stay
	held    *html.Token // a start tag that waits for its words
	unknown func(string)
}

// page is a finished German page in that language. unknown is told every text
// of ours that has no translation and so stays German; nil tells nobody.
func (t *tongue) page(german []byte, unknown func(string)) []byte {
	if unknown == nil {
		unknown = func(string) {}
	}
	w := translator{tongue: t, unknown: unknown}
	w.out.Grow(len(german))
	for z := html.NewTokenizer(bytes.NewReader(german)); ; {
		kind := z.Next()
		raw := bytes.Clone(z.Raw()) // reading a token unescapes it in place
		if kind != html.TextToken {
			w.release("")
		}
		switch kind {
		case html.ErrorToken:
			return w.out.Bytes()
		case html.TextToken:
			w.text(raw, string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.start(raw, z.Token())
		case html.EndTagToken:
			w.kept, w.open = max(0, w.kept-1), w.open[:max(0, len(w.open)-1)]
			w.out.Write(raw)
		default:
			w.out.Write(raw)
		}
	}
}

// text writes a text of the page.
func (w *translator) text(raw []byte, text string) {
	if w.kept > 0 {
		w.out.Write(raw)
		return
	}
	to, ok := w.words.translate(text)
	if !ok && w.held != nil {
		to, ok = w.words.loosely(text)
	}
	switch {
	case ok:
		w.release("")
		w.out.WriteString(html.EscapeString(to))
		return
	case w.held != nil:
		w.release("de")
		w.kept = 1
	default:
		w.unknown(strings.TrimSpace(text))
	}
	w.out.Write(raw)
}

// release writes the start tag that waits.
func (w *translator) release(lang string) {
	if w.held == nil {
		return
	}
	if lang != "" {
		w.held.Attr = append(w.held.Attr, html.Attribute{Key: "lang", Val: lang})
	}
	w.out.WriteString(w.held.String())
	w.held = nil
}

// void are elements without an end.
var void = []atom.Atom{
	atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr,
}

// owned are elements in which words with dir="auto" are somebody's, always.
var owned = []atom.Atom{atom.H1, atom.H2, atom.H3, atom.Mark}

func (w *translator) owned(t html.Token) bool {
	class := value(t, "class")
	return strings.Contains(class, "anbieter") || strings.Contains(class, "prosa") || class == "fund" ||
		slices.ContainsFunc(w.open, func(a atom.Atom) bool { return slices.Contains(owned, a) })
}

// start writes a start tag.
func (w *translator) start(raw []byte, t html.Token) {
	changed := w.attributes(&t)
	closed := t.Type == html.SelfClosingTagToken || slices.Contains(void, t.DataAtom)
	if !closed {
		w.open = append(w.open, t.DataAtom)
	}
	lang, automatic := value(t, "lang"), value(t, "dir") == "auto"
	switch {
	case closed:
	case w.kept > 0:
		w.kept++
	case t.DataAtom == atom.Script, t.DataAtom == atom.Style, t.DataAtom == atom.Code, value(t, "translate") == "no", lang != "" && t.DataAtom != atom.Html:
		w.kept = 1
	case automatic && w.owned(t):
		w.kept, changed = 1, true
		t.Attr = append(t.Attr, html.Attribute{Key: "lang", Val: "de"})
	case automatic:
		w.held = &t
		return
	}
	if changed {
		w.out.WriteString(bare.Replace(t.String()))
		return
	}
	w.out.Write(raw)
}

// bare writes attributes without a value as pages do; in a value there is no such quote.
var bare = strings.NewReplacer(` defer=""`, " defer", ` hidden=""`, " hidden", ` data-drucken=""`, " data-drucken")

// spokenAttributes are attributes that people read or hear; the styles show
// data-t, and the script says what its own element carries.
var spokenAttributes = []string{"aria-label", "title", "placeholder", "alt", "data-t"}

// onlyGerman are the types of links that lead to what exists in German alone, or in no language.
var onlyGerman = []string{"application/ld+json", "application/opensearchdescription+xml"}

// attributes changes links, what is read out, and the language of the page.
func (w *translator) attributes(t *html.Token) (changed bool) {
	elsewhere := value(*t, "hreflang") != "" || slices.Contains(onlyGerman, value(*t, "type"))
	for i, a := range t.Attr {
		to := a.Val
		switch {
		case a.Key == "lang" && t.DataAtom == atom.Html:
			to = w.tag
		case (a.Key == "href" || a.Key == "action" || a.Key == "formaction") && !elsewhere:
			to = w.lead(a.Val)
		case w.kept > 0:
		case slices.Contains(spokenAttributes, a.Key), t.DataAtom == atom.Script && strings.HasPrefix(a.Key, "data-"):
			to = w.said(a.Val)
		case a.Key == "content" && described(*t):
			to, _ = w.words.translate(a.Val) // it may be a provider's
		}
		if to != a.Val {
			t.Attr[i].Val, changed = to, true
		}
	}
	return changed
}

// said is an attribute's text in the language.
func (w *translator) said(text string) string {
	to, ok := w.words.translate(text)
	if !ok {
		w.unknown(text)
	}
	return to
}

// described reports whether a meta element holds words for people.
func described(t html.Token) bool {
	name := value(t, "name") + value(t, "property")
	return name == "description" || name == "og:title" || name == "og:description" || name == "og:image:alt" || name == "og:site_name"
}

func value(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
