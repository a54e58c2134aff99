package learning

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The functions of this file guess what was meant, for a problem's proposal.
// Each gives "" where nobody can know. They run for refused values only.

var (
	germanDate = regexp.MustCompile(`^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:,?\s+(?:um\s+)?(\d{1,2})[:.](\d{2})(?::\d{2})?(?:\s?Uhr)?)?$`)
	isoDate    = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?$`)
	spanWords  = regexp.MustCompile(`(?i)^(?:PT?)?\s*(\d{1,4})(?:[.,](\d{1,2}))?\s*(h|std\.?|stunden?|min\.?|minuten?|d|tage?|w|wochen?|monate?|jahre?)$`)
	euros      = regexp.MustCompile(`(?i)^(?:€|EUR|Euro)?\s*(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,(\d{1,2}|-+)|\.(\d{1,2}))?\s*(?:€|EUR|Euro)?$`)
)

// proposeMoment reads dates as Germans write them. A day that does not exist
// becomes the last day of its month; a time without offset is meant in Berlin.
func proposeMoment(s string) string {
	s = strings.TrimSpace(s)
	if isMoment(s) {
		return s
	}
	if t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(strings.Replace(s, " ", "T", 1))); err == nil {
		return t.Format(time.RFC3339)
	}
	if m := germanDate.FindStringSubmatch(s); m != nil {
		return moment(m[3], m[2], m[1], m[4], m[5])
	}
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return moment(m[1], m[2], m[3], m[4], m[5])
	}
	return ""
}

func moment(year, month, day, hour, minute string) string {
	y, mo, d := atoi(year), atoi(month), atoi(day)
	if mo < 1 || mo > 12 || d < 1 || d > 31 {
		return ""
	}
	d = min(d, daysIn(y, mo))
	if hour == "" {
		return fmt.Sprintf("%04d-%02d-%02d", y, mo, d)
	}
	h, mi := atoi(hour), atoi(minute)
	if h > 24 || mi > 59 || h == 24 && mi > 0 {
		return ""
	}
	return time.Date(y, time.Month(mo), d, h, mi, 0, 0, Berlin).Format(time.RFC3339)
}

// atoi is for digits a pattern has found already.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// proposeInstant is a proposal that names a time of day.
func proposeInstant(s string) string {
	if p := proposeMoment(s); isInstant(p) {
		return p
	}
	return ""
}

func proposeDuration(s string) string {
	m := spanWords.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return ""
	}
	n, unit := atoi(m[1]), strings.ToLower(m[3])[:1]
	if strings.HasPrefix(strings.ToLower(m[3]), "mo") {
		unit = "m-"
	}
	fraction := 0
	if m[2] != "" {
		f, err := strconv.ParseFloat("0."+m[2], 64)
		if err != nil || unit != "h" && unit != "s" {
			return ""
		}
		fraction = int(f*60 + 0.5)
	}
	switch unit {
	case "h", "s":
		if fraction > 0 {
			return fmt.Sprintf("PT%dH%dM", n, fraction)
		}
		return fmt.Sprintf("PT%dH", n)
	case "m":
		return fmt.Sprintf("PT%dM", n)
	case "m-":
		return fmt.Sprintf("P%dM", n)
	case "d", "t":
		return fmt.Sprintf("P%dD", n)
	case "w":
		return fmt.Sprintf("P%dW", n)
	case "j":
		return fmt.Sprintf("P%dY", n)
	}
	return ""
}
