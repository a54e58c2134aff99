package format

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// MostBlock is the longest stretch without an empty line, in bytes, that is
// read as CommonMark: parsing takes the square of it for texts that are made
// to be slow.
const MostBlock = 8_000

// Readable reports whether a text may be read as CommonMark; its line ends are
// line feeds.
func Readable(source string) bool {
	for block := range strings.SplitSeq(source, "\n\n") {
		if len(block) > MostBlock {
			return false
		}
	}
	return true
}

// Plain is a CommonMark text without its marks: paragraphs between empty
// lines, a hyphen before each item of a list, links and images as their words.
// Raw HTML stays as the text it is ("Auskunft <1 Monat>").
func Plain(source string) string {
	source = Clean(source)
	if !Readable(source) {
		return source
	}
	p := plain{source: []byte(source)}
	p.block(goldmark.DefaultParser().Parse(text.NewReader(p.source)))
	return strings.TrimSpace(emptyLines.ReplaceAllString(p.out.String(), "\n\n"))
}

var emptyLines = regexp.MustCompile(`\n[ \t]*\n[\s]*\n`)

type plain struct {
	source []byte
	out    bytes.Buffer
}

// block writes a block and what is in it.
func (p *plain) block(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.ListItem:
			p.out.WriteString("- ")
			p.block(c)
		case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
			for i := range c.Lines().Len() {
				line := c.Lines().At(i)
				p.out.Write(line.Value(p.source))
			}
			if h, ok := c.(*ast.HTMLBlock); ok && h.HasClosure() {
				p.out.Write(h.ClosureLine.Value(p.source))
			}
			p.out.WriteString("\n")
		case *ast.TextBlock:
			p.inline(c)
			p.out.WriteString("\n")
		case *ast.Paragraph, *ast.Heading:
			p.inline(c)
			p.out.WriteString("\n\n")
		case *ast.ThematicBreak:
			p.out.WriteString("\n")
		default:
			p.block(c)
			p.out.WriteString("\n")
		}
	}
}

// inline writes the words of a block.
func (p *plain) inline(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			p.out.Write(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(c.Value(p.source)))))
			if c.SoftLineBreak() || c.HardLineBreak() {
				p.out.WriteString("\n")
			}
		case *ast.String:
			p.out.Write(c.Value)
		case *ast.RawHTML:
			for i := range c.Segments.Len() {
				segment := c.Segments.At(i)
				p.out.Write(segment.Value(p.source))
			}
		case *ast.AutoLink:
			p.out.Write(c.Label(p.source))
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				if words, ok := t.(*ast.Text); ok {
					p.out.Write(words.Value(p.source))
				}
			}
		default:
			p.inline(c)
		}
	}
}
