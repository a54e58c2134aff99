package gazetteer_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestFind(t *testing.T) {
	g := gazetteer.New(file)
	exact, decorated, misspelt, several, unknown := gazetteer.Exact, gazetteer.Decorated, gazetteer.Misspelt, gazetteer.Several, gazetteer.Unknown
	for text, want := range map[string]struct {
		how  gazetteer.How
		name string
	}{
		// one town as five lists write it
		"Bad Münder":             {exact, "Bad Münder am Deister"},
		"Bad Muender am Deister": {exact, "Bad Münder am Deister"},
		"Bad Münder/Deister":     {exact, "Bad Münder am Deister"},
		"Bad Münder a. D.":       {exact, "Bad Münder am Deister"},
		"BAD-MÜNDER (Dstr.)":     {exact, "Bad Münder am Deister"},
		"Bad Munder":             {exact, "Bad Münder am Deister"},
		"Bad Mu\u0308nder":       {exact, "Bad Münder am Deister"},
		// with something around it
		"Hameln oder Online":        {decorated, "Hameln"},
		"TA Hameln u/o Online":      {decorated, "Hameln"},
		"Hamburg, u.a.":             {decorated, "Hamburg"},
		"Online, Mannheim":          {decorated, "Mannheim"},
		"Rathaus Mainz, Saal 2":     {decorated, "Mainz"},
		"Mainz-Hechtsheim":          {decorated, "Mainz"},
		"Lübeck Travemünde":         {decorated, "Lübeck"},
		"Nürnberg, München":         {decorated, "Nürnberg"},
		"Hattingen, Brüssel":        {decorated, "Hattingen"},
		"Frankfurt a.M. und online": {decorated, "Frankfurt am Main"},
		// with a postal code
		"55116 Mainz":         {exact, "Mainz"},
		"D-55116 Mainz":       {exact, "Mainz"},
		"Mainz (55116)":       {exact, "Mainz"},
		"55116":               {exact, "Mainz"},
		"55116 Hamburg":       {exact, "Hamburg"},
		"55116 Haus am Markt": {decorated, "Mainz"},
		"99999 Kiel":          {exact, "Kiel"},
		// with a Land
		"Friedberg, Bayern":  {exact, "Friedberg (Bayern)"},
		"Friedberg (hessen)": {exact, "Friedberg (Hessen)"},
		"Neudorf (SN)":       {exact, "Neudorf"},
		// misspelt
		"Mainzz":      {misspelt, "Mainz"},
		"Frankfuurt":  {misspelt, "Frankfurt am Main"},
		"Hatingen":    {misspelt, "Hattingen"},
		"Leibzig":     {misspelt, "Leipzig"},
		"Nannover":    {misspelt, "Hannover"},
		"Kölln":       {misspelt, "Köln"},
		"Grenzhasuen": {misspelt, "Grenzhausen"},
		// several
		"Neudorf":   {several, ""},
		"Friedberg": {several, ""},
		// none of ours
		"Liverpool": {unknown, ""}, "live": {unknown, ""}, "Live-online": {unknown, ""}, "online": {unknown, ""}, "u.a.": {unknown, ""},
		"Wien": {unknown, ""}, "Athen": {unknown, ""}, "Hessen": {unknown, ""}, "Brandenburg": {unknown, ""}, "A Coruña,|Spanien": {unknown, ""},
		"Halle 3": {unknown, ""}, "Innenhof, Raum 12": {unknown, ""}, "": {unknown, ""}, "99999": {unknown, ""}, "--": {unknown, ""},
	} {
		f := g.Find(text, "")
		if f.How != want.how || f.Place.Name != want.name {
			t.Errorf("%q is found as %d %q, want %d %q", text, f.How, f.Place.Name, want.how, want.name)
		}
		if (f.How == misspelt || f.How == several) != (len(f.Proposals) > 0) {
			t.Errorf("%q: proposals %+v", text, f.Proposals)
		}
		for _, p := range f.Proposals {
			if again := g.Find(p.Label(f.Proposals), ""); again.Place != p {
				t.Errorf("%q: the proposal %s leads to %+v", text, p.Label(f.Proposals), again)
			}
		}
	}
}

func TestOnlyLargerTownsAreSure(t *testing.T) {
	g := gazetteer.New(file)
	for text, want := range map[string]bool{"Leibzig": true, "Frankfuurt": true, "Grenzhasuen": false, "Mainz": false} {
		if f := g.Find(text, ""); f.Sure != want {
			t.Errorf("%q: sure %v, want %v", text, f.Sure, want)
		}
	}
}

func TestLocate(t *testing.T) {
	g := gazetteer.New(file)
	place := func(city, code string, land learning.Land) learning.Place {
		return learning.Place{City: city, PostalCode: code, Land: land}
	}
	own := func(p learning.Place, lat, lon float64) learning.Place {
		p.Lat, p.Lon = &lat, &lon
		return p
	}
	nowhere := [2]float64{}
	for name, c := range map[string]struct {
		place     learning.Place
		publisher learning.Land
		want      [2]float64
	}{
		"its own coordinates":                {own(place("Mainz", "", ""), 49.99, 8.3), "", [2]float64{49.99, 8.3}},
		"coordinates far from its town":      {own(place("Mainz", "", ""), 53.5, 10), "", [2]float64{50, 8.27}},
		"latitude and longitude swapped":     {own(place("Mainz", "", ""), 8.27, 50), "", [2]float64{50, 8.27}},
		"zero is no coordinate":              {own(place("Nirgendwo", "", ""), 0, 0), "", nowhere},
		"coordinates of an unknown town":     {own(place("Oslo", "", "nw"), 59.91, 10.75), "", [2]float64{59.91, 10.75}},
		"one of several towns":               {own(place("Friedberg", "", ""), 50.33, 8.75), "", [2]float64{50.33, 8.75}},
		"its postal code":                    {place("Mainz", "55129", ""), "", [2]float64{49.96, 8.28}},
		"a postal code alone":                {place("", "55129", ""), "", [2]float64{49.96, 8.28}},
		"a postal code in the town":          {place("55129 Mainz", "", ""), "", [2]float64{49.96, 8.28}},
		"a postal code of elsewhere":         {place("Paris", "55129", ""), "", nowhere},
		"an unknown town, a Land, its code":  {place("Mainz-Dings am Eck", "55129", "rp"), "", [2]float64{49.96, 8.28}},
		"a mistaken postal code":             {place("Hamburg", "55129", ""), "", [2]float64{53.55, 9.99}},
		"its town":                           {place("Mainz", "", ""), "", [2]float64{50, 8.27}},
		"a town by its Land":                 {place("Friedberg", "", "he"), "by", [2]float64{50.34, 8.76}},
		"a town by the Land that publishes":  {place("Friedberg", "", ""), "by", [2]float64{48.36, 10.98}},
		"one of several, published federal":  {place("Friedberg", "", ""), learning.Bund, nowhere},
		"misspelt":                           {place("Leibzig", "", ""), "", [2]float64{51.34, 12.37}},
		"a misspelt village":                 {place("Grenzhasuen", "", ""), "", nowhere},
		"elsewhere":                          {place("Wien", "", ""), "by", nowhere},
		"a village called like it":           {place("Wien", "", "by"), "", [2]float64{48.9, 12.1}},
		"live is no Liverpool":               {place("Live-Online", "", ""), "", nowhere},
		"coordinates of what is no place":    {own(place("online", "", ""), 50, 8), "", [2]float64{50, 8}},
		"the wrong Land beside a known town": {place("Mainz", "", "he"), "", [2]float64{50, 8.27}},
	} {
		lat, lon, ok := g.Locate(&c.place, c.publisher)
		if got := [2]float64{lat, lon}; got != c.want || ok != (c.want != nowhere) {
			t.Errorf("%s: %v, %v, want %v", name, got, ok, c.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, text := range []string{"Bad Münder a.d.D.", "55116 Mainz", "(", "a/b", "TA Hameln u/o Online", strings.Repeat("ä", 300), "\xff", "St.", "'", "Mainz ("} {
		f.Add(text)
	}
	g := gazetteer.New(file)
	f.Fuzz(func(t *testing.T, text string) {
		found := g.Find(text, "")
		if (found.How >= gazetteer.Decorated) != (found.Place != gazetteer.Place{}) && found.How != gazetteer.Misspelt {
			t.Errorf("%q is found as %+v", text, found)
		}
		if found.How == gazetteer.Exact && utf8.ValidString(text) && gazetteer.Key(text) == "" {
			t.Errorf("%q without a letter is %+v", text, found)
		}
		g.Town(text, "rp")
		g.Suggest(text, 5)
	})
}
