package api

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// condition is one thing that a search asks for besides its words: a filter,
// or what was recognised in the words.
type condition struct {
	parameter string
	value     string                // of what was recognised
	text      string                // for people
	words     string                // typed words, "" for a filter
	drop      func(q *search.Query) // leaves it out
	radius    float64               // of a search around a place, in km
}

// conditions are what can be left out of a search.
func conditions(index *search.Index, q search.Query, found search.Result) []condition {
	var all []condition
	for _, n := range narrowing {
		if n.set(&q.Filter) {
			all = append(all, condition{parameter: n.name, text: said(n.name, &q.Filter), radius: q.Filter.Radius, drop: func(q *search.Query) { n.drop(&q.Filter) }})
		}
	}
	for _, u := range found.Understood {
		if !u.Applied {
			continue
		}
		all = append(all, condition{
			parameter: u.Parameter, value: u.Value, text: u.Text, words: u.Words,
			drop: func(q *search.Query) { q.Text = leftOut(index, q, u) },
		})
	}
	if q.Literal {
		all = append(all, condition{parameter: "literal", text: "wörtlich", drop: func(q *search.Query) { q.Literal = false }})
	}
	return all
}

// leftOut is a text without what was recognised in it. If other words have been
// taken out already, it is recognised anew.
func leftOut(index *search.Index, q *search.Query, u search.Understood) string {
	for _, now := range index.Understand(q.Text, &q.Filter) {
		if now.Parameter == u.Parameter && now.Value == u.Value {
			return now.Without
		}
	}
	return q.Text
}

// wayOut is a search with one change, and what it leaves out.
type wayOut struct {
	Suggestion
	query search.Query
	left  []condition
	hits  []search.Hit
}

// most conditions of which pairs are tried.
const maxPaired = 8

// hitsTried is how many offers of each way out are looked at for what is nearest.
const hitsTried = 3

// waysOut are the ways out of a search: what was read for what was typed;
// and without hits each condition and each word that can be left out.
func waysOut(index *search.Index, q search.Query, found search.Result) []wayOut {
	var out []wayOut
	q.Facets, q.Explain, q.Offset, q.Limit = false, false, 0, hitsTried
	try := func(w wayOut) {
		w.query.Sort = search.ByRelevance
		r := index.Search(w.query)
		if w.Query, w.Total, w.hits = w.query.Text, r.Total, r.Hits; w.Total > 0 {
			out = append(out, w)
		}
	}
	corrected := q.Text
	for _, c := range found.Corrections {
		corrected = strings.Replace(corrected, c.From, c.To, 1)
	}
	if corrected != q.Text {
		w := wayOut{query: q}
		w.query.Text = corrected
		try(w)
	}
	if found.Total > 0 {
		return out
	}
	for _, w := range wider(q) {
		if before := len(out); before == 0 || out[before-1].Radius == 0 || index.Search(w.query).Total > out[before-1].Total {
			try(w)
		}
	}
	for _, level := range changes(conditions(index, q, found)) {
		before := len(out)
		for _, left := range level {
			try(without(q, left))
		}
		if len(out) > before {
			break // a smaller change is enough
		}
	}
	words := strings.Fields(q.Text)
	for i := range words {
		if len(words) > 1 && len(words) <= maxSuggestions {
			w := wayOut{query: q, Suggestion: Suggestion{Words: words[i]}}
			w.query.Text = strings.Join(slices.Delete(slices.Clone(words), i, i+1), " ")
			try(w)
		}
	}
	slices.SortStableFunc(out, func(a, b wayOut) int { return cmp.Compare(b.Total, a.Total) })
	out = once(out)
	return out[:min(len(out), maxSuggestions)]
}

// once leaves out what is the same search as one before it.
func once(all []wayOut) []wayOut {
	seen := map[[3]string]bool{}
	return slices.DeleteFunc(all, func(w wayOut) bool {
		key := [3]string{strings.ToLower(w.Query), w.Without, strconv.Itoa(w.Radius)}
		before := seen[key]
		seen[key] = true
		return before
	})
}

// without is a search that leaves conditions out.
func without(q search.Query, left []condition) wayOut {
	w := wayOut{query: q, left: left}
	var names, texts, words []string
	for _, c := range left {
		c.drop(&w.query)
		texts = append(texts, c.text)
		if c.words == "" {
			names = append(names, c.parameter)
		} else {
			words = append(words, c.words)
		}
	}
	w.Without, w.Text, w.Words = strings.Join(names, ","), strings.Join(texts, ", "), strings.Join(words, " ")
	return w
}

// changes are what can be left out, the smallest changes first: one condition,
// two of them, all.
func changes(all []condition) (levels [3][][]condition) {
	for i, c := range all {
		levels[0] = append(levels[0], []condition{c})
		for _, other := range all[i+1:] {
			if len(all) <= maxPaired {
				levels[1] = append(levels[1], []condition{c, other})
			}
		}
	}
	if len(all) > 2 {
		levels[2] = [][]condition{all}
	}
	return levels
}

// suggestions are the ways out as the API says them.
func suggestions(ways []wayOut) []Suggestion {
	out := make([]Suggestion, len(ways))
	for i, w := range ways {
		out[i] = w.Suggestion
	}
	return out
}
