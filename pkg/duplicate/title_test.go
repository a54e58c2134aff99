package duplicate_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/duplicate"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// titled is an offer with a title, held in a town in the winter of 2026.
func titled(title, city string) *learning.Offer {
	return &learning.Offer{Title: learning.Text{"de": title}, Sessions: []learning.Session{
		{ID: "1", Start: "2026-12-03T09:00:00+01:00", End: "2026-12-04T16:00:00+01:00", Place: &learning.Place{City: city}},
	}}
}

func key(title, city string) uint64 {
	var r duplicate.Reader
	return r.Title(titled(title, city), "K-4711 26").Key
}

func TestTitlesThatMeanTheSame(t *testing.T) {
	for _, pair := range [][2]string{
		{"Excel Grundkurs", "Grundlagen Excel"},
		{"Excel für Einsteiger", "Excel Einführung"},
		{"Brandschutzhelfer in Bad Münder", "Brandschutzhelfer (Bad Münder)"},
		{"Brandschutzhelfer – Bad Münder", "Brandschutzhelfer"},
		{"Datenschutz Seminar", "Datenschutz-Workshop"},
		{"Datenschutz (online)", "DATENSCHUTZ"},
		{"Geprüfte/-r Fachwirt/-in", "Geprüfte Fachwirte"},
		{"Mitarbeiter:innen führen", "MitarbeiterInnen führen"},
		{"Straße und Recht", "STRASSE & Recht"},
		{"Steuerrecht 2026", "Steuerrecht"},
		{"Steuerrecht, 03.12.2026", "Steuerrecht 3.12."},
		{"Steuerrecht 3.-4.12.2026", "Steuerrecht"},
		{"Steuerrecht, Kurs 31", "Steuerrecht, Kurs Nr. 4711"},
		{"Englischkurs A1", "Englisch A1"},
	} {
		if k := key(pair[0], "Bad Münder"); k == 0 || k != key(pair[1], "Bad Münder") {
			t.Errorf("%q and %q have different keys", pair[0], pair[1])
		}
	}
}

func TestTitlesThatMeanAnother(t *testing.T) {
	for _, pair := range [][2]string{
		{"Englisch A1", "Englisch A2"},
		{"Statistik Teil 1", "Statistik Teil 2"},
		{"Statistik Teil A", "Statistik Teil B"},
		{"Mathematik I", "Mathematik II"},
		{"Excel Grundkurs", "Excel Aufbaukurs"},
		{"Excel Grundkurs", "Excel Intensivkurs"},
		{"Excel Grundkurs", "Excel für Fortgeschrittene"},
		{"Meisterkurs – Teil 2026", "Meisterkurs – Teil 2027"},
		{"Programmieren mit Vorkenntnissen", "Programmieren ohne Vorkenntnisse"},
		{"C", "C++"},
		{"C#", "C++"},
		{"Stadtgeschichte", "Stadtrecht"},
		{"Online-Marketing", "Marketing"},
		{"Englisch", "Englisch 50+ Kurs"},
		{"Web 2.0", "Web 3.0"},
	} {
		if key(pair[0], "Mainz") == key(pair[1], "Mainz") {
			t.Errorf("%q and %q have the same key", pair[0], pair[1])
		}
	}
	if key("Geschichte Berlins", "Berlin") == key("Geschichte Hamburgs", "Hamburg") {
		t.Error("a place that is the subject was taken out of the title")
	}
	for _, title := range []string{"", "Workshop", "Kurs 12", "!?", "und"} {
		if k := key(title, "Mainz"); k != 0 {
			t.Errorf("%q has a key, want none", title)
		}
	}
}

func TestExactIsTheWholeTitle(t *testing.T) {
	var r duplicate.Reader
	a, b := r.Title(titled("Excel Grundkurs", "Mainz"), ""), r.Title(titled("EXCEL – Grundkurs", "Mainz"), "")
	c := r.Title(titled("Grundkurs Excel", "Mainz"), "")
	if a != b || a.Exact == c.Exact || a.Key != c.Key {
		t.Errorf("titles are %+v, %+v and %+v, want the first two equal and the third of the same key alone", a, b, c)
	}
}
