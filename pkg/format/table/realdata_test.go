package table_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"

	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/schemas"
)

// realFiles are the files of a real feed, in the order of their names.
func realFiles(t *testing.T, pattern string) []table.File {
	t.Helper()
	root := os.Getenv("LVTEST_REAL_DATA")
	if root == "" {
		t.Skip("LVTEST_REAL_DATA names no folder with real feeds")
	}
	names, err := filepath.Glob(filepath.Join(root, "offers", pattern))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	files := make([]table.File, len(names))
	for i, n := range names {
		raw, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = table.File{Name: n, Data: raw}
	}
	return files
}

func shipped(t *testing.T, name string) *table.Mapping {
	t.Helper()
	raw, err := schemas.FS.ReadFile("mappings/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(raw))
}

// plain unpacks a file without the package under test.
func plain(t *testing.T, f table.File) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(f.Data))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func decode(t *testing.T, r table.Record) *learning.Offer {
	t.Helper()
	o, err := r.Decode()
	if err != nil {
		t.Fatal(err)
	}
	if found := learning.Refused(append(o.Validate(), o.Plausible(now)...)); found {
		t.Errorf("%s would be refused by the hub: %+v", r.Subject, append(o.Validate(), o.Plausible(now)...))
	}
	return o
}

// line is a text as the hub wants it: one title of the feed is decomposed (NFD).
func line(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

// TestRLP compares every offer with the feed, read a second time without this package.
func TestRLP(t *testing.T) {
	m := shipped(t, "rp-bildungsfreistellung")
	counts := []int{1248, 1257, 1259, 1260}
	for i, f := range realFiles(t, "rlp-bildungsfreistellung/*.json.gz") {
		var feed struct {
			Events []struct {
				KZ, Title, Ort, Land, Region, Start string
				End                                 string `json:"end"`
				TypBis                              string `json:"typ_bis"`
				Org                                 int
				Cats                                []string
			}
			Organizers []struct{ Name, Address, Web string }
		}
		if err := json.Unmarshal(plain(t, f), &feed); err != nil {
			t.Fatal(err)
		}
		d := table.Read([]table.File{f}, m, table.Options{Now: now})
		if len(d.Records) != counts[i] || len(feed.Events) != counts[i] || d.Refused() != 0 || !d.Complete() {
			t.Fatalf("%s: %d records of %d, %d refused, complete %v; want %d, 0, true", f.Name, len(d.Records), len(feed.Events), d.Refused(), d.Complete(), counts[i])
		}
		online, hybrid, impossible := 0, 0, 0
		for k, r := range d.Records {
			e, o := feed.Events[k], decode(t, r)
			organizer := feed.Organizers[e.Org]
			if r.Subject != e.KZ || o.Title.German() != line(e.Title) || o.Provider.Name != line(organizer.Name) || o.ValidThrough != e.TypBis || len(o.Sessions) != 1 {
				t.Fatalf("%s = %+v, want %+v of %+v", r.Subject, o, e, organizer)
			}
			if !strings.Contains(o.Description.German(), organizer.Address) || len(o.Keywords) < len(e.Cats) {
				t.Errorf("%s: description %q, keywords %v; want the address %q and %v", r.Subject, o.Description.German(), o.Keywords, organizer.Address, e.Cats)
			}
			s := o.Sessions[0]
			if s.Start != e.Start || s.End != e.End {
				if s.End == "" && (e.End < e.Start || e.End > "2100") {
					impossible++
				} else {
					t.Errorf("%s: %s to %s, want %s to %s", r.Subject, s.Start, s.End, e.Start, e.End)
				}
			}
			if in := s.Place != nil && s.Place.Land == "rp"; in != (e.Region == "rlp") {
				t.Errorf("%s lies in Rheinland-Pfalz: %v, want %v", r.Subject, in, e.Region == "rlp")
			}
			switch o.Mode {
			case learning.Online:
				online++
			case learning.Hybrid:
				hybrid++
			}
			if strings.Contains(e.Ort, "Liverpool") && o.Mode != learning.Onsite {
				t.Errorf("%s in Liverpool is %s", r.Subject, o.Mode)
			}
		}
		if wantOnline := 5; online != wantOnline || hybrid != 1 {
			t.Errorf("%s: %d online, %d hybrid; want %d, 1", f.Name, online, hybrid, wantOnline)
		}
		if want := map[int]int{0: 4}[i]; impossible != want {
			t.Errorf("%s: %d impossible ends left out, want %d", f.Name, impossible, want)
		}
	}
}

var termin = regexp.MustCompile(`(?:Mo|Di|Mi|Do|Fr|Sa|So) \d\d\.\d\d\.\d{4} \d\d:\d\d - \d\d:\d\d Uhr( abgesagt)?`)

func TestLahnstein(t *testing.T) {
	m := shipped(t, "vhs-lahnstein")
	counts := []int{16, 16, 0, 16, 13, 13, 0, 13, 13, 13, 12, 11, 9, 8, 4, 3, 0}
	guids := map[string]bool{}
	files := realFiles(t, "vhs-lahnstein/*.json.gz")
	if len(files) != len(counts) {
		t.Fatalf("%d files, want %d", len(files), len(counts))
	}
	named := regexp.MustCompile(`"dozent": "\S+ (\S{4,})`).FindSubmatch(plain(t, files[0]))
	if named == nil {
		t.Fatalf("%s names no lecturer", files[0].Name)
	}
	lecturer := bytes.ToLower(named[1])
	for i, f := range files {
		raw := plain(t, f)
		type course struct{ GUID, Zeiten string }
		var feed []course
		if json.Unmarshal(raw, &feed) != nil {
			var wrapped struct{ Data []course }
			if err := json.Unmarshal(raw, &wrapped); err != nil {
				t.Fatal(err)
			}
			feed = wrapped.Data
		}
		d := table.Read([]table.File{f}, m, table.Options{Now: now})
		if len(d.Records) != counts[i] || len(feed) != counts[i] || d.Refused() != 0 || !d.Complete() {
			t.Fatalf("%s: %d records of %d, %d refused, complete %v; want %d, 0, true", f.Name, len(d.Records), len(feed), d.Refused(), d.Complete(), counts[i])
		}
		for k, r := range d.Records {
			guids[r.Subject] = true
			o := decode(t, r)
			if r.Subject != feed[k].GUID {
				t.Errorf("subject %q, want %q", r.Subject, feed[k].GUID)
			}
			want := termin.FindAllString(feed[k].Zeiten, -1)
			if len(o.Sessions) != len(want) {
				t.Fatalf("%s %s: %d sessions, want %d of %q", f.Name, r.Subject, len(o.Sessions), len(want), feed[k].Zeiten)
			}
			for n, s := range o.Sessions {
				if cancelled := strings.HasSuffix(want[n], "abgesagt"); (s.Status == learning.Cancelled) != cancelled {
					t.Errorf("%s %s: status %q, want cancelled %v", f.Name, want[n], s.Status, cancelled)
				}
				start, _, err := learning.Moment(s.Start)
				if err != nil || start.In(learning.Berlin).Format("02.01.2006 15:04") != want[n][3:19] {
					t.Errorf("%s: start %s of %s", f.Name, s.Start, want[n])
				}
			}
			if bad := regexp.MustCompile(`<[a-z/]|&[a-z]+;|mso-|IBAN|BIC|\x{00a0}`).FindString(o.Description.German()); bad != "" {
				t.Errorf("%s %s: description holds %q", f.Name, r.Subject, bad)
			}
			if i >= 7 && len(o.Description.German()) < 400 {
				t.Errorf("%s %s: description of %d bytes", f.Name, r.Subject, len(o.Description.German()))
			}
			if i == 5 && len(absurdFields(r)) < 3 {
				t.Errorf("%s %s: absurd fields %v, want nummer, ort and preis", f.Name, r.Subject, absurdFields(r))
			}
		}
		everything, err := json.Marshal(struct {
			R any
			F any
			S any
		}{d.Records, d.Findings, d.Sources})
		if err != nil {
			t.Fatal(err)
		}
		if at := bytes.Index(bytes.ToLower(everything), lecturer); at >= 0 {
			t.Errorf("%s: a person is named: …%s…", f.Name, everything[max(0, at-100):min(len(everything), at+50)])
		}
		if account := regexp.MustCompile(`DE\d\d ?\d{3}[\d ]{10,}`).Find(everything); account != nil {
			t.Errorf("%s: a bank account is named: %s", f.Name, account)
		}
	}
	if len(guids) != 16 {
		t.Errorf("%d courses in all deliveries, want 16", len(guids))
	}
}

func absurdFields(r table.Record) map[string]bool {
	named := map[string]bool{}
	for _, p := range r.Problems {
		for _, f := range []string{"nummer", "ort", "preis"} {
			if p.Rule == "absurd" && p.Warning && strings.Contains(p.Message, "„"+f+"“") {
				named[f] = true
			}
		}
	}
	return named
}

func TestFUModules(t *testing.T) {
	files := realFiles(t, "fu-berlin-module/*.yaml.gz")
	d := table.Read(files, shipped(t, "fu-berlin-module"), table.Options{Now: now})
	if len(d.Records) != 473 || d.Refused() != 0 || !d.Complete() {
		t.Fatalf("%d records, %d refused, complete %v; want 473, 0, true", len(d.Records), d.Refused(), d.Complete())
	}
	k := 0
	for _, f := range files {
		var modules []struct {
			Name, Goals, Content, Link string
			CreditPoints               string `yaml:"credit_points"`
		}
		if err := yaml.Unmarshal(plain(t, f), &modules); err != nil {
			t.Fatal(err)
		}
		for _, m := range modules {
			r := d.Records[k]
			o := decode(t, r)
			k++
			if want := strings.TrimSuffix(filepath.Base(f.Name), ".yaml.gz") + "/" + m.Name; r.Subject != want || o.Title.German() != m.Name {
				t.Errorf("subject %q, title %q; want %q, %q", r.Subject, o.Title.German(), want, m.Name)
			}
			for _, part := range []string{m.Goals, m.Content, m.Link} {
				if part != "TODO" && !strings.Contains(o.Description.German(), strings.TrimSpace(part)) {
					t.Errorf("%s: the description lacks %.60q", r.Subject, part)
				}
			}
			if o.Kind != learning.Programme || m.CreditPoints != "" && o.Recognition.Credits != m.CreditPoints+" LP" {
				t.Errorf("%s: kind %s, recognition %+v", r.Subject, o.Kind, o.Recognition)
			}
		}
	}
}

// TestOtherFeeds maps two more shapes of the field with mappings of ten lines.
func TestOtherFeeds(t *testing.T) {
	vhs := parse(t, `
records: veranstaltungen.veranstaltung
subject: "{guid}"
constant: {/kind: course}
fields:
  /title: name
  /provider/name: {text: "Volkshochschule {bezirk}"}
  /description: {from: text.text}
  /price: preis.betrag
  /url: webadresse.uri
  /keywords: schlagwort
  /contact/email: anmeldung.mail
sessions:
  each: ortetermine.termin
  fields:
    /start: {text: "{beginn_datum} {beginn_uhrzeit}"}
    /end: {text: "{beginn_datum} {ende_uhrzeit}"}
    /place/name: ortetermine.adresse[#].lehrstaette
    /place/postalCode: ortetermine.adresse[#].plz
    /place/lat: ortetermine.adresse[#].breitengrad
    /place/lon: ortetermine.adresse[#].laengengrad
`)
	d := table.Read(realFiles(t, "vhs-berlin-sample/*.json"), vhs, table.Options{Now: now})
	if len(d.Records) != 1 || d.Refused() != 0 {
		t.Fatalf("%d records, %d refused: %v", len(d.Records), d.Refused(), d)
	}
	o := decode(t, d.Records[0])
	if o.Price == nil || o.Price.Amount != "84.70" || len(o.Sessions) != 2 || o.Sessions[1].Start != "2026-09-09T16:00:00+02:00" || o.Sessions[1].Place.PostalCode != "10115" {
		t.Errorf("offer = %s", d.Records[0].Offer)
	}
	if strings.Contains(o.Description.German(), "\r") {
		t.Error("CRLF in the description")
	}

	moochub := parse(t, `
records: data
subject: "{attributes.courseCode}"
constant: {/kind: self_study, /mode: self_paced}
fields:
  /title: attributes.name
  /description: attributes.description
  /provider/name: attributes.moocProvider.name
  /inLanguage: attributes.languages
  /image/url: attributes.image.url
  /url: attributes.url
sessions:
  fields: {/start: attributes.startDate, /end: attributes.endDate}
`)
	d = table.Read(realFiles(t, "moochub-openapi-examples/v2.3*.json"), moochub, table.Options{Now: now})
	if len(d.Records) != 1 || d.Refused() != 0 {
		t.Fatalf("%d records, %d refused: %+v", len(d.Records), d.Refused(), d)
	}
	if o := decode(t, d.Records[0]); o.Sessions[0].Start != "2020-08-16T12:55:00+02:00" || o.Provider.Name != "openHPI" {
		t.Errorf("offer = %s", d.Records[0].Offer)
	}
}
