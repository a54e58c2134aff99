package ical_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/format/ical"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var now = time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)

// course is an offer with everything in it that a calendar may meet.
func course() format.Record {
	lat, lon := 49.9929, 8.2473
	return format.Record{
		ID: "rp:vsl:DS-101", Origin: "https://lernverbund.example", Created: now.Add(-48 * time.Hour), Modified: now.Add(-time.Hour),
		Moves: map[string]int{"1": 2},
		Offer: &learning.Offer{
			Title:       learning.Text{"de": "Datenschutz, Grundlagen; kurz", "en": "Data protection"},
			Description: learning.Text{"de": "Was **gilt**?\n\n- Auskunft\n- Löschung\\Sperre"},
			Summary:     learning.Text{"de": "Kurz."}, Keywords: []string{"Recht", "A,B", " "},
			Contact: &learning.Contact{Name: "Seminarbüro", Email: "seminar@rheinbogen.example"},
			Image:   &learning.Image{URL: "https://rheinbogen.example/bild.png", Licence: "CC-BY-4.0"},
			URL:     "https://rheinbogen.example/kurs?a=b c",
			Sessions: []learning.Session{
				{ID: "2", Start: "2027-02-03", End: "2027-02-04", Online: new(true)},
				{
					ID: "1", Start: "2026-12-01T08:00:00Z", End: "2026-12-01T15:00:00Z", Status: learning.Rescheduled, URL: "https://rheinbogen.example/t/1",
					Place: &learning.Place{Name: "Haus am Rhein", Street: "Musterplatz 1", PostalCode: "55116", City: "Mainz", Land: "rp", Lat: &lat, Lon: &lon},
				},
				{ID: "3", Start: "2027-01-21T09:00:00+01:00", Status: learning.Cancelled},
				{ID: "4", Start: "2026-10-25T02:30:00+01:00", End: "2026-10-26T12:00:00+01:00"},
				{ID: "5"},
			},
		},
	}
}

func TestCalendar(t *testing.T) {
	raw, reports := ical.Write(ical.Calendar{Name: "Suche: Recht", Source: "https://lernverbund.example/angebote.ics?q=Recht", Now: now}, []format.Record{course()})
	cal := read(t, raw)
	want := []map[string]string{
		{
			"UID": "", "DTSTAMP": "20261123T084400Z", "CREATED": "20261121T094400Z", "LAST-MODIFIED": "20261123T084400Z", "SEQUENCE": "0",
			"DTSTART": "20261025T013000Z", "DTEND;TZID=Europe/Berlin": "20261026T120000", "TRANSP": "TRANSPARENT", "STATUS": "CONFIRMED",
			"URL": "https://rheinbogen.example/kurs?a=b%20c",
		},
		{
			"SEQUENCE": "2", "DTSTART;TZID=Europe/Berlin": "20261201T090000", "DTEND;TZID=Europe/Berlin": "20261201T160000", "STATUS": "CONFIRMED",
			"LOCATION": "Haus am Rhein, Musterplatz 1, 55116 Mainz", "GEO": "49.9929;8.2473", "URL": "https://rheinbogen.example/t/1",
			"SUMMARY;LANGUAGE=de": "Datenschutz, Grundlagen; kurz", "DESCRIPTION;LANGUAGE=de": "Was gilt?\n\n- Auskunft\n- Löschung\\Sperre",
			"CATEGORIES": "Recht,A\\,B", "CONTACT": "Seminarbüro, seminar@rheinbogen.example", "IMAGE;VALUE=URI;DISPLAY=BADGE": "https://rheinbogen.example/bild.png",
		},
		{"SEQUENCE": "1", "DTSTART;TZID=Europe/Berlin": "20270121T090000", "STATUS": "CANCELLED"},
		{"DTSTART;VALUE=DATE": "20270203", "DTEND;VALUE=DATE": "20270205", "TRANSP": "TRANSPARENT", "LOCATION": "Online"},
	}
	if len(cal.events) != len(want) {
		t.Fatalf("%d events, want %d:\n%s", len(cal.events), len(want), raw)
	}
	for i, event := range want {
		for name, value := range event {
			if got, ok := cal.events[i][name]; !ok || value != "" && got != value {
				t.Errorf("event %d: %s is %q, want %q", i, name, got, value)
			}
		}
	}
	if _, ok := cal.events[2]["DTEND;TZID=Europe/Berlin"]; ok {
		t.Error("a session without an end has one")
	}
	for _, name := range []string{"ORGANIZER", "ATTENDEE", "METHOD"} {
		if strings.Contains(string(raw), name) {
			t.Errorf("%s makes an invitation of it", name)
		}
	}
	var lost []string
	for _, l := range reports[0].Lost {
		lost = append(lost, l.Pointer+" "+l.Why)
	}
	wantLost := []string{
		"/image/licence no-place", "/provider no-place", "/sessions/1/place/land no-place", "/title/en language", "/summary single-valued", "/sessions/4 no-dated-session",
	}
	if diff := cmp.Diff(wantLost, lost); diff != "" {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
}

func TestIdentityIsStable(t *testing.T) {
	raw, _ := ical.Write(ical.Calendar{Now: now, Only: "1"}, []format.Record{course()})
	cal := read(t, raw)
	// Version 5 UUID of the name id, U+001F, session id in our name space: it may never change.
	if got, want := cal.events[0]["UID"], course().SessionUUID("1").String(); len(cal.events) != 1 || got != want || want != "01f8c35e-21b8-54a8-b973-510a909609c8" {
		t.Errorf("%d events, the first is %s, want one, %s", len(cal.events), got, want)
	}
	r := course()
	r.ID = "rp:vsl:Kurs/ä.ics"
	if got, want := r.Page(), "https://lernverbund.example/angebote/rp:vsl:Kurs%2F%C3%A4.ics"; got != want {
		t.Errorf("page %s, want %s", got, want)
	}
}

func TestWithdrawnAndPast(t *testing.T) {
	gone := course()
	gone.Withdrawn = "cancelled"
	ended := course()
	ended.Withdrawn = "ended"
	for name, c := range map[string]struct {
		calendar  ical.Calendar
		record    format.Record
		events    int
		cancelled int
	}{
		"live":            {ical.Calendar{Now: now}, course(), 4, 1},
		"from today on":   {ical.Calendar{Now: now, Past: now}, course(), 3, 1},
		"withdrawn":       {ical.Calendar{Now: now}, gone, 4, 4},
		"withdrawn, late": {ical.Calendar{Now: now.AddDate(0, 2, 0)}, gone, 2, 2},
		"ended":           {ical.Calendar{Now: now}, ended, 4, 1},
	} {
		raw, reports := ical.Write(c.calendar, []format.Record{c.record})
		cal := read(t, raw)
		if got := strings.Count(string(raw), "STATUS:CANCELLED"); len(cal.events) != c.events || got != c.cancelled || !reports[0].Exported {
			t.Errorf("%s: %d events, %d cancelled, want %d and %d", name, len(cal.events), got, c.events, c.cancelled)
		}
	}
	undated := course()
	undated.Offer.Sessions = undated.Offer.Sessions[4:]
	if _, reports := ical.Write(ical.Calendar{Now: now}, []format.Record{undated}); reports[0].Exported || reports[0].Reason != format.NoDatedSession {
		t.Errorf("an offer without a day: %+v, want left out for no-dated-session", reports[0])
	}
}

// Whatever a provider writes, a reader finds the same properties as ever and
// the text again: nothing of it becomes a line of the calendar.
func TestNothingIsInjected(t *testing.T) {
	names := func(e map[string]string) []string {
		var out []string
		for name := range e {
			out = append(out, strings.Split(name, ";")[0])
		}
		slices.Sort(out)
		return out
	}
	hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"x\r\nATTACH:https://evil.example", "x\nEND:VEVENT\nBEGIN:VALARM", "x\rDTSTART:19700101", "\\", "\\n", ";,:\"", "\u2028X-A:1", "\u0085X-A:1", "\x0bX-A:1", "\x00",
		"a\r\n b", strings.Repeat("ä", 100), strings.Repeat("😀", 40), "\xff\xfe",
	}))
	rapid.Check(t, func(t *rapid.T) {
		bad := hostile.Draw(t, "bad")
		r := course()
		o := r.Offer
		o.Title, o.Description = learning.Text{"de": "T" + bad}, learning.Text{"de": "D" + bad, bad: "x"}
		o.Keywords, o.Contact.Name, o.Contact.Email = []string{"K" + bad}, "N"+bad, bad
		s := &o.Sessions[1]
		s.Place.Name, s.Place.Street, s.Place.City = "P"+bad, bad, bad
		s.URL, o.URL, o.Image.URL, o.Contact.URL = "https://a.example/"+bad, "https://a.example/?"+bad, "https://a.example/"+bad, bad
		s.ID = "1" + bad
		raw, _ := ical.Write(ical.Calendar{Name: "C" + bad, Source: "https://b.example/" + bad, Now: now, Only: s.ID}, []format.Record{r})
		cal := read(t, raw)
		if len(cal.events) != 1 {
			t.Fatalf("%d events, want 1:\n%s", len(cal.events), raw)
		}
		e := cal.events[0]
		for _, name := range names(e) {
			if !slices.Contains(known, name) {
				t.Fatalf("property %q came in:\n%s", name, raw)
			}
		}
		if got, want := e["SUMMARY;LANGUAGE=de"], strings.TrimSpace(format.Clean("T"+bad)); got != want {
			t.Fatalf("title %q, want %q", got, want)
		}
	})
}

var known = []string{
	"UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "URL", "STATUS", "TRANSP",
	"CATEGORIES", "CONTACT", "IMAGE",
}

// calendar is what a reader finds.
type calendar struct {
	properties map[string]string
	events     []map[string]string
}

// read reads a calendar as RFC 5545 says, strictly.
func read(t interface {
	Helper()
	Fatalf(string, ...any)
}, raw []byte,
) calendar {
	t.Helper()
	text := string(raw)
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "END:VCALENDAR\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
		t.Fatalf("bare line ends or bytes: %q", text)
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Fatalf("line of %d octets: %q", len(line), line)
		}
	}
	c := calendar{properties: map[string]string{}}
	var open []string
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" {
			t.Fatalf("no property: %q", line)
		}
		switch name {
		case "BEGIN":
			if open = append(open, value); value == "VEVENT" {
				c.events = append(c.events, map[string]string{})
			}
			continue
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Fatalf("END:%s inside %v", value, open)
			}
			open = open[:len(open)-1]
			continue
		}
		into := c.properties
		if len(open) == 0 {
			t.Fatalf("%q stands outside", line)
		}
		if in := open[len(open)-1]; in == "VEVENT" {
			into = c.events[len(c.events)-1]
		} else if in != "VCALENDAR" {
			continue
		}
		if base := strings.Split(name, ";")[0]; base != "CATEGORIES" && base != "URL" && base != "IMAGE" && base != "SOURCE" && base != "GEO" {
			value = unescape(value)
		}
		if _, twice := into[name]; twice {
			t.Fatalf("%s stands twice:\n%s", name, raw)
		}
		into[name] = value
	}
	if len(open) > 0 {
		t.Fatalf("%v stays open", open)
	}
	return c
}

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if i++; s[i] == 'n' || s[i] == 'N' {
				b.WriteByte('\n')
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func FuzzText(f *testing.F) {
	f.Add("x\r\nATTACH:y")
	f.Fuzz(func(t *testing.T, bad string) {
		r := course()
		r.Offer.Title = learning.Text{"de": bad}
		raw, _ := ical.Write(ical.Calendar{Now: now, Name: bad}, []format.Record{r})
		if got := len(read(t, raw).events); got != 4 {
			t.Errorf("%d events, want 4", got)
		}
	})
}
