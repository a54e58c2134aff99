package landing

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// resultsPage is what the list shows.
type resultsPage struct {
	Query       string
	Total       int
	Cards       []card
	Words       []string // that were searched
	Corrections []string // what was read instead of what was typed
	Literal     string   // address of the search exactly as typed
	Chips       []chip
	Groups      []group
	Set         int // filters that are set
	Hidden      []field
	Search      []field // of the search form
	Question    question
	Answers     []answer
	Orders      []order
	Free        choice
	From, To    string
	Clear       string
	PastLine    pastLine
	Pager       pager
	WaysOut     []wayOut
	Near        []card
}

// question is "Darf ich teilnehmen?".
type question struct {
	Reader reader
	Known  bool
	Asked  bool // anything was answered
	Lands  []option
	Bosses []option
	Change string // address of the same page without the answer
	Hidden []field
	Action string
	Legend string
	Button bool
}

type option struct {
	Value, Label string
	Set          bool
}

// answer is one way to look at the list: all, or what one may attend.
type answer struct {
	Text, Icon string
	Count      int
	Address    string
	Current    bool
}

// order is one way to sort.
type order struct {
	Value   string
	Text    string
	Address string
	Current bool
}

// pastLine says how many past offers the list leaves out, or that it shows them.
type pastLine struct {
	Text, Link, Address string
}

// pager leads through the pages of a list.
type pager struct {
	Number, Of         int
	From, To           int // of the next page
	Next, Prev         string
	PrevFrom, PrevUpTo int
}

// wayOut is a search with one change that finds something.
type wayOut struct {
	Address string
	Instead string // what is asked then
	Of      string // instead of what
	Total   int
}

func (s *Site) results(r *http.Request) (page, error) {
	a := read(r)
	var l list
	query := a.query()
	if query.Get("limit") == "" {
		query.Set("limit", "20")
	}
	if err := s.api.get(r.Context(), "/api/v1/offers", query, &l); err != nil {
		return page{}, err
	}
	st, _ := s.status(r.Context()) // without it no card names a silent Land
	cards := s.lister(a, st)
	body := resultsPage{
		Query: a.get("q"), Total: l.Total, Cards: cards.cards("a", l.Items), Chips: chips(a), Groups: groups(l.Facets, a),
		Hidden: a.fields(filterNames()...), Search: a.fields("q", "literal"), Clear: a.cleared().with("literal").at("/angebote"),
		Question: askReader(a, "/angebote", "Dafür brauchen wir zwei Angaben."), Orders: orders(a), From: a.get("from"), To: a.get("to"), Pager: pages20(a, l.Total),
		Free: choice{"seats", "true", "mit freien Plätzen", l.Facets["seats"]["true"], a.has("seats", "true")},
	}
	body.Set = len(body.Chips)
	if !a.has("literal", "true") {
		body.understand(a, l.Corrections)
	} else {
		body.Words = strings.Fields(a.get("q"))
	}
	body.PastLine = past(a, l.Facets["current"])
	if err := s.answers(r.Context(), a, query, &body); err != nil {
		return page{}, err
	}
	if l.Total == 0 {
		body.WaysOut = waysOut(a, l.Suggestions)
		body.Near = s.near(r.Context(), a, l.Suggestions, cards)
	}
	return page{
		Template: "angebote", Title: resultsTitle(l.Total, a), Section: "angebote", Asked: a,
		Prev: body.Pager.Prev, Next: body.Pager.Next, Body: body,
	}, nil
}

func resultsTitle(total int, a asked) string {
	title := offers(total)
	if q := a.get("q"); q != "" {
		title += " für " + q
	}
	return title
}

// understand says how the words were read.
func (p *resultsPage) understand(a asked, corrections []correction) {
	text := a.get("q")
	for _, c := range corrections {
		to := cased(c.To, c.From)
		text = strings.Replace(text, c.From, to, 1)
		p.Corrections = append(p.Corrections, to)
	}
	p.Words = strings.Fields(text)
	if text != "" {
		p.Literal = a.with("literal", "true").at("/angebote")
	}
}

// cased writes a folded word as people would: with a capital if what they typed has one.
func cased(word, typed string) string {
	first, _ := utf8.DecodeRuneInString(typed)
	if !unicode.IsUpper(first) {
		return word
	}
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

// filterNames are the parameters that the filter form has fields for.
func filterNames() []string {
	names := []string{"seats", "from", "to", "sort"}
	for _, d := range dimensions {
		names = append(names, d.name)
	}
	return names
}

// askReader is the question on a page.
func askReader(a asked, path, legend string) question {
	r := a.reader()
	q := question{
		Legend: legend, Button: true, Reader: r, Known: r.known(), Asked: r != reader{}, Action: path, Hidden: a.fields("myLand", "employer", "darf"),
		Change: a.with("myLand").with("employer").with("darf").at(path),
	}
	for _, t := range byName(tiles(nil, "", a)) {
		if t.Land != learning.Bund {
			q.Lands = append(q.Lands, option{string(t.Land), t.Full, t.Land == r.Land})
		}
	}
	for _, o := range []option{
		{"municipal", "Kommune (Gemeinde, Stadt, Kreis)", false},
		{"state", "Land", false},
		{"federal", "Bund", false},
		{"other", "Anderer öffentlicher Arbeitgeber", false},
	} {
		o.Set = o.Value == r.Employer
		q.Bosses = append(q.Bosses, o)
	}
	return q
}

// answers counts what the reader may attend beside all there is.
func (s *Site) answers(ctx context.Context, a asked, query url.Values, p *resultsPage) error {
	if !a.reader().known() {
		return nil
	}
	other := url.Values{}
	for name, v := range query {
		other[name] = v
	}
	other.Set("limit", "0")
	other.Del("offset")
	only := a.get("darf") == "ja"
	if only {
		other.Del("myLand")
		other.Del("employer")
	} else {
		a.admitted(other)
	}
	var l list
	if err := s.api.get(ctx, "/api/v1/offers", other, &l); err != nil {
		return err
	}
	all, yes := p.Total, l.Total
	if only {
		all, yes = l.Total, p.Total
	}
	p.Answers = []answer{
		{"Alle", "", all, a.with("darf").at("/angebote"), !only},
		{"Ja", "ja", yes, a.with("darf", "ja").at("/angebote"), only},
	}
	return nil
}

func orders(a asked) []order {
	var out []order
	for _, o := range []struct{ value, text string }{
		{"", "passend"}, {"date", "nächster Termin"}, {"title", "Titel"}, {"new", "zuletzt gemeldet"},
	} {
		if o.value == "" && a.get("q") == "" {
			o.text = "nächster Termin"
		} else if o.value == "date" && a.get("q") == "" {
			continue
		}
		out = append(out, order{o.value, o.text, a.with("sort", o.value).at("/angebote"), a.get("sort") == o.value})
	}
	return out
}

// past says what the list leaves out.
func past(a asked, counts map[string]int) pastLine {
	switch n := counts["false"]; {
	case a.get("current") == "false" || a.get("current") == "all":
		return pastLine{"", "Nur aktuelle Angebote zeigen", a.with("current").at("/angebote")}
	case n == 1:
		return pastLine{"Dazu passt 1 vergangenes Angebot.", "Vergangenes zeigen", a.with("current", "false").at("/angebote")}
	case n > 1:
		return pastLine{"Dazu passen " + number(n) + " vergangene Angebote.", "Vergangene zeigen", a.with("current", "false").at("/angebote")}
	}
	return pastLine{}
}

// pages20 are the neighbours of a page of a list.
func pages20(a asked, total int) pager {
	size := a.number("limit", pageSize)
	if size == 0 || total == 0 {
		return pager{}
	}
	at := a.number("offset", 0)
	p := pager{Number: at/size + 1, Of: max(1, (total+size-1)/size)}
	if at+size < total {
		p.From, p.To = at+size+1, min(total, at+2*size)
		p.Next = a.turned(at + size)
	}
	if at > 0 {
		p.PrevFrom, p.PrevUpTo = max(0, at-size)+1, min(at, total)
		p.Prev = a.turned(max(0, at-size))
	}
	return p
}

// turned is the address of the page that begins at an offset.
func (a asked) turned(offset int) string {
	b := a.with("offset")
	if offset > 0 {
		b.values["offset"] = []string{strconv.Itoa(offset)}
	}
	return b.at("/angebote")
}
