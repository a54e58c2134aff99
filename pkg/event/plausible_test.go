package event_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestPlausible(t *testing.T) {
	member := func(m string) string { return with(`"provider"`, m+`,"provider"`) }
	for name, c := range map[string]struct {
		raw     string
		pointer string
		rule    string // "" if nothing is to be found
		warning bool
	}{
		"good":                      {raw: good},
		"escaped umlaut":            {raw: with("Datenschutz", `\u00dcbung`)},
		"line breaks":               {raw: member(`"x":"a\r\nb\tc"`)},
		"quotation marks":           {raw: with("Datenschutz", "„Daten“ – Schutz\u00a0heute")},
		"NUL":                       {raw: with("Datenschutz", `a\u0000b`), pointer: "/data/title/de", rule: "control"},
		"NUL in unknown member":     {raw: member(`"x":["a\u0000"]`), pointer: "/data/x/0", rule: "control"},
		"backspace":                 {raw: member(`"x":"a\b"`), pointer: "/data/x", rule: "control"},
		"DEL":                       {raw: member("\"x\":\"a\x7f\""), pointer: "/data/x", rule: "control"},
		"C1 in a name":              {raw: member("\"a\u0085b\":1"), pointer: "/data/a\u0085b", rule: "control"},
		"bidi in unknown member":    {raw: member("\"x\":\"a\u202eb\""), pointer: "/data/x", rule: "bidi"},
		"bidi isolate, escaped":     {raw: member(`"x":"a\u2066b"`), pointer: "/data/x", rule: "bidi"},
		"bidi in an extension":      {raw: with(`"subject"`, "\"farbe\":\"\u202e\",\"subject\""), pointer: "/farbe", rule: "bidi"},
		"firstName deep inside":     {raw: member(`"x":[{"y":{"firstName":"Erika"}}]`), pointer: "/data/x/0/y/firstName", rule: "person"},
		"person with a blank":       {raw: member(`"person" : "Erika"`), pointer: "/data/person", rule: "person"},
		"lastName escaped":          {raw: member(`"\u006castName":"Mustermann"`), pointer: "/data/lastName", rule: "person"},
		"person as a value":         {raw: member(`"x":"person"`)},
		"colon in a text":           {raw: member(`"x":"er sagte \"person\": nein"`)},
		"blank before colon":        {raw: member(`"x":"Achtung : person"`)},
		"tomorrow":                  {raw: with("2026-11-23T10", "2026-11-24T10")},
		"the day after tomorrow":    {raw: with("2026-11-23T10", "2026-11-25T10"), pointer: "/time", rule: "time-future"},
		"eleven years ago":          {raw: with("2026-11-23T10", "2015-11-23T10"), pointer: "/time", rule: "time-old", warning: true},
		"what the fact has to add":  {raw: member(`"price":{"free":true,"amount":"5.00","currency":"EUR"}`), pointer: "/data/price", rule: "price-free"},
		"said once by fact or scan": {raw: with("Datenschutz", "a\u202eb"), pointer: "/data/title/de", rule: "bidi"},
	} {
		t.Run(name, func(t *testing.T) {
			e, refused := event.Parse([]byte(c.raw))
			if learning.Refused(refused) {
				t.Fatalf("does not parse: %+v", refused)
			}
			got := e.Plausible(noon)
			if c.rule == "" {
				if len(got) > 0 {
					t.Errorf("got %+v, want nothing", got)
				}
				return
			}
			if len(got) != 1 || got[0].Pointer != c.pointer || got[0].Rule != c.rule || got[0].Warning != c.warning {
				t.Errorf("got %+v, want one problem %s at %s, warning %v", got, c.rule, c.pointer, c.warning)
			}
		})
	}
}

func BenchmarkPlausible(b *testing.B) {
	raw := []byte(with("Datenschutz", strings.Repeat("Grundlagen für Einsteiger – online. ", 40)))
	e, _ := event.Parse(raw)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		e.Plausible(noon)
	}
}
