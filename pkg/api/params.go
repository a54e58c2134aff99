package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// The page of a list.
const (
	defaultLimit = 20
	maxOffset    = 1_000_000
)

// params reads query parameters strictly and gathers every problem.
type params struct {
	values url.Values
	known  map[string]bool
	found  []learning.Problem
}

func newParams(r *http.Request) (*params, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &Problem{
			Status: http.StatusBadRequest, Title: "Unlesbare Adresse",
			Detail: "Die Parameter der Adresse lassen sich nicht lesen.", DetailEn: "The query of the address cannot be read.",
		}
	}
	return &params{values: values, known: map[string]bool{}}, nil
}

func (p *params) wrong(name, rule, de, en, value string) {
	p.found = append(p.found, learning.Problem{Pointer: "?" + name, Rule: rule, Message: de, MessageEn: en, Value: learning.Shorten(value)})
}

// text is a single parameter, "" if it is absent.
func (p *params) text(name string) string {
	p.known[name] = true
	all := p.values[name]
	if len(all) > 1 {
		p.wrong(name, "single", "Dieser Parameter steht mehrmals in der Adresse.", "This parameter stands more than once in the address.", strings.Join(all, " "))
	}
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// words are the values of a parameter that may stand several times.
func (p *params) words(name string) []string {
	p.known[name] = true
	return slices.DeleteFunc(slices.Clone(p.values[name]), func(v string) bool { return v == "" })
}

// codes are words that may also be joined by commas; allowed nil means any.
func (p *params) codes(name string, allowed []string) []string {
	var out []string
	for _, v := range p.words(name) {
		for code := range strings.SplitSeq(v, ",") {
			if allowed != nil && !slices.Contains(allowed, code) {
				p.wrong(name, "code", "Diesen Wert gibt es nicht. Es gibt: "+strings.Join(allowed, ", ")+".",
					"There is no such value. There are: "+strings.Join(allowed, ", ")+".", code)
				continue
			}
			out = append(out, code)
		}
	}
	return out
}

// yes is a parameter that is true, false or absent.
func (p *params) yes(name string) *bool {
	switch v := p.text(name); v {
	case "":
		return nil
	case "true", "1":
		return new(true)
	case "false", "0":
		return new(false)
	default:
		p.wrong(name, "boolean", "Erlaubt sind true und false.", "Allowed are true and false.", v)
		return nil
	}
}

func (p *params) count(name string, otherwise, most int) int {
	v := p.text(name)
	if v == "" {
		return otherwise
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > most {
		p.wrong(name, "range", fmt.Sprintf("Erlaubt sind ganze Zahlen von 0 bis %d.", most), fmt.Sprintf("Allowed are whole numbers from 0 to %d.", most), v)
		return otherwise
	}
	return n
}

// moment is a time; a date alone is that day in Europe/Berlin, and its end if last.
func (p *params) moment(name string, last bool) time.Time {
	v := p.text(name)
	if v == "" {
		return time.Time{}
	}
	t, day, err := learning.Moment(v)
	if err != nil {
		p.wrong(name, "time", "Erlaubt sind ein Tag wie 2026-12-01 oder eine Zeit wie 2026-12-01T09:00:00+01:00.",
			"Allowed are a day such as 2026-12-01 or an RFC 3339 time.", v)
		return time.Time{}
	}
	if day && last {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// check refuses what was wrong and every parameter nobody asked for.
func (p *params) check() error {
	for name := range p.values {
		if !p.known[name] {
			p.wrong(name, "unknown-parameter", "Diesen Parameter gibt es nicht.", "There is no such parameter.", "")
		}
	}
	if len(p.found) == 0 {
		return nil
	}
	slices.SortFunc(p.found, func(a, b learning.Problem) int { return strings.Compare(a.Pointer, b.Pointer) })
	return &Problem{
		Status: http.StatusBadRequest, Title: "Ein Parameter stimmt nicht", Problems: p.found,
		Detail: p.found[0].Message, DetailEn: p.found[0].MessageEn,
	}
}

var landCodes = func() (codes []string) {
	for _, l := range learning.Laender {
		codes = append(codes, string(l))
	}
	return codes
}()

// query reads the parameters of a search.
func (p *params) query() search.Query {
	q := search.Query{
		Text:    p.text("q"),
		Sort:    p.text("sort"),
		Limit:   p.count("limit", defaultLimit, search.MaxLimit),
		Offset:  p.count("offset", 0, maxOffset),
		Facets:  true,
		Explain: true,
		Filter: search.Filter{
			Land:          p.codes("land", landCodes),
			PlaceLand:     p.codes("placeLand", landCodes),
			Kind:          p.codes("kind", codesOf("kinds")),
			Mode:          p.codes("mode", codesOf("modes")),
			Topic:         p.codes("topic", nil),
			Level:         p.codes("level", nil),
			Language:      p.codes("language", nil),
			Provider:      p.words("provider"),
			Audience:      p.codes("audience", nil),
			Access:        p.codes("access", codesOf("openTo")),
			Funding:       p.codes("funding", nil),
			Certificate:   p.codes("certificate", codesOf("certificates")),
			Accessibility: p.codes("accessibility", codesOf("accessibility")),
			Competence:    p.words("competence"),
			Free:          p.yes("free"),
			Current:       p.yes("current"),
			Seats:         p.yes("seats"),
			Recognition:   p.yes("recognition"),
			From:          p.moment("from", false),
			To:            p.moment("to", true),
			Since:         p.moment("since", false),
			Employer:      p.text("employer"),
		},
	}
	if literal := p.yes("literal"); literal != nil {
		q.Literal = *literal
	}
	if my := p.codes("myLand", landCodes); len(my) == 1 {
		q.Filter.MyLand = learning.Land(my[0])
	}
	if q.Filter.Employer != "" && !slices.Contains(codesOf("employers"), q.Filter.Employer) {
		p.wrong("employer", "code", "Diesen Wert gibt es nicht. Es gibt: "+strings.Join(codesOf("employers"), ", ")+".",
			"There is no such value.", q.Filter.Employer)
	}
	switch q.Sort {
	case "relevance":
		q.Sort = search.ByRelevance
	case search.ByRelevance, search.ByDate, search.ByTitle, search.ByNew:
	default:
		p.wrong("sort", "code", "Es gibt: relevance, date, title, new.", "There are: relevance, date, title, new.", q.Sort)
	}
	return q
}

// codesOf are the codes of a vocabulary.
func codesOf(vocabulary string) []string {
	var codes []string
	for _, term := range learning.Terms(vocabulary) {
		codes = append(codes, term.Code)
	}
	return codes
}
