package table

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Mapping says how the records of one source become offers. It is made by
// [ParseMapping]; the language is explained in schemas/mappings/README.md.
type Mapping struct {
	// Name is what the mapping calls itself, for people; may be "".
	Name string

	records   []path
	format    string // forced, else ""
	encoding  string // declared, else ""
	sheet     string
	separator byte
	header    int // row of the header from 1; 0 = found

	subject     *template
	repeated    bool // rows with one subject are sessions of one offer
	unknown     map[string]bool
	drop        bool // what cannot be read is left out, not refused
	joins       []join
	fields      []field
	sessions    []items
	competences []items
	persons     []personField
	patterns    []*regexp.Regexp
	constants   []string // texts of the mapping itself: never taken for names
}

// join looks a value up in a table of the same document.
type join struct {
	name string
	in   path
	key  *template // one key
	each *path     // or a list of keys
	by   string    // the table is a list whose elements have their key here; "" = index or member
}

// field is a target in the offer (or session) and the rules that may fill it:
// the first that gives something, or all of them if the target is a list.
type field struct {
	pointer string
	target  target
	rules   []*rule
}

// items makes a list of objects: sessions or competences.
type items struct {
	each    *path          // one item for each element
	from    *path          // or one for each match of the pattern in this text
	pattern *regexp.Regexp // its named groups are the item's fields; "rest" is the text up to the next match
	id      *template      // sessions only
	fields  []field
}

// personField is a field that names persons; extract finds the name in it.
type personField struct {
	path    path
	extract *regexp.Regexp
}

// rule is one way to fill a target.
type rule struct {
	line      int // in the mapping file
	from      []path
	text      *template
	value     any // constant: text, number, bool or list of texts
	constant  bool
	when      []condition
	list      bool // the target is a list
	kind      kind
	vocab     string
	replace   []replacement
	extract   *regexp.Regexp
	must      *regexp.Regexp
	absurd    []*regexp.Regexp
	most      int
	values    map[string]any
	otherwise string // warn, keep, drop; or value
	fallback  any
	split     *regexp.Regexp
	formats   []string
	zone      *time.Location
	unknown   map[string]bool
	currency  string
	base      *url.URL
	drop      bool
}

type condition struct {
	path path
	re   *regexp.Regexp
	not  bool
}

type replacement struct {
	re   *regexp.Regexp
	with string
}

// source names where the rule looks, for messages.
func (r *rule) source() string {
	if r.text != nil {
		return r.text.source
	}
	names := make([]string, len(r.from))
	for i, p := range r.from {
		names[i] = p.source
	}
	return strings.Join(names, ", ")
}

// roots are the record's own fields that the mapping reads, in the order of the mapping.
func (m *Mapping) roots() []path {
	var all []path
	own := map[string]bool{}
	for _, j := range m.joins {
		own[j.name] = true
	}
	add := func(skip map[string]bool, ps ...path) {
		for _, p := range ps {
			if len(p.steps) > 0 && !strings.HasPrefix(p.source, "@") && p.steps[0].name != "*" &&
				!own[p.steps[0].name] && !skip[p.steps[0].name] {
				all = append(all, p)
			}
		}
	}
	add(nil, m.subject.paths()...)
	for _, f := range m.fields {
		add(nil, f.paths()...)
	}
	for _, list := range [][]items{m.sessions, m.competences} {
		for _, it := range list {
			skip := map[string]bool{}
			switch {
			case it.each != nil:
				add(nil, *it.each)
				continue // its fields are looked for in the item, then in the record
			case it.from != nil:
				add(nil, *it.from)
				skip["rest"] = true
				for _, n := range it.pattern.SubexpNames() {
					skip[n] = true
				}
			}
			if it.id != nil {
				add(skip, it.id.paths()...)
			}
			for _, f := range it.fields {
				add(skip, f.paths()...)
			}
		}
	}
	for _, j := range m.joins {
		if j.key != nil {
			add(nil, j.key.paths()...)
		}
		if j.each != nil {
			add(nil, *j.each)
		}
	}
	for _, p := range m.persons {
		add(nil, p.path)
	}
	return all
}

func (f *field) paths() (all []path) {
	for _, r := range f.rules {
		all = append(all, r.from...)
		if r.text != nil {
			all = append(all, r.text.paths()...)
		}
		for _, c := range r.when {
			all = append(all, c.path)
		}
	}
	return all
}

// columns are the names of a table's columns that the mapping reads.
func (m *Mapping) columns() []string {
	var names []string
	for _, p := range m.roots() {
		if !slices.Contains(names, p.source) {
			names = append(names, p.source)
		}
	}
	return names
}

// urlColumns are those of them that hold web addresses.
func (m *Mapping) urlColumns() []string {
	var names []string
	collect := func(fields []field) {
		for _, f := range fields {
			if f.target.kind != asURL && f.target.kind != asImage {
				continue
			}
			for _, p := range f.paths() {
				names = append(names, p.source)
			}
		}
	}
	collect(m.fields)
	for _, it := range m.sessions {
		collect(it.fields)
	}
	return names
}

// MappingError says everything that is wrong with a mapping file at once.
type MappingError struct{ Problems []MappingProblem }

// MappingProblem is one finding in a mapping file: its line, from 1, and a German sentence.
type MappingProblem struct {
	Line    int
	Message string
}

// Error gives one line a problem: "Zeile 12: …".
func (e *MappingError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = fmt.Sprintf("Zeile %d: %s", p.Line, p.Message)
	}
	return strings.Join(lines, "\n")
}
