package search_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

func TestAnEmptyIndexAnswers(t *testing.T) {
	x := search.New(search.Config{})
	for _, text := range []string{"", "Recht", "und"} {
		if r := x.Search(search.Query{Text: text, Limit: 20, Facets: true, Explain: true}); r.Total != 0 || len(r.Hits) != 0 {
			t.Errorf("%q finds %+v in nothing", text, r)
		}
	}
	x.Remove("by:t:1")
	x.Put(search.Document{ID: "by:t:1"})
	if n := x.Search(search.Query{}).Total; n != 1 {
		t.Errorf("a document without an offer: %d found, want 1", n)
	}
}

// TestWhoMayAttend is the table of access: unknown is not a yes.
func TestWhoMayAttend(t *testing.T) {
	type person struct {
		land     learning.Land
		employer string
	}
	for name, c := range map[string]struct {
		land   learning.Land
		access *learning.Access
		yes    []person
		no     []person
	}{
		"nothing known": {"he", nil, nil, []person{{"he", "state"}, {"he", ""}, {"", "state"}}},
		"own staff":     {"he", &learning.Access{OpenTo: "own_staff"}, nil, []person{{"he", "state"}}},
		"own staff and further Länder": {
			"he", &learning.Access{OpenTo: "own_staff", Laender: []learning.Land{"rp"}},
			[]person{{"rp", "state"}, {"rp", ""}},
			[]person{{"he", "state"}, {"rp", "federal"}},
		},
		"the Land": {
			"he", &learning.Access{OpenTo: "land"},
			[]person{{"he", "state"}, {"he", "municipal"}, {"he", ""}},
			[]person{{"he", "federal"}, {"he", "other"}, {"by", "state"}, {"", "municipal"}, {"", "other"}},
		},
		"all Länder": {
			"he", &learning.Access{OpenTo: "all_laender"},
			[]person{{"by", "municipal"}, {"he", "state"}},
			[]person{{"by", "federal"}, {"bund", "state"}},
		},
		"everybody":         {"he", &learning.Access{OpenTo: "public"}, []person{{"by", "other"}, {"bund", "federal"}}, nil},
		"public, employers": {"he", &learning.Access{OpenTo: "public", Employers: []string{"municipal"}}, []person{{"by", "municipal"}}, []person{{"by", "state"}, {"by", ""}}},
		"the Land, federal staff too": {
			"he", &learning.Access{OpenTo: "land", Employers: []string{"federal"}},
			[]person{{"he", "federal"}},
			[]person{{"he", "state"}, {"by", "federal"}},
		},
		"the federal level": {"bund", &learning.Access{OpenTo: "land"}, []person{{"bund", "federal"}, {"he", "federal"}}, []person{{"he", "state"}}},
	} {
		d := offer("1", "Kurs")
		d.Land, d.Offer.Access = c.land, c.access
		x := search.New(search.Config{Now: clock})
		x.Put(d)
		for want, people := range map[int][]person{1: c.yes, 0: c.no} {
			for _, p := range people {
				if got := x.Search(search.Query{Filter: search.Filter{MyLand: p.land, Employer: p.employer, May: []string{"yes"}}}).Total; got != want {
					t.Errorf("%s: %+v finds %d, want %d", name, p, got, want)
				}
			}
		}
	}
}

func TestFilters(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	a, b, c := offer("a", "Kurs"), offer("b", "Kurs"), offer("c", "Kurs")
	a.Offer.Price, a.Offer.InLanguage = &learning.Price{Amount: "0.00"}, []string{"de-simple"}
	b.Offer.Price, b.Offer.InLanguage = &learning.Price{Amount: "47.00"}, []string{"de", "en"}
	a.Offer.Level = &learning.Level{Grade: "beginner", DQR: new(learning.Count(4))}
	b.Offer.Recognition = &learning.Recognition{LearningTime: "PT8H"}
	b.Offer.Competences = []learning.Competence{{Scheme: "digcomp", ID: "1.1"}}
	a.Offer.Sessions = []learning.Session{{ID: "1", Start: "2026-12-01T09:00:00+01:00", End: "2026-12-03T16:00:00+01:00"}}
	b.Offer.Sessions = []learning.Session{
		{ID: "1", Start: "2026-12-01T14:00:00+01:00", Status: learning.Cancelled, Place: &learning.Place{Land: "by"}},
		{ID: "2", Start: "2026-12-02", Place: &learning.Place{Land: "he"}},
	}
	c.SeenAt = noon.Add(-time.Hour)
	x.Put(a, b, c)
	yes, no := true, false
	day := func(s string) time.Time { m, _, _ := learning.Moment(s); return m }
	for name, want := range map[string]struct {
		filter search.Filter
		ids    string
	}{
		"free":                       {search.Filter{Free: &yes}, "a"},
		"not free":                   {search.Filter{Free: &no}, "b"},
		"german":                     {search.Filter{Language: []string{"de"}}, "a,b"},
		"simple german or english":   {search.Filter{Language: []string{"de-simple", "en"}}, "a,b"},
		"dqr":                        {search.Filter{Level: []string{"dqr4"}}, "a"},
		"credited":                   {search.Filter{Recognition: &yes}, "b"},
		"not credited":               {search.Filter{Recognition: &no}, "a,c"},
		"competence":                 {search.Filter{Competence: []string{"digcomp:1.1"}}, "b"},
		"starts that day":            {search.Filter{From: day("2026-12-01"), To: day("2026-12-02")}, "a"},
		"a cancelled start is none":  {search.Filter{From: day("2026-12-01T10:00:00+01:00"), To: day("2026-12-02")}, ""},
		"from a moment on":           {search.Filter{From: day("2026-12-01T09:00:01+01:00")}, "b"},
		"until a moment":             {search.Filter{To: day("2026-12-01T09:00:01+01:00")}, "a"},
		"seen since":                 {search.Filter{Since: noon}, "a,b"},
		"place of what is cancelled": {search.Filter{PlaceLand: []string{"by"}}, ""},
		"place":                      {search.Filter{PlaceLand: []string{"he"}}, "b"},
		"unknown value":              {search.Filter{Kind: []string{"nonsense"}}, ""},
	} {
		if got := strings.Join(found(x, search.Query{Filter: want.filter}), ","); got != want.ids {
			t.Errorf("%s: %q, want %q", name, got, want.ids)
		}
	}
	facets := x.Search(search.Query{Facets: true, Filter: search.Filter{Free: &yes}}).Facets
	if diff := cmp.Diff(map[string]int{"true": 1, "false": 1}, facets["free"]); diff != "" {
		t.Errorf("facet free without its own filter (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"de": 1, "de-simple": 1}, facets["language"]); diff != "" {
		t.Errorf("facet language (-want +got):\n%s", diff)
	}
}

func TestOrders(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	for i, title := range []string{"Zebra", "Äpfel", "Apfel", "Aal"} {
		d := offer(title, title+" Kurs")
		d.SeenAt = noon.Add(time.Duration(i) * time.Hour)
		if i < 2 {
			d.Offer.Sessions = []learning.Session{{ID: "1", Start: noon.AddDate(0, 0, 9-i).Format(time.DateOnly)}}
		}
		x.Put(d)
	}
	for sort, want := range map[string]string{
		search.ByTitle: "Aal,Äpfel,Apfel,Zebra", search.ByNew: "Aal,Apfel,Äpfel,Zebra",
		search.ByDate: "Äpfel,Zebra,Aal,Apfel", search.ByRelevance: "Äpfel,Zebra,Aal,Apfel", "nonsense": "Äpfel,Zebra,Aal,Apfel",
	} {
		if got := strings.Join(found(x, search.Query{Text: "Kurs", Sort: sort}), ","); got != want {
			t.Errorf("by %q: %s, want %s", sort, got, want)
		}
	}
}
