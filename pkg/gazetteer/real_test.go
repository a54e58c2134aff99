package gazetteer_test

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func realFile(tb testing.TB, elem ...string) string {
	tb.Helper()
	dir := os.Getenv("LVTEST_REAL_DATA")
	if dir == "" {
		tb.Skip("LVTEST_REAL_DATA names no folder with real feeds and vocabularies")
	}
	return filepath.Join(append([]string{dir}, elem...)...)
}

func readFile(tb testing.TB, path string) []gazetteer.Row {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := gazetteer.Read(f)
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}

// TestTheRealFile: the table agrees with it, and so does another file of postal codes.
func TestTheRealFile(t *testing.T) {
	rows := readFile(t, realFile(t, "vocab", "geo", "geonames-de-postal.csv.gz"))
	g := gazetteer.New(rows)
	laender := map[learning.Land]int{}
	codes := map[string][]learning.Land{}
	for _, r := range rows {
		laender[r.Land]++
		if !slices.Contains(codes[r.Code], r.Land) {
			codes[r.Code] = append(codes[r.Code], r.Land)
		}
	}
	several := 0
	for code, list := range codes {
		if len(list) > 1 {
			several++
			if p, ok := g.Postal(code); ok && p.Land != "" && slices.ContainsFunc(rows, func(r gazetteer.Row) bool { return r.Code == code && !r.User && r.Land != p.Land }) {
				t.Errorf("%s lies in %v, the gazetteer says %s", code, list, p.Land)
			}
		}
	}
	if len(laender) != 17 || laender[""] != 1 || len(codes) != 10814 || several < 30 {
		t.Errorf("%d rows of %v, %d codes, %d of them in several Länder", len(rows), laender, len(codes), several)
	}
	table := gazetteer.Default()
	wrong, seen := 0, 0
	for _, r := range rows {
		if p, ok := table.Town(r.Name, r.Land); ok && !r.User && p.Name == r.Name && p.Land == r.Land {
			seen++
			if gazetteer.Distance(p, gazetteer.Place{Lat: r.Lat, Lon: r.Lon}) > 25 {
				wrong++
				t.Logf("%+v is at %.2f %.2f in the file", p, r.Lat, r.Lon)
			}
		}
	}
	if seen < 2000 || wrong > 12 {
		t.Errorf("%d of %d lines about towns of the table are more than 25 km away", wrong, seen)
	}
	points := readFile(t, realFile(t, "vocab", "geo", "plz_geocoord.csv"))
	far, known := 0, 0
	for _, r := range points {
		if p, ok := g.Postal(r.Code); ok {
			known++
			if gazetteer.Distance(p, gazetteer.Place{Lat: r.Lat, Lon: r.Lon}) > 15 {
				far++
			}
		}
	}
	t.Logf("%d of %d postal codes are known, %d of them more than 15 km from where another file has them", known, len(points), far)
	if known*100 < len(points)*95 || far*100 > known*3 {
		t.Errorf("%d of %d postal codes known, %d far", known, len(points), far)
	}
}

// TestRealSpellings finds the Land of the places that real feeds name.
func TestRealSpellings(t *testing.T) {
	g := gazetteer.New(readFile(t, realFile(t, "vocab", "geo", "geonames-de-postal.csv.gz")))
	f, err := os.Open(realFile(t, "offers", "rlp-bildungsfreistellung", "LAND_BY_PLACE.derived.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, found, wrong := 0, 0, 0
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		city, land, _ := strings.Cut(lines.Text(), "\t")
		want := learning.Land(strings.ToLower(land))
		if !want.Valid() {
			continue
		}
		all++
		hit := g.Find(city, "")
		switch ok := hit.How >= gazetteer.Decorated || hit.Sure; {
		case ok && hit.Place.Land == want:
			found++
		case ok:
			wrong++
			t.Logf("wrong: %q is %s, want %s", city, hit.Place.Name, want)
		default:
			t.Logf("unknown: %q in %s: %+v", city, want, hit)
		}
	}
	t.Logf("%d of %d places found, %d wrong", found, all, wrong)
	if all < 100 || found*100 < all*85 || wrong*100 > all*2 {
		t.Errorf("%d of %d places found, %d wrong", found, all, wrong)
	}
}

func BenchmarkFind(b *testing.B) {
	g := gazetteer.Default()
	if os.Getenv("LVTEST_REAL_DATA") != "" {
		g = gazetteer.New(readFile(b, realFile(b, "vocab", "geo", "geonames-de-postal.csv.gz")))
	}
	for _, text := range []string{"Mainz", "Frankfurt/M.", "55116 Mainz", "TA Hameln u/o Online", "Hattlingen", "Unbekanntenhausen an der Knatter"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				g.Find(text, "")
			}
		})
	}
}
