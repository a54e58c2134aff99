package api_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// offersAt asks for a list and holds it to the description.
func (h *hub) offersAt(d *described, q url.Values) api.List {
	h.T.Helper()
	raw, _ := h.raw("/api/v1/offers?"+q.Encode(), 200)
	d.holds("OfferList", raw)
	var l api.List
	if err := json.Unmarshal(raw, &l); err != nil {
		h.T.Fatal(err)
	}
	return l
}

// ids pages through a whole list.
func (h *hub) ids(d *described, q url.Values) []learning.OfferID {
	h.T.Helper()
	var all []learning.OfferID
	total := -1
	for offset := 0; ; offset += 37 {
		q.Set("limit", "37")
		q.Set("offset", strconv.Itoa(offset))
		l := h.offersAt(d, q)
		if total >= 0 && l.Total != total {
			h.T.Errorf("%s: total %d on a later page, %d before", q.Encode(), l.Total, total)
		}
		if total = l.Total; len(l.Items) == 0 {
			break
		}
		for _, item := range l.Items {
			all = append(all, item.ID)
		}
	}
	if len(all) != total {
		h.T.Errorf("%s: %d items on all pages, total %d", q.Encode(), len(all), total)
	}
	return all
}

func TestPagingShowsEveryOfferOnce(t *testing.T) {
	h, all := demoHub(t)
	d := description(t, h)
	var want []learning.OfferID
	for _, o := range all {
		want = append(want, o.ID())
	}
	slices.Sort(want)
	for _, sort := range []string{"", "relevance", "date", "title", "new"} {
		first := h.ids(d, url.Values{"sort": {sort}})
		if again := h.ids(d, url.Values{"sort": {sort}}); !slices.Equal(first, again) {
			t.Errorf("sort=%s: another order the second time", sort)
		}
		slices.Sort(first)
		if diff := cmp.Diff(want, first); diff != "" {
			t.Errorf("sort=%s: offers differ (-want +got):\n%s", sort, diff)
		}
	}
}

// facts are the values of one demo offer by facet, found without the index.
func facts(o demo.Offering) map[string][]string {
	f := map[string][]string{"land": {string(o.Land)}, "provider": {o.Offer.Provider.Name}}
	if o.Offer.Kind != "" {
		f["kind"] = []string{string(o.Offer.Kind)}
	}
	if o.Offer.Mode != "" {
		f["mode"] = []string{string(o.Offer.Mode)}
	}
	f["topic"], f["audience"], f["funding"], f["accessibility"] = o.Offer.Topics, o.Offer.Audience, o.Offer.Funding, o.Offer.Accessibility
	if l := o.Offer.Level; l != nil {
		if l.Grade != "" {
			f["level"] = append(f["level"], l.Grade)
		}
		if l.DQR != nil {
			f["level"] = append(f["level"], fmt.Sprintf("dqr%d", *l.DQR))
		}
	}
	if a := o.Offer.Access; a != nil && a.OpenTo != "" {
		f["access"] = []string{a.OpenTo}
	}
	if c := o.Offer.Certificate; c != nil && c.Kind != "" {
		f["certificate"] = []string{c.Kind}
	}
	for _, c := range o.Offer.Competences {
		f["competence"] = append(f["competence"], c.Scheme+":"+c.ID)
	}
	for _, s := range o.Offer.Sessions {
		if s.Place != nil && s.Place.Land != "" && s.Status != learning.Cancelled && !slices.Contains(f["placeLand"], string(s.Place.Land)) {
			f["placeLand"] = append(f["placeLand"], string(s.Place.Land))
		}
	}
	until, ends := o.Offer.CurrentUntil()
	f["current"] = []string{strconv.FormatBool(!ends || until.After(now))}
	return f
}

func TestFacetsEqualBruteForce(t *testing.T) {
	h, all := demoHub(t)
	d := description(t, h)
	for _, q := range []url.Values{
		{},
		{"current": {"true"}},
		{"land": {"he", "by"}},
		{"land": {"he,by"}, "mode": {"online"}},
		{"kind": {"course"}, "level": {"beginner"}, "current": {"true"}},
		{"access": {"all_laender", "public"}, "placeLand": {"rp"}},
	} {
		l := h.offersAt(d, q)
		want, total := map[string]map[string]int{}, 0
		chosen := map[string][]string{}
		for name, values := range q {
			for _, v := range values {
				chosen[name] = append(chosen[name], strings.Split(v, ",")...)
			}
		}
		for _, o := range all {
			f := facts(o)
			missed := []string{}
			for name, values := range chosen {
				if !slices.ContainsFunc(f[name], func(v string) bool { return slices.Contains(values, v) }) {
					missed = append(missed, name)
				}
			}
			if len(missed) == 0 {
				total++
			}
			for name, values := range f {
				// A facet is counted without its own filter.
				if len(missed) > 1 || len(missed) == 1 && missed[0] != name {
					continue
				}
				for _, v := range values {
					if want[name] == nil {
						want[name] = map[string]int{}
					}
					want[name][v]++
				}
			}
		}
		if l.Total != total {
			t.Errorf("%s: total %d, want %d", q.Encode(), l.Total, total)
		}
		for name := range want {
			if diff := cmp.Diff(want[name], l.Facets[name]); diff != "" {
				t.Errorf("%s: facet %s (-want +got):\n%s", q.Encode(), name, diff)
			}
		}
	}
}

// Each parameter that the description names narrows or orders; what it leaves
// is a part of everything and passes what the parameter asks.
func TestEveryParameter(t *testing.T) {
	h, all := demoHub(t)
	d := description(t, h)
	byID := map[learning.OfferID]demo.Offering{}
	for _, o := range all {
		byID[o.ID()] = o
	}
	has := func(name, value string) func(demo.Offering) bool {
		return func(o demo.Offering) bool { return slices.Contains(facts(o)[name], value) }
	}
	starts := func(o demo.Offering, from, to time.Time) bool {
		return slices.ContainsFunc(o.Offer.Sessions, func(s learning.Session) bool {
			t, _, err := learning.Moment(s.Start)
			return err == nil && s.Status != learning.Cancelled && !t.Before(from) && t.Before(to)
		})
	}
	day := func(n int) time.Time { return time.Date(2026, 11, 23+n, 0, 0, 0, 0, learning.Berlin) }
	always, far := func(demo.Offering) bool { return true }, day(10_000)
	competence := ""
	for _, o := range all {
		for _, c := range o.Offer.Competences {
			competence = c.Scheme + ":" + c.ID
		}
	}
	tests := map[string]struct {
		value string
		want  func(demo.Offering) bool
	}{
		"q":         {"Datenschutz", nil},
		"land":      {"by", has("land", "by")},
		"placeLand": {"he", has("placeLand", "he")},
		"kind":      {"mentoring", has("kind", "mentoring")},
		"mode":      {"online", has("mode", "online")},
		"topic":     {"data_protection", has("topic", "data_protection")},
		"level":     {"beginner", has("level", "beginner")},
		"language": {"de", func(o demo.Offering) bool {
			return slices.ContainsFunc(o.Offer.InLanguage, func(t string) bool { return t[:2] == "de" })
		}},
		"provider": {"Datenschutzlotsen Hessen", has("provider", "Datenschutzlotsen Hessen")},
		"audience": {"managers", has("audience", "managers")},
		"access":   {"public", has("access", "public")},
		"free": {"true", func(o demo.Offering) bool {
			return o.Offer.Price != nil && o.Offer.Price.Free != nil && *o.Offer.Price.Free
		}},
		"from":          {"2026-12-01", func(o demo.Offering) bool { return starts(o, day(8), far) }},
		"to":            {"2026-11-30", func(o demo.Offering) bool { return starts(o, day(-10_000), day(8)) }},
		"seats":         {"true", seatsAhead},
		"competence":    {competence, has("competence", competence)},
		"funding":       {"bildungsurlaub", has("funding", "bildungsurlaub")},
		"certificate":   {"certificate", has("certificate", "certificate")},
		"recognition":   {"true", func(o demo.Offering) bool { return o.Offer.Recognition != nil }},
		"accessibility": {"wheelchair", has("accessibility", "wheelchair")},
		"since":         {"2026-11-23T09:45:00+01:00", nil},
		"myLand":        {"he", nil},
		"employer":      {"federal", nil},
		"may": {"yes", func(o demo.Offering) bool {
			return o.Offer.Access.Admits(learning.Attendee{}, o.Land, o.Offer.Price, now).May == learning.MayYes
		}},
		"near":    {"Mainz", nil},
		"radius":  {"50", always},
		"current": {"false", has("current", "false")},
		"literal": {"true", always},
		"group":   {"true", nil},
		"explain": {"false", always},
		"sort":    {"title", always},
		"limit":   {"100", always},
		"offset":  {"0", always},
	}
	names := d.parameters("/api/v1/offers", "get")
	if diff := cmp.Diff(names, slices.Sorted(maps.Keys(tests))); diff != "" {
		t.Fatalf("parameters described and tested differ (-described +tested):\n%s", diff)
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			q := url.Values{name: {c.value}}
			var got []learning.OfferID
			if name == "limit" || name == "offset" {
				for _, item := range h.offersAt(d, q).Items {
					got = append(got, item.ID)
				}
			} else {
				got = h.ids(d, q)
			}
			if len(got) == 0 {
				t.Fatalf("%s=%s finds nothing", name, c.value)
			}
			if c.want == nil {
				if len(got) == len(all) {
					t.Errorf("%s=%s leaves everything", name, c.value)
				}
				return
			}
			want := 0
			for _, o := range all {
				if c.want(o) {
					want++
				}
			}
			for _, id := range got {
				if !c.want(byID[id]) {
					t.Errorf("%s=%s: %s does not pass it", name, c.value, id)
				}
			}
			if name != "limit" && name != "offset" && len(got) != want {
				t.Errorf("%s=%s: %d offers, want %d", name, c.value, len(got), want)
			}
		})
	}
}

func seatsAhead(o demo.Offering) bool {
	return slices.ContainsFunc(o.Offer.Sessions, func(s learning.Session) bool {
		over, ok := s.Over()
		return ok && over.After(now) && s.Status != learning.Cancelled && s.SeatsFree != nil && *s.SeatsFree > 0
	})
}
