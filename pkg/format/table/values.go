package table

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// readNumber reads a decimal number, with a comma or a point.
func readNumber(s string) (float64, *issue) {
	f, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, warn("number", "Das ist keine Zahl; die Angabe wurde weggelassen.", "This is no number; it was left out.")
	}
	return f, nil
}

// readCount reads a whole number from 0, "12" as well as "12.0".
func readCount(s string) (int, *issue) {
	f, i := readNumber(s)
	if i != nil {
		return 0, i
	}
	if f != math.Trunc(f) || f < 0 || f > 1e9 {
		return 0, warn("count", "Hier gehört eine ganze Zahl ab 0 hin; die Angabe wurde weggelassen.", "A whole number from 0 belongs here; it was left out.")
	}
	return int(f), nil
}

var yes, no = set("ja j yes y true wahr 1 x ✓ ✔ on"), set("nein n no false falsch 0 off")

func readBool(s string) (bool, *issue) {
	switch w := strings.ToLower(strings.TrimSpace(s)); {
	case yes[w]:
		return true, nil
	case no[w]:
		return false, nil
	}
	return false, warn("bool", "Das ist weder Ja noch Nein; die Angabe wurde weggelassen.", "This is neither yes nor no; it was left out.")
}

var spans = regexp.MustCompile(`(?i)(\d+(?:[.,]\d+)?)\s*(std|stunden?|h|ue|ustd|unterrichtseinheiten|unterrichtsstunden|lektionen|tage?|wochen?|monate?|min|minuten?)\b`)

// minutesOf is how long a unit is; an Unterrichtseinheit has 45 minutes.
var minutesOf = map[string]float64{
	"std": 60, "stunde": 60, "stunden": 60, "h": 60, "min": 1, "minute": 1, "minuten": 1,
	"ue": 45, "ustd": 45, "unterrichtseinheiten": 45, "unterrichtsstunden": 45, "lektionen": 45,
}

// readDuration reads an ISO 8601 duration or "8 UE", "16 Stunden", "2 Tage".
// unit is what a bare number counts: "hours", "days", "minutes", "lessons" or "".
func readDuration(s, unit string) (string, *issue) {
	s = strings.TrimSpace(s)
	if _, ok := learning.ParseDuration(s); ok {
		return s, nil
	}
	if n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64); err == nil && n > 0 && n < 1e6 {
		switch unit {
		case "hours":
			return duration(n * 60), nil
		case "minutes":
			return duration(n), nil
		case "lessons":
			return duration(n * 45), nil
		case "days":
			return whole24("D", n)
		}
	}
	g := spans.FindStringSubmatch(s)
	if g == nil {
		return "", noDuration()
	}
	n, _ := strconv.ParseFloat(strings.Replace(g[1], ",", ".", 1), 64)
	name := strings.ToLower(g[2])
	switch {
	case strings.HasPrefix(name, "tag"):
		return whole24("D", n)
	case strings.HasPrefix(name, "woche"):
		return whole24("W", n)
	case strings.HasPrefix(name, "monat"):
		return whole24("M", n)
	}
	return duration(n * minutesOf[name]), nil
}

func noDuration() *issue {
	return warn("duration", "Das ist keine Dauer; die Angabe wurde weggelassen.", "This is no duration; it was left out.")
}

// whole24 is a duration in days, weeks or months: only whole ones can be written.
func whole24(letter string, n float64) (string, *issue) {
	if n != math.Trunc(n) || n <= 0 {
		return "", noDuration()
	}
	return fmt.Sprintf("P%.0f%s", n, letter), nil
}

// duration writes minutes as PT7H30M.
func duration(minutes float64) string {
	m := int(math.Round(minutes))
	s := "PT"
	if m >= 60 {
		s += strconv.Itoa(m/60) + "H"
	}
	if m%60 > 0 || m == 0 {
		s += strconv.Itoa(m%60) + "M"
	}
	return s
}

// languages are the names of languages in German (and English) with their codes.
var languages = map[string]string{
	"deutsch": "de", "german": "de", "englisch": "en", "english": "en", "französisch": "fr", "spanisch": "es", "italienisch": "it",
	"portugiesisch": "pt", "niederländisch": "nl", "polnisch": "pl", "russisch": "ru", "ukrainisch": "uk", "türkisch": "tr",
	"arabisch": "ar", "tschechisch": "cs", "dänisch": "da", "schwedisch": "sv", "norwegisch": "no", "finnisch": "fi",
	"griechisch": "el", "ungarisch": "hu", "rumänisch": "ro", "bulgarisch": "bg", "kroatisch": "hr", "serbisch": "sr",
	"japanisch": "ja", "chinesisch": "zh", "koreanisch": "ko", "persisch": "fa", "hebräisch": "he", "latein": "la",
	"sorbisch": "hsb", "obersorbisch": "hsb", "niedersorbisch": "dsb", "niederdeutsch": "nds", "friesisch": "frr", "gebärdensprache": "gsg",
}

var (
	languageTag = regexp.MustCompile(`^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$`)
	words       = regexp.MustCompile(`\p{L}+`)
)

// readLanguages finds the languages named in a text, in their order: "Deutsch (ggf. Englisch)" is de and en.
func readLanguages(s string) ([]string, *issue) {
	s = strings.TrimSpace(s)
	if languageTag.MatchString(s) && languages[s] == "" {
		return []string{s}, nil
	}
	var codes []string
	seen := map[string]bool{}
	for _, w := range words.FindAllString(s, -1) {
		if c := languages[strings.ToLower(w)]; c != "" && !seen[c] {
			codes, seen[c] = append(codes, c), true
		}
	}
	if len(codes) == 0 {
		return nil, warn("language", "Diese Sprache kennen wir nicht; sie wurde weggelassen.", "We do not know this language; it was left out.")
	}
	return codes, nil
}

// openVocabularies may be added to: what they do not know stays as it is, is
// warned about by learning and read as a keyword.
var openVocabularies = set(learning.VocabTopics + " " + learning.VocabAudience + " " + learning.VocabFunding)

// readCode finds the code of a vocabulary by code, label or synonym.
func readCode(s, vocab string) (string, *issue) {
	if c, ok := learning.Code(vocab, oneLine(s)); ok {
		return c, nil
	}
	if openVocabularies[vocab] {
		return oneLine(s), nil
	}
	return "", warn("unknown-code", "Diesen Wert kennen weder die Zuordnung noch unsere Liste „"+vocab+"“; er wurde weggelassen.",
		"Neither the mapping nor our list "+vocab+" knows this value; it was left out.")
}
