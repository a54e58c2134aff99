package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// span is a stretch of days in Europe/Berlin: from the beginning of from to
// the end of the day before to; a zero time is no bound.
type span struct{ from, to time.Time }

var months = []string{"januar", "februar", "maerz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"}

var monthNames = []string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}

// seasons by their first month; winter goes on into the next year.
var seasons = map[string]time.Month{"fruehling": time.March, "fruehjahr": time.March, "sommer": time.June, "herbst": time.September, "winter": time.December}

var seasonNames = map[string]string{"fruehling": "Frühling", "fruehjahr": "Frühjahr", "sommer": "Sommer", "herbst": "Herbst", "winter": "Winter"}

// whenAt reads the words from one on as a time, seen from a moment: "Februar
// 2027", "ab Januar", "nächste Woche". n is how many words it took, 0 if they
// are none; before is the word in front of them. A name of a month that is
// another word as well (Mai, August) and a season need a word that makes it sure.
func whenAt(words []typed, before string, now time.Time) (m meaning, n int) {
	c := calendar{now: now.In(learning.Berlin)}
	switch key := words[0].key; {
	case key == "heute":
		return c.days("heute", 0, 1), 1
	case key == "morgen" && before != "am" && before != "guten" && before != "jeden":
		return c.days("morgen", 1, 2), 1
	case key == "uebermorgen":
		return c.days("übermorgen", 2, 3), 1
	case len(words) > 1 && (isAny(key, "diese", "dieser", "dieses", "diesen", "diesem") || isAny(key, "naechste", "naechsten", "naechster", "naechstes", "kommende", "kommenden", "kommendes", "kommender")):
		return c.coming(strings.HasPrefix(key, "dies"), words[1].key)
	}
	return c.named(words, before)
}

func isAny(key string, list ...string) bool { return slices.Contains(list, key) }

// calendar reads times as somebody means them today.
type calendar struct{ now time.Time }

func (c calendar) today() time.Time {
	y, m, d := c.now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, learning.Berlin)
}

func (c calendar) days(text string, from, to int) meaning {
	return dated(text, span{c.today().AddDate(0, 0, from), c.today().AddDate(0, 0, to)})
}

// coming is this or the next week, weekend, month or year.
func (c calendar) coming(this bool, unit string) (m meaning, n int) {
	today, next := c.today(), 1
	word := "nächste"
	if this {
		next, word = 0, "diese"
	}
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7+7*next)
	first := time.Date(today.Year(), today.Month()+time.Month(next), 1, 0, 0, 0, 0, learning.Berlin)
	year := time.Date(today.Year()+next, 1, 1, 0, 0, 0, 0, learning.Berlin)
	switch unit {
	case "woche":
		return dated(word+" Woche", span{later(monday, today), monday.AddDate(0, 0, 7)}), 2
	case "wochenende":
		return dated(word+"s Wochenende", span{monday.AddDate(0, 0, 5), monday.AddDate(0, 0, 7)}), 2
	case "monat":
		return dated(monthNames[first.Month()-1]+" "+strconv.Itoa(first.Year()), span{first, first.AddDate(0, 1, 0)}), 2
	case "jahr":
		return dated(strconv.Itoa(year.Year()), span{year, year.AddDate(1, 0, 0)}), 2
	}
	return meaning{}, 0
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// named is a month, a season, a year or a day, with what may stand before it.
func (c calendar) named(words []typed, before string) (m meaning, n int) {
	how := ""
	if isAny(words[0].key, "ab", "bis", "seit", "anfang", "mitte", "ende") && len(words) > 1 {
		how = words[0].key
		n = 1
	}
	sure := how != "" || before == "im" || before == "vom" || before == "von"
	first, took := c.unit(words[n:], sure)
	if took == 0 {
		return meaning{}, 0
	}
	n += took
	text := first.text
	s := first.span
	switch how {
	case "ab", "seit":
		s.to, text = time.Time{}, "ab "+text
	case "bis":
		s.from, text = time.Time{}, "bis "+text
	default:
		if len(words) > n+1 && (words[n].key == "bis" || words[n].key == "und" && before == "zwischen") {
			c.now = first.from
			if last, took := c.unit(words[n+1:], true); took > 0 {
				s.to, text = last.to, first.short+" bis "+last.text
				if !first.yeared && last.yeared { // "Januar bis März 2027"
					s.from = first.from.AddDate(last.to.AddDate(0, 0, -1).Year()-first.from.Year(), 0, 0)
				}
				n += 1 + took
			}
		}
	}
	return dated(text, s), n
}

// unit is a stretch of time with its name.
type unit struct {
	span
	text, short string // with the year and as it was typed
	yeared      bool   // the year was typed
}

func (c calendar) unit(words []typed, sure bool) (u unit, n int) {
	if len(words) == 0 {
		return u, 0
	}
	key := words[0].key
	if at := slices.Index(months, key); at >= 0 {
		return c.stretch(time.Month(at+1), 1, monthNames[at], words, sure || key != "mai" && key != "august")
	}
	if first, ok := seasons[key]; ok {
		return c.stretch(first, 3, seasonNames[key], words, sure)
	}
	if year, ok := c.year(key, 2); ok {
		from := time.Date(year, 1, 1, 0, 0, 0, 0, learning.Berlin)
		return unit{span{from, from.AddDate(1, 0, 0)}, key, key, true}, 1
	}
	if day, took := c.dayOfMonth(words); took > 0 {
		return day, took
	}
	if day, ok := c.day(words[0].raw); ok {
		text := fmt.Sprintf("%d. %s %d", day.Day(), monthNames[day.Month()-1], day.Year())
		return unit{span{day, day.AddDate(0, 0, 1)}, text, text, true}, 1
	}
	return u, 0
}

// dayOfMonth reads "15. Januar", "15. Januar 2027" and of "3. bis 7. März" the 3rd:
// of the year that is typed, or else the one that comes next.
func (c calendar) dayOfMonth(words []typed) (u unit, n int) {
	number, err := strconv.Atoi(strings.TrimRight(words[0].raw, "."))
	if err != nil || number < 1 || number > 31 || len(words) < 2 {
		return u, 0
	}
	n = 1
	if len(words) > 3 && words[1].key == "bis" && hasDigit(words[2].key) {
		n = 3
	}
	at := slices.Index(months, words[n].key)
	if at < 0 {
		return u, 0
	}
	year, yeared := 0, false
	if len(words) > n+1 {
		year, yeared = c.year(words[n+1].key, 5)
	}
	if !yeared {
		year = c.now.Year()
	}
	day := time.Date(year, time.Month(at+1), number, 0, 0, 0, 0, learning.Berlin)
	if !yeared && day.Before(c.today()) {
		day = day.AddDate(1, 0, 0)
	}
	if day.Day() != number {
		return u, 0 // there is no 31st
	}
	u = unit{span{day, day.AddDate(0, 0, 1)}, fmt.Sprintf("%d. %s %d", number, monthNames[at], day.Year()), fmt.Sprintf("%d. %s", number, monthNames[at]), yeared}
	if n == 3 {
		return u, 1
	}
	return u, n + 1 + int(bit(yeared))
}

// stretch is a month or a season, of the year behind it or else the one that comes next.
func (c calendar) stretch(first time.Month, length int, name string, words []typed, sure bool) (unit, int) {
	if len(words) > 1 {
		if year, ok := c.year(words[1].key, 5); ok {
			from := time.Date(year, first, 1, 0, 0, 0, 0, learning.Berlin)
			return unit{span{from, from.AddDate(0, length, 0)}, name + " " + words[1].key, name, true}, 2
		}
	}
	if !sure {
		return unit{}, 0
	}
	from := time.Date(c.now.Year(), first, 1, 0, 0, 0, 0, learning.Berlin)
	if to := from.AddDate(0, length, 0); !to.After(c.now) {
		from = from.AddDate(1, 0, 0)
	}
	return unit{span{from, from.AddDate(0, length, 0)}, name + " " + strconv.Itoa(from.Year()), name, false}, 1
}

// year reads a year that is not far away: "Agenda 2030" is none.
func (c calendar) year(key string, ahead int) (int, bool) {
	year, err := strconv.Atoi(key)
	return year, err == nil && len(key) == 4 && year >= c.now.Year()-1 && year <= c.now.Year()+ahead
}

// day reads "12.03.2027" and "2027-03-12" is not typed by people.
func (c calendar) day(raw string) (time.Time, bool) {
	t, err := time.ParseInLocation("2.1.2006", strings.TrimRight(raw, "."), learning.Berlin)
	if err != nil {
		return time.Time{}, false
	}
	_, near := c.year(strconv.Itoa(t.Year()), 5)
	return t, near
}

// dated is the meaning of a stretch of time: the parameters from and to, whose day is the last one.
func dated(text string, s span) meaning {
	m := meaning{facet: numFacets, text: text, time: s}
	var names, values []string
	if !s.from.IsZero() {
		names, values = append(names, "from"), append(values, s.from.Format(time.DateOnly))
	}
	if !s.to.IsZero() {
		names, values = append(names, "to"), append(values, s.to.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	m.parameter, m.value = strings.Join(names, ","), strings.Join(values, ",")
	return m
}
