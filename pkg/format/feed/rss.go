package feed

import (
	"encoding/xml"
	"html"
	"time"

	"github.com/lernverbund/lernverbund/pkg/format"
)

// rss is the element rss of RSS 2.0.
type rss struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language,omitempty"`
	BuildDate   string    `xml:"lastBuildDate"`
	TTL         int       `xml:"ttl"` // minutes
	Self        rssSelf   `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type rssSelf struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type rssItem struct {
	Title       string        `xml:"title"`
	Link        string        `xml:"link"`
	Description string        `xml:"description,omitempty"`
	GUID        rssGUID       `xml:"guid"`
	Date        string        `xml:"pubDate"`
	Categories  []rssCategory `xml:"category"`
}

type rssGUID struct {
	Permanent bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

type rssCategory struct {
	Domain string `xml:"domain,attr"`
	Name   string `xml:",chardata"`
}

// RSS is a feed as RSS 2.0. It has no place for provider, related address and
// rights, and one date only: when an entry was published, or if that is
// unknown updated.
func RSS(f Feed) ([]byte, error) {
	c := rssChannel{
		Title: clean(f.Title), Link: f.Page, Description: clean(f.Subtitle), Language: format.Tag(f.Language), BuildDate: mail(f.Updated), TTL: 60,
		Self: rssSelf{"self", "application/rss+xml", f.Self},
	}
	if c.Description == "" {
		c.Description = c.Title
	}
	for _, e := range f.Entries {
		item := rssItem{Title: clean(e.Title), Link: e.Page, GUID: rssGUID{false, e.ID}, Date: mail(e.Published)}
		if e.Published.IsZero() {
			item.Date = mail(e.Updated)
		}
		if s := clean(e.Summary); s != "" {
			item.Description = "<p>" + html.EscapeString(s) + "</p>\n"
		}
		item.Description += format.Clean(e.HTML)
		for _, c := range e.Categories {
			name := clean(c.Label)
			if name == "" {
				name = clean(c.Term)
			}
			if name != "" {
				item.Categories = append(item.Categories, rssCategory{c.Scheme, name})
			}
		}
		c.Items = append(c.Items, item)
	}
	return document(rss{Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Channel: c})
}

// mail is a moment as RFC 822 has it, in English, in UTC.
func mail(t time.Time) string { return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000") }
