package format

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// HTML is a CommonMark text as HTML of which nothing can run: see Careful.
func HTML(source string) string {
	source = Clean(source)
	var out bytes.Buffer
	if !Readable(source) || markdown.Convert([]byte(source), &out) != nil {
		return Paragraphs(source)
	}
	return out.String()
}

var markdown = goldmark.New(goldmark.WithRendererOptions(
	html.WithHardWraps(), renderer.WithNodeRenderers(util.Prioritized(Careful{}, 1)),
))

// Paragraphs is a text as paragraphs of HTML, nothing in it read.
func Paragraphs(source string) string {
	var out strings.Builder
	for block := range strings.SplitSeq(strings.ReplaceAll(source, "\r\n", "\n"), "\n\n") {
		out.WriteString("<p>" + strings.ReplaceAll(escaped(block), "\n", "<br>\n") + "</p>\n")
	}
	return out.String()
}

// Careful renders what could do harm in a provider's CommonMark, and what
// goldmark would leave out: raw HTML is the text it is, links lead to http and
// https only, an image is its alternative text.
type Careful struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (Careful) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindHTMLBlock, htmlBlock)
	r.Register(ast.KindRawHTML, rawHTML)
	r.Register(ast.KindLink, linked)
	r.Register(ast.KindAutoLink, autoLinked)
	r.Register(ast.KindImage, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, nil // its words are its children
	})
}

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "\x00", "\ufffd")

func escaped(s string) string { return entities.Replace(s) }

func escape(w util.BufWriter, raw []byte) { _, _ = w.WriteString(escaped(string(raw))) }

func htmlBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.HTMLBlock) //nolint:forcetypeassert // registered for this kind
	if !entering {
		if n.HasClosure() {
			escape(w, n.ClosureLine.Value(source))
		}
		_, _ = w.WriteString("</p>\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<p>")
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		escape(w, line.Value(source))
	}
	return ast.WalkContinue, nil
}

func rawHTML(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*ast.RawHTML) //nolint:forcetypeassert // registered for this kind
		for i := range n.Segments.Len() {
			segment := n.Segments.At(i)
			escape(w, segment.Value(source))
		}
	}
	return ast.WalkSkipChildren, nil
}

// anchor opens or closes a link; without a safe address its text stands alone.
func anchor(w util.BufWriter, to string, entering bool) {
	switch {
	case to == "":
	case entering:
		_, _ = w.WriteString(`<a href="` + escaped(to) + `" rel="nofollow noopener external">`)
	default:
		_, _ = w.WriteString("</a>")
	}
}

func linked(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link) //nolint:forcetypeassert // registered for this kind
	anchor(w, Link(string(n.Destination)), entering)
	return ast.WalkContinue, nil
}

func autoLinked(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*ast.AutoLink) //nolint:forcetypeassert // registered for this kind
		to := ""
		if n.AutoLinkType == ast.AutoLinkURL {
			to = Link(string(n.URL(source)))
		}
		anchor(w, to, true)
		escape(w, n.Label(source))
		anchor(w, to, false)
	}
	return ast.WalkContinue, nil
}
