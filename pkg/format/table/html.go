package table

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"

	xhtml "golang.org/x/net/html"
)

// What a browser shows apart from the text around it.
var blocks = set("address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table tbody tfoot thead tr ul")

// What is no text for people. The tokenizer itself reads most of these as raw text.
var silent = set("head iframe noembed noframes noscript object script select style template textarea title")

var paragraphTags = set("p h1 h2 h3 h4 h5 h6 ul ol table blockquote figure section article")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var markup = regexp.MustCompile(`(?i)</?(?:p|br|div|span|ul|ol|li|b|i|u|em|strong|h[1-6]|table|tr|td|th|a|img|font|style|script|picture|figure|section|article|hr|label|o:p)(?:\s[^<>]*)?/?>|&(?:nbsp|amp|quot|lt|gt|[aou]uml|[AOU]uml|szlig|ndash|mdash|#\d{2,5});|<[a-z][a-z0-9]*\s+[a-z-]+="?[^<>]*$`)

// looksLikeHTML tells markup from plain text that happens to have a < in it.
func looksLikeHTML(s string) bool { return strings.ContainsAny(s, "<&") && markup.MatchString(s) }

var blockTag = regexp.MustCompile(`(?i)<(?:p|div|li|table|h[1-6]|br)[\s/>]`)

// withBreaks keeps the line breaks of a text that has some markup in it but no
// element that makes lines: its author pressed Enter.
func withBreaks(s string) string {
	if blockTag.MatchString(s) {
		return s
	}
	return strings.ReplaceAll(s, "\n", "<br>")
}

// plainText makes readable text of HTML, however broken or cut off: blocks
// become lines, paragraphs get an empty line between them, list items a dash,
// the cells of a table row stand side by side. Scripts, styles and comments go.
func plainText(s string) string {
	for range 2 { // some systems escape twice
		s = paragraphs(render(s))
		if !looksLikeHTML(s) {
			break
		}
	}
	return s
}

// render walks the tokens once. It never fails: a tag that is not closed ends with the text.
func render(s string) string {
	w := &textWriter{}
	z := xhtml.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return string(w.out)
		case xhtml.TextToken:
			w.text(string(z.Text()))
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			t := z.Token()
			w.open(t.Data, t)
		case xhtml.EndTagToken:
			name, _ := z.TagName()
			w.close(string(name))
		}
	}
}

type textWriter struct {
	out    []byte
	silent string // inside this element nothing is text
	bullet int    // inside Word's own bullet: depth of spans
	pre    bool
	blank  bool // white space is due before the next word
	cells  int  // cells seen in the row
	item   bool // inside a paragraph that is Word's list item
}

func (w *textWriter) text(s string) {
	if w.silent != "" || w.bullet > 0 {
		return
	}
	if w.pre {
		w.out = append(w.out, s...)
		return
	}
	fields := strings.Fields(s) // hard blanks are white space here, too
	for i, field := range fields {
		if i > 0 || w.blank || startsBlank(s) {
			w.space()
		}
		w.blank = false
		w.out = append(w.out, field...)
	}
	w.blank = w.blank || s != "" && (len(fields) == 0 || endsBlank(s))
}

func startsBlank(s string) bool { return strings.TrimLeftFunc(s, unicode.IsSpace) != s }

func endsBlank(s string) bool { return strings.TrimRightFunc(s, unicode.IsSpace) != s }

// space writes a blank unless the line is new.
func (w *textWriter) space() {
	if n := len(w.out); n > 0 && w.out[n-1] != '\n' && w.out[n-1] != ' ' {
		w.out = append(w.out, ' ')
	}
}

// lines ends the line and leaves n-1 empty ones.
func (w *textWriter) lines(n int) {
	w.blank = false
	w.out = bytes.TrimRight(w.out, " ")
	if len(w.out) == 0 {
		return
	}
	for have := len(w.out) - len(bytes.TrimRight(w.out, "\n")); have < n; have++ {
		w.out = append(w.out, '\n')
	}
}

func (w *textWriter) open(name string, t xhtml.Token) {
	switch {
	case w.silent != "":
	case silent[name]:
		if t.Type != xhtml.SelfClosingTagToken {
			w.silent = name
		}
	case w.bullet > 0:
		if name == "span" {
			w.bullet++
		}
	case name == "span" && strings.Contains(attribute(t, "style"), "mso-list:Ignore"):
		w.bullet = 1
	case name == "br": // on an empty line it means an empty line
		n := 1
		if bytes.HasSuffix(w.out, []byte("\n")) {
			n = 2
		}
		w.lines(n)
	case name == "li", name == "p" && strings.Contains(attribute(t, "class"), "MsoListParagraph"):
		w.item = name == "p"
		w.lines(1)
		w.out = append(w.out, "- "...)
	case name == "td", name == "th":
		if w.cells > 0 {
			w.cell()
		}
		w.cells++
	case name == "tr":
		w.cells = 0
		w.lines(1)
	case name == "pre":
		w.pre = true
		w.lines(2)
	case paragraphTags[name]:
		w.lines(2)
	case blocks[name]:
		w.lines(1)
	}
}

// cell separates two cells: a short first one is a label.
func (w *textWriter) cell() {
	w.out = bytes.TrimRight(w.out, " \n")
	w.blank = false
	row := w.out[bytes.LastIndexByte(w.out, '\n')+1:]
	switch {
	case len(row) == 0 || row[len(row)-1] == ':':
		w.space()
	case w.cells == 1 && len(row) <= 30 && !bytes.ContainsAny(row, ".,;!?"):
		w.out = append(w.out, ": "...)
	default:
		w.out = append(w.out, " · "...)
	}
}

func (w *textWriter) close(name string) {
	switch {
	case w.silent != "":
		if w.silent == name {
			w.silent = ""
		}
	case w.bullet > 0:
		if name == "span" {
			w.bullet--
		}
	case name == "pre":
		w.pre = false
		w.lines(2)
	case name == "td", name == "th":
	case name == "p" && w.item:
		w.item = false
		w.lines(1)
	case paragraphTags[name]:
		w.lines(2)
	case blocks[name]:
		w.lines(1)
	}
}

func attribute(t xhtml.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
