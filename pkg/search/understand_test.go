package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// stocked is an index of offers that take place in known towns, in every mode.
func stocked() *search.Index {
	x := search.New(search.Config{Now: clock})
	put := func(id, text string, change func(o *learning.Offer)) {
		d := offer(id, text)
		if change != nil {
			change(d.Offer)
		}
		x.Put(d)
	}
	mode := func(m learning.Mode) func(*learning.Offer) { return func(o *learning.Offer) { o.Mode = m } }
	price := func(free bool) func(*learning.Offer) {
		return func(o *learning.Offer) { o.Price = &learning.Price{Free: &free} }
	}
	put("mainz", "Excel Grundlagen\nplace: Mainz", mode(learning.Onsite))
	put("kreuznach", "Excel\nplace: Bad Kreuznach", mode(learning.Onsite))
	put("online", "Excel am Abend", mode(learning.Online))
	put("word", "Excel online verstehen", nil)
	put("prose", "Excel im Amt\ntext: Die Anmeldung ist online möglich", mode(learning.Onsite))
	put("level", "Excel\nlevel: beginner", price(true))
	put("titled", "Excel für Einsteigerinnen und Einsteiger", price(false))
	put("essen", "Gesundes Essen", nil)
	put("essen2", "Essen und Trinken im Büro", nil)
	put("ruhr", "Töpfern\nplace: Essen", nil)
	put("marketing", "Online-Marketing für Kommunen", mode(learning.Onsite))
	put("mentor", "Mentoring für Neue", func(o *learning.Offer) { o.Kind = learning.Mentoring })
	put("year", "Steuerrecht 2027", nil)
	put("wage", "Der Lohn", nil)
	return x
}

// said are the recognised filters, each as "parameter=value".
func said(r search.Result) string {
	var all []string
	for _, u := range r.Understood {
		or := ""
		if u.Or {
			or = "or "
		}
		all = append(all, or+u.Parameter+"="+u.Value)
	}
	return strings.Join(all, " ")
}

func TestFiltersAreRecognisedInTheWords(t *testing.T) {
	x := stocked()
	for _, c := range []struct{ text, want, finds string }{
		{"Excel Mainz", "near=Mainz", "mainz"},
		{"excel in mainz", "near=Mainz", "mainz"},
		{"Excel Bad Kreuznach", "near=Bad Kreuznach", "kreuznach"},
		{"Excel online", "mode=online", "word online"},
		{"Excel Mainz oder online", "near=Mainz or mode=online", "mainz word online"},
		{"Online-Marketing", "", "marketing"},
		{"Online Marketing", "", "marketing"},
		{"Excel nicht online", "", "word prose online kreuznach level mainz titled"},
		{"Excel kostenlos", "free=true", "level kreuznach mainz online prose word"}, // whoever says a price is left out,
		{"kostenlose Kurse", "free=true", "level"},
		{"kostenlose Kurse für Anfänger", "free=true level=beginner", "level"}, // filters alone are meant
		{"Essen", "", "essen essen2 ruhr"},
		{"Töpfern in Essen", "near=Essen", "ruhr"},
		{"Mentoring", "kind=mentoring", "mentor"},
		{"Excel Bayern", "placeLand=by", "online"}, // published there, and nowhere in particular
		{"Steuerrecht 2027", "from,to=2027-01-01,2027-12-31", "year"},
		{"Töpfern im Januar", "from,to=2027-01-01,2027-01-31", "ruhr"},
		{"Töpfern ab Februar 2027", "from=2027-02-01", "ruhr"}, // not applied,
		{"Töpfern nächsten Monat", "from,to=2026-12-01,2026-12-31", "ruhr"},
		{"Töpfern Januar bis März 2027", "from,to=2027-01-01,2027-03-31", "ruhr"},
		{"Töpfern 11.1.2027", "from,to=2027-01-11,2027-01-11", "ruhr"},
		{"Löhne", "", "wage"},
		{"Kurse in Löhne", "", "wage"}, // nothing there: the words win
		{"Agenda 2030", "", ""},
		{"August", "", ""},
		{"Englisch", "", ""},
		{"Bildungsurlaub Excel Mainz", "near=Mainz", "mainz"},
	} {
		r := x.Search(search.Query{Text: c.text, Limit: 10})
		if got := said(r); got != c.want {
			t.Errorf("%q is understood as %q, want %q", c.text, got, c.want)
		}
		var found []string
		for _, h := range r.Hits {
			found = append(found, strings.TrimPrefix(string(h.ID), "by:t:"))
		}
		if got := strings.Join(found, " "); got != c.finds {
			t.Errorf("%q finds %q, want %q", c.text, got, c.finds)
		}
	}
}

// TestALevelInTheTitlePassesAsOneInTheField also says that the words come before the field.
func TestALevelInTheTitlePassesAsOneInTheField(t *testing.T) {
	r := stocked().Search(search.Query{Text: "Excel für Einsteiger", Limit: 10})
	got := ids(r)
	if len(got) < 2 || got[0] != "by:t:titled" || !slices.Contains(got, "by:t:level") || !slices.Contains(got, "by:t:mainz") {
		t.Errorf("finds %v, want the title first, then the field, then the title that says Grundlagen", got)
	}
}

// TestUnknownIsToleratedAndAnotherLevelIsNot: those follow that do not say their level.
func TestUnknownIsToleratedAndAnotherLevelIsNot(t *testing.T) {
	x := index(t, map[string]string{"a": "Töpfern für Anfänger", "b": "Töpfern am Abend", "c": "Töpfern\nlevel: advanced"})
	if got := ids(x.Search(search.Query{Text: "Töpfern Anfänger", Limit: 10})); !slices.Equal(got, []string{"by:t:a", "by:t:b"}) {
		t.Errorf("finds %v, want the one for beginners and then the one that does not say", got)
	}
}

func TestBothAlternativesComeFirst(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	for id, text := range map[string]string{"town": "Excel\nplace: Mainz", "online": "Excel", "both": "Excel mit sehr langem Titel\nplace: Mainz", "none": "Excel\nplace: Köln"} {
		d := offer(id, text)
		if id == "online" || id == "both" {
			d.Offer.Mode = learning.Online
		}
		x.Put(d)
	}
	if got := ids(x.Search(search.Query{Text: "Excel Mainz oder online", Limit: 10})); !slices.Equal(got, []string{"by:t:both", "by:t:town", "by:t:online"}) {
		t.Errorf("finds %v, want both, then the town, then online", got)
	}
}

func TestWhatWasUnderstoodCanBeLeftOut(t *testing.T) {
	x := stocked()
	for text, want := range map[string][]search.Understood{
		"Excel, Word oder PowerPoint in Mainz": {{Parameter: "near", Value: "Mainz", Text: "Ort: Mainz", Words: "Mainz", Without: "Excel, Word oder PowerPoint", Applied: true}},
		"kostenlos":                            {{Parameter: "free", Value: "true", Text: "kostenlos", Words: "kostenlos", Applied: true}},
		"Töpfern im Februar":                   {{Parameter: "from,to", Value: "2027-02-01,2027-02-28", Text: "nicht angewandt: Februar 2027", Words: "Februar", Without: "Töpfern"}},
		"Excel Mainz oder online im Januar 2027": {
			{Parameter: "near", Value: "Mainz", Text: "Ort: Mainz", Words: "Mainz", Without: "Excel online im Januar 2027", Applied: true},
			{Parameter: "mode", Value: "online", Text: "online", Words: "online", Without: "Excel Mainz im Januar 2027", Applied: true, Or: true},
			{Parameter: "from,to", Value: "2027-01-01,2027-01-31", Text: "Januar 2027", Words: "Januar 2027", Without: "Excel Mainz oder online", Applied: true},
		},
	} {
		if diff := cmp.Diff(want, x.Search(search.Query{Text: text}).Understood); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestAGivenParameterOverrulesTheWords(t *testing.T) {
	x := stocked()
	r := x.Search(search.Query{Text: "Excel online", Filter: search.Filter{Mode: []string{"onsite"}}, Limit: 10})
	if got := ids(r); len(r.Understood) > 0 || len(got) != 3 {
		t.Errorf("Excel online with mode onsite: %v, understood %v, want the three Excel courses on site", got, r.Understood)
	}
	want := []search.Understood{{Parameter: "mode", Value: "online", Text: "online", Words: "online", Without: "Excel"}}
	if diff := cmp.Diff(want, r.Overruled); diff != "" {
		t.Errorf("Excel online with mode onsite: overruled (-want +got):\n%s", diff)
	}
	if r := x.Search(search.Query{Text: "online", Filter: search.Filter{Mode: []string{"onsite"}}}); r.Total != 4 {
		t.Errorf("online with mode onsite finds %d, want all 4 on site", r.Total)
	}
	if r := x.Search(search.Query{Text: "Excel online", Literal: true, Limit: 10}); len(r.Understood) > 0 || r.Total != 2 {
		t.Errorf("literally: %v, understood %v, want the two that say online", ids(r), r.Understood)
	}
}

var wishful = []string{
	"online", "Recht online", "Haushalt kostenlos", "Kommune für Anfänger", "Verwaltung Berlin", "Recht in Hamburg oder online", "Planung im Januar kostenlos",
	"für Führungskräfte", "Recht mit Gebärdensprache", "Anfänger und Fortgeschrittene Recht", "Haushalt in Präsenz mit Teilnahmebescheinigung", "Recht Dresden Anfänger online kostenlos",
	"freie Plätze Verwaltung", "Recht NRW", "Hospitation oder Mentoring", "nächste Woche Planung", "Steuern 2027 zum Selbstlernen",
}

// TestAFacetPromisesWhatItsClickShows clicks on values beside recognised filters.
func TestAFacetPromisesWhatItsClickShows(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	for d := range searchtest.Offers(3000, 3) {
		x.Put(d)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, text := range wishful {
		found := x.Search(search.Query{Text: text, Facets: true, Limit: 100})
		if len(found.Understood) == 0 {
			t.Errorf("%q: nothing understood", text)
		}
		for _, u := range found.Understood {
			if strings.Contains(u.Without, u.Words) {
				t.Errorf("%q without %q is %q", text, u.Words, u.Without)
			}
		}
		for name, click := range map[string]func(string) search.Filter{
			"mode":  func(v string) search.Filter { return search.Filter{Mode: []string{v}} },
			"level": func(v string) search.Filter { return search.Filter{Level: []string{v}} },
			"land":  func(v string) search.Filter { return search.Filter{Land: []string{v}} },
			"kind":  func(v string) search.Filter { return search.Filter{Kind: []string{v}} },
			"free":  func(v string) search.Filter { yes := v == "true"; return search.Filter{Free: &yes} },
		} {
			for value, n := range found.Facets[name] {
				if r.IntN(2) == 0 {
					continue
				}
				if got := x.Search(search.Query{Text: text, Filter: click(value)}).Total; got != n {
					t.Errorf("%q: facet %s says %d for %s, the click shows %d", text, name, n, value, got)
				}
			}
		}
	}
}

// TestFiltersNeverStandInTheWay: what has all words is found, recognised or not,
// unless a field says otherwise where only the prose has the word.
func TestFiltersNeverStandInTheWay(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	for i, title := range []string{
		"Online-Marketing", "Anfängerschwimmen", "Mentoring leiten", "Kostenlos ist nicht umsonst", "Mainz und seine Geschichte", "Das Jahr 2027", "Februarrevolution",
		"Vor Ort: Arbeit im Quartier", "Hospitation im Jugendamt", "Barrierefrei kommunizieren", "Präsenz zeigen", "Für Frauen: Selbstbehauptung", "Heute schon gelernt?",
		"Virtuell führen", "Hybrid arbeiten im Team", "Englisch für Anfänger", "Bayern im Mittelalter", "Freie Plätze im Kopf",
	} {
		x.Put(offer(fmt.Sprint(i), title))
	}
	for text, want := range map[string]string{
		"Online-Marketing": "0", "online marketing": "0", "Anfänger schwimmen": "1", "Mentoring leiten": "2", "kostenlos": "3", "Mainz Geschichte": "4", "2027": "5",
		"Arbeit vor Ort": "7", "Hospitation Jugendamt": "8", "barrierefrei kommunizieren": "9", "Präsenz": "10", "Selbstbehauptung für Frauen": "11",
		"heute gelernt": "12", "virtuell führen": "13", "hybrid Team": "14", "Englisch Anfänger": "15", "Bayern Mittelalter": "16", "freie Plätze": "17",
	} {
		r := x.Search(search.Query{Text: text, Limit: 5})
		if len(r.Hits) == 0 || string(r.Hits[0].ID) != "by:t:"+want {
			t.Errorf("%q finds %v first, want %s", text, ids(r), want)
		}
	}
}

// TestLightWordsThatAreANameTogetherAreNeeded: what is light beside a filter is none as a name.
func TestLightWordsThatAreANameTogetherAreNeeded(t *testing.T) {
	x := index(t, map[string]string{"a": "Erste Hilfe im Betrieb\nplace: Mainz", "b": "Hilfe zur Pflege\nplace: Mainz", "c": "Excel\nplace: Mainz"})
	if got := ids(x.Search(search.Query{Text: "Erste Hilfe Mainz", Limit: 10})); len(got) == 0 || got[0] != "by:t:a" || slices.Contains(got, "by:t:c") {
		t.Errorf("finds %v, want first aid and not everything in Mainz", got)
	}
	if got := ids(x.Search(search.Query{Text: "Was gibt es Neues in Mainz?", Limit: 10})); len(got) != 3 {
		t.Errorf("finds %v, want everything in Mainz", got)
	}
}

func TestARecognisedFilterThatLeavesNothingIsNotApplied(t *testing.T) {
	x := index(t, map[string]string{
		"june": "Töpfern", "word": "Töpfern in der Sommerwerkstatt", "undated": "Töpfern", "expert": "Weben\nlevel: advanced", "plain": "Aquarell\nplace: Fulda",
	})
	june := offer("june", "Töpfern")
	june.Offer.Sessions = []learning.Session{{ID: "1", Start: "2027-06-14T09:00:00+02:00", End: "2027-06-14T16:00:00+02:00"}}
	x.Put(june)
	for _, c := range []struct {
		text    string
		want    []string
		applied bool
	}{
		{"Töpfern im Juni", []string{"by:t:june", "by:t:undated", "by:t:word"}, true},
		{"Töpfern im Juli", []string{"by:t:undated", "by:t:word", "by:t:june"}, false},
		{"Weben für Anfänger", []string{"by:t:expert"}, false},
		{"Aquarell online", []string{"by:t:plain"}, false},
		{"Aquarell Mainz", nil, true}, // a place is applied always
	} {
		r := x.Search(search.Query{Text: c.text, Limit: 10})
		got := ids(r)
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) || len(r.Understood) != 1 || r.Understood[0].Applied != c.applied {
			t.Errorf("%q finds %v, understood %+v; want %v, applied %v", c.text, got, r.Understood, c.want, c.applied)
		}
	}
}
