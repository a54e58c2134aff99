package relevance_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/relevance"
)

var thesaurus = flag.String("thesaurus", "", "also measure precision with this thesaurus")

// TestPrecision measures what must not be found: over the demo, and over the
// real feeds with it if there are some.
func TestPrecision(t *testing.T) {
	docs := demoOffers(t)
	most := target{wrong: 4, nonsense: 0}
	if root := os.Getenv("LVTEST_REAL_DATA"); root != "" {
		docs = append(realOffers(t, root), docs...)
	}
	configs := map[string]search.Config{"precision": {}}
	if *thesaurus != "" {
		f, err := os.Open(*thesaurus)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		th, err := search.ReadThesaurus(f)
		if err != nil {
			t.Fatal(err)
		}
		configs["with thesaurus"] = search.Config{Thesaurus: th}
	}
	for name, cfg := range configs {
		cfg.Now = func() time.Time { return noon }
		x := search.New(cfg)
		x.Put(docs...)
		x.Settle()
		i := index{relevance.NewCatalogue(docs), x.Search}
		var findings []relevance.Finding
		for _, q := range queries(t, "precision") {
			f := i.Judge(q, i.ask)
			findings = append(findings, f)
			if testing.Verbose() && f.Failed() && strings.Contains(q.Text, *only) {
				i.accuse(f)
			}
		}
		fmt.Println(relevance.Table(name, findings))
		hold(t, name, findings, most)
	}
}

// accuse prints what was found and must not be, and by which rule it came.
func (x index) accuse(f relevance.Finding) {
	q := f.Query
	r := x.ask(search.Query{Text: q.Text, Filter: q.Filter, Limit: relevance.Depth, Explain: true})
	fmt.Printf("precision:%d [%s] %q: %d hits\n", q.Line, q.Class, q.Text, r.Total)
	for _, c := range r.Corrections {
		fmt.Printf("    %s read as %s\n", c.From, c.To)
	}
	for _, u := range r.Understood {
		fmt.Printf("    understood: %s=%s\n", u.Parameter, u.Value)
	}
	for i, h := range r.Hits {
		if q.Nothing && i < 3 || slices.Contains(f.Wrong, h.ID) {
			fmt.Printf("    %d. %.80s  (%g%s)\n", i+1, x.Title(h.ID), h.Cost, why(h.Matches))
		}
	}
}
