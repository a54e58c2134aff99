package landing

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestPhrases(t *testing.T) {
	for in, want := range map[string]string{
		"Alle Angebote":                       "All offers",
		" 12.418 Angebote ":                   " 12,418 offers ",
		"23 Angebote für Excel – Lernverbund": "23 offers for Excel – Lernverbund",
		"5 von 20 frei":                       "5 of 20 free",
		"Ja, gegen 1.080,00\u00a0€":           "Yes, for €1,080.00",
		"3 Stunden und 30 Minuten":            "3 hours and 30 minutes",
		"Offen für Beschäftigte aus Hessen, Bayern und dem Saarland. Arbeitgeber: Kommune, Land und andere.":    "Open for staff from Hesse, Bavaria and Saarland. Employers: municipality, Land and others.",
		"Stand des Katalogs: heute, 23. November 2026, 10:44 Uhr. 12.418 Angebote aus 16 Ländern und vom Bund.": "State of the catalogue: today, 23 November 2026, 10:44. 12,418 offers from 16 Länder and the federation.",
		"Di 1. Dez 2026":                  "Tue 1 Dec 2026",
		"9 bis 16:30 Uhr":                 "9:00 to 16:30",
		"Verstanden: „Datenschutz“":       "Understood: “Datenschutz”",
		"Ohne „Thema“":                    "Without “Topic”",
		"Nord\u00adrhein-West\u00adfalen": "North Rhine-West\u00adphalia",
		"Sachsen-Anhalt":                  "Saxony-Anhalt",
		"12,5\u00a0%":                     "12.5 %",
		"Gasthaus zum Löwen":              "",
		"Hamburger Hof":                   "",
		"Kurs \ue005 Angebote":            "",
	} {
		got, ok := english.words.translate(in)
		if want == "" && ok || want != "" && got != want {
			t.Errorf("%q: %q, %v, want %q", in, got, ok, want)
		}
	}
}

// Words of a provider stay, and are said to be German; nothing of them becomes
// markup, whatever they look like.
func TestProvidersWordsStay(t *testing.T) {
	for in, want := range map[string]string{
		`<html lang="de"><p>Alle Angebote</p>`:                           `<html lang="en"><p>All offers</p>`,
		`<h2><a href="/angebote/by:a:1" dir="auto">Datenschutz</a></h2>`: `<h2><a href="/en/angebote/by:a:1" dir="auto" lang="de">Datenschutz</a></h2>`,
		`<b dir="auto">kostenlos</b>`:                                    `<b dir="auto">free of charge</b>`,
		`<b dir="auto">Haus am &lt;Rhein&gt;</b> Ort`:                    `<b dir="auto" lang="de">Haus am &lt;Rhein&gt;</b> Place`,
		`<p dir="auto">Löwen · 1 Tag · kostenlos</p>`:                    `<p dir="auto">Löwen · 1 day · free of charge</p>`,
		`<p lang="fr" dir="auto">kostenlos <b>Ort</b></p> Ort`:           `<p lang="fr" dir="auto">kostenlos <b>Ort</b></p> Place`,
		`<div class="prosa" dir="auto"><p>Ort</p></div>`:                 `<div class="prosa" dir="auto" lang="de"><p>Ort</p></div>`,
		`<div translate="no"><p>Ort <a href="/hilfe">x</a></p></div>Ort`: `<div translate="no"><p>Ort <a href="/en/hilfe">x</a></p></div>Place`,
		`<script type="application/ld+json">{"a":"Ort"}</script>Ort`:     `<script type="application/ld+json">{"a":"Ort"}</script>Place`,
		`<title>&lt;script&gt; – Lernverbund</title>`:                    `<title>&lt;script&gt; – Lernverbund</title>`,
		`<a href="/?a=1&amp;b=2">Ort</a><a href="#x">Ort</a>`:            `<a href="/en?a=1&amp;b=2">Place</a><a href="#x">Place</a>`,
		`<a href="/angebote.atom" type="application/atom+xml">Ort</a>`:   `<a href="/en/angebote.atom" type="application/atom+xml">Place</a>`,
		`<a href="/api/v1/status">Ort</a><a href="//x.example">Ort</a>`:  `<a href="/api/v1/status">Place</a><a href="//x.example">Place</a>`,
		`<a hreflang="de" href="/hilfe" lang="de">Deutsch</a>`:           `<a hreflang="de" href="/hilfe" lang="de">Deutsch</a>`,
		`<form action="/angebote"><input value="Ort" name="q"></form>`:   `<form action="/en/angebote"><input value="Ort" name="q"></form>`,
		`<td data-t="Ort" title="&quot;&gt;">Ort</td>`:                   `<td data-t="Place" title="&quot;&gt;">Place</td>`,
		`<svg viewBox="0 0 1 1"><use href="#i-x"/></svg>Ort`:             `<svg viewBox="0 0 1 1"><use href="#i-x"/></svg>Place`,
	} {
		got := strings.ReplaceAll(string(english.page([]byte(in), nil)), "&#34;", "&quot;")
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
}

// A text that is made to be slow is given up.
func TestTranslatingIsQuick(t *testing.T) {
	for _, unit := range []string{"Ort, ", "Ort und x, ", "1. ", "Ort. ", "Offen für Beschäftigte aus ", "„", "a · ", "1 Tag; Ort: "} {
		began := time.Now()
		for i := range 20 {
			english.words.translate(strings.Repeat(unit, 200) + strconv.Itoa(i) + "x")
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%q over and over took %v", unit, took/20)
		} else {
			t.Logf("%q over and over took %v", unit, took/20)
		}
	}
}

// A sentence in Leichte Sprache has at most eight words.
func TestLeichteSpracheIsEasy(t *testing.T) {
	lines := 0
	for name := range easyPages {
		raw, err := templateFiles.ReadFile("templates/leicht/" + name + ".html")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			if strings.Contains(line, `lang="de"`) || strings.Contains(line, "Behind") || strings.Contains(line, "Mauerstr") {
				continue
			}
			for sentence := range strings.SplitSeq(strings.NewReplacer("<br>", "\n", ". ", "\n", "? ", "\n", ": ", "\n").Replace(line), "\n") {
				words := 0
				for w := range strings.FieldsSeq(tags.ReplaceAllString(sentence, " ")) {
					if strings.ContainsFunc(w, isLetter) && !strings.Contains(w, "@") {
						words++
					}
				}
				if lines++; words > 8 {
					t.Errorf("%s: %d words: %s", name, words, sentence)
				}
			}
		}
	}
	if lines < 100 {
		t.Errorf("only %d lines", lines)
	}
}

var tags = regexp.MustCompile(`<[^>]*>|\{\{[^}]*\}\}`)
