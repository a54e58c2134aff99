package table

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestReadDate(t *testing.T) {
	for _, c := range []struct {
		in       string
		formats  []string
		want     string
		rule     string // "" = no finding
		proposal string
	}{
		{in: "2026-03-02", want: "2026-03-02"},
		{in: "02.03.2026", want: "2026-03-02"},
		{in: "2.3.26", want: "2026-03-02"},
		{in: "Di 02.12.2025", want: "2025-12-02"},
		{in: "Dienstag, 2. Dezember 2025", want: "2025-12-02"},
		{in: "3. März 2026", want: "2026-03-03"},
		{in: "20260302", want: "2026-03-02"},
		{in: "02.12.2025 18:00", want: "2025-12-02T18:00:00+01:00"},
		{in: "02.07.2026, 18.30 Uhr", want: "2026-07-02T18:30:00+02:00"},
		{in: "02.07.2026 9 Uhr", want: "2026-07-02T09:00:00+02:00"},
		{in: "2026-07-02T09:00:00.000Z", want: "2026-07-02T11:00:00+02:00"},
		{in: "2026-07-02 09:00:00+0200", want: "2026-07-02T09:00:00+02:00"},
		{in: "31.12.2025 24:00", want: "2026-01-01T00:00:00+01:00"},
		{in: "29.02.2024", want: "2024-02-29"},
		// Midnight in Berlin of 2 March 2026, in milliseconds: in UTC it is still 1 March.
		{in: "1772406000000", want: "2026-03-02"},
		{in: "1772406000", want: "2026-03-02"},
		{in: "1772438400000", want: "2026-03-02T09:00:00+01:00"},
		{in: "46083", want: "2026-03-02", rule: "excel-serial", proposal: "2026-03-02"},
		{in: "46083.375", want: "2026-03-02T09:00:00+01:00", rule: "excel-serial", proposal: "2026-03-02T09:00:00+01:00"},
		{in: "31.02.2026", rule: "date", proposal: "28.02.2026"},
		{in: "29.02.2025", rule: "date", proposal: "28.02.2025"},
		{in: "00.01.2026", rule: "date"},
		{in: "01.13.2026", rule: "date"},
		{in: "3. Brumaire 2026", rule: "date"},
		{in: "03/04/2026", rule: "date-ambiguous"},
		{in: "23/04/2026", want: "2026-04-23"},
		{in: "02.03.2026 25:00", rule: "time"},
		{in: "02.03.2026 24:30", rule: "time"},
		{in: "02.03.2026 morgens", rule: "time"},
		{in: "18:00", rule: "date-missing"},
		{in: "demnächst", rule: "date"},
		{in: "04/03/2026", formats: []string{"MM/dd/yyyy"}, want: "2026-04-03"},
		{in: "03.04.2026", formats: []string{"TT.MM.JJJJ"}, want: "2026-04-03"},
		{in: "2026-03-02T09:15", formats: []string{"yyyy-MM-ddTHH:mm"}, want: "2026-03-02T09:15:00+01:00"},
		{in: "46083", formats: []string{"excel"}, want: "2026-03-02"},
		{in: "86400", formats: []string{"epoch-s"}, want: "1970-01-02T01:00:00+01:00"},
		{in: "82800000", formats: []string{"epoch-ms"}, want: "1970-01-02"},
		{in: "2026-03-02", formats: []string{"TT.MM.JJJJ"}, rule: "date"},
	} {
		got, i := readDate(c.in, learning.Berlin, c.formats)
		rule, proposal := "", ""
		if i != nil {
			rule, proposal = i.rule, i.proposal
		}
		if got != c.want || rule != c.rule || proposal != c.proposal {
			t.Errorf("readDate(%q, %v) = %q, rule %q, proposal %q; want %q, %q, %q", c.in, c.formats, got, rule, proposal, c.want, c.rule, c.proposal)
		}
	}
}

func TestReadPrice(t *testing.T) {
	eur := func(amount string) map[string]any { return map[string]any{"amount": amount, "currency": "EUR"} }
	for _, c := range []struct {
		in   string
		want map[string]any
		rule string
	}{
		{in: "47,00 EUR", want: eur("47.00")},
		{in: "84.70", want: eur("84.70")},
		{in: "84.7", want: eur("84.70")},
		{in: "47", want: eur("47.00")},
		{in: "47,- €", want: eur("47.00")},
		{in: "€ 1.250,50", want: eur("1250.50")},
		{in: "1,250.50", want: eur("1250.50")},
		{in: "1.250", want: eur("1250.00")},
		{in: "1 250 Euro", want: eur("1250.00")},
		{in: "84.7000", want: eur("84.70")},
		{in: "120 CHF", want: map[string]any{"amount": "120.00", "currency": "CHF"}},
		{in: "kostenfrei", want: map[string]any{"free": true}},
		{in: "Kostenlos für alle", want: map[string]any{"free": true}},
		{in: "0,00 €", want: map[string]any{"amount": "0.00", "currency": "EUR", "free": true}},
		{in: "47,00 EUR (erm. 30,00 EUR)", want: eur("47.00"), rule: "price-several"},
		{in: "40 - 60 EUR", rule: "price-range"},
		{in: "-5 EUR", rule: "price"},
		{in: "auf Anfrage", rule: "price"},
		{in: "Freiburg", rule: "price"}, // "frei" is a word, not a syllable
	} {
		got, i := readPrice(c.in, "EUR")
		rule := ""
		if i != nil {
			rule = i.rule
		}
		if diff := cmp.Diff(c.want, got); diff != "" || rule != c.rule {
			t.Errorf("readPrice(%q): rule %q, want %q; -want +got:\n%s", c.in, rule, c.rule, diff)
		}
	}
}

func TestReadURL(t *testing.T) {
	base, err := url.Parse("https://vhs.example.org/kurse/")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		in   string
		base *url.URL
		want string
		rule string
	}{
		{in: "https://example.org/a?b=c#d", want: "https://example.org/a?b=c#d"},
		{in: " http://www.hamburgmediaschool.com ", want: "http://www.hamburgmediaschool.com"},
		{in: "http://http://www.bfs-eichsfeld.de/", want: "http://www.bfs-eichsfeld.de/", rule: "url-repaired"},
		{in: "http://https://www.dtb.de", want: "https://www.dtb.de", rule: "url-repaired"},
		{in: "http:/example.org", want: "http://example.org", rule: "url-repaired"},
		{in: "www.example.org/kurs", want: "https://www.example.org/kurs", rule: "url-repaired"},
		{in: "example.org", want: "https://example.org", rule: "url-repaired"},
		{in: "https://example.org/Präsenz kurs?a=b c", want: "https://example.org/Pr%C3%A4senz%20kurs?a=b%20c"},
		{in: "https://example.org/100%", want: "https://example.org/100%25"},
		{in: "https://example.org/%C3%A4", want: "https://example.org/%C3%A4"},
		{in: "HTTPS://Example.org/A", want: "https://Example.org/A"},
		{in: "http://info@example.org", rule: "url-email"},
		{in: "info@example.org", rule: "url-email"},
		{in: "mailto:info@example.org", rule: "url-email"},
		{in: "http://www.Bildung- Approval.de", rule: "url"},
		{in: "http://localhost", rule: "url"},
		{in: "http://", rule: "url"},
		{in: "javascript:alert(1)", rule: "url-scheme"},
		{in: "data:text/html,x", rule: "url-scheme"},
		{in: "/cmx/bild.png", rule: "url-relative"},
		{in: "/cmx/bild.png", base: base, want: "https://vhs.example.org/cmx/bild.png"},
		{in: "bild 1.png", base: base, want: "https://vhs.example.org/kurse/bild%201.png"},
		{in: "siehe Aushang", rule: "url-relative"},
	} {
		got, i := readURL(c.in, c.base)
		rule := ""
		if i != nil {
			rule = i.rule
		}
		if got != c.want || rule != c.rule {
			t.Errorf("readURL(%q) = %q, rule %q; want %q, %q", c.in, got, rule, c.want, c.rule)
		}
	}
}

func TestPlainText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"word", `<p class="MsoNormal"><b>Inhalte</b></p><style>p.MsoNormal {margin:0}</style><p class="MsoNormal">Was&nbsp;ist      das?<o:p></o:p></p>`, "Inhalte\n\nWas ist das?"},
		{"list", `Lernziele:<ul><li>eins</li><li><b>zwei</b></li></ul>danach`, "Lernziele:\n\n- eins\n- zwei\n\ndanach"},
		{"word list", `<p class=MsoListParagraphCxSpFirst><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span>eins</p><p class=MsoListParagraphCxSpLast><span style='mso-list:Ignore'>·<span> </span></span>zwei</p>`, "- eins\n- zwei"},
		{"table", `<table><tr><td><label>Leitung</label></td><td>VHS</td></tr><tr><td>Mo</td><td>Di</td><td>Mi</td></tr></table>`, "Leitung: VHS\nMo: Di · Mi"},
		{"inline", `Daten<b>schutz</b> für <i>alle</i> !`, "Datenschutz für alle !"},
		{"breaks", `eins<br>zwei<br/><br/>drei`, "eins\nzwei\n\ndrei"},
		{"cut off in a tag", `<div class="Zeit">13.11.25</div><div class="`, "13.11.25"},
		{"cut off in a script", `vorher<script>alert(1)`, "vorher"},
		{"unclosed", `<div><p>eins<p>zwei`, "eins\n\nzwei"},
		{"comment", `a<!-- b --><![if !supportLists]>c<![endif]>`, "ac"},
		{"twice escaped", `&lt;p&gt;M&amp;uuml;ller&lt;/p&gt;`, "Müller"},
		{"no markup", `Auskunft <1 Monat, 3 > 2`, "Auskunft <1 Monat, 3 > 2"},
		{"images", `<figure><picture><source srcset="/a.webp"/><img src="/a.jpg" alt="x"/></picture></figure>Text`, "Text"},
		{"event handler", `<a href="javascript:alert(1)" onclick="x()">Klick</a>`, "Klick"},
		{"pre", "<pre>a\n  b</pre>", "a\n  b"},
		{"empty", `<div><br/></div>`, ""},
	} {
		if got := plainText(c.in); got != c.want {
			t.Errorf("%s: plainText(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestWithBreaks(t *testing.T) {
	for in, want := range map[string]string{
		"eins\nzwei <b>drei</b>": "eins\nzwei drei",
		"<p>eins\nzwei</p>":      "eins zwei",
	} {
		if got := plainText(withBreaks(in)); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
}

func TestReadDuration(t *testing.T) {
	for _, c := range []struct{ in, unit, want string }{
		{"PT7H", "", "PT7H"},
		{"8 UE", "", "PT6H"},
		{"10 Unterrichtseinheiten", "", "PT7H30M"},
		{"16 Stunden", "", "PT16H"},
		{"7,5 Std.", "", "PT7H30M"},
		{"90 Minuten", "", "PT1H30M"},
		{"2 Tage", "", "P2D"},
		{"6 Wochen", "", "P6W"},
		{"150", "hours", "PT150H"},
		{"5", "days", "P5D"},
		{"45", "minutes", "PT45M"},
		{"4", "lessons", "PT3H"},
		{"150", "", ""},
		{"0", "hours", ""},
		{"2,5 Tage", "", ""},
		{"irgendwann", "", ""},
	} {
		got, i := readDuration(c.in, c.unit)
		if got != c.want || (i != nil) != (c.want == "") {
			t.Errorf("readDuration(%q, %q) = %q (finding: %v), want %q", c.in, c.unit, got, i != nil, c.want)
		}
	}
}

func TestReadLanguages(t *testing.T) {
	for in, want := range map[string][]string{
		"Deutsch":                 {"de"},
		"Deutsch (ggf. Englisch)": {"de", "en"},
		"Überwiegend Polnisch":    {"pl"},
		"de-AT":                   {"de-AT"},
		"Klingonisch":             nil,
	} {
		if got, _ := readLanguages(in); !cmp.Equal(got, want) {
			t.Errorf("readLanguages(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestTidy(t *testing.T) {
	for in, want := range map[string]string{
		"u\u0308ber\r\nzwei\u00a0drei": "über\nzwei drei",
		"Soft\u00adware\u200b":         "Software",
		"a\u202eb\x00c\x1b":            "abc",
		"  x  ":                        "x",
	} {
		if got, _ := tidy(in); got != want {
			t.Errorf("tidy(%q) = %q, want %q", in, got, want)
		}
	}
	if _, cleaned := tidy("a\u202eb"); !cleaned {
		t.Error("tidy says nothing of a bidi override")
	}
}

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		name, in, declared, want, encoding string
	}{
		{"utf-8", "Grüße", "", "Grüße", "UTF-8"},
		{"bom", "\xef\xbb\xbfGrüße", "", "Grüße", "UTF-8 mit BOM"},
		{"windows", "Gr\xfc\xdfe \x84x\x93 \x80", "", "Grüße „x“ €", "Windows-1252"},
		{"utf-16le bom", "\xff\xfeG\x00\xfc\x00", "", "Gü", "UTF-16LE"},
		{"utf-16be bom", "\xfe\xff\x00G\x00\xfc", "", "Gü", "UTF-16BE"},
		{"utf-16le", "a\x00b\x00c\x00\xfc\x00d\x00", "", "abcüd", "UTF-16LE"},
		{"dos", "Gr\x81\xe1e, K\x94ln", "", "Grüße, Köln", "CP850"},
		{"declared", "\xa4", "iso-8859-15", "€", "iso-8859-15"},
	} {
		got, name, err := decode([]byte(c.in), c.declared)
		if err != nil || string(got) != c.want || name != c.encoding {
			t.Errorf("%s: decode = %q, %s, %v; want %q, %s", c.name, got, name, err, c.want, c.encoding)
		}
	}
	if _, _, err := decode([]byte("ab\x00\x01\x02cd\xff"), ""); err == nil {
		t.Error("binary bytes were read as text")
	}
}
