package relevance_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/relevance"
)

var (
	unread = flag.Bool("unread", false, "list the failures of the unread half too: not for those who write rules or lists")
	rules  = flag.Bool("rules", false, "print what each rule selects, to be checked by eye")
	ask    = flag.String("ask", "", "show what this finds over the real feeds, and why")
	only   = flag.String("only", "", "list only queries that contain this")
)

// target is what a set has to reach. It is raised when the search gets better.
type target struct {
	recall, success float64
	wrong, nonsense int
}

func queries(t *testing.T, name string) []relevance.Query {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set, err := relevance.Read(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return set
}

// index is a catalogue and the way to search it.
type index struct {
	*relevance.Catalogue
	ask func(search.Query) search.Result
}

func build(docs []search.Document) index {
	x := search.New(search.Config{Now: func() time.Time { return noon }})
	x.Put(docs...)
	x.Settle()
	return index{relevance.NewCatalogue(docs), x.Search}
}

// measure asks all queries of a set and prints the figures.
func measure(t *testing.T, x index, name string) []relevance.Finding {
	t.Helper()
	var findings []relevance.Finding
	for _, q := range queries(t, name) {
		f := x.Judge(q, x.ask)
		if q.Rule != nil && len(f.Relevant) == 0 {
			t.Errorf("%s, line %d: the rule for %q selects nothing", name, q.Line, q.Text)
		}
		findings = append(findings, f)
		if *rules && strings.Contains(q.Text, *only) {
			fmt.Printf("%s:%d %s: %d\n", name, q.Line, q.Text, len(f.Relevant))
			for _, id := range f.Relevant[:min(14, len(f.Relevant))] {
				fmt.Printf("      %.110s\n", x.Title(id))
			}
		}
	}
	fmt.Println(relevance.Table(name, findings))
	return findings
}

func list(x index, name string, findings []relevance.Finding) {
	for _, f := range findings {
		if !f.Failed() || !strings.Contains(f.Query.Text, *only) {
			continue
		}
		q := f.Query
		fmt.Printf("%s:%d [%s %s] %q  %d of %d, first at %d, %d hits\n", name, q.Line, q.Class, q.Group, q.Text, f.Found, min(relevance.Depth, len(f.Relevant)), f.First, f.Total)
		x.show(search.Query{Text: q.Text, Filter: q.Filter, Limit: 4})
		missing := 0
		for _, id := range f.Relevant {
			if missing < 3 && !slices.Contains(f.Hits, id) {
				fmt.Printf("    -- %.100s\n", x.Title(id))
				missing++
			}
		}
		for _, id := range f.Wrong {
			fmt.Printf("    !! %.100s\n", x.Title(id))
		}
	}
}

// show prints the first hits of a query.
func (x index) show(q search.Query) {
	q.Explain = true
	r := x.ask(q)
	for _, c := range r.Corrections {
		fmt.Printf("    %s read as %s\n", c.From, c.To)
	}
	for _, u := range r.Understood {
		fmt.Printf("    understood: %s=%s\n", u.Parameter, u.Value)
	}
	for i, h := range r.Hits {
		fmt.Printf("    %d. %.80s  (%g%s)\n", i+1, x.Title(h.ID), h.Cost, why(h.Matches))
	}
}

// why says which words were found where and by which rule.
func why(matches []search.Match) string {
	var b strings.Builder
	for _, m := range matches {
		fmt.Fprintf(&b, "; %s: %s, %s, %s", m.Query, m.Word, m.Field, m.Rule)
	}
	return b.String()
}

func hold(t *testing.T, name string, findings []relevance.Finding, want target) {
	t.Helper()
	got := relevance.Count(findings, func(relevance.Query) bool { return true })
	if got.Recall < want.recall || got.Success < want.success || got.Wrong > want.wrong || got.Nonsense > want.nonsense {
		t.Errorf("%s: recall@10 %.3f, success@1 %.3f, %d wrong, %d nonsense found; want at least %.3f, %.3f and at most %d, %d",
			name, got.Recall, got.Success, got.Wrong, got.Nonsense, want.recall, want.success, want.wrong, want.nonsense)
	}
}

// TestDemo needs nothing but the project: what it once found it must find.
func TestDemo(t *testing.T) {
	x := build(demoOffers(t))
	findings := measure(t, x, "demo")
	if testing.Verbose() {
		list(x, "demo", findings)
	}
	hold(t, "demo", findings, target{recall: 0.88, success: 0.92, wrong: 1, nonsense: 0})
}

// TestReal is the whole measurement, over the real feeds and the demo.
func TestReal(t *testing.T) {
	root := os.Getenv("LVTEST_REAL_DATA")
	if root == "" {
		t.Skip("LVTEST_REAL_DATA names no folder with real feeds")
	}
	docs := append(realOffers(t, root), demoOffers(t)...)
	fmt.Printf("%d offers\n\n", len(docs))
	x := build(docs)
	if *ask != "" {
		x.show(search.Query{Text: *ask, Limit: 20})
		return
	}
	reached := map[string]target{
		"known":  {recall: 0.86, success: 0.90, wrong: 1, nonsense: 0},
		"unread": {recall: 0.80, success: 0.88, wrong: 1, nonsense: 0},
	}
	for _, name := range []string{"known", "unread"} {
		findings := measure(t, x, name)
		if testing.Verbose() && name == "known" || *unread && name == "unread" {
			list(x, name, findings)
		}
		hold(t, name, findings, reached[name])
	}
}
