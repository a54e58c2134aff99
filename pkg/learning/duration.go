package learning

import "strings"

// Duration is an ISO 8601 duration as it was written: calendar units are not
// turned into hours, because nobody knows how long a working day is elsewhere.
type Duration struct {
	Years, Months, Weeks, Days, Hours, Minutes, Seconds int
}

// ParseDuration reads an ISO 8601 duration ("PT7H", "P3D", "P2W", "P1DT4H30M"):
// whole numbers of at most five digits, weeks stand alone. ok is false for anything else.
func ParseDuration(s string) (d Duration, ok bool) {
	rest, found := strings.CutPrefix(s, "P")
	if !found || rest == "" {
		return Duration{}, false
	}
	if weeks, n := leadingNumber(rest); n > 0 && rest[n:] == "W" {
		return Duration{Weeks: weeks}, true
	}
	date, clock, timed := strings.Cut(rest, "T")
	if timed && clock == "" {
		return Duration{}, false
	}
	ok = units(date, "YMD", &d.Years, &d.Months, &d.Days) &&
		units(clock, "HMS", &d.Hours, &d.Minutes, &d.Seconds)
	if !ok {
		return Duration{}, false
	}
	return d, true
}

// units reads "<number><letter>" groups whose letters stand in the order of names.
func units(s, names string, into ...*int) bool {
	for s != "" {
		value, n := leadingNumber(s)
		if n == 0 || n == len(s) {
			return false
		}
		i := strings.IndexByte(names, s[n])
		if i < 0 {
			return false
		}
		*into[i] = value
		names, into, s = names[i+1:], into[i+1:], s[n+1:]
	}
	return true
}

// leadingNumber reads one to five digits; n is how many there were, 0 if none or too many.
func leadingNumber(s string) (value, n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		value = value*10 + int(s[n]-'0')
		n++
		if n > 5 {
			return 0, 0
		}
	}
	return value, n
}
