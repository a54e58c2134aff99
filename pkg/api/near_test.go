package api_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// held is a session in a town, days after now.
func held(id, city string, days int) learning.Session {
	start := now.AddDate(0, 0, days)
	return learning.Session{
		ID: id, Start: start.Format("2006-01-02T15:04:05-07:00"), End: start.AddDate(0, 0, 1).Format("2006-01-02T15:04:05-07:00"),
		Place: &learning.Place{City: city},
	}
}

// around is a hub with courses around Mainz.
func around(t *testing.T) *hub {
	h := newHub(t)
	put := func(subject string, mode learning.Mode, sessions ...learning.Session) {
		h.Publish("rp", "lms", subject, event.TypeOfferPublished, learning.Offer{
			Title: learning.Text{"de": "Tabellenkurs " + subject}, Provider: learning.Provider{Name: "Akademie"}, Kind: learning.Course, Mode: mode, Sessions: sessions,
		})
	}
	put("mainz", learning.Onsite, held("1", "Mainz", 20))
	put("wiesbaden", learning.Onsite, held("1", "Hamburg, u.a.", 3), held("2", "Wiesbaden", 9), held("3", "55116 Mainz", -9))
	put("worms", learning.Onsite, held("1", "Worms", 2))
	put("online", learning.Online, held("1", "Mainz", 1))
	put("nowhere", learning.Onsite, held("1", "Hinterdupfingen", 1))
	lat, lon := 50.2, 8.5
	own := held("1", "Hinterdupfingen am Bach", 4)
	own.Place.Lat, own.Place.Lon, own.Place.PostalCode = &lat, &lon, "61999"
	put("own", learning.Onsite, own)
	return h
}

type line struct {
	ID, Nearest string
	Distance    float64
}

func lines(l api.List) (out []line) {
	for _, item := range l.Items {
		at := line{ID: item.Subject, Nearest: item.Nearest, Distance: -1}
		if item.Distance != nil {
			at.Distance = *item.Distance
		}
		if item.Nearest != "" && (item.Session == nil || item.Session.ID != item.Nearest) {
			at.ID += " shows another session"
		}
		out = append(out, at)
	}
	return out
}

func TestNear(t *testing.T) {
	h := around(t)
	d := description(t, h)
	mainz, wiesbaden, worms := line{"mainz", "1", 0}, line{"wiesbaden", "2", 9.1}, line{"worms", "1", 41.6}
	own, online := line{"own", "1", 27.6}, line{"online", "", -1}
	for name, c := range map[string]struct {
		query string
		want  []line
	}{
		"25 km":                   {"near=Mainz", []line{mainz, wiesbaden}},
		"50 km, nearest first":    {"near=Mainz&radius=50", []line{mainz, wiesbaden, own, worms}},
		"words, then nearest":     {"near=Mainz&radius=50&q=Tabellenkurs", []line{mainz, wiesbaden, own, worms}},
		"by distance":             {"near=mainz&radius=50&sort=distance", []line{mainz, wiesbaden, own, worms}},
		"by date":                 {"near=Mainz&radius=50&sort=date", []line{worms, wiesbaden, own, mainz}},
		"abbreviated":             {"near=Mainz+a.+Rhein", []line{mainz, wiesbaden}},
		"coordinates":             {"near=50.00,8.27&radius=9", []line{mainz}},
		"a place or online":       {"near=Mainz&radius=5&mode=online,onsite", []line{mainz, online}},
		"a town of the offers":    {"near=Hinterdupfingen+am+Bach&radius=1", []line{{"own", "1", 0}}},
		"a postal code of offers": {"near=61999&radius=1", []line{{"own", "1", 0}}},
		"an empty place is none":  {"near=&radius=10&limit=0", nil},
		"in a time":               {"near=Hamburg&from=2026-11-27", nil},
		"in another time":         {"near=Hamburg&to=2026-11-27", []line{{"wiesbaden", "1", 0}}},
		"a place in the words":    {"sort=distance&q=Worms", []line{{"worms", "1", 0}}},
	} {
		q, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		l := h.offersAt(d, q)
		if diff := cmp.Diff(c.want, lines(l)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.query, diff)
		}
		if want := strings.Count(c.query, "near=") - strings.Count(c.query, "near=&") - strings.Count(c.query, "from="); l.Unplaced != want {
			t.Errorf("%s: %d offers without a known place, want %d", name, l.Unplaced, want)
		}
	}
	if got := h.offersAt(d, url.Values{"near": {"Mainz"}}).Facets["mode"]; !cmp.Equal(got, map[string]int{"onsite": 2, "online": 1}) {
		t.Errorf("facet mode is %v, want what a click on each shows", got)
	}
}

func TestUnknownPlaces(t *testing.T) {
	h := around(t)
	d := description(t, h)
	for query, want := range map[string]struct{ detail, rule, proposals string }{
		"near=Mainzz":            {"„Mainzz“ kennen wir nicht. Meinten Sie Mainz?", "place-unknown", "Mainz"},
		"near=Friedberg":         {"„Friedberg“ gibt es mehrmals: Friedberg (Bayern), Friedberg (Hessen). Welcher Ort ist gemeint?", "place-ambiguous", "Friedberg (Bayern)|Friedberg (Hessen)"},
		"near=Liverpool":         {"„Liverpool“ kennen wir nicht. Hier sind nur die größeren Orte in Deutschland hinterlegt. Geben Sie einen Ort in der Nähe an.", "place-unknown", ""},
		"near=12345":             {"„12345“ kennen wir nicht. Hier sind keine Postleitzahlen hinterlegt. Geben Sie den Ort an.", "place-unknown", ""},
		"near=91.0,8.27":         {"Die Breite liegt zwischen -90 und 90, die Länge zwischen -180 und 180.", "coordinates", ""},
		"near=Mainz&radius=0":    {"Erlaubt sind ganze Kilometer von 1 bis 500.", "range", ""},
		"near=Mainz&radius=viel": {"Erlaubt sind ganze Kilometer von 1 bis 500.", "range", ""},
		"near=Mainz&near=Worms":  {"Dieser Parameter steht mehrmals in der Adresse.", "single", ""},
	} {
		p := h.problem(d, "GET", "/api/v1/offers?"+query, http.StatusBadRequest)
		if p.Detail != want.detail || p.Problems[0].Rule != want.rule || strings.Join(p.Proposals, "|") != want.proposals {
			t.Errorf("%s: %q, rule %s, proposals %q; want %+v", query, p.Detail, p.Problems[0].Rule, p.Proposals, want)
		}
		if want.proposals != "" && p.Problems[0].Proposal != p.Proposals[0] {
			t.Errorf("%s: proposal %q, want the likeliest of %q", query, p.Problems[0].Proposal, p.Proposals)
		}
		for _, proposal := range p.Proposals {
			h.offersAt(d, url.Values{"near": {proposal}})
		}
	}
	h.Index = search.New(search.Config{Places: gazetteer.New([]gazetteer.Row{{Code: "55116", Name: "Mainz", Land: "rp", Lat: 50, Lon: 8.27}})})
	if p := h.problem(d, "GET", "/api/v1/offers?near=12345", http.StatusBadRequest); !strings.Contains(p.Detail, "Geben Sie einen Ort oder eine Postleitzahl in Deutschland an.") {
		t.Errorf("with postal codes: %q", p.Detail)
	}
	h.offersAt(d, url.Values{"near": {"55116"}})
}

// TestAWayOutOfARadius also follows what is proposed.
func TestAWayOutOfARadius(t *testing.T) {
	h := around(t)
	d := description(t, h)
	l := h.offersAt(d, url.Values{"near": {"Darmstadt"}, "radius": {"17"}, "q": {"Tabellenkurs"}})
	want := []api.Suggestion{
		{Query: "Tabellenkurs", Without: "near,radius", Text: "höchstens 17\u00a0km von Darmstadt", Total: 6},
		{Query: "Tabellenkurs", Text: "17\u00a0km", Radius: 68, Total: 4},
		{Query: "Tabellenkurs", Text: "17\u00a0km", Radius: 34, Total: 2},
	}
	if diff := cmp.Diff(want, l.Suggestions); diff != "" {
		t.Errorf("ways out (-want +got):\n%s", diff)
	}
	for _, s := range l.Suggestions {
		q := url.Values{"near": {"Darmstadt"}, "radius": {strconv.Itoa(s.Radius)}, "q": {s.Query}}
		if s.Radius == 0 {
			q = url.Values{"q": {s.Query}}
		}
		if got := h.offersAt(d, q).Total; got != s.Total {
			t.Errorf("%+v leads to %d offers", s, got)
		}
	}
	var misses []string
	for _, n := range l.Nearest {
		misses = append(misses, n.Item.Subject+": "+n.Misses[0].Text)
	}
	if want := "mainz: 14\u00a0km weiter, worms: 17\u00a0km weiter, wiesbaden: 21\u00a0km weiter"; strings.Join(misses, ", ") != want {
		t.Errorf("nearest are %q, want %q", misses, want)
	}
}
