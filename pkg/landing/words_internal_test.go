package landing

import (
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

var today = time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)

func TestNumbersAndMoney(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1.000", 12418: "12.418", 1482101: "1.482.101"} {
		if got := number(n); got != want {
			t.Errorf("number(%d) = %q, want %q", n, got, want)
		}
	}
	for _, c := range []struct {
		price *learning.Price
		want  string
	}{
		{nil, ""},
		{&learning.Price{}, ""},
		{&learning.Price{Free: new(true)}, "kostenlos"},
		{&learning.Price{Amount: "80.00", Currency: "EUR"}, "80,00\u00a0€"},
		{&learning.Price{Amount: "1250.5"}, "1.250,50\u00a0€"},
		{&learning.Price{Amount: "80", Currency: "CHF"}, "80,00\u00a0CHF"},
		{&learning.Price{Amount: "80.125"}, "80,125\u00a0€"},
		{&learning.Price{Amount: "80.00", Free: new(false)}, "80,00\u00a0€"},
		{&learning.Price{Amount: "0.00"}, "kostenlos"},
	} {
		if got := money(c.price); got != c.want {
			t.Errorf("money(%+v) = %q, want %q", c.price, got, c.want)
		}
	}
	for amount, want := range map[string]bool{"0": true, "0.00": true, "0.01": false, "10": false, "100.00": false} {
		if got := free(&learning.Price{Amount: amount}); got != want {
			t.Errorf("free(%s) = %v, want %v", amount, got, want)
		}
	}
}

func TestTimesInWords(t *testing.T) {
	ago := func(d time.Duration) time.Time { return today.Add(-d) }
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{ago(-time.Minute), "eben"},
		{ago(40 * time.Second), "vor 40 Sekunden"},
		{ago(time.Minute), "vor 1 Minute"},
		{ago(47 * time.Minute), "vor 47 Minuten"},
		{ago(149 * time.Minute), "heute um 8:15 Uhr"},
		{ago(11 * time.Hour), "gestern"},
		{ago(11 * 24 * time.Hour), "am 12. November"},
		{ago(365 * 24 * time.Hour), "am 23. November 2025"},
	} {
		if got := seen(c.at, today); got != c.want {
			t.Errorf("seen(%v) = %q, want %q", c.at, got, c.want)
		}
	}
	for text, want := range map[string]string{
		"2026-11-23T10:42:00+01:00": "Stand 10:42", "2026-11-22T16:05:00+01:00": "Stand gestern 16:05", "2026-11-14T16:05:00+01:00": "Stand 14. November",
		"2026-11-23": "Stand heute", "2026-11-22": "Stand gestern", "": "", "2025-11-14": "Stand 14. November 2025",
	} {
		if got := asOf(text, today); got != want {
			t.Errorf("asOf(%s) = %q, want %q", text, got, want)
		}
	}
	// Summer time ends between: a day has 25 hours.
	if got := days(time.Date(2026, 10, 24, 12, 0, 0, 0, learning.Berlin), time.Date(2026, 10, 26, 12, 0, 0, 0, learning.Berlin)); got != 2 {
		t.Errorf("days over the end of summer time %d, want 2", got)
	}
}

func TestDateColumnAndSpan(t *testing.T) {
	for name, c := range map[string]struct {
		mode       learning.Mode
		s          *learning.Session
		current    bool
		want, span string
	}{
		"a day":        {"", &learning.Session{Start: "2026-12-01T09:00:00+01:00", End: "2026-12-01T16:00:00+01:00"}, true, "Di 1. Dez 9 Uhr", "9 bis 16 Uhr"},
		"half past":    {"", &learning.Session{Start: "2026-12-01T09:30:00+01:00"}, true, "Di 1. Dez 9:30 Uhr", "ab 9:30 Uhr"},
		"other zone":   {"", &learning.Session{Start: "2026-12-01T23:30:00Z"}, true, "Mi 2. Dez 0:30 Uhr", "ab 0:30 Uhr"},
		"whole days":   {"", &learning.Session{Start: "2027-02-03", End: "2027-02-04"}, true, "Mi 3. Feb ", "bis Do 4. Feb 2027"},
		"far":          {"", &learning.Session{Start: "2028-02-03"}, true, "Do 3. Feb 2028 ", ""},
		"runs already": {"", &learning.Session{Start: "2026-11-02", End: "2026-12-04"}, true, "Mo 2. Nov  läuft schon", "bis Fr 4. Dez 2026"},
		"over":         {"", &learning.Session{Start: "2026-10-12", End: "2026-10-16"}, true, "Mo 12. Okt  vorbei", "bis Fr 16. Okt 2026"},
		"absurd end":   {"", &learning.Session{Start: "2026-12-01T09:00:00+01:00", End: "2107-10-21T09:00:00+01:00"}, true, "Di 1. Dez 9 Uhr", "ab 9 Uhr"},
		"end before":   {"", &learning.Session{Start: "2026-12-01T09:00:00+01:00", End: "2026-11-21T09:00:00+01:00"}, true, "Di 1. Dez 9 Uhr", "ab 9 Uhr"},
		"at any time":  {learning.SelfPaced, nil, true, "jederzeit", ""},
		"on request":   {learning.Onsite, nil, true, "auf Anfrage", ""},
		"past":         {learning.Onsite, nil, false, "vorbei", ""},
	} {
		d := when(dated{c.mode, c.s, 0, c.current}, today)
		got := d.Words
		if got == "" {
			got = d.Weekday + " " + d.Day + " " + d.Month + " " + d.Time
		}
		if d.Note != "" {
			got += " " + d.Note
		}
		if got != c.want {
			t.Errorf("%s: date %q, want %q", name, got, c.want)
		}
		if c.s != nil {
			if got := span(c.s); got != c.span {
				t.Errorf("%s: span %q, want %q", name, got, c.span)
			}
		}
	}
}

func TestSeatsPlaceAndLength(t *testing.T) {
	n := func(n int) *learning.Count { return new(learning.Count(n)) }
	for _, c := range []struct {
		mode        learning.Mode
		s           *learning.Session
		words, icon string
	}{
		{"", nil, "nicht gemeldet", "frage"},
		{learning.SelfPaced, nil, "ohne Grenze", "ja"},
		{learning.SelfPaced, &learning.Session{}, "nicht gemeldet", "frage"},
		{"", &learning.Session{SeatsFree: n(5), SeatsTotal: n(20)}, "5 von 20 frei", "ja"},
		{"", &learning.Session{SeatsFree: n(41)}, "41 frei", "ja"},
		{"", &learning.Session{SeatsFree: n(1), SeatsTotal: n(20)}, "noch 1 Platz", "bed"},
		{"", &learning.Session{SeatsFree: n(0)}, "ausgebucht", "bed"},
		{"", &learning.Session{SeatsFree: n(9), SeatsTotal: n(4)}, "9 frei", "ja"},
		{"", &learning.Session{SeatsTotal: n(4)}, "nicht gemeldet", "frage"},
	} {
		if words, icon := seats(c.mode, c.s); words != c.words || icon != c.icon {
			t.Errorf("seats(%s, %+v) = %q, %s, want %q, %s", c.mode, c.s, words, icon, c.words, c.icon)
		}
	}
	for _, c := range []struct {
		workload, start, end string
		value, note          string
	}{
		{"", "", "", "nicht angegeben", ""},
		{"PT45M", "", "", "45 Minuten", ""},
		{"P2W", "", "", "2 Wochen", ""},
		{"P1DT4H30M", "", "", "1 Tag, 4 Stunden und 30 Minuten", ""},
		{"PT7H", "2026-12-01T09:00:00+01:00", "2026-12-01T16:00:00+01:00", "1 Tag", "7 Stunden"},
		{"", "2026-12-01T09:00:00+01:00", "2026-12-01T12:00:00+01:00", "3 Stunden", ""},
		{"PT12H", "2026-12-01T09:00:00+01:00", "2026-12-02T16:00:00+01:00", "2 Tage", "12 Stunden"},
		{"", "2026-12-01", "2026-12-01", "1 Tag", ""},
		{"", "2026-12-01", "2027-03-01", "bis 1. März 2027", ""},
		{"PT90H", "2026-12-01", "2027-03-01", "90 Stunden", ""},
		{"PT7H", "2026-12-01", "2026-11-01", "7 Stunden", ""},
	} {
		var s *learning.Session
		if c.start != "" {
			s = &learning.Session{Start: c.start, End: c.end}
		}
		if value, note := length(c.workload, s); value != c.value || note != c.note {
			t.Errorf("length(%s, %s, %s) = %q, %q, want %q, %q", c.workload, c.start, c.end, value, note, c.value, c.note)
		}
	}
	for _, c := range []struct {
		mode        learning.Mode
		s           *learning.Session
		value, note string
	}{
		{"", nil, "Ort nicht angegeben", ""},
		{learning.Online, nil, "online", ""},
		{learning.SelfPaced, nil, "online", "zum Selbstlernen"},
		{"", &learning.Session{Online: new(true)}, "online", "Videokonferenz"},
		{"", &learning.Session{Place: &learning.Place{City: "Mainz", Name: "Haus"}}, "Mainz", "Haus"},
		{"", &learning.Session{Place: &learning.Place{City: "Mainz"}, Online: new(true)}, "Mainz", "und online"},
		{learning.Onsite, &learning.Session{Place: &learning.Place{Name: "Haus"}}, "Haus", ""},
	} {
		if value, note := where(c.mode, c.s); value != c.value || note != c.note {
			t.Errorf("where(%s, %+v) = %q, %q, want %q, %q", c.mode, c.s, value, note, c.value, c.note)
		}
	}
}

func TestChangesInWords(t *testing.T) {
	a := &learning.Offer{Title: learning.Text{"de": "Alt"}, Sessions: []learning.Session{
		{ID: "1", Start: "2026-12-01", SeatsFree: new(learning.Count(7)), Place: &learning.Place{City: "Mainz"}},
		{ID: "2", Start: "2027-01-21", Place: &learning.Place{City: "Trier"}},
	}}
	b := &learning.Offer{Title: learning.Text{"de": "Neu"}, Price: &learning.Price{Free: new(true)}, Topics: []string{"law"}, Sessions: []learning.Session{
		{ID: "1", Start: "2026-12-01", SeatsFree: new(learning.Count(5)), Place: &learning.Place{City: "Mainz"}},
		{ID: "2", Start: "2027-01-21", Status: learning.Cancelled, Place: &learning.Place{City: "Trier"}},
		{ID: "3", Start: "2027-02-03", Online: new(true)},
	}}
	want := []sentence{
		{"Titel", "Neu", "Alt"},
		{"Preis", "kostenlos", "nicht angegeben"},
		{"Freie Plätze, 1. Dezember, Mainz", "5", "7"},
		{"Termin 21. Januar 2027, Trier", "abgesagt", ""},
		{"Neuer Termin", "3. Februar 2027, online", ""},
		{"Geändert", "Themen", ""},
	}
	got := compare(a, b, today)
	if len(got) != len(want) {
		t.Fatalf("changes %+v, want %+v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("change %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}
