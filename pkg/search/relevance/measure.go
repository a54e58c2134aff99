package relevance

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Depth is how many hits count: what a person sees without turning the page.
const Depth = 10

// Catalogue is the offers over which queries are judged.
type Catalogue struct {
	facts  map[learning.OfferID]*Facts
	titles map[learning.OfferID]string
	order  []learning.OfferID
}

// NewCatalogue takes the offers that were put into the index.
func NewCatalogue(docs []search.Document) *Catalogue {
	c := &Catalogue{facts: map[learning.OfferID]*Facts{}, titles: map[learning.OfferID]string{}}
	for _, d := range docs {
		if c.facts[d.ID] == nil {
			c.order = append(c.order, d.ID)
		}
		c.facts[d.ID], c.titles[d.ID] = Of(&d), d.Offer.Title.German()
	}
	return c
}

// Selects gives the offers for which a rule holds, in the order of the catalogue.
func (c *Catalogue) Selects(r Rule) []learning.OfferID {
	var all []learning.OfferID
	for _, id := range c.order {
		if r != nil && r(c.facts[id]) {
			all = append(all, id)
		}
	}
	return all
}

// Title is the German title of an offer.
func (c *Catalogue) Title(id learning.OfferID) string { return c.titles[id] }

// Finding is how one query was answered.
type Finding struct {
	Query    Query
	Relevant []learning.OfferID // all that answer it
	Hits     []learning.OfferID // the first Depth hits
	Total    int
	Found    int     // relevant ones among Hits
	First    int     // rank of the first relevant one among Hits, from 1; 0 = none
	Recall   float64 // Found / min(Depth, Relevant)
	Wrong    []learning.OfferID
}

// Failed reports whether the query was not answered as well as it can be.
func (f *Finding) Failed() bool {
	return len(f.Wrong) > 0 || f.Query.Nothing && f.Total > 0 || f.Query.Rule != nil && (f.First != 1 || f.Recall < 1)
}

// Judge asks one query. The filters of the query narrow what is relevant
// only if its rule says so: the rule stands for itself.
func (c *Catalogue) Judge(q Query, ask func(search.Query) search.Result) Finding {
	r := ask(search.Query{Text: q.Text, Filter: q.Filter, Limit: Depth})
	f := Finding{Query: q, Relevant: c.Selects(q.Rule), Total: r.Total}
	for i, h := range r.Hits {
		f.Hits = append(f.Hits, h.ID)
		if slices.Contains(f.Relevant, h.ID) {
			f.Found++
			if f.First == 0 {
				f.First = i + 1
			}
		}
		if q.Never != nil && q.Never(c.facts[h.ID]) {
			f.Wrong = append(f.Wrong, h.ID)
		}
	}
	f.Recall = float64(f.Found) / float64(max(1, min(Depth, len(f.Relevant))))
	return f
}

// Tally is what a number of findings come to.
type Tally struct {
	Queries  int     // all
	Judged   int     // those with a rule; the next four are about them
	Recall   float64 // mean share of min(Depth, relevant) that is among the first Depth hits
	Success  float64 // share whose first hit is relevant
	MRR      float64 // mean of 1/rank of the first relevant hit, 0 if it is none of the first Depth
	Empty    float64 // share that found nothing at all
	Wrong    int     // queries with an offer among the first Depth that must not be there
	Nonsense int     // queries that must find nothing and found something
}

// Count gives the tally of the findings for which keep holds.
func Count(findings []Finding, keep func(Query) bool) Tally {
	var t Tally
	for _, f := range findings {
		if !keep(f.Query) {
			continue
		}
		t.Queries++
		if len(f.Wrong) > 0 {
			t.Wrong++
		}
		if f.Query.Nothing && f.Total > 0 {
			t.Nonsense++
		}
		if f.Query.Rule == nil {
			continue
		}
		t.Judged++
		t.Recall += f.Recall
		if f.First > 0 {
			t.MRR += 1 / float64(f.First)
		}
		if f.First == 1 {
			t.Success++
		}
		if f.Total == 0 {
			t.Empty++
		}
	}
	n := float64(max(1, t.Judged))
	t.Recall, t.Success, t.MRR, t.Empty = t.Recall/n, t.Success/n, t.MRR/n, t.Empty/n
	return t
}

// Table is the figures per class, per group and overall, for people.
func Table(name string, findings []Finding) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s\tqueries\trecall@10\tsuccess@1\tMRR\tempty\twrong\tnonsense\t\n", name)
	row := func(label string, keep func(Query) bool) {
		t := Count(findings, keep)
		if t.Queries == 0 {
			return
		}
		figures := "-\t-\t-\t-"
		if t.Judged > 0 {
			figures = fmt.Sprintf("%.3f\t%.3f\t%.3f\t%.3f", t.Recall, t.Success, t.MRR, t.Empty)
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%d\t\n", label, t.Queries, figures, t.Wrong, t.Nonsense)
	}
	var set []Query
	for _, f := range findings {
		set = append(set, f.Query)
	}
	for _, group := range []string{Base, Hard} {
		for _, class := range Classes(set) {
			row(class+" "+group, func(q Query) bool { return q.Class == class && q.Group == group })
		}
		row("all "+group, func(q Query) bool { return q.Group == group })
	}
	row("all", func(Query) bool { return true })
	_ = w.Flush() // a builder takes everything
	return b.String()
}
