package table_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var now = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

func parse(t testing.TB, yaml string) *table.Mapping {
	t.Helper()
	m, err := table.ParseMapping([]byte(yaml))
	if err != nil {
		t.Fatalf("ParseMapping: %v", err)
	}
	return m
}

func read(t testing.TB, m *table.Mapping, name, content string) *table.Delivery {
	t.Helper()
	return table.Read([]table.File{{Name: name, Data: []byte(content)}}, m, table.Options{Now: now})
}

// offer is a record's offer as plain JSON.
func offer(t testing.TB, r table.Record) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(r.Offer, &o); err != nil {
		t.Fatalf("offer of %q: %v", r.Subject, err)
	}
	return o
}

func rules(problems []learning.Problem) []string {
	var names []string
	for _, p := range problems {
		names = append(names, p.Rule)
	}
	return names
}

const small = `
records: [data, "."]
subject: "{id}"
constant: {/kind: course, /provider/name: Haus}
fields:
  /title: titel
`

// TestFormats reads the same two records in every format and encoding.
func TestFormats(t *testing.T) {
	m := parse(t, small)
	packed := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, c := range []struct {
		name, file, content, source string
		lines                       []int
	}{
		{"array", "a.json", "[\n{\"id\":\"1\",\"titel\":\"Größe\"},\n\n{\"id\":2,\"titel\":\"Zwei\"}]", "JSON, UTF-8, 57 Byte", []int{2, 4}},
		{"array in one line", "a.json", `[{"id":"1","titel":"Größe"},{"id":2,"titel":"Zwei"}]`, "JSON, UTF-8, 54 Byte", []int{0, 0}},
		{"under a path", "x", `{"n":1,"data":[{"id":"1","titel":"Größe"},{"id":2,"titel":"Zwei"}]}`, "JSON, UTF-8, 69 Byte", []int{0, 0}},
		{"ndjson", "a.ndjson", "{\"id\":\"1\",\"titel\":\"Größe\"}\n{\"id\":2,\"titel\":\"Zwei\"}\n", "NDJSON, UTF-8, 53 Byte", []int{0, 0}},
		{"yaml", "a.yaml", "- id: \"1\"\n  titel: Größe\n- id: 2\n  titel: Zwei\n", "YAML, UTF-8, 49 Byte", []int{1, 3}},
		{"yaml under a path", "a.yml", "data:\n- &a {id: \"1\", titel: Größe}\n- <<: *a\n  id: 2\n  titel: Zwei\n", "YAML, UTF-8, 68 Byte", []int{2, 3}},
		{"csv", "a.csv", "id;titel\r\n1;Größe\r\n2;\"Zwei\"\r\n", "CSV, UTF-8, 31 Byte", []int{2, 3}},
		{"csv with commas", "a.csv", "id,titel,ort\n1,Größe,\"Köln, Deutz\"\n2,Zwei\n", "CSV, UTF-8, 45 Byte", []int{2, 3}},
		{"csv with tabs", "a.tsv", "id\ttitel\n1\tGröße\n\n2\tZwei", "CSV, UTF-8, 26 Byte", []int{2, 4}},
		{"csv of Excel", "a.csv", "sep=;\nId;TITEL\n1;Größe\n2;Zwei\n", "CSV, UTF-8, 32 Byte", []int{3, 4}},
		{"csv with a heading", "a.csv", "Kursliste;\n;\nid;titel\n1;Größe\n2;Zwei\n", "CSV, UTF-8, 39 Byte", []int{4, 5}},
		{"windows-1252", "a.csv", "id;titel\n1;Gr\xf6\xdfe\n2;Zwei\n", "CSV, Windows-1252, 24 Byte", []int{2, 3}},
		{"utf-16", "a.csv", "\xff\xfei\x00d\x00;\x00t\x00i\x00t\x00e\x00l\x00\n\x001\x00;\x00G\x00r\x00\xf6\x00\xdf\x00e\x00\n\x002\x00;\x00Z\x00w\x00e\x00i\x00", "CSV, UTF-16LE, 48 Byte", []int{2, 3}},
		{"packed", "a.json.gz", packed("[\n{\"id\":\"1\",\"titel\":\"Größe\"},\n\n{\"id\":2,\"titel\":\"Zwei\"}]"), "JSON, UTF-8, 57 Byte, gepackt", []int{2, 4}},
		{"decomposed", "a.csv", "id;titel\n1;Gro\u0308ße\n2;Zwei", "CSV, UTF-8, 26 Byte", []int{2, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := read(t, m, c.file, c.content)
			if !d.Complete() || len(d.Records) != 2 {
				t.Fatalf("complete %v with %d records, want true with 2; findings %v", d.Complete(), len(d.Records), d.Findings)
			}
			if got := d.Sources[0].String(); got != c.source {
				t.Errorf("source = %q, want %q", got, c.source)
			}
			for i, want := range []struct{ subject, title string }{{"1", "Größe"}, {"2", "Zwei"}} {
				r := d.Records[i]
				if r.Subject != want.subject || r.Title != want.title || r.Refused() {
					t.Errorf("record %d = %q %q %v, want %q %q", i, r.Subject, r.Title, r.Problems, want.subject, want.title)
				}
				if c.lines != nil && c.lines[i] != 0 && r.Where.Line != c.lines[i] {
					t.Errorf("record %d in line %d, want %d", i, r.Where.Line, c.lines[i])
				}
			}
		})
	}
}

func TestEmptyDeliveries(t *testing.T) {
	m := parse(t, small)
	for _, content := range []string{"[]", "{\"data\": []}", "[ ]\n"} {
		d := read(t, m, "a.json", content)
		if !d.Complete() || len(d.Records) != 0 || len(d.Findings) != 0 {
			t.Errorf("%s: complete %v, %d records, findings %v; want an empty delivery", content, d.Complete(), len(d.Records), d.Findings)
		}
	}
	if d := read(t, m, "a.csv", "id;titel\n"); !d.Complete() || len(d.Records) != 0 {
		t.Errorf("header only: complete %v, %d records; want an empty delivery", d.Complete(), len(d.Records))
	}
}

// TestUnreadable holds that what is no delivery is never taken for an empty one.
func TestUnreadable(t *testing.T) {
	m := parse(t, small)
	bomb := func() string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		block := make([]byte, 1<<20)
		for range 20 {
			if _, err := z.Write(block); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	aliases := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'i'; c++ {
		aliases += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat("*"+string(c-1)+",", 10), ","))
	}
	for _, c := range []struct{ name, file, content, rule string }{
		{"nothing", "a.json", "", "empty"},
		{"blanks", "a.csv", " \n ", "empty"},
		{"cut off", "a.json", `[{"id":"1","ti`, "json"},
		{"no JSON", "a.json", `[{"id":1,}]`, "json"},
		{"error object", "a.json", `{"error":"not found"}`, "records"},
		{"null", "a.json", `{"data":null}`, "records"},
		{"web page", "a.json", "\n<!DOCTYPE html><html>", "format"},
		{"old Excel", "a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format"},
		{"pdf", "a.csv", "%PDF-1.7", "format"},
		{"broken Excel", "a.xlsx", "PK\x03\x04 no zip at all", "xlsx"},
		{"open quotation mark", "a.csv", "id;titel\n1;\"eins\n2;zwei\n", "csv-quote"},
		{"gzip bomb", "a.json.gz", bomb(), "size"},
		{"cut off gzip", "a.json.gz", bomb()[:100], "gzip"},
		{"yaml bomb", "a.yaml", aliases, "yaml-size"},
		{"yaml cycle", "a.yaml", "a: &a\n  b: *a\n", "yaml-size"},
		{"no YAML", "a.yaml", "a: [b", "yaml"},
		{"binary", "a.csv", "id;titel\n1;a\x00b\n", "encoding"},
		{"prose", "a.dat", "Guten Tag", "format"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := table.Read([]table.File{{Name: c.file, Data: []byte(c.content)}}, m, table.Options{MaxBytes: 10 << 20})
			if d.Complete() || !d.Sources[0].Unreadable {
				t.Errorf("complete %v, unreadable %v; want false, true", d.Complete(), d.Sources[0].Unreadable)
			}
			if len(d.Findings) != 1 || d.Findings[0].Problem.Rule != c.rule {
				t.Errorf("findings %v, want one of rule %s", d.Findings, c.rule)
			}
		})
	}
}

func TestOneUnreadableFileOfTwo(t *testing.T) {
	d := table.Read([]table.File{{Name: "a.json", Data: []byte(`[{"id":1,"titel":"A"}]`)}, {Name: "b.json", Data: []byte("<html>")}}, parse(t, small), table.Options{})
	if d.Complete() || len(d.Records) != 1 {
		t.Errorf("complete %v with %d records, want false with 1", d.Complete(), len(d.Records))
	}
}

func TestSubjectTwice(t *testing.T) {
	d := read(t, parse(t, small), "a.json", `[{"id":"1","titel":"A"},{"id":"2","titel":"B"},{"id":"1","titel":"C"}]`)
	if d.Complete() {
		t.Error("complete with a subject that stands twice")
	}
	var got []string
	for _, r := range d.Records {
		got = append(got, fmt.Sprint(r.Subject, " ", r.Duplicate, " ", r.Refused()))
	}
	if diff := cmp.Diff([]string{"1 true false", "2 false false", "1 true true"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRefusedRecordKeepsItsSubject(t *testing.T) {
	d := read(t, parse(t, small), "a.json", `[{"id":"1"},{"titel":"ohne Kennung"},null,{"id":" ","titel":"x"}]`)
	r := d.Records[0]
	if !r.Refused() || r.Subject != "1" || !slices.Contains(rules(r.Problems), "required") {
		t.Errorf("record = %q refused %v %v; want 1, refused for the missing title", r.Subject, r.Refused(), r.Problems)
	}
	if !strings.Contains(r.Problems[0].Message, "titel") {
		t.Errorf("message %q does not name the field of the source", r.Problems[0].Message)
	}
	for _, r := range d.Records[1:] {
		if !r.Refused() || r.Subject != "" {
			t.Errorf("record %v = %q refused %v, want refused without a subject", r.Where, r.Subject, r.Refused())
		}
	}
	if d.Complete() {
		t.Error("complete although three records are without a subject")
	}
}

func TestXLSX(t *testing.T) {
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	const sheet = "Kurse"
	_, err := f.NewSheet(sheet)
	must(err)
	must(f.SetSheetRow(sheet, "A1", &[]any{"Unsere Kursliste 2026"}))
	must(f.SetSheetRow(sheet, "A3", &[]any{"Kennung", "Titel", "Beginn", "Uhrzeit", "Ende", "Preis", "Plätze", "Link"}))
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	must(f.SetSheetRow(sheet, "A4", &[]any{4711, "Excel für alle", day, 0.375, day.Add(16*time.Hour + 30*time.Minute), 47.5, 12, "Zur Anmeldung"}))
	must(f.SetSheetRow(sheet, "A6", &[]any{"K-2", "Als Text", "31.02.2026", "", "", "kostenfrei", "-1", ""}))
	styles := map[string]string{"C4": "dd.mm.yyyy", "D4": "hh:mm", "E4": `[$-407]dddd, d. mmmm yyyy hh:mm`}
	for cell, format := range styles {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		must(err)
		must(f.SetCellStyle(sheet, cell, cell, id))
	}
	must(f.SetCellHyperLink(sheet, "H4", "https://example.org/anmelden", "External"))
	var b bytes.Buffer
	must(f.Write(&b))
	must(f.Close())

	m := parse(t, `
sheet: kurse
subject: "{Kennung}"
unknown: ["-1"]
constant: {/provider/name: Haus}
fields:
  /title: Titel
  /price: Preis
  /url: Link
sessions:
  fields:
    /start: {text: "{Beginn} {Uhrzeit}"}
    /end: Ende
    /seatsTotal: Plätze
`)
	d := read(t, m, "kurse.xlsx", b.String())
	if len(d.Records) != 2 {
		t.Fatalf("%d records, want 2; findings %v", len(d.Records), d.Findings)
	}
	want := map[string]any{
		"title": map[string]any{"de": "Excel für alle"}, "provider": map[string]any{"name": "Haus"},
		"price": map[string]any{"amount": "47.50", "currency": "EUR"}, "url": "https://example.org/anmelden",
		"sessions": []any{map[string]any{"id": "20260302T0900", "start": "2026-03-02T09:00:00+01:00", "end": "2026-03-02T16:30:00+01:00", "seatsTotal": 12.0}},
	}
	if diff := cmp.Diff(want, offer(t, d.Records[0])); diff != "" {
		t.Errorf("offer, -want +got:\n%s", diff)
	}
	if got := d.Records[0].Where.String(); got != "Blatt „Kurse“, Zeile 4" {
		t.Errorf("where = %q", got)
	}
	second := d.Records[1]
	if !second.Refused() || second.Subject != "K-2" {
		t.Errorf("the 31st of February: %q refused %v", second.Subject, second.Refused())
	}
	i := slices.IndexFunc(second.Problems, func(p learning.Problem) bool { return p.Rule == "date" })
	if i < 0 || second.Problems[i].Proposal != "28.02.2026" || second.Problems[i].Pointer != "/sessions/0/start" || second.Problems[i].Value != "31.02.2026" {
		t.Errorf("problems %+v, want rule date at /sessions/0/start with a proposal", second.Problems)
	}
	if d := read(t, parse(t, "sheet: Fehlt\nsubject: \"{a}\"\n"), "kurse.xlsx", b.String()); !d.Sources[0].Unreadable {
		t.Error("a sheet that does not exist was read")
	}
	if d := table.Read([]table.File{{Name: "k.xlsx", Data: b.Bytes()}}, m, table.Options{MaxBytes: 1000}); !d.Sources[0].Unreadable {
		t.Error("a workbook larger than allowed was read")
	}
}

func TestTableColumns(t *testing.T) {
	d := read(t, parse(t, small), "a.csv", "id;Titl;id\n1;A;9\n")
	var got []string
	for _, f := range d.Findings {
		got = append(got, f.Problem.Rule+" "+f.Problem.Proposal)
	}
	if diff := cmp.Diff([]string{"column-twice ", "column-missing Titl"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	d = read(t, parse(t, small), "a.csv", "id;titel\n1;Lesen; Schreiben\n2;B;\n")
	if !d.Records[0].Refused() || d.Records[1].Refused() {
		t.Errorf("a row with too many fields: refused %v, %v; want true, false", d.Records[0].Refused(), d.Records[1].Refused())
	}
}

func TestOwnOffers(t *testing.T) {
	content := `{"id":"by:x:k/1","land":"by","system":"x","subject":"k/1","offer":{"title":{"de":"A"},"provider":{"name":"P"},"kursfarbe":"blau"}}
{"subject":"2","offer":{"provider":{"name":"P"}},"neu":1}
{"subject":"3"}
{"subject":"4","offer":{"title":{"de":"A"},"title":{"de":"B"},"provider":{"name":"P"}}}
{"subject":"5","offer":{"title":"A","provider":{"name":"P"}}}
{"offer":{"title":{"de":"A"},"provider":{"name":"P"}}}
[]
`
	d := read(t, nil, "angebote.ndjson", content)
	if len(d.Records) != 7 {
		t.Fatalf("%d records, want 7: %v", len(d.Records), d.Findings)
	}
	var got []string
	for _, r := range d.Records {
		got = append(got, fmt.Sprint(r.Where.Line, " ", r.Subject, " ", r.Refused()))
	}
	want := []string{"1 k/1 false", "2 2 true", "3 3 true", "4 4 true", "5 5 true", "6  true", "7  true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got, want := string(d.Records[0].Offer), `{"kursfarbe":"blau","provider":{"name":"P"},"title":{"de":"A"}}`; got != want {
		t.Errorf("offer = %s, want %s (canonical, unknown members kept)", got, want)
	}
	if got := d.Records[4].Problems[0].Pointer; got != "/title" {
		t.Errorf("pointer of a wrong type = %q, want /title", got)
	}
	if d := read(t, nil, "a.json", `[{"subject":"1","offer":{"title":{"de":"A"},"provider":{"name":"P"}}}]`); len(d.Records) != 1 || d.Refused() != 0 {
		t.Errorf("a list of own offers: %d records, %d refused", len(d.Records), d.Refused())
	}
	if d := read(t, nil, "a.ndjson", content+"{kaputt"); d.Complete() {
		t.Error("a broken last line counts as complete")
	}
	if d := read(t, nil, "a.csv", "subject;offer\n"); d.Complete() {
		t.Error("a table without a mapping counts as complete")
	}
}
