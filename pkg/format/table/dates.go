package table

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Dates as people write them. Each pattern names its groups y, m, d; what
// follows the date is its time.
var datePatterns = []*regexp.Regexp{
	regexp.MustCompile(`^(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?P<rest>(?:[T ,].*)?)$`),
	regexp.MustCompile(`^(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?P<rest>(?:[T ,–-].*)?)$`),
	regexp.MustCompile(`^(?P<d>\d{1,2})\.?\s+(?P<month>[A-Za-zäÄ]{3,9})\.?\s+(?P<y>\d{4})(?P<rest>(?:[ ,].*)?)$`),
	regexp.MustCompile(`^(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?P<rest>(?:[ ,].*)?)$`),
	regexp.MustCompile(`^(?P<y>(?:19|20|21)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?P<rest>(?:T.*)?)$`),
}

var (
	weekday   = regexp.MustCompile(`(?i)^(?:mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\.?(?:,\s*|\s+)`)
	clock     = regexp.MustCompile(`(?i)^[T ,]*(?:um |ab |von )?(\d{1,2})(?:[:.](\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(?:uhr|h)?\s*(Z|[+-]\d{2}:?\d{2})?$`)
	bareClock = regexp.MustCompile(`(?i)^\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:uhr)?$|^\d{1,2} uhr$`)
	digits    = regexp.MustCompile(`^-?\d+(?:\.\d+)?$`)
)

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mär": 3, "mar": 3, "apr": 4, "mai": 5, "may": 5, "jun": 6,
	"jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
}

// readDate reads a date, with its time if there is one: the result is
// "2006-01-02" or RFC 3339 with the offset of the zone at that moment.
func readDate(s string, zone *time.Location, formats []string) (string, *issue) {
	s = weekday.ReplaceAllString(oneLine(s), "")
	if len(formats) > 0 {
		return readAs(s, zone, formats)
	}
	if bareClock.MatchString(s) {
		return "", warn("date-missing", "Eine Uhrzeit ohne Datum; sie wurde weggelassen.", "A time without a date; it was left out.")
	}
	for _, re := range datePatterns {
		if g := re.FindStringSubmatch(s); g != nil {
			return fromGroups(re, g, s, zone)
		}
	}
	if digits.MatchString(s) {
		return fromNumber(s, zone)
	}
	return "", fault("date", "Das ist kein Datum.", "This is no date.")
}

func fromGroups(re *regexp.Regexp, g []string, s string, zone *time.Location) (string, *issue) {
	group := func(name string) string {
		if i := re.SubexpIndex(name); i >= 0 {
			return g[i]
		}
		return ""
	}
	y, _ := strconv.Atoi(group("y"))
	if y < 100 {
		y += 2000
	}
	m, _ := strconv.Atoi(group("m"))
	d, _ := strconv.Atoi(group("d"))
	if name := group("month"); name != "" {
		m = int(months[string([]rune(strings.ToLower(name))[:3])])
	}
	if strings.Contains(s, "/") && d <= 12 && m <= 12 && d != m {
		return "", fault("date-ambiguous", "Das kann zwei Tage meinen (Tag/Monat oder Monat/Tag). Die Zuordnung kann es mit formats sagen.",
			"This may mean two days (day/month or month/day). The mapping can say which with formats.")
	}
	if m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		i := fault("date", "Das ist kein Datum.", "This is no date.")
		if m >= 1 && m <= 12 && d > 0 && d <= 31 {
			i.proposal = fmt.Sprintf("%02d.%02d.%04d", daysIn(y, m), m, y)
		}
		return "", i
	}
	return atClock(time.Date(y, time.Month(m), d, 0, 0, 0, 0, zone), strings.TrimSpace(group("rest")))
}

func daysIn(y, m int) int { return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// atClock puts the time to a day; 24:00 is the next midnight.
func atClock(day time.Time, rest string) (string, *issue) {
	if rest == "" {
		return day.Format(time.DateOnly), nil
	}
	g := clock.FindStringSubmatch(rest)
	if g == nil {
		return "", fault("time", "Die Uhrzeit ist nicht zu lesen.", "The time of day cannot be read.")
	}
	h, _ := strconv.Atoi(g[1])
	mi, _ := strconv.Atoi(g[2])
	se, _ := strconv.Atoi(g[3])
	if h > 24 || mi > 59 || se > 59 || h == 24 && (mi > 0 || se > 0) {
		return "", fault("time", "Diese Uhrzeit gibt es nicht.", "There is no such time of day.")
	}
	zone := day.Location()
	switch {
	case g[4] == "Z":
		zone = time.UTC
	case g[4] != "":
		t, err := time.Parse("-0700", strings.ReplaceAll(g[4], ":", ""))
		if err != nil {
			return "", fault("time", "Diese Zeitzone gibt es nicht.", "There is no such offset.")
		}
		zone = t.Location()
	}
	t := time.Date(day.Year(), day.Month(), day.Day(), h, mi, se, 0, zone)
	return t.In(day.Location()).Format(time.RFC3339), nil
}

// fromNumber tells milliseconds and seconds since 1970 and Excel's days by their size.
func fromNumber(s string, zone *time.Location) (string, *issue) {
	f, err := strconv.ParseFloat(s, 64)
	switch {
	case err == nil && f >= 1e11 && f < 1e13:
		return inZone(time.UnixMilli(int64(f)), zone), nil
	case err == nil && f >= 1e8 && f < 1e10:
		return inZone(time.Unix(int64(f), 0), zone), nil
	case err == nil && f >= 20000 && f < 80000:
		return excelDay(f, zone)
	}
	return "", fault("date", "Das ist kein Datum.", "This is no date.")
}

// inZone is a moment in the zone: midnight there is the day alone. (In UTC it
// would be the day before.)
func inZone(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

// excelDay reads Excel's number of a day, counted from 1899-12-30.
func excelDay(serial float64, zone *time.Location) (string, *issue) {
	if serial < 1 || serial > 2_958_465 {
		return "", fault("date", "Das ist kein Tag, wie Excel ihn zählt.", "This is no day as Excel counts it.")
	}
	out, i := readDate(fromSerial(serial, false), zone, nil)
	if i == nil {
		i = warn("excel-serial", "Eine Zahl wurde als Datum gelesen, wie Excel es zählt.", "A number was read as a date the way Excel counts it.")
		i.proposal = out
	}
	return out, i
}

// dateTokens are the letters of a date format, longest first, and Go's layout for each.
var dateTokens = strings.NewReplacer(
	"yyyy", "2006", "JJJJ", "2006", "yy", "06", "JJ", "06", "MM", "01", "M", "1",
	"dd", "02", "TT", "02", "d", "2", "HH", "15", "hh", "15", "mm", "04", "ss", "05", "XXX", "Z07:00",
)

// The formats that are no pattern of letters.
const (
	epochMS     = "epoch-ms"
	epochS      = "epoch-s"
	excelSerial = "excel"
)

func readAs(s string, zone *time.Location, formats []string) (string, *issue) {
	for _, f := range formats {
		n, err := strconv.ParseFloat(s, 64)
		switch {
		case f == epochMS && err == nil:
			return inZone(time.UnixMilli(int64(n)), zone), nil
		case f == epochS && err == nil:
			return inZone(time.Unix(int64(n), 0), zone), nil
		case f == excelSerial && err == nil:
			out, _ := excelDay(n, zone)
			if out != "" {
				return out, nil
			}
		}
		layout := dateTokens.Replace(f)
		t, err := time.ParseInLocation(layout, s, zone)
		if err != nil {
			continue
		}
		if strings.Contains(layout, "15") {
			return t.In(zone).Format(time.RFC3339), nil
		}
		return t.Format(time.DateOnly), nil
	}
	return "", fault("date", "Das passt zu keinem der Formate "+strings.Join(formats, ", ")+".",
		"This fits none of the formats "+strings.Join(formats, ", ")+".")
}
