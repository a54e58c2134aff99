package searchtest

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Queries are n searches as people send them to the page of results, in the
// parameters of /api/v1/offers: cards of what is current, most with one to
// three words, some with a typing error, a whole sentence, filters, or nothing at all.
func Queries(n int, seed uint64) []url.Values {
	w := writer{rand.New(rand.NewPCG(seed, 7))}
	all := make([]url.Values, n)
	for i := range all {
		q := url.Values{"current": {"true"}, "group": {"true"}}
		if text := w.question(); text != "" {
			q.Set("q", text)
		}
		w.narrow(q)
		all[i] = q
	}
	return all
}

// Asked is one of [Queries] as the index is asked.
func Asked(v url.Values) search.Query {
	yes := true
	q := search.Query{Text: v.Get("q"), Limit: 20, Facets: true, Explain: true, Group: v.Has("group"), Filter: search.Filter{
		Current: &yes, Mode: v["mode"], Land: v["land"], MyLand: learning.Land(v.Get("myLand")), Employer: v.Get("employer"),
	}}
	if v.Has("myLand") {
		q.Filter.May = []string{string(learning.MayYes), string(learning.MayConditional)} // as the API understands it
	}
	if v.Has("from") {
		q.Filter.From = Start
	}
	return q
}

// question is what stands in the search box.
func (w writer) question() string {
	switch w.IntN(20) {
	case 0, 1, 2, 3, 4, 5:
		return w.compound()
	case 6, 7, 8:
		return pick(w, heads)
	case 9, 10:
		return pick(w, modifiers) + " " + pick(w, heads)
	case 11, 12:
		return w.compound() + " " + pick(w, cities)
	case 13:
		return w.usual() + " " + pick(w, heads) + " online"
	case 14, 15:
		return mistyped(w, w.compound())
	case 16:
		return fmt.Sprintf("Wie kann ich %s in der %s %s?", pick(w, heads), w.compound(), pick(w, verbs))
	case 17:
		return strings.ToLower(w.compound()) + " kostenlos"
	case 18:
		return w.usual()
	}
	return ""
}

// mistyped swaps two letters in the middle of a word.
func mistyped(w writer, word string) string {
	r := []rune(word)
	if len(r) < 5 {
		return word
	}
	i := 1 + w.IntN(len(r)-3)
	r[i], r[i+1] = r[i+1], r[i]
	return string(r)
}

// narrow sets the filters that one search in three carries.
func (w writer) narrow(q url.Values) {
	switch w.IntN(9) {
	case 0:
		q.Set("mode", string(learning.Online))
	case 1:
		q.Set("myLand", string(learning.Laender[w.IntN(16)]))
		q.Set("employer", pick(w, employers))
	case 2:
		q.Set("land", string(learning.Laender[w.IntN(16)]))
		q.Set("from", Start.Format("2006-01-02"))
	}
}
