package landing

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/lernverbund/lernverbund/pkg/format"
)

// markdown turns a provider's CommonMark into HTML of which nothing can run:
// raw HTML is shown as the text it is, links lead to http and https only, an
// image is its alternative text, headings go on below those of the page. A
// line break stays one, because many descriptions are plain text.
var markdown = goldmark.New(
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(headings{}, 100))),
	goldmark.WithRendererOptions(
		html.WithHardWraps(),
		renderer.WithNodeRenderers(util.Prioritized(format.Careful{}, 1)),
	),
)

// prose is a description as HTML; plain paragraphs if it is no text of people.
func prose(source string) template.HTML {
	var out bytes.Buffer
	if !format.Readable(strings.ReplaceAll(source, "\r\n", "\n")) || markdown.Convert([]byte(source), &out) != nil {
		return template.HTML(format.Paragraphs(source)) //nolint:gosec // escaped
	}
	return template.HTML(out.String()) //nolint:gosec // format.Careful lets nothing of the source through unescaped
}

// safeURL is an address one may link to: absolute, http or https; else "".
func safeURL(s string) string { return format.Link(s) }

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
