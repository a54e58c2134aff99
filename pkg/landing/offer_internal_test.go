package landing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, learning.Berlin)

// TestConditions words the rule sentence by sentence, each with what it means for the reader.
func TestConditions(t *testing.T) {
	for name, c := range map[string]struct {
		access *learning.Access
		reader reader
		want   string
	}{
		"nothing said":   {nil, reader{"he", "state"}, ""},
		"public":         {&learning.Access{OpenTo: "public"}, reader{"he", "state"}, "ja Offen für alle, auch privat."},
		"nobody asks":    {&learning.Access{OpenTo: "all_laender"}, reader{}, " Offen für Beschäftigte der Verwaltung in allen 16 Ländern.| Auch für Gemeinden, Städte und Landkreise."},
		"federal":        {&learning.Access{OpenTo: "all_laender"}, reader{"", "federal"}, "frage Offen für Beschäftigte der Verwaltung in allen 16 Ländern.|frage Für Land, Gemeinden, Städte und Kreise. Über andere Arbeitgeber steht nichts da."},
		"other employer": {&learning.Access{OpenTo: "land", Employers: []string{"municipal"}, OutsidersFrom: "2026-12-03"}, reader{"by", "state"}, " Offen für Beschäftigte der Verwaltung in Bayern.|nein Nur für diesen Arbeitgeber: Kommunen (Gemeinden, Städte, Kreise).| Bis 3. Dezember zuerst für Beschäftigte des Landes Bayern."},
		"first others":   {&learning.Access{OpenTo: "land", Laender: []learning.Land{"rp"}, OutsidersFrom: "2026-12-03", OutsiderPrice: &learning.Price{Amount: "80"}}, reader{"he", "state"}, "ja Offen für Beschäftigte der Verwaltung in Bayern. Auch für Beschäftigte aus Rheinland-Pfalz.|ja Auch für Gemeinden, Städte und Landkreise.|bed Bis 3. Dezember zuerst für Beschäftigte des Landes Bayern.|bed Gäste zahlen 80,00\u00a0€."},
		"guests free":    {&learning.Access{OpenTo: "public", OutsiderPrice: &learning.Price{Amount: "0.00"}}, reader{"he", "state"}, "ja Offen für alle, auch privat.|ja Kostenlos, auch für Gäste aus anderen Ländern."},
		"own staff":      {&learning.Access{OpenTo: "own_staff"}, reader{"by", "state"}, "nein Für Beschäftigte der Stadt Musterstadt."},
	} {
		var got []string
		for _, s := range (judgement{access: c.access, land: "by", holder: "Stadt Musterstadt", reader: c.reader, now: noon}).conditions() {
			got = append(got, s.Class+" "+s.Text)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestSeatsOver wants a bar for each day, or for each report of a short time.
func TestSeatsOver(t *testing.T) {
	version := func(day, free int) told {
		at := noon.AddDate(0, 0, -day)
		return told{at, &learning.Offer{Sessions: []learning.Session{
			{ID: "1", Start: "2026-12-01", SeatsFree: new(learning.Count(free)), SeatsAsOf: at.Add(-time.Hour).Format(time.RFC3339)},
			{ID: "2", Start: "2027-12-01"},
		}}}
	}
	if c := seatsOver([]told{version(3, 9)}, nil, noon); c != nil {
		t.Errorf("one report is no curve: %+v", c)
	}
	short := seatsOver([]told{version(2, 9), version(1, 9), version(1, 9), version(0, 4)}, nil, noon)
	if short == nil || len(short.Chart.Bars) != 3 || len(short.Rows) != 3 || short.Rows[0].Free != "4" {
		t.Fatalf("a report each: %+v", short)
	}
	long := seatsOver([]told{version(20, 20), version(10, 9), version(1, 0)}, &learning.Session{ID: "1"}, noon)
	var heights []int
	for _, b := range long.Chart.Bars {
		heights = append(heights, b.H)
	}
	if len(heights) != 21 || heights[0] != plotHeight || heights[9] != plotHeight || heights[10] >= plotHeight/2 || heights[20] != 1 {
		t.Errorf("a day each, the last report holds on: %v", heights)
	}
	if !strings.HasPrefix(long.Chart.Desc, "Von 20 am 3. November auf 0") {
		t.Errorf("finding %q", long.Chart.Desc)
	}
	ages := seatsOver([]told{version(400, 20), version(0, 3)}, nil, noon)
	if len(ages.Chart.Bars) != mostBars {
		t.Errorf("%d bars, want at most %d", len(ages.Chart.Bars), mostBars)
	}
}

// TestWhy marks what was typed, and parts compounds.
func TestWhy(t *testing.T) {
	say := func(reasons []reason) string {
		var b strings.Builder
		for _, r := range reasons {
			fmt.Fprintf(&b, "[%s:", r.Where)
			for _, w := range r.Words {
				b.WriteString(" ")
				for _, p := range w {
					if p.Dot {
						b.WriteString("·")
					}
					if p.Mark {
						b.WriteString("<" + p.Text + ">")
					} else {
						b.WriteString(p.Text)
					}
				}
			}
			if r.Note != "" {
				b.WriteString(" " + r.Note)
			}
			b.WriteString("]")
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		matches []match
		title   string
		want    string
	}{
		"exact":       {[]match{{"Schulung", "schulung", "title", "exact"}, {"datenschutz", "datenschutz", "title", "exact"}}, "Schulung zum Datenschutz", "[im Titel, genau so: <Schulung> <Datenschutz>]"},
		"both parts":  {[]match{{"Datenschutz", "datenschutzschulung", "title", "part"}, {"Schulung", "datenschutzschulung", "title", "part"}}, "Datenschutzschulung", "[im Titel, als Wortteil: <Datenschutz>·<schulung>]"},
		"one part":    {[]match{{"Schulungen", "datenschutzschulung", "description", "part"}}, "", "[in der Beschreibung, als Wortteil: Datenschutz·<schulung>]"},
		"inflection":  {[]match{{"Schulung", "schulungen", "description", "inflection"}}, "", "[in der Beschreibung, gebeugt: <Schulung>en]"},
		"other stem":  {[]match{{"Haus", "häuser", "title", "inflection"}}, "Häuser", "[im Titel, gebeugt: <Häuser>]"},
		"synonym":     {[]match{{"Datenschutz-Grundverordnung", "dsgvo", "title", "synonym"}}, "DSGVO kompakt", "[im Titel, als Synonym: <DSGVO> steht für Datenschutz-Grundverordnung]"},
		"typing":      {[]match{{"Datenschuz", "datenschutz", "title", "typo"}}, "Datenschutz", "[im Titel, trotz Tippfehler: <Datenschutz> statt „Datenschuz“]"},
		"two places":  {[]match{{"a", "a", "title", "exact"}, {"b", "b", "provider", "exact"}}, "a", "[im Titel, genau so: <a>][beim Anbieter, genau so: <b>]"},
		"said of all": {[]match{{"frei", "frei", "topic", "synonym"}}, "", "[bei den Merkmalen: <frei>]"},
		"umlauts":     {[]match{{"Öffentlich", "öffentlichkeitsarbeit", "title", "part"}}, "Öffentlichkeitsarbeit", "[im Titel, als Wortteil: <Öffentlich>·keitsarbeit]"},
	} {
		if got := say(why(c.matches, c.title)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
