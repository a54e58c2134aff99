package landing

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// The parameters of a page that the API knows too, in the order in which they
// stand in addresses, and those that are the pages' own.
var (
	parameters = []string{
		"q", "land", "placeLand", "kind", "mode", "topic", "level", "language", "provider", "audience", "access", "free",
		"from", "to", "near", "radius", "seats", "competence", "funding", "certificate", "recognition", "accessibility", "since",
		"may", "current", "literal", "sort", "limit", "offset",
	}
	own = []string{"myLand", "employer"}
	// many are the parameters that may stand several times; of the others the first counts.
	many = []string{
		"land", "placeLand", "kind", "mode", "topic", "level", "language", "provider", "audience", "access",
		"competence", "funding", "certificate", "accessibility", "may",
	}
)

// pageSize is how many offers a page shows.
const pageSize = 20

// asked is what an address says: the state of a page.
type asked struct {
	values url.Values // known parameters that are not empty
}

// read takes the known parameters out of an address; unknown ones (of
// campaigns, of mail programs) are ignored.
func read(r *http.Request) asked {
	a := asked{url.Values{}}
	all, _ := url.ParseQuery(r.URL.RawQuery) // what cannot be read is as if it were not there
	for name, values := range all {
		if !slices.Contains(parameters, name) && !slices.Contains(own, name) {
			continue
		}
		for _, v := range apart(name, values) {
			if v = strings.TrimSpace(v); v == "" || slices.Contains(a.values[name], v) || len(a.values[name]) > 0 && !slices.Contains(many, name) {
				continue
			}
			a.values.Add(name, v)
		}
	}
	if !learning.Land(a.values.Get("myLand")).Valid() {
		a.values.Del("myLand")
	}
	if !learning.Known(learning.VocabEmployers, a.values.Get("employer")) {
		a.values.Del("employer")
	}
	return a
}

// codePattern is how codes look that stand in one value, joined by commas: the
// API reads them so too.
var codePattern = regexp.MustCompile(`^[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*$`)

// apart are the values of a parameter, joined codes one by one.
func apart(name string, values []string) []string {
	if !slices.Contains(many, name) || name == "provider" || name == "competence" {
		return values
	}
	var out []string
	for _, v := range values {
		if codePattern.MatchString(v) {
			out = append(out, strings.Split(v, ",")...)
		} else {
			out = append(out, v)
		}
	}
	return out
}

// together are the values of a parameter as hidden fields need them: codes in
// one value, because a form has each name once.
func together(name string, values []string) []string {
	joined := strings.Join(values, ",")
	if len(values) < 2 || len(apart(name, []string{joined})) != len(values) {
		return values
	}
	return []string{joined}
}

func (a asked) get(name string) string { return a.values.Get(name) }

func (a asked) has(name, value string) bool { return slices.Contains(a.values[name], value) }

// reader is the answer to "Darf ich teilnehmen?" that is carried along.
func (a asked) reader() reader {
	return reader{Land: learning.Land(a.get("myLand")), Employer: a.get("employer")}
}

// only is the carried answer and nothing else.
func (a asked) only() asked {
	b := asked{url.Values{}}
	for _, name := range own {
		if v := a.values[name]; len(v) > 0 {
			b.values[name] = v
		}
	}
	return b
}

// with is the same state with one parameter set anew, on its first page.
func (a asked) with(name string, values ...string) asked {
	b := asked{url.Values{}}
	for n, v := range a.values {
		if n != name && n != "offset" {
			b.values[n] = v
		}
	}
	if len(values) > 0 && values[0] != "" {
		b.values[name] = values
	}
	return b
}

// without is the same state without one value of a parameter.
func (a asked) without(name, value string) asked {
	return a.with(name, slices.DeleteFunc(slices.Clone(a.values[name]), func(v string) bool { return v == value })...)
}

// cleared is the words and the answer, without any filter.
func (a asked) cleared() asked {
	b := a.only()
	for _, name := range []string{"q", "literal", "sort"} {
		if v := a.values[name]; len(v) > 0 {
			b.values[name] = v
		}
	}
	return b
}

// With and At are with and at for templates.
func (a asked) With(name, value string) asked { return a.with(name, value) }

// At is the address of a path in this state.
func (a asked) At(path string) string { return a.at(path) }

// Feed is where new offers of this search are told.
func (a asked) Feed() string { return a.with("limit").at("/angebote.atom") }

// Calendar is where the sessions of this search stand as a calendar.
func (a asked) Calendar() string { return a.with("limit").at("/angebote.ics") }

// at is the address of a path in this state.
func (a asked) at(path string) string {
	if len(a.values) == 0 {
		return path
	}
	return path + "?" + a.values.Encode()
}

// field is a hidden field of a form.
type field struct{ Name, Value string }

// fields are the parameters as hidden fields, but those named.
func (a asked) fields(but ...string) []field {
	var out []field
	for _, name := range append(slices.Clone(parameters), own...) {
		if name == "offset" || slices.Contains(but, name) {
			continue
		}
		for _, v := range together(name, a.values[name]) {
			out = append(out, field{name, v})
		}
	}
	return out
}

// number is a parameter that is a whole number, else otherwise.
func (a asked) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(a.get(name)); err == nil && n >= 0 {
		return n
	}
	return otherwise
}

// query is what the API is asked for a list: current offers only, unless the
// address says otherwise.
func (a asked) query() url.Values {
	q := url.Values{}
	for _, name := range parameters {
		if v := a.values[name]; len(v) > 0 {
			q[name] = v
		}
	}
	q.Set("group", "true")
	switch a.get("current") {
	case "":
		q.Set("current", "true")
	case "all":
		q.Del("current")
	}
	if !a.reader().known() {
		q.Del("may") // nobody asks
		return q
	}
	q.Set("employer", a.get("employer"))
	if land := a.get("myLand"); land != "" {
		q.Set("myLand", land)
	}
	if len(a.values["may"]) == 0 {
		q["may"] = mays() // an answer is a verdict on each card, no filter
	}
	return q
}

// mays are all verdicts as parameters.
func mays() []string {
	out := make([]string, len(learning.Mays))
	for i, m := range learning.Mays {
		out[i] = string(m)
	}
	return out
}
