package landing

import (
	"fmt"
	"strconv"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

var (
	weekdays = [...]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"}
	months   = [...]string{
		"", "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
	}
	shortMonths = [...]string{"", "Jan", "Feb", "März", "Apr", "Mai", "Juni", "Juli", "Aug", "Sep", "Okt", "Nov", "Dez"}
)

// local is a moment on clocks in Germany.
func local(t time.Time) time.Time { return t.In(learning.Berlin) }

// midnight is the beginning of a day in Germany.
func midnight(t time.Time) time.Time {
	t = local(t)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, learning.Berlin)
}

// days is how many midnights lie between two moments.
func days(from, to time.Time) int {
	return int(midnight(to).Sub(midnight(from)).Hours()/24 + .5)
}

// clock is "9 Uhr" or "9:30 Uhr".
func clock(t time.Time) string { return hour(t) + " Uhr" }

func hour(t time.Time) string {
	t = local(t)
	if t.Minute() == 0 {
		return strconv.Itoa(t.Hour())
	}
	return fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
}

// minute is "10:42".
func minute(t time.Time) string {
	t = local(t)
	return fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
}

// longDay is "1. Dezember 2026".
func longDay(t time.Time) string {
	t = local(t)
	return fmt.Sprintf("%d. %s %d", t.Day(), months[t.Month()], t.Year())
}

// day is "12. November", with the year if it is not this one.
func day(t, now time.Time) string {
	if local(t).Year() != local(now).Year() {
		return longDay(t)
	}
	t = local(t)
	return fmt.Sprintf("%d. %s", t.Day(), months[t.Month()])
}

// weekday is "Di 1. Dez 2026".
func weekday(t time.Time) string {
	t = local(t)
	return fmt.Sprintf("%s %d. %s %d", weekdays[t.Weekday()], t.Day(), shortMonths[t.Month()], t.Year())
}

// seen says when an offer was reported, as a sentence goes on: "vor 3 Minuten".
func seen(t, now time.Time) string {
	age := now.Sub(t)
	switch n := days(t, now); {
	case age < 0:
		return "eben"
	case age < time.Minute:
		return "vor " + count(int(age.Seconds()), "Sekunde", "Sekunden")
	case age < time.Hour:
		return "vor " + count(int(age.Minutes()), "Minute", "Minuten")
	case n == 0:
		return "heute um " + minute(t) + " Uhr"
	case n == 1:
		return "gestern"
	}
	return "am " + day(t, now)
}

// asOf is the age of a number: "Stand 10:42", "Stand gestern 16:05", "Stand 14. November".
func asOf(text string, now time.Time) string {
	t, date, err := learning.Moment(text)
	if err != nil {
		return ""
	}
	switch n := days(t, now); {
	case n == 0 && !date:
		return "Stand " + minute(t)
	case n == 0:
		return "Stand heute"
	case n == 1 && !date:
		return "Stand gestern " + minute(t)
	case n == 1:
		return "Stand gestern"
	}
	return "Stand " + day(t, now)
}

// moment is a time in a list of changes: "heute, 10:42 Uhr", "20. November, 16:05 Uhr".
func moment(t, now time.Time) string {
	switch days(t, now) {
	case 0:
		return "heute, " + minute(t) + " Uhr"
	case 1:
		return "gestern, " + minute(t) + " Uhr"
	}
	return day(t, now) + ", " + minute(t) + " Uhr"
}

// age is how long ago something was, short: "40 Sek.", "42 Min.", "3 Std.", "9 Tage".
func age(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < time.Minute:
		return fmt.Sprintf("%d Sek.", max(0, int(d.Seconds())))
	case d < time.Hour:
		return fmt.Sprintf("%d Min.", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d Std.", int(d.Hours()))
	default:
		return count(int(d.Hours()/24), "Tag", "Tage")
	}
}

// date is the date column of a card.
type date struct {
	Machine string // for the datetime attribute; empty without a day
	Weekday string // "Di"
	Day     string // "1."
	Month   string // "Dez", with the year if it is far
	Time    string // "9 Uhr"
	Words   string // instead of a day: "jederzeit"
	Note    string
}

// dated is what the date column is made of.
type dated struct {
	mode    learning.Mode
	session *learning.Session // the nearest, or nil
	coming  int               // sessions
	current bool
}

// when is the date column of an offer: its nearest session, or in words how
// else one takes part.
func when(o dated, now time.Time) date {
	s := o.session
	switch {
	case s == nil && !o.current:
		return date{Words: "vorbei"}
	case s == nil && o.mode == learning.SelfPaced:
		return date{Words: "jederzeit"}
	case s == nil:
		return date{Words: "auf Anfrage"}
	}
	t, whole, err := learning.Moment(s.Start)
	if err != nil {
		return date{Words: "auf Anfrage"}
	}
	t = local(t)
	d := date{
		Machine: t.Format(time.DateOnly), Weekday: weekdays[t.Weekday()],
		Day: strconv.Itoa(t.Day()) + ".", Month: shortMonths[t.Month()],
	}
	switch over, ok := s.Over(); {
	case ok && !over.Before(t) && !over.After(now):
		d.Note = "vorbei" // nearer than those to come, or the offer is valid beyond it
	case t.Before(midnight(now)):
		d.Note = "läuft schon"
	}
	if t.After(now.AddDate(1, 0, 0)) || t.Before(midnight(now).AddDate(0, -6, 0)) {
		d.Month += " " + strconv.Itoa(t.Year())
	}
	if !whole {
		d.Machine, d.Time = t.Format("2006-01-02T15:04"), clock(t)
	}
	if o.coming > 1 && d.Note != "vorbei" {
		d.Note = count(o.coming, "Termin", "Termine")
	}
	return d
}

// span is the time of a session: "9 bis 16 Uhr", "3 Tage, bis 12. Dez 2026".
func span(s *learning.Session) string {
	start, whole, err := learning.Moment(s.Start)
	if err != nil {
		return ""
	}
	end, endWhole, err := learning.Moment(s.End)
	switch {
	case err != nil || end.Before(start) || end.After(start.AddDate(10, 0, 0)):
		if whole {
			return ""
		}
		return "ab " + clock(start)
	case days(start, end) > 0:
		if whole || endWhole {
			return "bis " + weekday(end)
		}
		return "ab " + clock(start) + ", bis " + weekday(end) + ", " + clock(end)
	case whole || endWhole:
		return "ganzer Tag"
	}
	return hour(start) + " bis " + clock(end)
}
