package api

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// Suggestion is a way out of too few hits: the same search with one change.
// Every one leads to at least one offer.
type Suggestion struct {
	Query string `json:"query"`
	// Without names the parameter to leave out, several joined by commas;
	// absent if only the words changed.
	Without string `json:"without,omitempty"`
	// Text says for people what falls away ("Februar 2027", "kostenlos"), Words
	// are the typed words of it; absent where the spelling changed.
	Text  string `json:"text,omitempty"`
	Words string `json:"words,omitempty"`
	// Radius is the wider radius to search with, in km; absent if it stays.
	Radius int `json:"radius,omitzero"`
	Total  int `json:"total"`
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
	around,
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
