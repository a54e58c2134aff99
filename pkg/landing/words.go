package landing

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// number writes thousands with a dot: voices read it as one number.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

// offers is "1 Angebot" or "12.418 Angebote".
func offers(n int) string { return count(n, "Angebot", "Angebote") }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// sum joins words as a sentence does: "a, b und c".
func sum(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " und " + words[n-1]
	}
}

// free reports whether a price is known to be nothing.
func free(p *learning.Price) bool {
	if p == nil {
		return false
	}
	if p.Free != nil {
		return *p.Free
	}
	return p.Amount != "" && strings.Trim(p.Amount, "0.") == ""
}

// money is a price as people write it: "80,00 €"; "" if it is unknown.
func money(p *learning.Price) string {
	switch {
	case free(p):
		return "kostenlos"
	case p == nil || p.Amount == "":
		return ""
	}
	whole, cents, _ := strings.Cut(p.Amount, ".")
	if n, err := strconv.Atoi(whole); err == nil {
		whole = number(n)
	}
	if cents = (cents + "00")[:max(2, len(cents))]; cents == "" {
		cents = "00"
	}
	currency := p.Currency
	if currency == "" || currency == "EUR" {
		currency = "€"
	}
	return whole + "," + cents + "\u00a0" + currency
}

// price is what a card says of the price, and what guests pay if that differs.
func price(p *learning.Price, a *learning.Access) (value, note string) {
	if value = money(p); value == "" {
		value = "nicht angegeben"
	}
	if a != nil {
		if guests := money(a.OutsiderPrice); guests != "" && guests != value {
			note = "Gäste " + guests
		}
	}
	return value, note
}

// duration is an ISO 8601 duration in words: "7 Stunden"; "" if it is none.
func duration(iso string) string {
	d, ok := learning.ParseDuration(iso)
	if !ok {
		return ""
	}
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{d.Years, "Jahr", "Jahre"},
		{d.Months, "Monat", "Monate"},
		{d.Weeks, "Woche", "Wochen"},
		{d.Days, "Tag", "Tage"},
		{d.Hours, "Stunde", "Stunden"},
		{d.Minutes, "Minute", "Minuten"},
		{d.Seconds, "Sekunde", "Sekunden"},
	} {
		if p.n > 0 {
			parts = append(parts, count(p.n, p.one, p.many))
		}
	}
	return sum(parts)
}

// length is how long an offer takes: days on the calendar if a session tells them, and the work.
func length(workload string, s *learning.Session) (value, note string) {
	value = duration(workload)
	if s == nil {
		return orElse(value, "nicht angegeben"), ""
	}
	start, day, err := learning.Moment(s.Start)
	end, endDay, err2 := learning.Moment(s.End)
	if err != nil || err2 != nil || end.Before(start) {
		return orElse(value, "nicht angegeben"), ""
	}
	days := int(midnight(end).Sub(midnight(start)).Hours()/24+.5) + 1
	switch {
	case days > 14:
		return orElse(value, "bis "+longDay(end)), ""
	case days > 1 || day && endDay:
		return count(days, "Tag", "Tage"), value
	}
	hours := end.Sub(start).Hours()
	switch {
	case hours >= 5.5:
		return "1 Tag", orElse(value, duration(fmt.Sprintf("PT%dH", int(hours))))
	case value == "" && hours >= 1:
		return count(int(hours+.5), "Stunde", "Stunden"), ""
	case value == "":
		return count(int(end.Sub(start).Minutes()), "Minute", "Minuten"), ""
	}
	return value, ""
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// where is the place of a session or, without one, the form of an offer.
func where(mode learning.Mode, s *learning.Session) (value, note string) {
	if s != nil {
		if p := s.Place; p != nil {
			if town := orElse(p.City, p.Name); town != "" {
				if p.City != "" && p.Name != p.City {
					note = p.Name
				}
				if s.Online != nil && *s.Online {
					note = "und online"
				}
				return town, note
			}
		}
		if s.Online != nil && *s.Online {
			return "online", "Videokonferenz"
		}
	}
	switch mode {
	case learning.Online:
		return "online", ""
	case learning.SelfPaced:
		return "online", "zum Selbstlernen"
	case learning.Hybrid:
		return "vor Ort und online", ""
	}
	return "Ort nicht angegeben", ""
}

// seats are the free seats of a session in words, with an icon that says the
// same: ja, bed, rot or frage.
func seats(mode learning.Mode, s *learning.Session) (value, icon string) {
	switch {
	case s == nil && mode == learning.SelfPaced:
		return "ohne Grenze", "ja"
	case s == nil || s.SeatsFree == nil:
		return "nicht gemeldet", "frage"
	}
	n := int(*s.SeatsFree)
	switch {
	case n <= 0:
		return "ausgebucht", "bed"
	case n == 1:
		return "noch 1 Platz", "bed"
	case s.SeatsTotal != nil && int(*s.SeatsTotal) >= n:
		return fmt.Sprintf("%s von %s frei", number(n), number(int(*s.SeatsTotal))), "ja"
	}
	return number(n) + " frei", "ja"
}

// sort of offer and level, as a card's first line says.
func kindAndLevel(kind learning.Kind, level *learning.Level) string {
	var parts []string
	if kind != "" {
		parts = append(parts, learning.Label(learning.VocabKinds, string(kind)))
	}
	if level != nil && level.Grade != "" {
		parts = append(parts, learning.Label(learning.VocabLevels, level.Grade))
	}
	if level != nil && level.DQR != nil {
		parts = append(parts, fmt.Sprintf("DQR %d", *level.DQR))
	}
	return strings.Join(parts, " · ")
}

// languages are names of the languages people in Germany meet; another tag stands as it is.
var languages = map[string]string{
	"de": "Deutsch", "en": "Englisch", "fr": "Französisch", "es": "Spanisch", "it": "Italienisch", "pl": "Polnisch",
	"tr": "Türkisch", "ru": "Russisch", "uk": "Ukrainisch", "ar": "Arabisch", "fa": "Persisch", "nl": "Niederländisch",
	"da": "Dänisch", "cs": "Tschechisch", "pt": "Portugiesisch", "el": "Griechisch", "ro": "Rumänisch", "hr": "Kroatisch",
	"sr": "Serbisch", "bg": "Bulgarisch", "sv": "Schwedisch", "zh": "Chinesisch", "ja": "Japanisch", "la": "Latein",
	"gsg": "Deutsche Gebärdensprache", "hsb": "Obersorbisch", "dsb": "Niedersorbisch", "frr": "Nordfriesisch",
	"nds": "Niederdeutsch", "de-simple": "Leichte Sprache",
}

func language(tag string) string {
	if name, ok := languages[tag]; ok {
		return name
	}
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return orElse(languages[base], tag)
}

// seams are where the long words of the vocabularies may be parted, for
// browsers that know nothing of German syllables.
var seams = strings.NewReplacer(
	"bescheinigung", softHyphen+"bescheinigung", "kalkulation", softHyphen+"kalkulation", "digitalisierung", softHyphen+"digitalisierung",
	"beauftragt", softHyphen+"beauftragt", "zentrum", softHyphen+"zentrum", "management", softHyphen+"management", "entwicklung", softHyphen+"entwicklung",
	"akademie", softHyphen+"akademie", "bearbeit", softHyphen+"bearbeit", "gebärden", softHyphen+"gebärden", "nachweis", softHyphen+"nachweis",
	"bestimmung", softHyphen+"bestimmung", "verwaltung", softHyphen+"verwaltung", "sicherheit", softHyphen+"sicherheit", "verordnung", softHyphen+"verordnung",
	"schulung", softHyphen+"schulung", "beratung", softHyphen+"beratung", "kommunikation", softHyphen+"kommunikation", "bildung", softHyphen+"bildung",
	"verantwort", softHyphen+"verantwort", "unterhaltung", softHyphen+"unterhaltung", "versammlung", softHyphen+"versammlung", "wirtschaft", softHyphen+"wirtschaft",
	"angebot", softHyphen+"angebot", "orientierung", softHyphen+"orientierung", "schutz", softHyphen+"schutz", "gerecht", softHyphen+"gerecht",
)

// silben lets a word part at its seams where a column is narrow; a word that
// begins like a seam has none there.
func silben(text string) string {
	parts := strings.Split(seams.Replace(text), softHyphen)
	if len(parts) == 1 {
		return text
	}
	var b strings.Builder
	for i, part := range parts {
		last, _ := utf8.DecodeLastRuneInString(b.String())
		if i > 0 && unicode.IsLetter(last) {
			b.WriteString(softHyphen)
		}
		b.WriteString(part)
	}
	return b.String()
}
