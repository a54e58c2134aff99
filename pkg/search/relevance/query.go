package relevance

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// ErrSet is returned by Read when a set of queries is not as its notation wants it.
var ErrSet = errors.New("broken set of queries")

// The groups of queries: what a first search tries, and what is hard (slips by
// ear, whole sentences, words that stand nowhere).
const (
	Base = "base"
	Hard = "hard"
)

// Query is a judged query.
type Query struct {
	Line    int // in its file, from 1
	Class   string
	Group   string // Base or Hard
	Text    string // as a person typed it
	Filter  search.Filter
	Rule    Rule // the offers that answer it; nil if only Never or Nothing judges
	Never   Rule // the offers that must not be among the first ten; nil if none
	Nothing bool // it must find nothing at all
}

// Read reads a set of queries; the notation is explained in testdata/demo.txt.
// The error wraps ErrSet and says all that is wrong.
func Read(r io.Reader) ([]Query, error) {
	var (
		set          []Query
		wrong        []error
		class, group string
		lines        = bufio.NewScanner(r)
	)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		text := strings.TrimSpace(line)
		switch {
		case text == "" || strings.HasPrefix(text, "#"):
		case strings.HasPrefix(line, "["):
			class, group, _ = strings.Cut(strings.Trim(text, "[]"), " ")
			if group != Base && group != Hard {
				wrong = append(wrong, fmt.Errorf("line %d: %q is neither %s nor %s", n, group, Base, Hard))
			}
		case line[0] != ' ' && line[0] != '\t':
			set = append(set, Query{Line: n, Class: class, Group: group, Text: text})
		case len(set) == 0:
			wrong = append(wrong, fmt.Errorf("line %d: a rule without a query", n))
		default:
			if err := set[len(set)-1].add(text); err != nil {
				wrong = append(wrong, fmt.Errorf("line %d: %w", n, err))
			}
		}
	}
	for _, q := range set {
		if q.Rule == nil && q.Never == nil && !q.Nothing {
			wrong = append(wrong, fmt.Errorf("line %d: %q is not judged", q.Line, q.Text))
		}
	}
	if err := lines.Err(); err != nil {
		wrong = append(wrong, err)
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%w: %w", ErrSet, errors.Join(wrong...))
	}
	return set, nil
}

// add takes one indented line.
func (q *Query) add(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "nothing":
		q.Nothing = true
		return nil
	case "with":
		return q.with(strings.Fields(rest))
	case "never":
		r, err := ParseRule(rest)
		q.Never = either(q.Never, r)
		return err
	}
	r, err := ParseRule(line)
	q.Rule = either(q.Rule, r)
	return err
}

// with sets the filters that a person has chosen beside the words.
func (q *Query) with(filters []string) error {
	lists := map[string]*[]string{
		"land": &q.Filter.Land, "kind": &q.Filter.Kind, "mode": &q.Filter.Mode, "topic": &q.Filter.Topic, "level": &q.Filter.Level,
		"audience": &q.Filter.Audience, "funding": &q.Filter.Funding, "certificate": &q.Filter.Certificate, "language": &q.Filter.Language,
	}
	for _, filter := range filters {
		name, values, _ := strings.Cut(filter, "=")
		switch list := lists[name]; {
		case list != nil:
			*list = append(*list, strings.Split(values, ",")...)
		case name == "free":
			yes := values == "yes"
			q.Filter.Free = &yes
		default:
			return fmt.Errorf("no filter %q", name)
		}
	}
	return nil
}

// either holds if one of two rules does; nil is none.
func either(a, b Rule) Rule {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return func(f *Facts) bool { return a(f) || b(f) }
}

// Classes are the classes of a set, in the order in which they come first.
func Classes(set []Query) []string {
	var all []string
	for _, q := range set {
		if !slices.Contains(all, q.Class) {
			all = append(all, q.Class)
		}
	}
	return all
}
