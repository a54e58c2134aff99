package landing

import (
	"slices"
	"strconv"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// filters are the filter column.
type filters struct {
	Set    int  // filters that are set
	Open   bool // also where the column is closed
	Hidden []field
	Near   string // place as typed
	Around string // the place that the words named: the radius is meant around it
	Radii  []option
	Free   choice
	Dates  map[string]string // by parameter
	Since  []option
	Sets   []fieldset
	Clear  string
	Faults map[string]fault // by parameter
}

// fieldset is one or more facets under one heading.
type fieldset struct {
	Title  string
	Note   string
	Any    *choice // before the others, if only one may be chosen
	Groups []group
}

// radii are the distances one may choose, in kilometres.
var radii = []int{5, 10, 25, 50, 100, 200}

// filter is the filter column of a list.
func filter(a asked, l *list, now time.Time) filters {
	applied, _ := l.read()
	clear := a.cleared().with("literal")
	if said := slices.Concat(l.Understood, l.Overruled); len(said) > 0 {
		clear = clear.with("q", unsaid(a.get("q"), said))
	}
	f := filters{
		Set: len(chips(a, nil)) + len(applied), Hidden: a.fields(filterNames()...), Near: a.get("near"), Dates: map[string]string{"from": a.get("from"), "to": a.get("to")},
		Free:  choice{Name: "seats", Value: "true", Label: "mit freien Plätzen", Count: l.Facets["seats"]["true"], Set: a.has("seats", "true")},
		Since: since(a.get("since"), now), Sets: fieldsets(l, a), Clear: clear.at("/angebote"),
	}
	if f.Near == "" {
		f.Around = l.near(a)
	}
	radius := a.number("radius", defaultRadius)
	known := false
	for _, km := range radii {
		known = known || km == radius
		f.Radii = append(f.Radii, option{strconv.Itoa(km), strconv.Itoa(km) + " km", km == radius})
	}
	if !known {
		f.Radii = append(f.Radii, option{strconv.Itoa(radius), number(radius) + " km", true})
	}
	return f
}

// Days are the fields for days with their labels.
func (filters) Days() map[string]string {
	return map[string]string{"from": "Beginn ab", "to": "Beginn bis"}
}

// defaultRadius is the API's, in kilometres.
const defaultRadius = 25

// mend shows again what was typed wrong, beside what is wrong with it.
func (f *filters) mend(a asked, faults []fault) {
	f.Faults = map[string]fault{}
	for _, one := range faults {
		f.Faults[one.Field], f.Open = one, true
		switch one.Field {
		case "near":
			f.Near = a.get("near")
		case "from", "to":
			f.Dates[one.Field] = a.get(one.Field)
		}
	}
}

// since are the ages one may choose, and the one that was chosen.
func since(chosen string, now time.Time) []option {
	out := []option{{"", "jederzeit", chosen == ""}}
	known := chosen == ""
	for _, c := range []struct {
		days int
		text string
	}{{1, "seit gestern"}, {7, "in den letzten 7 Tagen"}, {30, "in den letzten 30 Tagen"}} {
		o := option{Value: local(now).AddDate(0, 0, -c.days).Format(time.DateOnly), Label: c.text}
		o.Set = o.Value == chosen
		known = known || o.Set
		out = append(out, o)
	}
	if t, _, err := learning.Moment(chosen); !known && err == nil {
		out = append(out, option{chosen, "seit " + longDay(t), true})
	}
	return out
}

// filterHeadings are the fieldsets in the order of the column, each with its facets.
var filterHeadings = []struct {
	title, note string
	facets      []string
}{
	{"Form", "", []string{"mode"}},
	{"Stufe", "", []string{"level"}},
	{"Preis", "", []string{"free"}},
	{"Land", "Welches Land das Angebot meldet", []string{"land"}},
	{"Art", "", []string{"kind"}},
	{"Thema", "", []string{"topic"}},
	{"Nachweis", "", []string{"certificate", "recognition"}},
	{"Barrierefreiheit: Ort", "", []string{"venue"}},
	{"Barrierefreiheit: Kurs und Material", "", []string{"material"}},
	{"Ort im Land", "", []string{"placeLand"}},
	{"Zielgruppe", "", []string{"audience"}},
	{"Offen für", "", []string{"access"}},
	{"Sprache", "", []string{"language"}},
	{"Förderung", "", []string{"funding"}},
	{"Anbieter", "", []string{"provider"}},
	{"Kompetenz", "", []string{"competence"}},
}

// fieldsets are the facets of a list as filters; one without any value is left out.
func fieldsets(l *list, a asked) []fieldset {
	groups := groups(l.Facets, a)
	var out []fieldset
	for _, h := range filterHeadings {
		set := fieldset{Title: h.title, Note: h.note}
		for _, name := range h.facets {
			if g, ok := groups[name]; ok {
				set.Groups = append(set.Groups, g)
			}
		}
		if h.title == "Preis" {
			set.Any = &choice{Name: "free", Label: "jeder Preis", Set: a.get("free") == "", Radio: true}
		}
		if len(set.Groups) > 0 {
			out = append(out, set)
		}
	}
	return out
}

// filterNames are the parameters that the filter form has fields for.
func filterNames() []string {
	names := []string{"seats", "from", "to", "sort", "near", "radius", "since"}
	for _, d := range dimensions {
		names = append(names, d.parameter)
	}
	return names
}
