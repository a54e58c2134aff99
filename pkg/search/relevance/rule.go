package relevance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// Rule says of an offer whether it is meant.
type Rule func(*Facts) bool

// Facts are the fields of an offer that a rule may ask, each with all its values.
type Facts map[string][]string

// fields are the names that a rule may use.
var fields = []string{"title", "text", "keyword", "place", "provider", "land", "kind", "mode", "topic", "level", "audience", "system", "free"}

// Of gives the facts of a document. text is all that the offer says in words,
// its title and its keywords included.
func Of(d *search.Document) *Facts {
	o := d.Offer
	f := Facts{
		"keyword": o.Keywords, "provider": {o.Provider.Name}, "land": {string(d.Land)}, "kind": {string(o.Kind)},
		"mode": {string(o.Mode)}, "topic": o.Topics, "audience": o.Audience, "system": {string(d.System)},
	}
	for _, t := range o.Title {
		f["title"] = append(f["title"], t)
	}
	f["text"] = append(slices.Clone(f["title"]), o.Keywords...)
	for _, text := range []map[string]string{o.Summary, o.Description, o.Prerequisites} {
		for _, t := range text {
			f["text"] = append(f["text"], t)
		}
	}
	if o.Level != nil {
		f["level"] = []string{o.Level.Grade}
	}
	if o.Price != nil {
		f["free"] = []string{map[bool]string{true: "yes", false: "no"}[strings.Trim(o.Price.Amount, "0.") == ""]}
	}
	for _, s := range o.Sessions {
		if s.Place != nil {
			f["place"] = append(f["place"], s.Place.City, s.Place.Name)
		}
		if s.Online != nil && *s.Online {
			f["place"] = append(f["place"], "online")
		}
	}
	return &f
}

// token is one word of a rule: a bracket, and, or, not, or a comparison.
var token = regexp.MustCompile(`^\s*(\(|\)|and\b|or\b|not\b|[a-z]+~/(?:[^/\\]|\\.)*/|[a-z]+=[^\s()]+)\s*`)

// parser reads a rule from left to right.
type parser struct {
	words []string
	at    int
}

// ParseRule reads a rule:
//
//	title~/geige/ and not title~/bau/ or (place=Mainz and kind=course)
//
// field~/…/ holds if a value of the field matches the regular expression, in
// whatever case; field=a,b if a value is one of these. "and" binds closer than "or".
func ParseRule(s string) (Rule, error) {
	p := &parser{}
	for rest := s; strings.TrimSpace(rest) != ""; {
		m := token.FindStringSubmatch(rest)
		if m == nil {
			return nil, fmt.Errorf("rule %q: cannot read %q", s, rest)
		}
		p.words = append(p.words, m[1])
		rest = rest[len(m[0]):]
	}
	r, err := p.either()
	if err == nil && p.at < len(p.words) {
		err = fmt.Errorf("%q is one too many", p.words[p.at])
	}
	if err != nil {
		return nil, fmt.Errorf("rule %q: %w", s, err)
	}
	return r, nil
}

func (p *parser) next() string {
	if p.at == len(p.words) {
		return ""
	}
	return p.words[p.at]
}

func (p *parser) either() (Rule, error) {
	left, err := p.both()
	for err == nil && p.next() == "or" {
		p.at++
		var right Rule
		a := left
		right, err = p.both()
		left = func(f *Facts) bool { return a(f) || right(f) }
	}
	return left, err
}

func (p *parser) both() (Rule, error) {
	left, err := p.one()
	for err == nil && p.next() == "and" {
		p.at++
		var right Rule
		a := left
		right, err = p.one()
		left = func(f *Facts) bool { return a(f) && right(f) }
	}
	return left, err
}

func (p *parser) one() (Rule, error) {
	w := p.next()
	p.at++
	switch w {
	case "not":
		r, err := p.one()
		return func(f *Facts) bool { return !r(f) }, err
	case "(":
		r, err := p.either()
		if err == nil && p.next() != ")" {
			err = fmt.Errorf("a bracket is not closed")
		}
		p.at++
		return r, err
	case "", ")", "and", "or":
		return nil, fmt.Errorf("%q where a comparison should be", w)
	}
	return comparison(w)
}

// comparison reads field~/…/ or field=….
func comparison(w string) (Rule, error) {
	at := strings.IndexAny(w, "~=")
	field, how := w[:at], w[at+1:]
	if !slices.Contains(fields, field) {
		return nil, fmt.Errorf("no field %q", field)
	}
	if w[at] == '=' {
		values := strings.Split(how, ",")
		return func(f *Facts) bool {
			return slices.ContainsFunc((*f)[field], func(v string) bool { return slices.Contains(values, v) })
		}, nil
	}
	pattern, err := regexp.Compile("(?i)" + strings.ReplaceAll(how[1:len(how)-1], `\/`, "/"))
	if err != nil {
		return nil, err
	}
	return func(f *Facts) bool { return slices.ContainsFunc((*f)[field], pattern.MatchString) }, nil
}
