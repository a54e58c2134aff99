package schemaorg_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/format/schemaorg"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var update = flag.Bool("update", false, "write the golden files anew")

var now = time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)

// full is an offer with every field there is.
func full(kind learning.Kind) format.Record {
	lat, lon, dqr, total, free, old := 49.9929, 8.2473, learning.Count(4), learning.Count(20), learning.Count(5), learning.Count(3)
	return format.Record{
		ID: "rp:vsl:DS-101", Origin: "https://lernverbund.example", Created: now.Add(-48 * time.Hour), Modified: now.Add(-time.Hour),
		Offer: &learning.Offer{
			Kind: kind, Title: learning.Text{"de": "Datenschutz für Einsteiger", "en": "Data protection"},
			Summary: learning.Text{"de": "Kurz gesagt."}, Description: learning.Text{"de": "Was **gilt**? <b>Alles</b> & mehr."},
			Provider: learning.Provider{Name: "Beispielakademie", URL: "https://akademie.example", ID: "A-1"}, URL: "https://akademie.example/ds",
			InLanguage: []string{"de"}, Mode: learning.Hybrid, Workload: "PT7H", Level: &learning.Level{Grade: "beginner", DQR: &dqr},
			Competences: []learning.Competence{{Scheme: "DigComp 2.2", ID: "4.2", Label: learning.Text{"de": "Daten schützen"}}},
			Topics:      []string{"data_protection"}, Audience: []string{"employees", "managers"}, Funding: []string{"bildungsurlaub"},
			Access: &learning.Access{
				OpenTo: "land", Laender: []learning.Land{"he"}, Employers: []string{"municipal"}, OutsidersFrom: "2026-12-01",
				OutsiderPrice: &learning.Price{Amount: "80.00", Currency: "EUR"}, Note: learning.Text{"de": "Nach Absprache."},
			},
			Price: &learning.Price{Amount: "45.50", Currency: "EUR"}, Certificate: &learning.Certificate{Kind: "attendance"},
			Recognition:   &learning.Recognition{LearningTime: "PT7H", Credits: "0,5 ECTS", Note: learning.Text{"de": "Auf Antrag."}},
			Accessibility: []string{"wheelchair", "captions", "plain_language"}, Licence: "CC-BY-4.0",
			Contact:   &learning.Contact{Name: "Seminarbüro", Email: "seminar@akademie.example", Phone: "+49 6131 123456", URL: "https://akademie.example/kontakt"},
			ValidFrom: "2026-11-01", ValidThrough: "2027-12-31", Image: &learning.Image{URL: "https://akademie.example/bild.png", Alt: learning.Text{"de": "Ein Schloss"}, Licence: "CC0-1.0"},
			Keywords: []string{"DSGVO"}, Prerequisites: learning.Text{"de": "Keine."},
			Sessions: []learning.Session{
				{
					ID: "1", Start: "2026-12-01T09:00:00+01:00", End: "2026-12-01T16:00:00+01:00", Online: new(true), SeatsTotal: &total, SeatsFree: &free,
					SeatsAsOf: "2026-11-23T09:42:00+01:00", RegisterBy: "2026-11-27", URL: "https://akademie.example/t/1",
					Place: &learning.Place{Name: "Haus am Rhein", Street: "Musterplatz 1", PostalCode: "55116", City: "Mainz", Land: "rp", Lat: &lat, Lon: &lon},
				},
				{ID: "2", Start: "2027-01-21", Status: learning.Cancelled, SeatsFree: &old, SeatsAsOf: "2026-11-01T09:00:00+01:00"},
			},
		},
	}
}

var kinds = []learning.Kind{
	learning.Course, learning.SelfStudy, learning.Programme, learning.VocationalTraining, learning.GatheringEvent, learning.Community,
	learning.ConsultationHour, learning.Mentoring, learning.WorkShadowing, learning.CompetenceCheck, "",
}

func TestGolden(t *testing.T) {
	for _, kind := range []learning.Kind{learning.Course, learning.Programme, learning.GatheringEvent, learning.Mentoring, learning.CompetenceCheck} {
		raw, report, err := schemaorg.Write(full(kind), now)
		if err != nil {
			t.Fatal(err)
		}
		lost, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := json.Indent(&out, []byte(`{"item":`+string(raw)+`,"report":`+string(lost)+`}`), "", " "); err != nil {
			t.Fatalf("%s: %v\n%s", kind, err, raw)
		}
		out.WriteByte('\n')
		file := filepath.Join("testdata", string(kind)+".json")
		if *update {
			if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Bytes(), want) {
			t.Errorf("%s: not as in %s (run with -update and look at the difference):\n%s", kind, file, out.Bytes())
		}
	}
}

// What search engines ask for, where the data has it.
func TestSearchEnginesFindWhatTheyAskFor(t *testing.T) {
	raw, _, err := schemaorg.Write(full(learning.Course), now)
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Name, Description, URL string
		Provider               struct{ Name string }
		Offers                 struct{ Category, Price, PriceCurrency string }
		HasCourseInstance      []struct{ CourseMode, CourseWorkload, StartDate, EventStatus string }
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	if c.Name == "" || c.Description != "Was gilt? <b>Alles</b> & mehr." || c.Provider.Name == "" || c.Offers.Category != "Paid" || c.Offers.Price != "45.50" || len(c.HasCourseInstance) != 2 {
		t.Errorf("got %+v", c)
	}
	if i := c.HasCourseInstance[0]; i.CourseMode != "Blended" || i.CourseWorkload != "PT7H" || i.StartDate != "2026-12-01T09:00:00+01:00" {
		t.Errorf("instance %+v", i)
	}
	if got := c.HasCourseInstance[1].EventStatus; got != "https://schema.org/EventCancelled" {
		t.Errorf("cancelled session: %s", got)
	}
}

// What is unknown is absent: no price is not free, no place not online.
func TestNothingIsInvented(t *testing.T) {
	r := format.Record{ID: "by:a:1", Origin: "https://lernverbund.example", Offer: &learning.Offer{Title: learning.Text{"de": "Kurs"}, Provider: learning.Provider{Name: "Haus"}}}
	raw, report, err := schemaorg.Write(r, now)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"@context":"https://schema.org","@id":"https://lernverbund.example/angebote/by:a:1","@type":"Course","courseCode":"1",` +
		`"identifier":{"@type":"PropertyValue","propertyID":"https://lernverbund.de/ns/offer","value":"by:a:1"},` +
		`"mainEntityOfPage":"https://lernverbund.example/angebote/by:a:1","name":"Kurs","provider":{"@type":"Organization","name":"Haus"},"url":"https://lernverbund.example/angebote/by:a:1"}`
	if string(raw) != want {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
	if len(report.Lost) != 0 || len(report.Derived) != 1 {
		t.Errorf("report %+v", report)
	}
}

// No text ends the script element that the object stands in.
func TestNoTextBreaksOut(t *testing.T) {
	bad := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"</script><script>x", "<!--", "]]>", "&lt;/script>", "\u2028", "\xff", "</SCRIPT >"}))
	rapid.Check(t, func(t *rapid.T) {
		s := bad.Draw(t, "s")
		r := full(rapid.SampledFrom(append(kinds, learning.Kind(s))).Draw(t, "kind"))
		o := r.Offer
		text := learning.Text{"de": s, s: s}
		o.Title, o.Summary, o.Description, o.Prerequisites, o.Access.Note = text, text, text, text, text
		o.Provider, o.URL, o.Licence, o.Keywords = learning.Provider{Name: s, URL: s, ID: s}, s, s, []string{s}
		o.Topics, o.Audience, o.Accessibility, o.InLanguage, o.Funding = []string{s}, []string{s}, []string{s}, []string{s}, []string{s}
		o.Price, o.Certificate.Kind, o.Recognition.Credits = &learning.Price{Amount: s, Currency: s}, s, s
		o.Competences, o.Contact = []learning.Competence{{Scheme: s, ID: s, Label: text}}, &learning.Contact{Name: s, Email: s, Phone: s, URL: s}
		o.Sessions[0].ID, o.Sessions[0].Start, o.Sessions[0].URL, o.Sessions[0].Place.Name, o.Sessions[0].Place.Land = s, s, s, s, learning.Land(s)
		raw, _, err := schemaorg.Write(r, now)
		if err != nil {
			t.Fatal(err)
		}
		if i := bytes.IndexAny(raw, "<>&\u2028"); i >= 0 || !json.Valid(raw) {
			t.Fatalf("%q at %d or no JSON: %s", raw[i:min(i+1, len(raw))], i, raw)
		}
	})
}

// Every property stands on a type that has it, with a value of a type that it
// may have, as the vocabulary itself says.
func TestVocabulary(t *testing.T) {
	root := os.Getenv("LVTEST_REAL_DATA")
	if root == "" {
		t.Skip("LVTEST_REAL_DATA is not set: the vocabulary of schema.org is not here")
	}
	v := readVocabulary(t, filepath.Join(root, "schemas/schema.org/schemaorg-current-https-30.0.jsonld.gz"))
	for _, kind := range kinds {
		raw, _, err := schemaorg.Write(full(kind), now)
		if err != nil {
			t.Fatal(err)
		}
		var n map[string]any
		if err := json.Unmarshal(raw, &n); err != nil {
			t.Fatal(err)
		}
		v.check(t, string(kind), n)
	}
	v.check(&quiet{T: t}, "negative", map[string]any{"@type": "CourseInstance", "provider": "x"})
	if q := (&quiet{T: t}); func() int {
		v.check(q, "negative", map[string]any{"@type": "CourseInstance", "provider": "x", "numberOfCredits": map[string]any{"@type": "Course"}})
		return q.found
	}() < 2 {
		t.Error("the check does not find a property on the wrong type")
	}
}

// reporter is what a check tells.
type reporter interface{ Errorf(string, ...any) }

// quiet counts what it is told.
type quiet struct {
	*testing.T
	found int
}

func (q *quiet) Errorf(string, ...any) { q.found++ }

// terms are the classes and properties of schema.org.
type terms struct{ super, domain, ranges map[string][]string }

func readVocabulary(t *testing.T, file string) terms {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	ids := func(v any) (out []string) {
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, one := range list {
			if m, ok := one.(map[string]any); ok {
				out = append(out, strings.TrimPrefix(m["@id"].(string), "schema:"))
			}
		}
		return out
	}
	v := terms{map[string][]string{}, map[string][]string{}, map[string][]string{}}
	for _, n := range doc.Graph {
		id := strings.TrimPrefix(n["@id"].(string), "schema:")
		v.super[id] = ids(n["rdfs:subClassOf"])
		v.domain[id] = ids(n["schema:domainIncludes"])
		v.ranges[id] = ids(n["schema:rangeIncludes"])
	}
	if len(v.super) < 1000 {
		t.Fatalf("%d terms, want the vocabulary", len(v.super))
	}
	return v
}

// is reports whether a class is one of others, or below it.
func (v terms) is(class string, others []string) bool {
	return slices.Contains(others, class) || slices.ContainsFunc(v.super[class], func(up string) bool { return v.is(up, others) })
}

func (v terms) check(t reporter, path string, n map[string]any) {
	class, _ := n["@type"].(string)
	for name, value := range n {
		if name[0] == '@' {
			continue
		}
		if len(v.domain[name]) == 0 || !v.is(class, v.domain[name]) {
			t.Errorf("%s: %s has no %s", path, class, name)
			continue
		}
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		for _, one := range list {
			ranges := v.ranges[name]
			switch one := one.(type) {
			case map[string]any:
				if !v.is(one["@type"].(string), ranges) {
					t.Errorf("%s: %s may not be a %s", path, name, one["@type"])
				}
				v.check(t, path+"/"+name, one)
			case bool:
				if !slices.Contains(ranges, "Boolean") {
					t.Errorf("%s: %s may not be true or false", path, name)
				}
			case float64:
				if !slices.Contains(ranges, "Number") && !slices.Contains(ranges, "Integer") {
					t.Errorf("%s: %s may not be a number", path, name)
				}
			case string:
				if enumeration := strings.HasPrefix(one, "https://schema.org/"); enumeration {
					member := strings.TrimPrefix(one, "https://schema.org/")
					if _, known := v.super[member]; !known {
						t.Errorf("%s: there is no %s", path, one)
					}
					continue
				}
				if !slices.ContainsFunc(ranges, func(r string) bool {
					return slices.Contains([]string{"Text", "URL", "Date", "DateTime", "Number", "Duration", "Language"}, r) || v.is(r, []string{"Intangible", "CreativeWork"})
				}) {
					t.Errorf("%s: %s may not be a text", path, name)
				}
			}
		}
	}
}
