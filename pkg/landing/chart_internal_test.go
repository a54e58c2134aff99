package landing

import (
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestBarsShowTheirValues(t *testing.T) {
	c := newChart("c", "T", "D", []int{0, 1, 250, 500}, []string{"10", "11", "12", "13"})
	if got := c.Lines[0].Text + " " + c.Lines[1].Text + " " + c.Lines[2].Text; got != "500 250 0" {
		t.Errorf("axis %q, want 500 250 0", got)
	}
	for i, want := range []int{1, 2, plotHeight / 2, plotHeight} { // nothing is a stub, anything is more
		b := c.Bars[i]
		if b.H != want || b.Y+b.H != c.Base {
			t.Errorf("bar %d: %d high at %d, want %d above %d", i, b.H, b.Y, want, c.Base)
		}
	}
	for values, want := range map[int]int{0: 2, 2: 2, 3: 4, 9: 10, 11: 20, 320: 400, 401: 500, 12_345: 20_000} {
		if got := ceiling([]int{values}); got != want {
			t.Errorf("ceiling of %d: %d, want %d", values, got, want)
		}
	}
}

func TestASparkSaysWhatItShows(t *testing.T) {
	s := newSpark("Bremen", []dayCount{{"2026-11-22", 38}, {"2026-11-23", 0}})
	if s.Label != "Bremen: 38 Meldungen in 2 Tagen, davon heute 0" {
		t.Errorf("label %q", s.Label)
	}
	if s.Bars[0].H != sparkHeight || s.Bars[1].H != 1 || s.Width() != 14 {
		t.Errorf("bars %v, %d wide", s.Bars, s.Width())
	}
	c := eventsChart([]dayCount{{"2026-11-22", 1200}, {"2026-11-23", 1}}, []string{"22. November", "23. November"})
	if c.Title != "Alle Länder zusammen, 22. bis 23. November" || c.Desc != "In 2 Tagen kamen 1.201 Meldungen an. Die meisten am 22. November: 1.200." {
		t.Errorf("%q, %q", c.Title, c.Desc)
	}
	if got := period("30. Oktober", "2. November"); got != "30. Oktober bis 2. November" {
		t.Errorf("period %q", got)
	}
}

func TestOutageInWords(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)
	for _, c := range []struct {
		age       time.Duration
		connected bool
		want      string
	}{
		{2 * time.Second, true, ""},
		{2 * time.Second, false, "Stand 10:43 Uhr. Zurzeit kommen keine Meldungen an. Suche"},
		{46 * time.Minute, false, "Stand 9:58 Uhr. Seit 46 Minuten kommen keine Meldungen an. Suche und Angebote funktionieren. Freie Plätze bitte beim Anbieter prüfen."},
		{90 * time.Minute, false, "Stand 9:14 Uhr. Seit 1 Stunde kommen"},
		{12 * time.Hour, false, "Stand gestern, 22:44 Uhr. Seit 12 Stunden kommen"},
		{9 * 24 * time.Hour, false, "Stand 14. November, 10:44 Uhr. Seit 9 Tagen kommen"},
		{5 * time.Minute, true, "Stand 10:39 Uhr. Neuere Meldungen werden gerade eingelesen. Suche"},
	} {
		asOf := at.Add(-c.age)
		got := ""
		if n := outage(status{Catalogue: catalogueStatus{AsOf: &asOf, Connected: c.connected}}, at); n != nil {
			got = n.As + " " + n.Text
		}
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%v, connected %v: got %q, want %q", c.age, c.connected, got, c.want)
		}
	}
	if n := outage(status{}, at); n != nil {
		t.Errorf("nothing known: got %v", n)
	}
}

func TestOnlyWordsOfTheVocabularyAreCounted(t *testing.T) {
	var p popular
	for _, q := range []string{"datenschutz", " DATENSCHUTZ ", "DSGVO", "Erika Mustermann Kündigung", "", "datenschutz erika", "KI im amt"} {
		p.note(q)
	}
	want := map[string]int{"Datenschutz": 2, "DSGVO": 1, "KI im Amt": 1}
	if len(p.times) != len(want) {
		t.Errorf("counted %v, want %v", p.times, want)
	}
	for w, n := range want {
		if p.times[w] != n {
			t.Errorf("%s was counted %d times, want %d", w, p.times[w], n)
		}
	}
	for range mostCounts {
		p.note("Excel")
	}
	if p.times["Excel"] > mostCounts || p.times["DSGVO"] != 0 {
		t.Errorf("what was popular stays: %v", p.times)
	}
}

func TestSinceTheWorkingDayBefore(t *testing.T) {
	for day, want := range map[string]string{"2026-11-23": "2026-11-20", "2026-11-24": "2026-11-23", "2026-11-22": "2026-11-20", "2026-11-21": "2026-11-20", "2026-10-26": "2026-10-23"} {
		at, _, err := learning.Moment(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := workday(at.Add(time.Hour)).Format(time.DateOnly); got != want {
			t.Errorf("%s: since %s, want %s", day, got, want)
		}
	}
}

// 27 of the 29 borders are borders on the map too.
func TestNeighboursTouchOnTheMap(t *testing.T) {
	at := map[learning.Land]place{}
	for _, p := range grid {
		at[p.land] = p
	}
	apart := 0
	for _, b := range borders {
		p, q := at[b[0]], at[b[1]]
		if dr, dc := p.row-q.row, p.col-q.col; dr < -1 || dr > 1 || dc < -1 || dc > 1 {
			apart++
		}
	}
	if len(borders) != 29 || apart != 2 {
		t.Errorf("%d borders, %d of them not on the map, want 29 and 2", len(borders), apart)
	}
	if got := neighbours("be"); len(got) != 1 || got[0] != "bb" {
		t.Errorf("neighbours of Berlin: %v", got)
	}
	if got := neighbours(learning.Bund); got != nil {
		t.Errorf("neighbours of the Bund: %v", got)
	}
}

func TestTroubleInPlainSentences(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)
	yesterday, long := now.Add(-16*time.Hour-24*time.Minute), now.AddDate(0, 0, -9)
	for want, l := range map[string]landStatus{
		"Die letzte Lieferung hätte 312 von 402 Angeboten gelöscht. Wir haben sie angehalten und fragen nach. Bis dahin gilt der Stand von gestern, 18:20 Uhr.": {Land: "st", Offers: 402, Held: 312, LastEvent: &yesterday},
		"Seit 9 Tagen keine Meldung. Die Angebote stehen da, wie sie zuletzt gemeldet wurden.":                                                                  {Land: "hb", LastEvent: &long},
		"12 Nachrichten waren keine Meldungen und wurden nicht ausgewertet.":                                                                                    {Land: "nw", LastEvent: &now, Noise: 12},
		"1 Nachricht war keine Meldung und wurde nicht ausgewertet.":                                                                                            {Land: "nw", LastEvent: &now, Noise: 1},
	} {
		got := troubles(l, judgeState(l, now))
		if len(got) != 1 || got[0].Text != want || got[0].Name != l.Land.Name() {
			t.Errorf("got %v, want %q", got, want)
		}
	}
	if got := troubles(landStatus{Land: "he", LastEvent: &now}, judgeState(landStatus{LastEvent: &now}, now)); got != nil {
		t.Errorf("nothing is wrong: %v", got)
	}
}
