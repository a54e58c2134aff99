package table_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPersons: names collected anywhere in the delivery leave every text of it, and it stays readable.
func TestPersons(t *testing.T) {
	m := parse(t, small+`  /description: text
persons: [dozent]
personPatterns: ['Dozent(?:in)?:\s*{name}']
`)
	for _, c := range []struct{ name, persons, in, want string }{
		{"both names", "Eva Mustermann", "Der Kurs mit Eva Mustermann beginnt um 9 Uhr.", "Der Kurs beginnt um 9 Uhr."},
		{"last name first", "Eva Mustermann", "Leitung: Mustermann, Eva", ""},
		{"as last name first", "Mustermann, Eva", "Eva Mustermann liest vor.", "Die Kursleitung liest vor."},
		{"address", "Eva Mustermann", "Fragen an Frau Dr. Mustermann bitte schriftlich.", "Fragen an bitte schriftlich."},
		{"surname alone", "Eva Mustermann", "Bei Mustermann lernen Sie viel.", "lernen Sie viel."},
		{"in capitals", "Eva Mustermann", "EVA MUSTERMANN: Yoga", ": Yoga"},
		{"genitive", "Eva Mustermann", "Mustermanns Methode hilft.", "Methode hilft."},
		{"start of a sentence", "Eva Mustermann", "Viel Praxis. Eva Mustermann zeigt, wie es geht.", "Viel Praxis. Die Kursleitung zeigt, wie es geht."},
		{"two of them", "Eva Mustermann und Jan de Vries", "Mit Eva Mustermann und Jan de Vries im Park.", "im Park."},
		{"hyphen", "Eva Muster-Mann", "Leitung: Eva Muster-Mann\nOrt: Park", "Ort: Park"},
		{"label on its own line", "Eva Mustermann", "Erste Zeile\nDozentin: Eva Mustermann\nLetzte Zeile", "Erste Zeile\nLetzte Zeile"},
		{"mail address", "Eva Mustermann", "Anmeldung: eva.mustermann@example.org oder kurse@example.org", "Anmeldung: oder kurse@example.org"},
		{"web address", "Eva Mustermann", "Mehr: https://example.org/eva-mustermann/", "Mehr:"},
		{"only by pattern", "", "Dozent: Jan Beispiel\nJan Beispiel lehrt hier.", "Die Kursleitung lehrt hier."},
		{"first name alone", "Tim", "Weitere Kurse von Tim Nachname finden Sie hier.", "Weitere Kurse finden Sie hier."},
		{"first name alone, other order", "Tim", "Leitung: Nachname, Tim", ""},
		{"surname learnt from the first name", "Tim", "Kurs von Tim Nachname. Nachname lobt.", "Kurs. Die Kursleitung lobt."},
		{"surname learnt after Herr", "Tim", "Herr Nachname lehrt. Nachname lobt.", "Die Kursleitung lehrt. Die Kursleitung lobt."},
		{"not after every first name", "Tim", "Frau und Beruf, Workshop im Haus", "Frau und Beruf, Workshop im Haus"},
		{"ordinary word", "Eva Koch", "Ausbildung zum Koch bei Frau Koch.", "Ausbildung zum Koch."},
		{"ordinary word with first name", "Eva Koch", "Eva Koch kocht.", "Die Kursleitung kocht."},
		{"team", "Team der VHS", "Ein Team arbeitet mit der VHS.", "Ein Team arbeitet mit der VHS."},
		{"nobody", "N. N.", "N. N. ist kein Name.", "N. N. ist kein Name."},
		{"lower case is no name", "Eva Reiche", "Reiche Leute, reiche Ernte", "Leute, reiche Ernte"},
		{"part of a word", "Eva Muster", "Mustervertrag und Zahlenmuster", "Mustervertrag und Zahlenmuster"},
		{"runs on into the page", "Eva Mustermann Nummer 12 " + strings.Repeat("Ort und Preis ", 20), "Eva Mustermann hat Nummer 12.", "Die Kursleitung hat Nummer 12."},
		{"in markup", "Eva Mustermann", "<p>Kurs</p><table><tr><td>Leitung</td><td><b>Eva</b>&nbsp;Mustermann</td></tr></table>", "Kurs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := read(t, m, "a.json", fmt.Sprintf(`[{"id":"1","titel":"A","text":%q},{"id":"2","titel":"B","dozent":%q}]`, c.in, c.persons))
			got := ""
			if text, ok := offer(t, d.Records[0])["description"].(map[string]any); ok {
				got, _ = text["de"].(string)
			}
			if got != c.want {
				t.Errorf("%q with %q = %q, want %q", c.in, c.persons, got, c.want)
			}
			told := false
			for _, p := range d.Records[0].Problems {
				told = told || p.Rule == "person-removed" && p.Warning && p.Pointer == "/description/de" && p.Value == ""
			}
			if changed := c.want != c.in; told != changed {
				t.Errorf("finding person-removed: %v, want %v: %v", told, changed, d.Records[0].Problems)
			}
		})
	}
}

// TestPersonsInFindings: a finding about another field does not carry the name either.
func TestPersonsInFindings(t *testing.T) {
	m := parse(t, small+"  /price: preis\n  /url: web\n  /validThrough: bis\npersons: [dozent]\n")
	d := read(t, m, "a.json", `[{"id":"1","titel":"A","dozent":"Eva Mustermann","preis":"fragt Eva Mustermann","web":"https://example.org/mustermann","bis":"weiß Frau Mustermann"}]`)
	r := d.Records[0]
	if got := rules(r.Problems); !cmp.Equal(got, []string{"price", "date", "person-field", "person-removed"}) {
		t.Errorf("rules = %v", got)
	}
	if s := strings.ToLower(fmt.Sprintf("%s %+v", r.Offer, r.Problems)); strings.Contains(s, "mustermann") {
		t.Errorf("the name is still there: %s", s)
	}
}

func TestBankAccount(t *testing.T) {
	m := parse(t, small+"  /description: text\n")
	for in, want := range map[string]string{
		"Kurs\nIBAN: DE89 370 400 44  0532013000\nBIC:   COBADEFFXXX\nbar zahlen": "Kurs\nbar zahlen",
		"Bitte auf DE02120300000000202051 überweisen":                             "Bitte auf  überweisen",
		"Konto AT611904300234573201 in Wien":                                      "Konto  in Wien",
		"Raum AB12 CDEF GHIJ KLMN 3456":                                           "Raum AB12 CDEF GHIJ KLMN 3456",
	} {
		d := read(t, m, "a.json", fmt.Sprintf(`[{"id":"1","titel":"A","text":%q}]`, in))
		text, _ := offer(t, d.Records[0])["description"].(map[string]any)
		if text["de"] != want {
			t.Errorf("%q = %q, want %q", in, text["de"], want)
		}
		if told := strings.Contains(fmt.Sprint(rules(d.Records[0].Problems)), "bank-account"); told != (in != want) {
			t.Errorf("%q: finding bank-account %v, want %v", in, told, in != want)
		}
	}
}
