package learning

import "strings"

// The functions of this file are the patterns of schemas/common.schema.json
// by hand: a regular expression for each field would be half the cost of an
// event. A test holds each equal to its pattern.

// isDate reports whether s is a day that exists: YYYY-MM-DD.
func isDate(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	return ok1 && ok2 && ok3 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// isInstant reports whether s is RFC 3339 with an offset, "T" and "Z" in
// upper case, no leap second, at most nine decimals.
func isInstant(s string) bool {
	if len(s) < len("2006-01-02T15:04:05Z") || s[10] != 'T' || !isDate(s[:10]) || !isClock(s[11:19]) {
		return false
	}
	rest := s[19:]
	if rest[0] == '.' {
		n := 1
		for n < len(rest) && isDigit(rest[n]) {
			n++
		}
		if n < 2 || n > 10 {
			return false
		}
		rest = rest[n:]
	}
	if rest == "Z" {
		return true
	}
	return len(rest) == 6 && (rest[0] == '+' || rest[0] == '-') && isClock(rest[1:]+":00")
}

// isClock reads hh:mm:ss.
func isClock(s string) bool {
	if len(s) != 8 || s[2] != ':' || s[5] != ':' {
		return false
	}
	h, ok1 := digits(s[0:2])
	m, ok2 := digits(s[3:5])
	sec, ok3 := digits(s[6:8])
	return ok1 && ok2 && ok3 && h < 24 && m < 60 && sec < 60
}

// isMoment is what [Moment] reads: a date or an instant.
func isMoment(s string) bool { return isDate(s) || isInstant(s) }

func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// isAmount is a decimal without sign: up to nine digits, up to four decimals.
func isAmount(s string) bool {
	whole, fraction, has := strings.Cut(s, ".")
	if _, ok := digits(whole); !ok || whole == "" || len(whole) > 9 {
		return false
	}
	if !has {
		return true
	}
	_, ok := digits(fraction)
	return ok && fraction != "" && len(fraction) <= 4
}

// isCurrency is the shape of an ISO 4217 code.
func isCurrency(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return len(s) == 3
}

// isLanguage is a BCP 47 tag with its language in lower case: "de", "de-simple", "sr-Latn".
func isLanguage(s string) bool {
	language, rest, more := strings.Cut(s, "-")
	if len(language) < 2 || len(language) > 3 {
		return false
	}
	for i := range len(language) {
		if language[i] < 'a' || language[i] > 'z' {
			return false
		}
	}
	for n := 0; more; n++ {
		var sub string
		if sub, rest, more = strings.Cut(rest, "-"); n == 5 || len(sub) < 1 || len(sub) > 8 {
			return false
		}
		for i := range len(sub) {
			if !isLetter(sub[i]) && !isDigit(sub[i]) {
				return false
			}
		}
	}
	return true
}

// isLicence is the shape of an SPDX licence id; "proprietary" has it too.
func isLicence(s string) bool {
	if s == "" || len(s) > MaxLicence || !isLetter(s[0]) && !isDigit(s[0]) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && !isDigit(c) && c != '.' && c != '+' && c != '-' {
			return false
		}
	}
	return true
}

// Printable reports whether a character may stand in an id or a subject: no
// control, no invisible format character (a joiner, a mark of direction, a
// soft hyphen), no line separator, nothing of private use. The list is fixed:
// what was valid once stays valid, whatever the next Unicode assigns.
func Printable(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7F && r <= 0x9F, r == 0xAD, r == 0x61C, r == 0x180E,
		r >= 0x200B && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x206F,
		r >= 0xD800 && r <= 0xF8FF, r >= 0xFDD0 && r <= 0xFDEF, r == 0xFEFF,
		r >= 0xFFF0 && r <= 0xFFFB, r == 0xFFFE, r == 0xFFFF, r >= 0xE0000:
		return false
	}
	return true
}
