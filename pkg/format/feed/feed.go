package feed

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// The media types.
const (
	AtomType = "application/atom+xml; charset=utf-8"
	RSSType  = "application/rss+xml; charset=utf-8"
)

// Feed is a list of what is new, newest first.
type Feed struct {
	ID       string // an IRI that stays, urn:uuid:… or the address
	Title    string
	Subtitle string
	Language string // of the feed's own words
	Self     string // address of this feed, absolute
	Page     string // address of the same as a page, absolute
	Next     string // address of what is older (RFC 5005), empty at the end
	Updated  time.Time
	Entries  []Entry
}

// Entry is one thing that is new.
type Entry struct {
	ID         string // urn:uuid:…
	Title      string
	Language   string // of title and texts; empty: the feed's
	Page       string // absolute
	Related    string // address at the provider; empty if there is none
	Published  time.Time
	Updated    time.Time
	Author     string
	AuthorURL  string
	Summary    string // plain text
	HTML       string // written by us or by format.HTML, of which nothing can run
	Categories []Category
	Rights     string
}

// Category is what sort of thing it is.
type Category struct{ Term, Scheme, Label string }

// The schemes of categories.
const (
	KindScheme    = "https://lernverbund.de/ns/kind"
	KeywordScheme = "https://lernverbund.de/ns/keyword"
)

// losses are what an entry has no place for.
var losses = format.Losses{
	"/provider/id": format.NoPlace, "/inLanguage": format.NoPlace, "/mode": format.NoPlace, "/workload": format.NoPlace, "/level": format.NoPlace,
	"/competences": format.NoPlace, "/topics": format.NoPlace, "/audience": format.NoPlace, "/funding": format.NoPlace, "/access": format.NoPlace,
	"/price": format.NoPlace, "/certificate": format.NoPlace, "/recognition": format.NoPlace, "/accessibility": format.NoPlace, "/contact": format.NoPlace,
	"/sessions": format.NoPlace, "/validFrom": format.NoPlace, "/validThrough": format.NoPlace, "/image": format.NoPlace, "/prerequisites": format.NoPlace,
}

// Offer is an offer as an entry.
func Offer(r format.Record) (Entry, format.Report) {
	o := r.Offer
	report := losses.Report("feed", r)
	tag := format.Language(o)
	title, titled := o.Title.In(tag)
	summary, said := o.Summary.In(tag)
	about, told := o.Description.In(tag)
	e := Entry{
		ID: r.UUID().URN(), Title: title, Language: titled, Page: r.Page(), Related: o.URL, Published: r.Created, Updated: r.Modified,
		Author: o.Provider.Name, AuthorURL: o.Provider.URL, Summary: summary, Rights: o.Licence,
	}
	if about != "" {
		e.HTML = format.HTML(about)
	}
	if o.Kind != "" {
		e.Categories = append(e.Categories, Category{string(o.Kind), KindScheme, learning.Label(learning.VocabKinds, string(o.Kind))})
	}
	for _, k := range o.Keywords {
		e.Categories = append(e.Categories, Category{k, KeywordScheme, ""})
	}
	report.LoseOthers("/title", o.Title, titled)
	report.LoseOthers("/summary", o.Summary, said)
	report.LoseOthers("/description", o.Description, told)
	return e, report
}
