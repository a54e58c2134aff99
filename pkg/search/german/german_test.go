package german_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Käse": "kaese", "GRÖẞE": "groesse", "Straße": "strasse", "Café": "cafe", "Ångström": "angstroem",
		"Übung": "uebung", norm.NFD.String("Übung"): "uebung", "Daten\u00ADschutz": "datenschutz", "Łódź": "lodz",
		"A Coruña": "a coruna", "": "",
	} {
		if got := german.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWeakLeavesTheEOfAnotherVowel(t *testing.T) {
	for in, want := range map[string]string{
		"kaese": "kase", "quelle": "quelle", "bauen": "bauen", "neue": "neue", "uebung": "ubung", "haeuser": "hauser", "": "",
	} {
		if got := german.Weak(in); got != want {
			t.Errorf("Weak(%q) = %q, want %q", in, got, want)
		}
	}
}

func keys(text string) string {
	var s german.Scanner
	var out []string
	for _, t := range s.Scan(text) {
		out = append(out, t.Key)
	}
	german.Elliptic(s.Scan(text), func(key string, _ german.Token) { out = append(out, "+"+key) })
	return strings.Join(out, " ")
}

func TestTokens(t *testing.T) {
	for in, want := range map[string]string{
		"Grundlagen der IT-Sicherheit":            "grundlagen der it sicherheit itsicherheit",
		"EDVKurs für Anfänger":                    "edvkurs edv kurs fuer anfaenger",
		"eGovernment":                             "egovernment government",
		"WordPress-Kurse":                         "wordpress word press kurse wordpresskurse",
		"Reise nach U.K., z.B. London":            "reise nach uk zb london",
		"C++ und C#, Web 2.0":                     "c++ und c# web 2.0",
		"Gärtner:innen":                           "gaertner gaertnerinnen",
		"Gärtner*innen, Gärtner_innen":            "gaertner gaertnerinnen gaertner gaertnerinnen",
		"MitarbeiterInnen":                        "mitarbeiter mitarbeiterinnen",
		"Erzieher/-in, Erzieher/in, Erzieher(in)": "erzieher erzieherin erzieher erzieherin erzieher erzieherin",
		"Geprüfte/-r Fachwirt/-in":                "gepruefte fachwirt fachwirtin",
		"Recht/Ordnung (Bauamt) \"Zitat\"":        "recht ordnung bauamt zitat",
		"Obst- und Gemüseanbau":                   "obst und gemueseanbau +obstanbau",
		"Wasser-, Abwasser- und Abfallrecht":      "wasser abwasser und abfallrecht +wasserrecht +abwasserrecht",
		"Verwaltungsrecht und -praxis":            "verwaltungsrecht und praxis +verwaltungspraxis",
		"IT-Sicherheits-Management":               "it sicherheits management itsicherheitsmanagement itsicherheits sicherheitsmanagement",
		"Office365 A1 34a":                        "office365 office 365 a1 34a",
		"a b c ? ! -- …":                          "",
		"SGB V, Modul B und Teil 2":               "sgb sgb_v modul modul_b und teil teil_2",
		"GmbH SchILD-NRW":                         "gmbh schild nrw schildnrw",
	} {
		if got := keys(in); got != want {
			t.Errorf("tokens of %q:\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestStemJoinsInflection(t *testing.T) {
	for _, group := range [][]string{
		{"rhythmus", "rhythmen"},
		{"museum", "museen"},
		{"recht", "rechte", "rechts", "rechtes"},
		{"schulung", "schulungen"},
		{"thema", "themen"},
		{"kenntnis", "kenntnisse"},
		{"graph", "graphen"},
		{"zentrum", "zentren"},
		{"kurs", "kurses", "kurse", "kursus"},
		{"material", "materialien"},
		{"praxis", "praxen"},
		{"system", "systeme", "systems", "systemen"},
		{"problem", "probleme"},
		{"dienst", "dienste"},
		{"gut", "gut"},
	} {
		for _, w := range group[1:] {
			if got, want := german.Stem(w), german.Stem(group[0]); got != want {
				t.Errorf("Stem(%q) = %q, want %q as for %q", w, got, want, group[0])
			}
		}
	}
	for _, pair := range [][2]string{{"messung", "messe"}, {"organ", "organisation"}, {"amt", "amtlich"}, {"campus", "camp"}} {
		if german.Stem(pair[0]) == german.Stem(pair[1]) {
			t.Errorf("Stem joins %q and %q as %q, want them apart", pair[0], pair[1], german.Stem(pair[0]))
		}
	}
}

func TestRootJoinsFamilies(t *testing.T) {
	for _, group := range [][]string{
		{"restaurieren", "restaurator", "restaurierung"},
		{"beratung", "beraten", "berater"},
		{"digitalisierung", "digitalisieren", "digital"},
		{"wirtschaft", "wirtschaftlich"},
		{"verwaltung", "verwalten", "verwalter"},
		{"moderation", "moderieren", "moderator"},
		{"kommunikation", "kommunizieren"},
		{"verhandeln", "verhandlung"},
		{"foerdern", "foerderung"},
		{"entwickeln", "entwicklung"},
		{"resilient", "resilienz"},
		{"demokratie", "demokratisch"},
		{"biologe", "biologie", "biologisch"},
		{"fotografie", "fotografieren", "fotograf"},
	} {
		for _, w := range group[1:] {
			if got, want := german.Root(w), german.Root(group[0]); got != want {
				t.Errorf("Root(%q) = %q, want %q as for %q", w, got, want, group[0])
			}
		}
	}
}

func TestGenderForms(t *testing.T) {
	if diff := cmp.Diff([]string{"baeuer", "baeuere", "bauer", "bauere"}, german.Masculine("baeuerin")); diff != "" {
		t.Errorf("Masculine(baeuerin) -want +got:\n%s", diff)
	}
	if got := german.Masculine("recht"); got != nil {
		t.Errorf("Masculine(recht) = %q, want nothing", got)
	}
	if got := german.Persons("mitarbeitende"); len(got) == 0 || got[0] != "mitarbeiter" {
		t.Errorf("Persons(mitarbeitende) = %q, want mitarbeiter first", got)
	}
}

func TestAgentsKeepTheirEnding(t *testing.T) {
	for in, want := range map[string]string{
		"lehrern": "lehrer", "bauer": "bauer", "ausbilder": "ausbilder", "fachbuecher": "fachbuech", "kinder": "kind",
		"bundeslaender": "bundeslaend", "bau": "bau", "arbeiters": "arbeiter", "fuer": "fuer",
	} {
		if got := german.PartStem(in); got != want {
			t.Errorf("PartStem(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestListsAreRead(t *testing.T) {
	for name, ok := range map[string]bool{
		"stop und": german.Stop("und"), "stop fuer": german.Stop("fuer"), "form kurs": german.Form("kurs"), "affix ver": german.Affix("ver"),
		"noun behoerde": german.Noun("behoerde"), "stem of schulung": german.NounStem(german.PartStem("schulungen")),
	} {
		if !ok {
			t.Errorf("%s is not on its list", name)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{"", "Obst- und Gemüseanbau", "U.K.", "Gärtner/-in", "C++", "a\u0308\u00AD-", "\xff\xfe", "ÄÖÜẞ-İstanbul", "In", "aInnen", "1.2.3,4-5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		var s german.Scanner
		for _, tok := range s.Scan(text) {
			if len(tok.Key) < 2 || len(tok.Key) > 64 {
				t.Errorf("key %q of %q has %d bytes, want 2 to 64", tok.Key, text, len(tok.Key))
			}
			german.Stem(tok.Key)
			german.Root(tok.Key)
			german.Weak(tok.Key)
			german.Masculine(tok.Key)
			german.Persons(tok.Key)
		}
		german.Elliptic(s.Scan(text), func(string, german.Token) {})
		if took := time.Since(began); len(text) < 10_000 && took > time.Second {
			t.Errorf("%d bytes took %v", len(text), took)
		}
	})
}

// What a scanner remembers changes nothing: words of every kind, in every neighbourhood, twice.
func TestScannerThatRemembersCutsTheSame(t *testing.T) {
	text := "Obst- und Gemüseanbau, EDVKurs Gärtner:innen; GärtnerInnen U.K. z.B. SGB V C++ WordPress 2.0 Müllabfuhr-Straße (Straße) straße _in Leiter/-in Arbeits\u00adschutz " +
		"Arbeitsschutz- Arbeitsschutz -schutz Arbeitsschutz: Arbeitsschutz:innen Arbeitsschutz. AB ab Ab Office365 Lehrer*in Lehrer"
	s := german.NewScanner()
	for round := range 3 {
		var fresh german.Scanner
		want, got := fresh.Scan(text), s.Scan(text)
		numbers := map[string]int{}
		for i := range got {
			if n, met := numbers[got[i].Key]; met && n != got[i].Number {
				t.Errorf("round %d: %q has the numbers %d and %d", round, got[i].Key, n, got[i].Number)
			}
			numbers[got[i].Key] = got[i].Number
			got[i].Number = 0
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("round %d (-fresh +remembering):\n%s", round, diff)
		}
		if round == 1 {
			s.Forget()
		}
		if round < 1 && s.Known() != len(numbers) {
			t.Errorf("knows %d keys, want %d", s.Known(), len(numbers))
		}
	}
}

func TestCompareWeakComparesWeakForms(t *testing.T) {
	keys := []string{"", "a", "ae", "aee", "kaese", "kase", "quelle", "bauen", "neue", "aeue", "oeuvre", "oevre", "schuelerin", "schuler", "ueaeoe"}
	for _, a := range keys {
		for _, b := range keys {
			weak := german.Weak(b)
			if got, want := german.CompareWeak(a, weak), strings.Compare(german.Weak(a), weak); got != want {
				t.Errorf("CompareWeak(%q, %q) = %d, want %d", a, weak, got, want)
			}
		}
	}
}
