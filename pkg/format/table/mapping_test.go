package table_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/schemas"
)

// TestMappingIsStrict: every mistake is told at once, with its line and what was meant.
func TestMappingIsStrict(t *testing.T) {
	_, err := table.ParseMapping([]byte(`subject: "{id}"
feilds:
  /title: titel
fields:
  /titel: titel
  /provider/nam: x
  /price: {from: preis, curency: EUR}
  /url: {from: link, text: "{link}"}
  /mode: {from: form, map: {a: online}, otherwise: wran}
  /validThrough: {from: bis, zone: Europe/Bärlin}
  /keywords: {from: "a[x]"}
  /summary: {from: a, extract: '('}
lookups:
  ort: {in: orte}
onError: ignore
sessions:
  each: termine
  pattern: x
  fields: {/begin: a}
persons:
  - {form: dozent}
zone: Mars/Olymp
constant:
  /kind: {a: b}
  /mode: teils
  /title: [a, b]
  /topics: [Datenschutz, Töpfern]
`))
	var wrong *table.MappingError
	if !errors.As(err, &wrong) {
		t.Fatalf("err = %v, want a *MappingError", err)
	}
	var got []string
	for _, p := range wrong.Problems {
		got = append(got, fmt.Sprint(p.Line, " ", p.Message))
	}
	for _, want := range []string{
		`2 Unbekannter Schlüssel „feilds“; gemeint: „fields“?`,
		`5 Das Ziel „/titel“ gibt es nicht; gemeint: „/title“?`,
		`6 Das Ziel „/provider/nam“ gibt es nicht; gemeint: „/provider/name“?`,
		`7 Unbekannter Schlüssel „curency“; gemeint: „currency“?`,
		`8 Genau eines von „from“`,
		`9 „wran“ gibt es hier nicht; gemeint: „warn“?`,
		`10 Die Zeitzone „Europe/Bärlin“`,
		`11 „a[x]“: zwischen [ und ]`,
		`12 Der Ausdruck „(“ ist kein regulärer Ausdruck`,
		`14 „key“ (ein Schlüssel)`,
		`15 „ignore“ gibt es hier nicht`,
		`17 „from“ (ein Text) und „pattern“`,
		`19 Das Ziel „/begin“ gibt es nicht`,
		`21 Unbekannter Schlüssel „form“; gemeint: „from“?`,
		`22 Die Zeitzone „Mars/Olymp“`,
		`24 Ein fester Wert ist`,
		`25 Der feste Wert „teils“ passt nicht zum Ziel`,
		`26 Dieses Ziel ist keine Liste`,
	} {
		if !containsPrefix(got, want) {
			t.Errorf("no problem %q in:\n%s", want, strings.Join(got, "\n"))
		}
	}
	if _, err := table.ParseMapping([]byte("fields: {/title: t}\n")); err == nil || !strings.Contains(err.Error(), "subject") {
		t.Errorf("a mapping without a subject: %v", err)
	}
	for _, raw := range []string{"", "a: [", "- 1", "subject: fest"} {
		if _, err := table.ParseMapping([]byte(raw)); err == nil {
			t.Errorf("ParseMapping(%q) gives no error", raw)
		}
	}
}

func containsPrefix(list []string, prefix string) bool {
	for _, s := range list {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}

// TestShippedMappings parses every mapping of the folder and the examples of its README.
func TestShippedMappings(t *testing.T) {
	files, err := fs.Glob(schemas.FS, "mappings/*.yaml")
	if err != nil || len(files) < 4 {
		t.Fatalf("mappings: %v, %v; want at least 4", files, err)
	}
	for _, f := range files {
		raw, err := schemas.FS.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		m, err := table.ParseMapping(raw)
		if err != nil {
			t.Errorf("%s:\n%v", f, err)
			continue
		}
		if m.Name == "" {
			t.Errorf("%s has no name", f)
		}
	}
	readme, err := schemas.FS.ReadFile("mappings/README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for i, part := range strings.Split(string(readme), "```") {
		if example, ok := strings.CutPrefix(part, "yaml\n"); ok && i%2 == 1 {
			examples++
			if !strings.Contains(example, "subject:") {
				example = "subject: \"{nr}\"\n" + example
			}
			if _, err := table.ParseMapping([]byte(example)); err != nil {
				t.Errorf("example %d of the README:\n%v", examples, err)
			}
		}
	}
	if examples < 5 {
		t.Errorf("%d examples in the README, want at least 5", examples)
	}
}

const rich = `
records: kurse
subject: "{nr}[[-{teil}]]"
unknown: ["Auf Anfrage", "-1"]
lookups:
  anbieter: {in: anbieter, key: "{von}"}
  ort: {in: orte, key: "{stadt}|{land}"}
  thema: {in: themen, each: themen, by: id}
constant:
  /kind: course
  /provider/name: Unbekannt
  /inLanguage: [de]
fields:
  /title: [name, titel]
  /title/en: name_en
  /summary: {text: "{a} in {stadt}[[, {land}]]"}
  /description: {from: text, as: html}
  /provider/name: anbieter.name
  /provider/url: anbieter.web
  /price: {from: preis.betrag, currency: CHF}
  /level/grade: {from: stufe, map: {A: beginner, B: advanced}, otherwise: {value: intermediate}}
  /mode:
    - {value: hybrid, if: {form: '(?i)oder'}}
    - {from: form, map: {online: online, saal: onsite}}
  /topics: {from: thema.code}
  /keywords:
    - schlagwort
    - {from: mehr, split: '[,;]\s*'}
  /image/url: {from: bild, base: "https://example.org/"}
  /licence: {from: lizenz, must: '^CC'}
  /contact/phone: {from: tel, replace: [{match: '[^0-9+]', with: ""}]}
  /workload: {from: dauer, as: hours}
sessions:
  each: termine
  id: "t{nr}"
  fields:
    /start: {text: "{tag} {von}"}
    /end: {text: "{tag} {bis}"}
    /place/name: {from: "saal[#]"}
    /place/city: stadt
    /place/lat: ort.0
    /place/lon: ort.1
    /seatsFree: frei
    /online: live
competences:
  each: koennen
  fields:
    /id: id
    /label: .
  constant: {/scheme: Hausliste}
`

func TestMapping(t *testing.T) {
	d := read(t, parse(t, rich), "k.json", `{
 "anbieter": [{"name":"Erster","web":"www.erster.example"},{"name":"Zweiter","web":""}],
 "orte": {"Köln|": [50.9, 6.9]},
 "themen": [{"id":7,"code":"Datenschutz"},{"id":8,"code":"Töpfern für Fortgeschrittene"}],
 "kurse": [
  {"nr":1,"teil":"b","titel":"T","name":"","name_en":"N","a":"Kurs","stadt":"Ko\u0308ln","land":"","von":"0","themen":[7,8],
   "text":"<p>Hallo<br>Welt</p>","preis":{"betrag":"47,00"},"stufe":"C","form":"Saal","schlagwort":["x","y","x"],"mehr":"z; x, w",
   "bild":"/b.png","lizenz":"alle Rechte","tel":"0221 / 12-34","dauer":"7,5","saal":["rot","blau"],
   "termine":[{"nr":1,"tag":"02.03.2026","von":"9:00","bis":"12:00","frei":"-1","live":"ja"},{"nr":1,"tag":"03.03.2026","von":"9:00","bis":"24:00","frei":"3"}],
   "koennen":["Lesen","Schreiben"]},
  {"nr":2,"titel":"U","von":1,"form":"online oder Saal","termine":{"nr":9,"tag":"04.03.2026","von":"","bis":"Auf Anfrage"},"stufe":"a"}
 ]}`)
	if d.Refused() != 0 || len(d.Records) != 2 {
		t.Fatalf("%d records, %d refused, want 2, 0: %v", len(d.Records), d.Refused(), d.Records)
	}
	want := map[string]any{
		"kind": "course", "inLanguage": []any{"de"}, "title": map[string]any{"de": "T", "en": "N"},
		"summary":     map[string]any{"de": "Kurs in Köln"},
		"description": map[string]any{"de": "Hallo\nWelt"},
		"provider":    map[string]any{"name": "Erster", "url": "https://www.erster.example"},
		"price":       map[string]any{"amount": "47.00", "currency": "CHF"},
		"level":       map[string]any{"grade": "intermediate"}, "mode": "onsite",
		"topics":   []any{"data_protection", "Töpfern für Fortgeschrittene"},
		"keywords": []any{"x", "y", "z", "w"},
		"image":    map[string]any{"url": "https://example.org/b.png"},
		"contact":  map[string]any{"phone": "02211234"}, "workload": "PT7H30M",
		"sessions": []any{
			map[string]any{
				"id": "t1", "start": "2026-03-02T09:00:00+01:00", "end": "2026-03-02T12:00:00+01:00", "online": true,
				"place": map[string]any{"name": "rot", "city": "Köln", "lat": 50.9, "lon": 6.9},
			},
			map[string]any{
				"id": "t1-2", "start": "2026-03-03T09:00:00+01:00", "end": "2026-03-04T00:00:00+01:00", "seatsFree": 3.0,
				"place": map[string]any{"name": "blau", "city": "Köln", "lat": 50.9, "lon": 6.9},
			},
		},
		"competences": []any{
			map[string]any{"scheme": "Hausliste", "label": map[string]any{"de": "Lesen"}},
			map[string]any{"scheme": "Hausliste", "label": map[string]any{"de": "Schreiben"}},
		},
	}
	if diff := cmp.Diff(want, offer(t, d.Records[0])); diff != "" {
		t.Errorf("first offer, -want +got:\n%s", diff)
	}
	want = map[string]any{
		"kind": "course", "inLanguage": []any{"de"}, "title": map[string]any{"de": "U"}, "provider": map[string]any{"name": "Zweiter"},
		"level": map[string]any{"grade": "beginner"}, "mode": "hybrid",
		"sessions": []any{map[string]any{"id": "t9", "start": "2026-03-04", "end": "2026-03-04"}},
	}
	if diff := cmp.Diff(want, offer(t, d.Records[1])); diff != "" {
		t.Errorf("second offer, -want +got:\n%s", diff)
	}
	if got, want := d.Records[0].Subject+" "+d.Records[1].Subject, "1-b 2"; got != want {
		t.Errorf("subjects = %q, want %q", got, want)
	}
	got := rules(d.Records[0].Problems)
	if diff := cmp.Diff([]string{"url-repaired", "unexpected", "unknown-code"}, got); diff != "" {
		t.Errorf("findings of the first record, -want +got:\n%s", diff)
	}
}

// TestOnError: the same record with and without "onError: drop".
func TestOnError(t *testing.T) {
	const record = `[{"id":"1","titel":"A","von":"02.03.2026","bis":"27.02.2026","gilt":"irgendwann"}]`
	mapping := small + "  /validThrough: gilt\nsessions:\n  fields: {/start: von, /end: bis}\n"
	d := read(t, parse(t, mapping), "a.json", record)
	if diff := cmp.Diff([]string{"date", "date-order"}, rules(d.Records[0].Problems)); diff != "" || !d.Records[0].Refused() {
		t.Errorf("without onError, refused %v, -want +got:\n%s", d.Records[0].Refused(), diff)
	}
	d = read(t, parse(t, "onError: drop\n"+mapping), "a.json", record)
	if diff := cmp.Diff([]string{"date", "date-order"}, rules(d.Records[0].Problems)); diff != "" || d.Records[0].Refused() {
		t.Errorf("with onError: drop, refused %v, -want +got:\n%s", d.Records[0].Refused(), diff)
	}
	sessions := offer(t, d.Records[0])["sessions"]
	if diff := cmp.Diff([]any{map[string]any{"id": "20260302", "start": "2026-03-02"}}, sessions); diff != "" {
		t.Errorf("sessions, -want +got:\n%s", diff)
	}
	d = read(t, parse(t, "onError: drop\n"+small), "a.json", `[{"id":"1"}]`)
	if !d.Records[0].Refused() {
		t.Error("onError: drop let an offer without a title through")
	}
}

func TestAbsurd(t *testing.T) {
	m := parse(t, small+"  /price: preis\n  /keywords: nummer\n  /description: {from: text, absurd: ['^Navigation']}\nsessions:\n  fields: {/place/name: ort, /start: am}\n")
	page := strings.Repeat("ganze Seite ", 100)
	d := read(t, m, "a.json", fmt.Sprintf(`[{"id":"1","titel":"A","preis":%q,"nummer":%q,"ort":%q,"am":"2026-03-02","text":"Navigation Impressum"}]`, page, page, page))
	r := d.Records[0]
	if r.Refused() {
		t.Fatalf("refused: %v", r.Problems)
	}
	named := 0
	for _, p := range r.Problems {
		for _, source := range []string{"preis", "nummer", "ort", "text"} {
			if p.Rule == "absurd" && p.Warning && strings.Contains(p.Message, "„"+source+"“") && len([]rune(p.Value)) <= 200 {
				named++
			}
		}
	}
	if named != 4 {
		t.Errorf("%d absurd fields named, want 4: %v", named, r.Problems)
	}
	want := map[string]any{
		"kind": "course", "title": map[string]any{"de": "A"}, "provider": map[string]any{"name": "Haus"},
		"sessions": []any{map[string]any{"id": "20260302", "start": "2026-03-02"}},
	}
	if diff := cmp.Diff(want, offer(t, r)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestRowsAreSessions reads the everyday list: one row a date.
func TestRowsAreSessions(t *testing.T) {
	raw, err := schemas.FS.ReadFile("mappings/excel-vorlage.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := read(t, parse(t, string(raw)), "liste.csv", `Kennung;Titel;Form;Art;Beginn;Uhrzeit von;Ende;Uhrzeit bis;Ort;Preis;Themen;Offen für;Dozentin;Status;Niveau;Kontaktstelle
DS-1;Datenschutz kompakt;Präsenz;Seminar;02.03.2026;09:00;;16:00;Kassel;47,00 EUR;Datenschutz, Töpfern;alle;Eva Beispiel;;Grundlagen;Frau Dr. Beispiel
DS-1;Datenschutz kompakt;Präsenz;Seminar;09.03.2026;09:00;;16:00;Fulda;47,00 EUR;Datenschutz;alle;Eva Beispiel;fällt aus;;
KI-2;KI mit Eva Beispiel;Online;Workshop;Auf Anfrage;;;;;kostenfrei;;landesweit;;;;
`)
	if len(d.Records) != 2 || d.Refused() != 0 || !d.Complete() {
		t.Fatalf("%d records, %d refused, complete %v; want 2, 0, true: %v", len(d.Records), d.Refused(), d.Complete(), d.Records)
	}
	o := offer(t, d.Records[0])
	want := []any{
		map[string]any{"id": "20260302T0900", "start": "2026-03-02T09:00:00+01:00", "end": "2026-03-02T16:00:00+01:00", "place": map[string]any{"city": "Kassel"}},
		map[string]any{"id": "20260309T0900", "start": "2026-03-09T09:00:00+01:00", "end": "2026-03-09T16:00:00+01:00", "place": map[string]any{"city": "Fulda"}, "status": "cancelled"},
	}
	if diff := cmp.Diff(want, o["sessions"]); diff != "" {
		t.Errorf("sessions, -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{"openTo": "public"}, o["access"]); diff != "" {
		t.Errorf("access, -want +got:\n%s", diff)
	}
	if o["contact"] != nil {
		t.Errorf("contact = %v: a person was carried", o["contact"])
	}
	for _, r := range d.Records {
		if strings.Contains(string(r.Offer), "Beispiel") {
			t.Errorf("%s still names a person: %s", r.Subject, r.Offer)
		}
	}
	if got := offer(t, d.Records[1]); got["sessions"] != nil || got["mode"] != "online" {
		t.Errorf("offer without a date = %v, want none, online", got)
	}
}

// TestRowsThatDiffer: a number given twice to different courses is told, and a bad row names itself.
func TestRowsThatDiffer(t *testing.T) {
	m := parse(t, "repeated: sessions\n"+small+"sessions:\n  fields: {/start: am}\n")
	d := read(t, m, "a.csv", "id;titel;am\n1;A;02.03.2026\n1;B;31.02.2026\n1;A;04.03.2026\n")
	if len(d.Records) != 1 || !d.Records[0].Refused() || !d.Complete() {
		t.Fatalf("%d records, complete %v: %+v", len(d.Records), d.Complete(), d.Records)
	}
	var got []string
	for _, p := range d.Records[0].Problems {
		got = append(got, fmt.Sprint(p.Pointer, " ", p.Rule, " ", strings.Contains(p.Message, "Zeile 3: ")))
	}
	if diff := cmp.Diff([]string{"/sessions/1/start date true", "/title rows-differ true"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestSessionsInText: the text between two dates belongs to the first; a text without a date is told.
func TestSessionsInText(t *testing.T) {
	m := parse(t, small+`sessions:
  from: zeiten
  pattern: '(?P<tag>\d\d\.\d\d\.\d{4})(?P<ab> abgesagt)?'
  fields: &f
    /start: {text: "{tag}"}
    /status: {value: cancelled, if: {ab: abgesagt}}
    /place/name: rest
`)
	d := read(t, m, "a.json", `[{"id":"1","titel":"A","zeiten":"<p>am 02.03.2026 abgesagt Saal 1</p><p>am 03.03.2026</p>"},{"id":"2","titel":"B","zeiten":"nach Absprache"},{"id":"3","titel":"C","zeiten":""}]`)
	want := []any{
		map[string]any{"id": "20260302", "start": "2026-03-02", "status": "cancelled", "place": map[string]any{"name": "Saal 1 am"}},
		map[string]any{"id": "20260303", "start": "2026-03-03"},
	}
	if diff := cmp.Diff(want, offer(t, d.Records[0])["sessions"]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for i, want := range []string{"[]", "[no-session]", "[]"} {
		if got := fmt.Sprint(rules(d.Records[i].Problems)); got != want {
			t.Errorf("record %d: findings %s, want %s", i, got, want)
		}
	}
}
