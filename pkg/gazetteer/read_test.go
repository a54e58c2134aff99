package gazetteer_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
)

// The same places in the forms that files of postal codes have.
const (
	tabs = "DE\t55116\tMainz\tRheinland-Pfalz\tRP\t\t00\tMainz, kreisfreie Stadt\t07315\t50.0\t8.27\t4\n" +
		"AT\t1010\tWien\tWien\t09\t\t\t\t\t48.2\t16.4\t4\n" +
		"DE\t70001\tMuster GmbH\tBaden-Württemberg\t01\t\t081\tStuttgart\t08111\t48.78\t9.18\t\n"
	commas = "country_code,zipcode,place,state,state_code,province,province_code,community,community_code,latitude,longitude\r\n" +
		"DE,55116,Mainz,Rheinland-Pfalz,RP,,00,\"Mainz, kreisfreie Stadt\",07315,50.0,8.27\r\n" +
		"DE,70001,Muster GmbH,Baden-Württemberg,01,,081,Stuttgart,08111,48.78,9.18\r\n"
	short = ",lat,lng\n55116,50.0,8.27\n70001,48.78,9.18\n"
)

func TestRead(t *testing.T) {
	full := []gazetteer.Row{
		{Code: "55116", Name: "Mainz", Land: "rp", Lat: 50, Lon: 8.27},
		{Code: "70001", Name: "Muster GmbH", Land: "bw", Lat: 48.78, Lon: 9.18, User: true},
	}
	bare := []gazetteer.Row{{Code: "55116", Lat: 50, Lon: 8.27}, {Code: "70001", Lat: 48.78, Lon: 9.18}}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte(commas))
	_ = z.Close()
	for name, c := range map[string]struct {
		text string
		want []gazetteer.Row
	}{
		"tabs":             {tabs, full},
		"commas":           {commas, full},
		"gzip":             {zipped.String(), full},
		"byte order mark":  {"\uFEFF" + commas, full},
		"codes and points": {short, bare},
	} {
		got, err := gazetteer.Read(strings.NewReader(c.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestTheLandOfALine: numbers of Länder are GeoNames' own, those of districts official.
func TestTheLandOfALine(t *testing.T) {
	for line, want := range map[string]string{
		"DE\t1\tX\tBaden-Württemberg\t01\t\t\t\t08111":             "bw",
		"DE\t1\tX\t\t01\t\t\t\t01058":                              "sh",
		"DE\t1\tX\t\t01\t\t\t\t":                                   "bw",
		"DE\t1\tX\tBavaria\t02\t\t\t\t":                            "by",
		"DE\t1\tX\tThuringia\t15\t\t\t\t16051":                     "th",
		"DE\t1\tX\tMecklenburg-Western Pomerania\t12\t\t\t\t13076": "mv",
		"DE\t1\tX\tLand Berlin\t16\t\t\t\t11000":                   "be",
		"DE\t1\tX\t\tSL\t\t\t\t":                                   "sl",
		"DE\t1\tX\t\t\t\t\t\t":                                     "",
		"DE\t1\tX\tNirgendland\t99\t\t\t\t99111":                   "",
	} {
		rows, err := gazetteer.Read(strings.NewReader(strings.Replace(line, "\t1\t", "\t12345\t", 1) + "\t50\t8\n"))
		if err != nil || string(rows[0].Land) != want {
			t.Errorf("%q: %+v, %v, want %q", line, rows, err, want)
		}
	}
}

func TestWhatIsNoFileOfPostalCodes(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":            {"", "no German postal code"},
		"a page":           {"<!DOCTYPE html>\n<html>\n", "line 1"},
		"a bad code":       {strings.Replace(tabs, "70001", "7001", 1), `line 3: "7001" is no postal code`},
		"no number":        {strings.Replace(short, "48.78", "48°47'", 1), "line 3: "},
		"out of the world": {strings.Replace(short, "48.78", "148.78", 1), "line 3: "},
		"not a number":     {strings.Replace(short, "48.78", "NaN", 1), "line 3: "},
		"too few columns":  {"DE\t55116\tMainz\n", "line 1"},
		"other columns":    {"a,b,c\nx,y,z\n", "line 1: no columns"},
		"other countries":  {"AT\t1010\tWien\tWien\t09\t\t\t\t\t48.2\t16.4\t4\n", "no German postal code"},
		"broken gzip":      {"\x1f\x8b\x08broken", "no file of postal codes"},
	} {
		_, err := gazetteer.Read(strings.NewReader(c.text))
		if !errors.Is(err, gazetteer.ErrFormat) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want one that says %q", name, err, c.want)
		}
	}
	if _, err := gazetteer.Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	path := filepath.Join(t.TempDir(), "DE.txt")
	if err := os.WriteFile(path, []byte(tabs), 0o600); err != nil {
		t.Fatal(err)
	}
	if g, err := gazetteer.Open(path); err != nil || !g.HasCodes() {
		t.Errorf("a file: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{tabs, commas, short, "\x1f\x8b", "\"", "a\tb"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := gazetteer.Read(strings.NewReader(text))
		if (err == nil) == (len(rows) == 0) {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		g := gazetteer.New(rows)
		for _, r := range rows {
			g.Postal(r.Code)
			g.Find(r.Name, r.Land)
		}
	})
}
