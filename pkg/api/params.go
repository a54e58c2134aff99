package api

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
	// proposals are what may be typed for a place instead, see near.
	proposals []string
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
	for _, v := range all {
		if !utf8.ValidString(v) {
			p.wrong(name, "utf-8", "Das ist kein gültiges UTF-8.", "This is not valid UTF-8.", "")
			return ""
		}
	}
	if len(all) > 1 {
		p.wrong(name, "single", "Dieser Parameter steht mehrmals in der Adresse.", "This parameter stands more than once in the address.", strings.Join(all, " "))
	}
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// maxValues is how many values one filter may have.
const maxValues = 100

// words are the values of a parameter that may stand several times.
func (p *params) words(name string) []string {
	p.known[name] = true
	values := slices.DeleteFunc(slices.Clone(p.values[name]), func(v string) bool { return v == "" })
	for _, v := range values {
		if !utf8.ValidString(v) {
			p.wrong(name, "utf-8", "Das ist kein gültiges UTF-8.", "This is not valid UTF-8.", "")
			return nil
		}
	}
	return p.few(name, values)
}

func (p *params) few(name string, values []string) []string {
	if len(values) <= maxValues {
		return values
	}
	p.wrong(name, "max-items", fmt.Sprintf("Erlaubt sind höchstens %d Werte.", maxValues),
		fmt.Sprintf("Allowed are at most %d values.", maxValues), "")
	return nil
}

// codePattern is how a list of codes looks; anything else is one value, commas included.
var codePattern = regexp.MustCompile(`^[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*$`)

// codes are words that may also be joined by commas; allowed nil means any.
func (p *params) codes(name string, allowed []string) []string {
	var out []string
	for _, v := range p.words(name) {
		if allowed == nil && !codePattern.MatchString(v) {
			out = append(out, v)
			continue
		}
		for code := range strings.SplitSeq(v, ",") {
			if code = strings.TrimSpace(code); code == "" {
				continue
			}
			if allowed != nil && !slices.Contains(allowed, code) {
				p.noSuch(name, allowed, code)
				continue
			}
			out = append(out, code)
		}
	}
	return p.few(name, out)
}

// code is a single value of a closed list, "" if it is absent.
func (p *params) code(name string, allowed []string) string {
	v := p.text(name)
	if v == "" || slices.Contains(allowed, v) {
		return v
	}
	p.noSuch(name, allowed, v)
	return ""
}

func (p *params) noSuch(name string, allowed []string, value string) {
	all := strings.Join(allowed, ", ")
	p.wrong(name, "code", "Diesen Wert gibt es nicht. Es gibt: "+all+".", "There is no such value. There are: "+all+".", value)
}

// flag is a parameter that is true or false; otherwise is what absent means.
func (p *params) flag(name string, otherwise bool) bool {
	if v := p.yes(name); v != nil {
		return *v
	}
	return otherwise
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

// planned are the parameters of a search that are still to come.
var planned = []string{"as_of"}

// check refuses what was wrong and every parameter nobody asked for.
func (p *params) check() error {
	for name := range p.values {
		switch {
		case p.known[name]:
		case slices.Contains(planned, name):
			p.wrong(name, "unknown-parameter", "Diesen Parameter gibt es noch nicht.", "There is no such parameter yet.", "")
		default:
			p.wrong(name, "unknown-parameter", "Diesen Parameter gibt es nicht.", "There is no such parameter.", "")
		}
	}
	if len(p.found) == 0 {
		return nil
	}
	slices.SortFunc(p.found, func(a, b learning.Problem) int { return strings.Compare(a.Pointer, b.Pointer) })
	return p.refused()
}

// nothingAsked refuses every parameter.
func nothingAsked(r *http.Request) error {
	p, err := newParams(r)
	if err != nil {
		return err
	}
	return p.check()
}

var landCodes = func() (codes []string) {
	for _, l := range learning.Laender {
		codes = append(codes, string(l))
	}
	return codes
}()

// levelCodes are the grades and dqr1 to dqr8.
var levelCodes = func() []string {
	codes := codesOf(learning.VocabLevels)
	for n := range 8 {
		codes = append(codes, "dqr"+strconv.Itoa(n+1))
	}
	return codes
}()

// query reads the parameters of a search.
func (p *params) query() search.Query {
	q := search.Query{
		Text:    p.text("q"),
		Literal: p.flag("literal", false),
		Filter:  p.filter(),
		Sort:    p.code("sort", []string{"relevance", search.ByDate, search.ByTitle, search.ByNew, search.ByDistance}),
		Limit:   p.count("limit", defaultLimit, search.MaxLimit),
		Offset:  p.count("offset", 0, maxOffset),
		Facets:  true,
		Explain: p.flag("explain", true),
		Group:   p.flag("group", false),
	}
	if q.Sort == "relevance" {
		q.Sort = search.ByRelevance
	}
	return q
}

// filter reads the parameters that narrow a search.
func (p *params) filter() search.Filter {
	return search.Filter{
		Land:          p.codes("land", landCodes),
		PlaceLand:     p.codes("placeLand", landCodes),
		Kind:          p.codes("kind", codesOf(learning.VocabKinds)),
		Mode:          p.codes("mode", codesOf(learning.VocabModes)),
		Topic:         p.codes("topic", nil),
		Level:         p.codes("level", levelCodes),
		Language:      p.codes("language", nil),
		Provider:      p.words("provider"),
		Audience:      p.codes("audience", nil),
		Access:        p.codes("access", codesOf(learning.VocabOpenTo)),
		Funding:       p.codes("funding", nil),
		Certificate:   p.codes("certificate", codesOf(learning.VocabCertificates)),
		Accessibility: p.codes("accessibility", codesOf(learning.VocabAccessibility)),
		Competence:    p.words("competence"),
		Free:          p.yes("free"),
		Current:       p.yes("current"),
		Seats:         p.yes("seats"),
		Recognition:   p.yes("recognition"),
		From:          p.moment("from", false),
		To:            p.moment("to", true),
		Since:         p.moment("since", false),
		MyLand:        learning.Land(p.code("myLand", landCodes)),
		Employer:      p.code("employer", codesOf(learning.VocabEmployers)),
		May:           p.may(),
	}
}

// codesOf are the codes of a vocabulary.
func codesOf(vocabulary string) []string {
	var codes []string
	for _, term := range learning.Terms(vocabulary) {
		codes = append(codes, term.Code)
	}
	return codes
}
