package api

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// Suggestion is a way out of too few hits: the same search with one change.
// Every one leads to at least one offer.
type Suggestion struct {
	Query string `json:"query"`
	// Without names the parameter to leave out, several joined by commas;
	// absent if the words changed.
	Without string `json:"without,omitempty"`
	Total   int    `json:"total"`
}

// maxSuggestions is how many ways out one answer names.
const maxSuggestions = 8

// narrowing are the filters that can be left out, by parameter.
var narrowing = []narrow{
	list("land", func(f *search.Filter) *[]string { return &f.Land }),
	list("placeLand", func(f *search.Filter) *[]string { return &f.PlaceLand }),
	list("kind", func(f *search.Filter) *[]string { return &f.Kind }),
	list("mode", func(f *search.Filter) *[]string { return &f.Mode }),
	list("topic", func(f *search.Filter) *[]string { return &f.Topic }),
	list("level", func(f *search.Filter) *[]string { return &f.Level }),
	list("language", func(f *search.Filter) *[]string { return &f.Language }),
	list("provider", func(f *search.Filter) *[]string { return &f.Provider }),
	list("audience", func(f *search.Filter) *[]string { return &f.Audience }),
	list("access", func(f *search.Filter) *[]string { return &f.Access }),
	list("funding", func(f *search.Filter) *[]string { return &f.Funding }),
	list("certificate", func(f *search.Filter) *[]string { return &f.Certificate }),
	list("accessibility", func(f *search.Filter) *[]string { return &f.Accessibility }),
	list("competence", func(f *search.Filter) *[]string { return &f.Competence }),
	one("free", func(f *search.Filter) **bool { return &f.Free }),
	one("current", func(f *search.Filter) **bool { return &f.Current }),
	one("seats", func(f *search.Filter) **bool { return &f.Seats }),
	one("recognition", func(f *search.Filter) **bool { return &f.Recognition }),
	one("from", func(f *search.Filter) *time.Time { return &f.From }),
	one("to", func(f *search.Filter) *time.Time { return &f.To }),
	one("since", func(f *search.Filter) *time.Time { return &f.Since }),
	anybody,
}

// narrow is one filter: whether it is set, and how to leave it out.
type narrow struct {
	name string
	set  func(f *search.Filter) bool
	drop func(f *search.Filter)
}

func list(name string, of func(*search.Filter) *[]string) narrow {
	return narrow{name, func(f *search.Filter) bool { return len(*of(f)) > 0 }, func(f *search.Filter) { *of(f) = nil }}
}

func one[T comparable](name string, of func(*search.Filter) *T) narrow {
	var none T
	return narrow{name, func(f *search.Filter) bool { return *of(f) != none }, func(f *search.Filter) { *of(f) = none }}
}

// suggestions are the ways out of a search: what was read for what was typed;
// and without hits each filter and each word that can be left out.
func suggestions(index *search.Index, q search.Query, found search.Result) []Suggestion {
	out := []Suggestion{}
	try := func(s Suggestion, filter search.Filter) {
		s.Total = index.Search(search.Query{Text: s.Query, Literal: q.Literal, Filter: filter}).Total
		if s.Total > 0 {
			out = append(out, s)
		}
	}
	corrected := q.Text
	for _, c := range found.Corrections {
		corrected = strings.Replace(corrected, c.From, c.To, 1)
	}
	if corrected != q.Text {
		try(Suggestion{Query: corrected}, q.Filter)
	}
	if found.Total > 0 {
		return out
	}
	for _, level := range changes(&q.Filter) {
		before := len(out)
		for _, left := range level {
			filter, names := q.Filter, make([]string, len(left))
			for i, n := range left {
				n.drop(&filter)
				names[i] = n.name
			}
			try(Suggestion{Query: q.Text, Without: strings.Join(names, ",")}, filter)
		}
		if len(out) > before {
			break // a smaller change is enough
		}
	}
	words := strings.Fields(q.Text)
	for i := range words {
		if len(words) > 1 && len(words) <= maxSuggestions {
			try(Suggestion{Query: strings.Join(slices.Delete(slices.Clone(words), i, i+1), " ")}, q.Filter)
		}
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int { return cmp.Compare(b.Total, a.Total) })
	return out[:min(len(out), maxSuggestions)]
}

// changes are what can be left out of a filter, the smallest changes first:
// one of its parameters, two of them, all.
func changes(f *search.Filter) (levels [3][][]narrow) {
	var set []narrow
	for _, n := range narrowing {
		if n.set(f) {
			set = append(set, n)
		}
	}
	for i, n := range set {
		levels[0] = append(levels[0], []narrow{n})
		for _, m := range set[i+1:] {
			if len(set) <= maxSuggestions {
				levels[1] = append(levels[1], []narrow{n, m})
			}
		}
	}
	if len(set) > 2 {
		levels[2] = [][]narrow{set}
	}
	return levels
}
