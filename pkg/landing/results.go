package landing

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// resultsPage is what the list shows.
type resultsPage struct {
	Query      string
	Total      int
	Heading    string // without hits
	Cards      []card
	Understood understoodRow
	Filters    filters
	Search     []field // of the search form
	Faults     []fault
	Question   question
	Answers    []answer
	Orders     []order
	PastLine   pastLine
	Nowhere    pastLine // offers of which nobody knows how far away they are
	Pager      pager
	WaysOut    []wayOut
	Near       []nearMiss
	Similar    []card // the words find nothing: offers that are alike
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
	Link    bool // it changes more than the order, so it is no choice in the form
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
	Single  string // the one wish that is given up, "" if there are several
}

func (s *Site) results(r *http.Request) (page, error) {
	whole := read(r)
	a, faults := whole.plausible()
	l, more, err := s.found(r.Context(), a)
	if err != nil {
		return page{}, err
	}
	for _, f := range more {
		a = a.with(f.Field)
	}
	faults = append(faults, more...)
	st, _ := s.status(r.Context()) // without it no card names a silent Land
	cards := s.lister(a, st)
	cards.question = "#darf"
	applied, _ := l.read()
	for _, u := range applied {
		cards.seen = append(cards.seen, strings.Fields(u.Words)...)
	}
	cards.alike, cards.around = s.alike(r.Context(), a), l.measured(a)
	body := resultsPage{
		Query: a.get("q"), Total: l.Total, Cards: cards.cards("a", l.Items), Understood: understand(a, &l),
		Filters: filter(a, &l, s.Now()), Search: a.fields("q", "literal"), Faults: faults,
		Question: askReader(a, "/angebote", "Dafür brauchen wir zwei Angaben."), Answers: answers(a, &l, s.whoever(r.Context(), a, l.Total)),
		Orders: orders(a, &l), Pager: pages20(a, l.Total), PastLine: past(a, l.Facets["current"]),
	}
	body.Filters.mend(whole, faults)
	if n := l.Unplaced; n > 0 {
		text := "Bei " + number(n) + " weiteren Angeboten ist die Entfernung unbekannt."
		if n == 1 {
			text = "Bei 1 weiteren Angebot ist die Entfernung unbekannt."
		}
		body.Nowhere = pastLine{text, "Ohne Umkreis suchen", a.with("near").with("radius").with("sort").at("/angebote")}
	}
	if l.Total == 0 {
		body.WaysOut = waysOut(a, &l)
		body.Heading = nothing(body.WaysOut)
		body.Near = nearMisses(&l, cards)
		body.Similar = cards.cards("alike", l.Similar)
	}
	return page{
		Template: "angebote", Title: resultsTitle(&body), Section: "angebote", Asked: a,
		Prev: body.Pager.Prev, Next: body.Pager.Next, Body: body,
	}, nil
}

// found asks the API for a list. What of place and dates the API refuses is
// left out and comes back as faults: the rest of the question is answered.
func (s *Site) found(ctx context.Context, a asked) (l list, faults []fault, err error) {
	for range 2 {
		query := a.query()
		if query.Get("limit") == "" {
			query.Set("limit", strconv.Itoa(pageSize))
		}
		err = s.api.get(ctx, "/api/v1/offers", query, &l)
		var p *problem
		if err == nil || !errors.As(err, &p) || p.Status != http.StatusBadRequest {
			return l, faults, err
		}
		found := refused(a, p)
		if len(found) == 0 {
			return l, nil, err
		}
		for _, f := range found {
			a = a.with(f.Field)
		}
		faults = append(faults, found...)
	}
	return l, faults, err
}

func resultsTitle(b *resultsPage) string {
	title := offers(b.Total)
	if b.Total == 0 {
		title = "Kein Angebot"
	}
	if b.Query != "" {
		title += " für " + b.Query
	}
	return title
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

// askReader is the question on a page.
func askReader(a asked, path, legend string) question {
	r := a.reader()
	q := question{
		Legend: legend, Button: true, Reader: r, Known: r.known(), Asked: r != reader{}, Action: path, Hidden: a.fields("myLand", "employer", "may"),
		Change: a.with("myLand").with("employer").with("may").at(path),
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

// whoever is how many cards there are without regard to who may attend; a card
// of several offers may have several verdicts, so they do not add up.
func (s *Site) whoever(ctx context.Context, a asked, total int) int {
	if len(a.values["may"]) == 0 || !a.reader().known() {
		return total
	}
	query := a.with("may").query()
	query.Set("limit", "0")
	var l list
	if s.api.get(ctx, "/api/v1/offers", query, &l) != nil {
		return total
	}
	return l.Total
}

// answers are the verdicts with their counts, once the reader has said who she is.
func answers(a asked, l *list, all int) []answer {
	if !a.reader().known() {
		return nil
	}
	counts, wanted := l.Facets["may"], a.values["may"]
	only := func(may learning.May) bool { return len(wanted) == 1 && wanted[0] == string(may) }
	out := []answer{{"Alle", "", all, a.with("may").at("/angebote"), len(wanted) == 0 || len(wanted) == len(learning.Mays)}}
	for _, v := range []struct {
		may        learning.May
		text, icon string
	}{
		{learning.MayYes, "Ja", "ja"},
		{learning.MayConditional, "Bedingt", "bed"},
		{learning.MayNo, "Nein", "nein"},
		{learning.MayUnknown, "Unklar", "frage"},
	} {
		out = append(out, answer{v.text, v.icon, counts[string(v.may)], a.with("may", string(v.may)).at("/angebote"), only(v.may)})
	}
	if len(wanted) > 1 && !out[0].Current { // "Ja oder bedingt": what the page of a Land leads to
		both := 0
		for _, w := range wanted {
			both += counts[w]
		}
		out = append(out, answer{"Ja oder bedingt", "", both, a.at("/angebote"), true})
	}
	return out
}

func orders(a asked, l *list) []order {
	var out []order
	words := a.get("q") != ""
	for _, o := range []struct {
		value, text string
		ok          bool
	}{
		{"", "passend", words},
		{"", "nächster Termin", !words},
		{"date", "nächster Termin", words},
		{"distance", "Entfernung", a.get("near") != ""},
		{"title", "Titel", true},
		{"new", "zuletzt gemeldet", true},
	} {
		if o.ok {
			out = append(out, order{o.value, o.text, a.with("sort", o.value).at("/angebote"), a.get("sort") == o.value, false})
		}
	}
	for _, u := range l.Understood {
		if u.Parameter == "near" && a.get("near") == "" { // by distance from a place that is chosen, no longer guessed
			b := a.with("q", u.Without).with("near", u.Value).with("sort", "distance")
			out = append(out, order{Text: "Entfernung", Address: b.at("/angebote"), Link: true})
		}
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
