package feed

import (
	"encoding/xml"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/format"
)

// atomFeed is the element feed of RFC 4287.
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"`
	ID       string      `xml:"id"`
	Title    atomText    `xml:"title"`
	Subtitle *atomText   `xml:"subtitle"`
	Updated  string      `xml:"updated"`
	Author   atomPerson  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomEntry struct {
	Language   string         `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"`
	ID         string         `xml:"id"`
	Title      atomText       `xml:"title"`
	Published  string         `xml:"published,omitempty"`
	Updated    string         `xml:"updated"`
	Author     *atomPerson    `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    *atomText      `xml:"summary"`
	Content    *atomText      `xml:"content"`
	Rights     string         `xml:"rights,omitempty"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomPerson struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr"`
	Label  string `xml:"label,attr,omitempty"`
}

// Atom is a feed as Atom.
func Atom(f Feed) ([]byte, error) {
	out := atomFeed{
		Language: format.Tag(f.Language), ID: f.ID, Title: plain(f.Title), Subtitle: optional(f.Subtitle), Updated: stamp(f.Updated),
		Author: atomPerson{Name: "Lernverbund"},
		Links:  []atomLink{{"self", "application/atom+xml", f.Self}, {"alternate", "text/html", f.Page}},
	}
	if f.Next != "" {
		out.Links = append(out.Links, atomLink{"next", "application/atom+xml", f.Next})
	}
	for _, e := range f.Entries {
		out.Entries = append(out.Entries, e.atom())
	}
	return document(out)
}

func (e Entry) atom() atomEntry {
	out := atomEntry{
		Language: format.Tag(e.Language), ID: e.ID, Title: plain(e.Title), Updated: stamp(e.Updated), Summary: optional(e.Summary),
		Links: []atomLink{{"alternate", "text/html", e.Page}}, Rights: clean(e.Rights),
	}
	if !e.Published.IsZero() {
		out.Published = stamp(e.Published)
	}
	if name := clean(e.Author); name != "" {
		out.Author = &atomPerson{name, format.Link(e.AuthorURL)}
	}
	if u := format.Link(e.Related); u != "" {
		out.Links = append(out.Links, atomLink{"related", "", u})
	}
	for _, c := range e.Categories {
		if term := clean(c.Term); term != "" {
			out.Categories = append(out.Categories, atomCategory{term, c.Scheme, clean(c.Label)})
		}
	}
	if e.HTML != "" {
		out.Content = &atomText{"html", format.Clean(e.HTML)}
	}
	return out
}

func plain(s string) atomText { return atomText{"text", clean(s)} }

func optional(s string) *atomText {
	if s = clean(s); s == "" {
		return nil
	}
	return &atomText{"text", s}
}

// clean is a text as XML may hold it: the encoder would write U+FFFD for what
// XML has no place for.
func clean(s string) string { return strings.TrimSpace(format.Clean(s)) }

// stamp is a moment to the second.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// document is an XML document.
func document(root any) ([]byte, error) {
	raw, err := xml.MarshalIndent(root, "", " ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(raw, '\n')...), nil
}
