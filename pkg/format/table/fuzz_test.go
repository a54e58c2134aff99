package table_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// FuzzRead reads arbitrary bytes in every format: it never panics, and what
// is not refused is an offer that the hub's own checks accept.
func FuzzRead(f *testing.F) {
	for name, content := range map[string]string{
		"a.json":   `[{"id":"1","titel":"<p>A","preis":"47,00","von":"31.02.2026","web":"http://http://x.de","dozent":"Eva Muster"}]`,
		"a.ndjson": "{\"id\":1,\"titel\":\"A\"}\n{\"id\":2,\"titel\":\"B\"}",
		"a.yaml":   "data:\n- &a {id: 1, titel: A}\n- <<: *a\n",
		"a.csv":    "id;titel;preis\n1;\"A\n\"\"B\"\"\";47,00 EUR\n",
		"a.xlsx":   "PK\x03\x04",
		"a.gz":     "\x1f\x8b\x08\x00",
	} {
		f.Add(name, []byte(content))
	}
	book := excelize.NewFile()
	if err := book.SetSheetRow("Sheet1", "A1", &[]any{"id", "titel", "von"}); err != nil {
		f.Fatal(err)
	}
	if err := book.SetSheetRow("Sheet1", "A2", &[]any{1, "A", now}); err != nil {
		f.Fatal(err)
	}
	var packed bytes.Buffer
	if err := book.Write(&packed); err != nil {
		f.Fatal(err)
	}
	f.Add("b.xlsx", packed.Bytes())
	m := parse(f, small+`  /description: text
  /price: preis
  /url: web
  /workload: dauer
  /inLanguage: sprache
persons: [dozent]
onError: drop
sessions:
  fields: {/start: von, /end: bis, /place/name: ort, /seatsFree: frei}
`)
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		for _, mapping := range []*table.Mapping{m, nil} {
			d := table.Read([]table.File{{Name: name, Data: raw}}, mapping, table.Options{Now: now, MaxBytes: 1 << 20})
			for _, r := range d.Records {
				if r.Refused() {
					continue
				}
				o, err := r.Decode()
				if err != nil {
					t.Fatalf("offer %q: %v", r.Offer, err)
				}
				if r.Subject == "" || !utf8.ValidString(r.Subject) || !json.Valid(r.Offer) {
					t.Fatalf("subject %q, offer %q", r.Subject, r.Offer)
				}
				if found := o.Validate(); learning.Refused(found) {
					t.Fatalf("offer %q is not valid: %+v", r.Offer, found)
				}
			}
		}
	})
}

// FuzzMapping reads arbitrary mappings, and with what parses a small delivery.
func FuzzMapping(f *testing.F) {
	f.Add(small)
	f.Add(rich)
	f.Add("subject: \"{a}[[{b}]]\"\nfields: {/title: {text: \"{a}\", extract: '(.)'}}\nsessions: [{from: a, pattern: '(?P<x>.)', fields: {/start: x}}]")
	f.Fuzz(func(t *testing.T, yaml string) {
		m, err := table.ParseMapping([]byte(yaml))
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without a word")
			}
			return
		}
		table.Read([]table.File{{Name: "a.json", Data: []byte(`{"data":[{"id":"1","a":"x","titel":"T","b":[1,{"c":2}]}]}`)}, {Name: "b.csv", Data: []byte("id;a\n1;2\n")}}, m, table.Options{Now: now})
	})
}

// FuzzText: what stood alone as a value comes out as text the hub accepts, without the names.
func FuzzText(f *testing.F) {
	f.Add("<p>Kurs mit <b>Eva</b> Mustermann</p>")
	f.Add("Mustermann, Eva · IBAN DE02120300000000202051")
	f.Add("<div class=\"")
	m := parse(f, small+"  /description: {from: text, as: html}\npersons: [dozent]\n")
	f.Fuzz(func(t *testing.T, text string) {
		record, err := json.Marshal([]map[string]string{{"id": "1", "titel": "A", "text": text, "dozent": "Eva Mustermann"}})
		if err != nil {
			t.Skip()
		}
		d := table.Read([]table.File{{Name: "a.json", Data: record}}, m, table.Options{Now: now})
		if d.Refused() != 0 {
			t.Fatalf("%q is refused: %+v", text, d.Records[0].Problems)
		}
	})
}
