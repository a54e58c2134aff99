package event_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

const good = `{"specversion":"1.0","id":"e-1","source":"/laender/by/bayvsa","type":"de.lernverbund.offer.published.v1",` +
	`"subject":"DS-101","time":"2026-11-23T10:00:00+01:00","data":{"title":{"de":"Datenschutz"},"provider":{"name":"BayVSA"}}}`

// with swaps a part of the good event for another.
func with(old, new string) string {
	if !strings.Contains(good, old) {
		panic("the good event has no " + old)
	}
	return strings.Replace(good, old, new, 1)
}

func TestParse(t *testing.T) {
	deep := with(`"provider"`, `"x":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)+`,"provider"`)
	for name, c := range map[string]struct {
		raw     string
		pointer string
		rule    string // "" if nothing is to be found
		warning bool
	}{
		"good":                   {raw: good},
		"not JSON":               {raw: good[:60], rule: "json", pointer: "/source"},
		"two values":             {raw: good + "{}", rule: "json"},
		"empty":                  {raw: "", rule: "json"},
		"an array":               {raw: "[" + good + "]", rule: "type"},
		"name twice":             {raw: with(`"id":"e-1"`, `"id":"e-1","id":"e-2"`), rule: "duplicate-name", pointer: "/id"},
		"name twice in data":     {raw: with(`"de":"Datenschutz"`, `"de":"a","de":"b"`), rule: "duplicate-name", pointer: "/data/title/de"},
		"invalid UTF-8":          {raw: with("Datenschutz", "Datenschutz\xff"), rule: "utf8", pointer: "/data/title/de"},
		"too large":              {raw: with("Datenschutz", strings.Repeat("x", event.MaxBytes)), rule: "size"},
		"too deep":               {raw: deep, rule: "depth"},
		"nested 100,000":         {raw: strings.Repeat("[", 100_000), rule: "depth"},
		"other specversion":      {raw: with(`"1.0"`, `"0.3"`), rule: "specversion", pointer: "/specversion"},
		"no id":                  {raw: with(`"id":"e-1",`, ``), rule: "required", pointer: "/id"},
		"id is a number":         {raw: with(`"id":"e-1"`, `"id":7`), rule: "type", pointer: "/id"},
		"id null":                {raw: with(`"id":"e-1"`, `"id":null`), rule: "type", pointer: "/id"},
		"id too long":            {raw: with(`e-1`, strings.Repeat("x", 129)), rule: "id", pointer: "/id"},
		"id with a line break":   {raw: with(`e-1`, `e\n1`), rule: "id", pointer: "/id"},
		"source of nowhere":      {raw: with(`/laender/by/`, `/laender/xx/`), rule: "source", pointer: "/source"},
		"system in capitals":     {raw: with(`bayvsa`, `BayVSA`), rule: "source", pointer: "/source"},
		"unknown fact":           {raw: with(`offer.published`, `offer.praised`), rule: "type-unknown", pointer: "/type"},
		"unknown noun":           {raw: with(`offer.published`, `rocket.published`), rule: "type-unknown", pointer: "/type"},
		"newer version":          {raw: with(`published.v1`, `published.v2`), rule: "type-unknown", pointer: "/type"},
		"subject with a bidi":    {raw: with(`DS-101`, `DS\u202e101`), rule: "subject", pointer: "/subject"},
		"no time":                {raw: with(`"time":"2026-11-23T10:00:00+01:00",`, ``), rule: "required", pointer: "/time"},
		"31 February":            {raw: with(`2026-11-23`, `2026-02-31`), rule: "time", pointer: "/time"},
		"time without offset":    {raw: with(`+01:00`, ``), rule: "time", pointer: "/time"},
		"data is a text":         {raw: with(`{"title":{"de":"Datenschutz"},"provider":{"name":"BayVSA"}}`, `"x"`), rule: "type", pointer: "/data"},
		"other content type":     {raw: with(`"subject"`, `"datacontenttype":"text/xml","subject"`), rule: "datacontenttype", pointer: "/datacontenttype"},
		"extension":              {raw: with(`"subject"`, `"traceparent":"00-1","subject"`)},
		"unknown extension":      {raw: with(`"subject"`, `"farbe":"blau","subject"`), rule: "unknown-extension", pointer: "/farbe", warning: true},
		"extension in capitals":  {raw: with(`"subject"`, `"Farbe":"blau","subject"`), rule: "extension-name", pointer: "/Farbe"},
		"extension is an object": {raw: with(`"subject"`, `"farbe":{},"subject"`), rule: "extension-value", pointer: "/farbe"},
		"unknown member":         {raw: with(`"title"`, `"raum":{"nr":null},"title"`), rule: "unknown-member", pointer: "/data/raum", warning: true},
		"title is a text":        {raw: with(`{"de":"Datenschutz"}`, `"Datenschutz"`), rule: "type", pointer: "/data/title"},
		"title null":             {raw: with(`{"de":"Datenschutz"}`, `null`), rule: "type", pointer: "/data/title"},
		"a null keyword":         {raw: with(`"title"`, `"keywords":["a",null],"title"`), rule: "type", pointer: "/data/keywords/1"},
	} {
		t.Run(name, func(t *testing.T) {
			e, problems := event.Parse([]byte(c.raw))
			if c.rule == "" {
				if len(problems) > 0 || e.Fact == nil {
					t.Fatalf("problems = %v, fact %v; want none and a fact", problems, e.Fact)
				}
				return
			}
			if len(problems) != 1 {
				t.Fatalf("problems = %+v, want exactly one", problems)
			}
			p := problems[0]
			if p.Rule != c.rule || p.Pointer != c.pointer || p.Warning != c.warning {
				t.Errorf("problem = %q at %q (warning %v), want %q at %q (warning %v)", p.Rule, p.Pointer, p.Warning, c.rule, c.pointer, c.warning)
			}
			if p.Message == "" || p.MessageEn == "" {
				t.Errorf("problem %q has no words: %+v", p.Rule, p)
			}
		})
	}
}

// Every problem is told at once, and none twice.
func TestParseTellsAll(t *testing.T) {
	raw := with(`{"title":{"de":"Datenschutz"},"provider":{"name":"BayVSA"}}`,
		`{"title":7,"keywords":[1,"a",2],"raum":1,"sessions":[{"id":"s","seatsFree":"viele"}]}`)
	_, problems := event.Parse([]byte(raw))
	want := map[string]string{
		"/data/title": "type", "/data/keywords/0": "type", "/data/keywords/2": "type", "/data/raum": "unknown-member",
		"/data/sessions/0/seatsFree": "type", "/data/provider/name": "required",
	}
	got := map[string]string{}
	for _, p := range problems {
		if got[p.Pointer] != "" {
			t.Errorf("%s is told twice: %q and %q", p.Pointer, got[p.Pointer], p.Rule)
		}
		got[p.Pointer] = p.Rule
	}
	for pointer, rule := range want {
		if pointer == "/data/provider/name" && got["/data/provider"] == rule {
			continue
		}
		if got[pointer] != rule {
			t.Errorf("at %s: got %q, want %q (all: %v)", pointer, got[pointer], rule, got)
		}
	}
}

// A receipt must name an event even if it cannot be read.
func TestParseGlimpse(t *testing.T) {
	for name, c := range map[string]struct {
		raw    string
		id     string
		source event.Source
	}{
		"cut off":        {good[:len(good)-10], "e-1", "/laender/by/bayvsa"},
		"cut off early":  {good[:30], "", ""},
		"id twice":       {with(`"id":"e-1"`, `"id":"e-1","id":"e-2"`), "", "/laender/by/bayvsa"},
		"id is a number": {with(`"id":"e-1"`, `"id":7`), "", "/laender/by/bayvsa"},
		"too large":      {with("Datenschutz", strings.Repeat("x", event.MaxBytes)), "e-1", "/laender/by/bayvsa"},
		"nothing":        {"\x00\x01", "", ""},
	} {
		e, problems := event.Parse([]byte(c.raw))
		if !learning.Refused(problems) {
			t.Errorf("%s: not refused", name)
		}
		if e.ID != c.id || e.Source != c.source {
			t.Errorf("%s: id %q, source %q; want %q, %q", name, e.ID, e.Source, c.id, c.source)
		}
	}
}

func TestWholeNumbers(t *testing.T) {
	for number, ok := range map[string]bool{"5": true, "5.0": true, "5e0": true, "5.5": false, "1e400": false, "true": false} {
		raw := with(`"provider"`, `"sessions":[{"id":"s","seatsFree":`+number+`}],"provider"`)
		e, problems := event.Parse([]byte(raw))
		if learning.Refused(problems) == ok {
			t.Errorf("seatsFree %s: problems %v, want ok = %v", number, problems, ok)
		}
		if ok && *e.Offer().Sessions[0].SeatsFree != 5 {
			t.Errorf("seatsFree %s: got %d, want 5", number, *e.Offer().Sessions[0].SeatsFree)
		}
	}
}

func TestOpenAgreesWithParse(t *testing.T) {
	parsed, _ := event.Parse([]byte(good))
	opened, err := event.Open([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := opened.OfferID(); !ok || id != "by:bayvsa:DS-101" {
		t.Errorf("offer id %q, %v; want by:bayvsa:DS-101", id, ok)
	}
	if opened.ID != parsed.ID || !opened.Time.Equal(parsed.Time) || opened.Offer().Title.German() != "Datenschutz" {
		t.Errorf("opened %+v, parsed %+v", opened, parsed)
	}
	if _, err := event.Open([]byte(with(`published.v1`, `published.v9`))); err == nil {
		t.Error("an unknown version was opened")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"id":null}`))
	f.Add([]byte(`[[[[`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, problems := event.Parse(raw)
		if e == nil || !bytes.Equal(e.Raw, raw) {
			t.Fatal("the event lost its bytes")
		}
		if learning.Refused(problems) {
			return
		}
		if _, err := event.Open(raw); err != nil {
			t.Fatalf("accepted but not openable: %v", err)
		}
		if _, err := event.Canonical(e.Data); err != nil {
			t.Fatalf("accepted but without a canonical form: %v", err)
		}
	})
}
