package landing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// group is one facet as people choose from it.
type group struct {
	Name    string
	Choices []choice // shown
	More    []choice // behind "weitere"
	Rest    string   // what they are: "4 weitere Länder"
}

// choice is one value of a facet.
type choice struct {
	Name, Value string
	Label       string
	Count       int
	Set         bool
	Radio       bool // one of several, not any of them
}

// dimension is how one facet is shown.
type dimension struct {
	name, parameter string
	label           func(code string) string
	shown           int    // how many before "weitere"
	others          string // what the others are called
	order           []string
}

func labels(vocabulary string) func(string) string {
	return func(code string) string { return learning.Label(vocabulary, code) }
}

func codes(vocabulary string) []string {
	var out []string
	for _, t := range learning.Terms(vocabulary) {
		out = append(out, t.Code)
	}
	return out
}

func landName(code string) string { return learning.Land(code).Name() }

func level(code string) string {
	if len(code) == 4 && code[:3] == "dqr" {
		return "DQR-Stufe " + code[3:]
	}
	return learning.Label(learning.VocabLevels, code)
}

func word(yes string) func(string) string { return func(string) string { return yes } }

// dimensions are the facets in the order of the filter column. Closed lists
// keep the order of their vocabulary, the others show the most frequent first.
var dimensions = []dimension{
	{"mode", "mode", labels(learning.VocabModes), 9, "Formen", codes(learning.VocabModes)},
	{"level", "level", level, 4, "Stufen", append(codes(learning.VocabLevels), "dqr1", "dqr2", "dqr3", "dqr4", "dqr5", "dqr6", "dqr7", "dqr8")},
	{"free", "free", func(v string) string {
		if v == "true" {
			return "kostenlos"
		}
		return "kostet etwas"
	}, 9, "", []string{"true", "false"}},
	{"land", "land", landName, 5, "Länder", nil},
	{"kind", "kind", labels(learning.VocabKinds), 6, "Arten", nil},
	{"topic", "topic", labels(learning.VocabTopics), 6, "Themen", nil},
	{"placeLand", "placeLand", landName, 5, "Länder", nil},
	{"audience", "audience", labels(learning.VocabAudience), 4, "Zielgruppen", nil},
	{"access", "access", labels(learning.VocabOpenTo), 9, "", codes(learning.VocabOpenTo)},
	{"certificate", "certificate", labels(learning.VocabCertificates), 9, "", codes(learning.VocabCertificates)},
	{"recognition", "recognition", word("Lernzeit anrechenbar"), 9, "", []string{"true"}},
	{"venue", "accessibility", labels(learning.VocabAccessibility), 9, "", []string{"wheelchair", "induction_loop"}},
	{"material", "accessibility", labels(learning.VocabAccessibility), 9, "", []string{"captions", "sign_language", "screen_reader", "plain_language"}},
	{"language", "language", language, 3, "Sprachen", nil},
	{"funding", "funding", labels(learning.VocabFunding), 4, "Förderungen", nil},
	{"provider", "provider", func(s string) string { return s }, 5, "Anbieter", nil},
	{"competence", "competence", func(s string) string { return strings.Replace(s, ":", " ", 1) }, 4, "Kompetenzen", nil},
}

// mostOthers is how many values stand behind "weitere": a page stays small.
const mostOthers = 30

// groups are the facets of a list by name; one without any value is left out.
func groups(facets map[string]map[string]int, a asked) map[string]group {
	out := map[string]group{}
	for _, d := range dimensions {
		if g := d.group(facets[d.parameter], a); len(g.Choices) > 0 {
			out[d.name] = g
		}
	}
	return out
}

func (d dimension) group(counts map[string]int, a asked) group {
	g := group{Name: d.name}
	for _, c := range d.choices(counts, a) {
		switch {
		case len(g.Choices) < d.shown || c.Set:
			g.Choices = append(g.Choices, c)
		case len(g.More) < mostOthers:
			g.More = append(g.More, c)
		}
	}
	if len(g.More) == 1 {
		g.Choices, g.More = append(g.Choices, g.More...), nil
	}
	g.Rest = number(len(g.More)) + " weitere " + d.others
	return g
}

// choices are the values of a facet in order, chosen ones among them even if nothing has them.
func (d dimension) choices(counts map[string]int, a asked) []choice {
	var out []choice
	add := func(v string) {
		out = append(out, choice{Name: d.parameter, Value: v, Label: d.label(v), Count: counts[v], Set: a.has(d.parameter, v), Radio: d.name == "free"})
	}
	if d.order != nil {
		for _, v := range d.order {
			if counts[v] > 0 || a.has(d.parameter, v) {
				add(v)
			}
		}
		return out
	}
	for v := range counts {
		if d.name != "language" || languages[v] != "" || a.has(d.parameter, v) {
			add(v)
		}
	}
	for _, v := range a.values[d.parameter] {
		if _, ok := counts[v]; !ok {
			add(v)
		}
	}
	slices.SortFunc(out, func(a, b choice) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Label, b.Label)) })
	return out
}

// chip is a filter that is set, and the address without it.
type chip struct {
	Text    string
	Address string
	Or      bool // an alternative to the one before
}

// chips are all filters that are set. Each is removed with the words that say
// the same and were overruled by it, else they would bring it back.
func chips(a asked, overruled []understood) []chip {
	var out []chip
	if near := a.get("near"); near != "" {
		text := "bis " + number(a.number("radius", defaultRadius)) + " km um " + near
		b := a.forget("near", near, overruled).with("radius")
		if b.get("sort") == "distance" {
			b = b.with("sort")
		}
		out = append(out, chip{text, b.at("/angebote"), false})
	}
	for _, d := range dimensions {
		first := true
		for _, v := range a.values[d.parameter] {
			if d.parameter == "accessibility" && !slices.Contains(d.order, v) {
				continue // of the other half
			}
			label := d.label(v)
			if d.name == "placeLand" {
				label = "Ort in " + label
			}
			out = append(out, chip{label, a.forget(d.parameter, v, overruled).at("/angebote"), !first || d.name == "material" && len(a.values["accessibility"]) > 1})
			first = false
		}
	}
	for _, c := range []struct{ name, value, text string }{
		{"seats", "true", "mit freien Plätzen"},
		{"seats", "false", "ohne gemeldete freie Plätze"},
		{"current", "false", "nur vergangene"},
		{"current", "all", "auch vergangene"},
		{"literal", "true", "wörtlich"},
	} {
		if a.has(c.name, c.value) {
			out = append(out, chip{c.text, a.forget(c.name, c.value, overruled).at("/angebote"), false})
		}
	}
	for _, c := range []struct{ name, text string }{{"from", "Beginn ab "}, {"to", "Beginn bis "}, {"since", "gemeldet seit "}} {
		for _, v := range a.values[c.name] {
			text := v
			if t, whole, err := learning.Moment(v); err == nil && whole {
				text = longDay(t)
			}
			out = append(out, chip{c.text + text, a.forget(c.name, v, overruled).at("/angebote"), false})
		}
	}
	return out
}
