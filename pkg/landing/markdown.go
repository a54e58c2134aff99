package landing

import (
	"bytes"
	"html/template"
	"net/url"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown turns a provider's CommonMark into HTML of which nothing can run:
// raw HTML is shown as the text it is, links lead to http and https only, an
// image is its alternative text, headings go on below those of the page. A
// line break stays one, because many descriptions are plain text.
var markdown = goldmark.New(
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(headings{}, 100))),
	goldmark.WithRendererOptions(
		html.WithHardWraps(),
		renderer.WithNodeRenderers(util.Prioritized(careful{}, 1)),
	),
)

// mostBlock is the longest stretch without an empty line, in bytes, that is
// read as CommonMark: parsing takes the square of it for texts that are made
// to be slow.
const mostBlock = 8_000

// prose is a description as HTML; plain paragraphs if it is no text of people.
func prose(source string) template.HTML {
	var out bytes.Buffer
	for block := range strings.SplitSeq(strings.ReplaceAll(source, "\r\n", "\n"), "\n\n") {
		if len(block) > mostBlock {
			return plain(source)
		}
	}
	if err := markdown.Convert([]byte(source), &out); err != nil {
		return plain(source)
	}
	return template.HTML(out.String()) //nolint:gosec // careful lets nothing of the source through unescaped
}

// plain is a text as paragraphs, nothing in it read.
func plain(source string) template.HTML {
	var out strings.Builder
	for block := range strings.SplitSeq(strings.ReplaceAll(source, "\r\n", "\n"), "\n\n") {
		out.WriteString("<p>" + strings.ReplaceAll(template.HTMLEscapeString(block), "\n", "<br>\n") + "</p>\n")
	}
	return template.HTML(out.String()) //nolint:gosec // escaped
}

// safeURL is an address one may link to: absolute, http or https; else "".
func safeURL(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// top is the level of the page's heading above a description.
const top = 2

// headings renumbers the headings of a description, so that none is left out.
type headings struct{}

// Transform implements parser.ASTTransformer.
func (headings) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var open []int
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		for len(open) > 0 && open[len(open)-1] >= h.Level {
			open = open[:len(open)-1]
		}
		open = append(open, h.Level)
		h.Level = min(top+len(open), 6)
		return ast.WalkContinue, nil
	})
}

// careful renders what could do harm.
type careful struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (careful) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindHTMLBlock, htmlBlock)
	r.Register(ast.KindRawHTML, rawHTML)
	r.Register(ast.KindLink, linked)
	r.Register(ast.KindAutoLink, autoLinked)
	r.Register(ast.KindImage, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, nil
	})
}

func escape(w util.BufWriter, raw []byte) {
	_, _ = w.WriteString(template.HTMLEscapeString(string(raw)))
}

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
		_, _ = w.WriteString(`<a href="` + template.HTMLEscapeString(to) + `" rel="nofollow noopener external">`)
	default:
		_, _ = w.WriteString("</a>")
	}
}

func linked(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link) //nolint:forcetypeassert // registered for this kind
	anchor(w, safeURL(string(n.Destination)), entering)
	return ast.WalkContinue, nil
}

func autoLinked(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*ast.AutoLink) //nolint:forcetypeassert // registered for this kind
		to := ""
		if n.AutoLinkType == ast.AutoLinkURL {
			to = safeURL(string(n.URL(source)))
		}
		anchor(w, to, true)
		escape(w, n.Label(source))
		anchor(w, to, false)
	}
	return ast.WalkContinue, nil
}
