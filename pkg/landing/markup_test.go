package landing_test

import (
	"iter"
	"strings"

	"golang.org/x/net/html"
)

// elements are all elements below a node, in order.
func elements(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && !yield(d) {
				return
			}
		}
	}
}

// all are the elements of a name below a node.
func all(n *html.Node, name string) (out []*html.Node) {
	for e := range elements(n) {
		if e.Data == name {
			out = append(out, e)
		}
	}
	return out
}

// classed are the elements of a class below a node.
func classed(n *html.Node, class string) (out []*html.Node) {
	for e := range elements(n) {
		for c := range strings.FieldsSeq(attr(e, "class")) {
			if c == class {
				out = append(out, e)
			}
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// words is the text of a node, blanks run together, without what only says
// where a word may be parted.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(strings.ReplaceAll(d.Data, "\u00ad", ""))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// h1 is the heading of a page.
func h1(doc *html.Node) string {
	for _, h := range all(doc, "h1") {
		return words(h)
	}
	return ""
}
