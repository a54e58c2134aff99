package gazetteer_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// file are rows as a file has them: villages, a double name, large users of mail.
var file = []gazetteer.Row{
	{Code: "55116", Name: "Mainz", Land: "rp", Lat: 50.001, Lon: 8.2688},
	{Code: "55129", Name: "Mainz", Land: "rp", Lat: 49.96, Lon: 8.28},
	{Code: "10001", Name: "Neudorf", Land: "sn", Lat: 50.5, Lon: 12.9},
	{Code: "20001", Name: "Neudorf", Land: "sh", Lat: 54.2, Lon: 10.6},
	{Code: "30001", Name: "Grenzhausen", Land: "he", Lat: 50.0, Lon: 8.9},
	{Code: "30001", Name: "Grenzdorf", Land: "by", Lat: 50.02, Lon: 8.95},
	{Code: "40001", Name: "Muster AG", Land: "nw", Lat: 51.2, Lon: 6.8, User: true},
	{Code: "50001", Name: "Fern AG", Land: "nw", Lat: 51.2, Lon: 6.8, User: true},
	{Code: "50001", Name: "Fern AG", Land: "bb", Lat: 52.4, Lon: 13.5, User: true},
	{Code: "60001", Name: "Wien", Land: "by", Lat: 48.9, Lon: 12.1},
	{Code: "12101", Name: "Berlin", Land: "be", Lat: 52.38, Lon: 13.64},
}

func TestTown(t *testing.T) {
	g := gazetteer.New(file)
	for _, c := range []struct {
		text string
		land learning.Land
		want string
	}{
		{"Mainz", "", "Mainz"},
		{"MAINZ", "", "Mainz"},
		{"Frankfurt", "", "Frankfurt am Main"},
		{"Frankfurt", "bb", "Frankfurt (Oder)"},
		{"Frankfurt/M.", "", "Frankfurt am Main"},
		{"Frankfurt a. M.", "", "Frankfurt am Main"},
		{"frankfurt (main)", "", "Frankfurt am Main"},
		{"Frankfurt/O.", "", "Frankfurt (Oder)"},
		{"Ffm", "", "Frankfurt am Main"},
		{"Neustadt a.d.W.", "", ""},
		{"Neustadt/Wstr.", "", "Neustadt an der Weinstraße"},
		{"Neustadt", "", ""},
		{"Neustadt", "rp", "Neustadt an der Weinstraße"},
		{"Rothenburg o. d. T.", "", "Rothenburg ob der Tauber"},
		{"Weiden i.d.OPf.", "", "Weiden in der Oberpfalz"},
		{"Bad Homburg v.d.H.", "", "Bad Homburg vor der Höhe"},
		{"St. Ingbert", "", "Sankt Ingbert"},
		{"Muenster", "", "Münster"},
		{"Munster", "", "Munster"},
		{"Munich", "", "München"},
		{"Halle", "", "Halle (Saale)"},
		{"Halle (Westf.)", "", "Halle (Westfalen)"},
		{"Berlin", "", "Berlin"},
		{"Friedberg", "", ""},
		{"Friedberg", "he", "Friedberg (Hessen)"},
		{"Neudorf", "", ""},
		{"Neudorf", "sh", "Neudorf"},
		{"Wien", "", ""},
		{"Wien", "by", "Wien"},
		{"Linz", "", ""},
		{"Muster AG", "", ""},
		{"", "", ""},
		{"()/-", "", ""},
	} {
		p, ok := g.Town(c.text, c.land)
		if p.Name != c.want || ok != (c.want != "") {
			t.Errorf("%q in %q is %q, want %q", c.text, c.land, p.Name, c.want)
		}
	}
}

func TestPostal(t *testing.T) {
	g := gazetteer.New(file)
	for code, want := range map[string]gazetteer.Place{
		"55116": {Name: "Mainz", Land: "rp", Lat: 50.001, Lon: 8.2688},
		"30001": {Name: "Grenzhausen", Lat: 50.01, Lon: 8.925},
		"40001": {Name: "40001", Land: "nw", Lat: 51.2, Lon: 6.8},
	} {
		if p, ok := g.Postal(code); !ok || p != want {
			t.Errorf("%s is %+v, %v, want %+v", code, p, ok, want)
		}
	}
	for _, code := range []string{"50001", "99999", "5511", "551166", "5511x", "-5511", ""} {
		if p, ok := g.Postal(code); ok {
			t.Errorf("%q is %+v, want nothing", code, p)
		}
	}
	if gazetteer.Default().HasCodes() || !g.HasCodes() {
		t.Error("only a file has postal codes")
	}
}

func TestSuggest(t *testing.T) {
	g := gazetteer.Default()
	for prefix, want := range map[string]string{
		"Fra":          "Frankfurt am Main, Frankfurt (Oder), Frankenthal (Pfalz)",
		"frankfurt am": "Frankfurt am Main, Frankfurt (Oder)",
		"bad mü":       "Bad Münder am Deister, Bad Münstereifel",
		"Mün":          "München, Münster, Hann. Münden",
		"Frankfurt a":  "Frankfurt am Main, Frankfurt (Oder)",
		"xq":           "",
		"":             "",
	} {
		var names []string
		for _, p := range g.Suggest(prefix, 3) {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%q suggests %q, want %q", prefix, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	g := gazetteer.Default()
	for _, c := range []struct {
		a, b string
		km   float64
	}{{"Berlin", "München", 504}, {"Hamburg", "Köln", 357}, {"Mainz", "Wiesbaden", 9}, {"Mainz", "Mainz", 0}} {
		a, _ := g.Town(c.a, "")
		b, _ := g.Town(c.b, "")
		if km := gazetteer.Distance(a, b); math.Abs(km-c.km) > 1.5 {
			t.Errorf("%s to %s: %.1f km, want %.0f", c.a, c.b, km, c.km)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(-90, 90), rapid.Float64Range(-180, 180)
		a := gazetteer.Place{Lat: lat.Draw(t, "lat"), Lon: lon.Draw(t, "lon")}
		b := gazetteer.Place{Lat: lat.Draw(t, "lat"), Lon: lon.Draw(t, "lon")}
		c := gazetteer.Place{Lat: lat.Draw(t, "lat"), Lon: lon.Draw(t, "lon")}
		ab, ba := gazetteer.Distance(a, b), gazetteer.Distance(b, a)
		if ab != ba || ab < 0 || ab > math.Pi*gazetteer.EarthRadius+1e-6 || gazetteer.Distance(a, a) != 0 {
			t.Errorf("%v, %v: %v and %v", a, b, ab, ba)
		}
		if ac := gazetteer.Distance(a, c) + gazetteer.Distance(c, b); ab > ac+1e-3 {
			t.Errorf("%v, %v over %v is shorter: %v, %v", a, b, c, ab, ac)
		}
	})
}

// TestTheTable holds the table of towns to what it promises.
func TestTheTable(t *testing.T) {
	g := gazetteer.Default()
	capitals := map[learning.Land]string{
		"bb": "Potsdam", "be": "Berlin", "bw": "Stuttgart", "by": "München", "hb": "Bremen", "he": "Wiesbaden", "hh": "Hamburg", "mv": "Schwerin",
		"ni": "Hannover", "nw": "Düsseldorf", "rp": "Mainz", "sh": "Kiel", "sl": "Saarbrücken", "sn": "Dresden", "st": "Magdeburg", "th": "Erfurt",
	}
	for land, capital := range capitals {
		if p, ok := g.Town(capital, ""); !ok || p.Land != land {
			t.Errorf("%s is %+v, want the capital of %s", capital, p, land)
		}
	}
	n := 0
	for first := 'a'; first <= 'z'; first++ {
		for _, p := range g.Suggest(string(first), 5000) {
			n++
			if p.Lat < 47.2 || p.Lat > 55.1 || p.Lon < 5.8 || p.Lon > 15.1 {
				t.Errorf("%+v does not lie in Germany", p)
			}
			if f := g.Find(p.Name, p.Land); f.How != gazetteer.Exact || f.Place != p {
				t.Errorf("%s in %s is found as %+v", p.Name, p.Land, f)
			}
		}
	}
	if n < 900 {
		t.Errorf("%d towns, want 900", n)
	}
}
