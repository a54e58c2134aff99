package landing

import (
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// How English writes what varies. Another language would bring its own.

// value is something that varies, as English writes it.
func (p *phrases) value(one part) string {
	switch one.mark {
	case "\ue001": // „Angebote“ → “offers”
		if known, ok := p.whole[strings.Trim(one.text, "„“")]; ok {
			return "“" + known + "”"
		}
		return quoted(one.text)
	case "\ue002": // 1.080,00 € → €1,080.00
		amount, currency, _ := strings.Cut(strings.ReplaceAll(one.text, "\u00a0", " "), " ")
		if currency == "€" {
			return "€" + figures(amount)
		}
		return figures(amount) + "\u00a0" + currency
	case "\ue003":
		return englishDay(one.text)
	case "\ue004":
		return englishTime(one.text)
	case "\ue005":
		return figures(one.text)
	case "\ue006":
		return englishLand(one.text)
	}
	return one.text
}

// quoted are words in quotation marks, as they are.
func quoted(s string) string { return "“" + strings.Trim(s, "„“") + "”" }

// figures is a number: 12.418,5 → 12,418.5.
func figures(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '.':
			return ','
		case ',':
			return '.'
		}
		return r
	}, s)
}

// englishDay is a day: Di 1. Dez 2026 → Tue 1 Dec 2026.
func englishDay(s string) string {
	words := strings.Fields(strings.Replace(s, ".", "", 1))
	for i, w := range words {
		if n := slices.Index(weekdays[:], w); n >= 0 {
			words[i] = [...]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}[n]
		} else if n := slices.Index(shortMonths[:], w); n > 0 && w != months[n] {
			words[i] = englishMonths[n][:3]
		} else if n := slices.Index(months[:], w); n > 0 {
			words[i] = englishMonths[n]
		}
	}
	return strings.Join(words, " ")
}

var englishMonths = [...]string{
	"", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
}

// englishTime is a time of day: 9 bis 16:30 Uhr → 9:00 to 16:30.
func englishTime(s string) string {
	from, to, span := strings.Cut(strings.TrimSuffix(s, " Uhr"), " bis ")
	full := func(t string) string {
		if !strings.Contains(t, ":") {
			t += ":00"
		}
		return t
	}
	if span {
		return full(from) + " to " + full(to)
	}
	return full(from)
}

// englishLand is the English name of a Land, if it has one.
func englishLand(name string) string {
	name = strings.TrimPrefix(name, "dem ")
	for land, english := range englishLaender {
		if land.Name() == name {
			return english
		}
	}
	return name
}

var englishLaender = map[learning.Land]string{
	"by": "Bavaria", "he": "Hesse", "mv": "Mecklenburg-Western Pomerania", "ni": "Lower Saxony", "nw": "North Rhine-Westphalia",
	"rp": "Rhineland-Palatinate", "sn": "Saxony", "st": "Saxony-Anhalt", "th": "Thuringia",
}

const softHyphen = "\u00ad"

// hyphens say where a long name may be parted, in a place where the German one may.
var hyphens = strings.NewReplacer(
	"Westphalia", "West\u00adphalia", "Palatinate", "Palat\u00adinate", "Pomerania", "Pome\u00adrania", "Rhineland", "Rhine\u00adland",
	"Brandenburg", "Bran\u00adden\u00adburg", "Württemberg", "Würt\u00adtem\u00adberg", "Schleswig", "Schles\u00adwig", "Holstein", "Hol\u00adstein",
	"Hamburg", "Ham\u00adburg", "Thuringia", "Thurin\u00adgia", "Federation", "Feder\u00ada\u00adtion",
)
