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
		all = append(all, literal)
	}
	return all
}

// literal is the wish to take the words as they are.
var literal = condition{parameter: "literal", text: "wörtlich", drop: func(q *search.Query) { q.Literal = false }}

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
func waysOut(index *search.Index, round *search.Round, q search.Query, found search.Result) []wayOut {
	var out []wayOut
	q.Facets, q.Explain, q.Offset, q.Limit = false, false, 0, hitsTried
	if found.Total > 0 {
		q.Limit = 0 // nobody asks what is nearest
	}
	try := func(w wayOut, above int) (total int) {
		w.query.Sort = search.ByRelevance
		r := round.Try(w.query)
		if w.Query, w.Total, w.hits = w.query.Text, r.Total, r.Hits; w.Total > above {
			out = append(out, w)
		}
		return w.Total
	}
	corrected := q.Text
	for _, c := range found.Corrections {
		corrected = strings.Replace(corrected, c.From, c.To, 1)
	}
	if corrected != q.Text {
		w := wayOut{query: q}
		w.query.Text = corrected
		try(w, 0)
	}
	if found.Total > 0 {
		return out
	}
	most := 0
	for _, w := range wider(q) {
		most = max(most, try(w, most))
	}
	all := conditions(index, q, found)
	for _, level := range changes(all) {
		before := len(out)
		for _, left := range level {
			try(without(index, q, left), 0)
		}
		if len(out) > before {
			break // a smaller change is enough
		}
	}
	fewer := func(w wayOut) {
		words := strings.Fields(w.query.Text)
		for i := range words {
			if len(words) > 1 && len(words) <= maxSuggestions {
				one := w
				one.query.Text = strings.Join(slices.Delete(slices.Clone(words), i, i+1), " ")
				one.Words = strings.TrimSpace(w.Words + " " + words[i])
				try(one, 0)
			}
		}
	}
	fewer(wayOut{query: q})
	if len(out) == 0 && q.Literal {
		all = unliteral(index, q)
		try(without(index, q, all), 0)
	}
	if len(out) == 0 && len(all) > 0 {
		fewer(without(index, q, all)) // no condition is enough, no word is: both
	}
	if words := strings.Fields(q.Text); len(out) == 0 && len(words) <= maxSuggestions {
		for i := range words {
			one := without(index, q, all)
			one.query.Text = words[i]
			one.Words = strings.Join(slices.Delete(slices.Clone(words), i, i+1), " ")
			try(one, 0)
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

// unliteral are the conditions of a search whose words are not to be taken
// literally, so that what they may mean falls away with it.
func unliteral(index *search.Index, q search.Query) []condition {
	loose := q
	loose.Literal = false
	all := conditions(index, loose, search.Result{Understood: index.Understand(q.Text, &q.Filter)})
	return append(all, literal)
}

// without is a search that leaves conditions out. Words that say the same as a
// filter that falls away fall away with it, or they would take its place.
func without(index *search.Index, q search.Query, left []condition) wayOut {
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
	w.query.Text = unsaid(index, &w.query, strings.Split(w.Without, ","))
	return w
}

// unsaid is the text of a search without the words that mean one of the parameters.
func unsaid(index *search.Index, q *search.Query, parameters []string) string {
	text := q.Text
	if q.Literal {
		return text
	}
	for range maxSuggestions {
		said := index.Understand(text, &q.Filter)
		i := slices.IndexFunc(said, func(u search.Understood) bool {
			return slices.ContainsFunc(strings.Split(u.Parameter, ","), func(p string) bool { return slices.Contains(parameters, p) })
		})
		if i < 0 || said[i].Without == "" || said[i].Without == text {
			break
		}
		text = said[i].Without
	}
	return text
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
