package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// number writes a count the German way: 1.260.
func number[N ~int | ~int64 | ~uint64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	var out []byte
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, '.')
		}
		out = append(out, digits[i])
	}
	return sign + string(out)
}

// seconds writes a duration the German way: 1,1 s.
func seconds(d time.Duration) string {
	return strings.Replace(fmt.Sprintf("%.1f s", d.Seconds()), ".", ",", 1)
}

// size writes bytes the German way: 3,1 MB.
func size(n int64) string {
	switch f := float64(n); {
	case f >= 1e9:
		return strings.Replace(fmt.Sprintf("%.1f GB", f/1e9), ".", ",", 1)
	case f >= 1e6:
		return strings.Replace(fmt.Sprintf("%.1f MB", f/1e6), ".", ",", 1)
	case f >= 1e3:
		return strings.Replace(fmt.Sprintf("%.1f KB", f/1e3), ".", ",", 1)
	}
	return fmt.Sprintf("%d Byte", n)
}

// ago says how long something is past: "vor 3 min", "vor 2 Tagen".
func ago(t, now time.Time) string {
	if t.IsZero() {
		return "nie"
	}
	switch d := now.Sub(t); {
	case d < time.Minute:
		return fmt.Sprintf("vor %d s", max(0, int(d.Seconds())))
	case d < time.Hour:
		return fmt.Sprintf("vor %d min", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("vor %d Std.", int(d.Hours()))
	case d < 48*time.Hour:
		return "vor 1 Tag"
	default:
		return fmt.Sprintf("vor %d Tagen", int(d.Hours()/24))
	}
}

// moment writes a time for a person in Germany.
func moment(t time.Time) string { return t.In(learning.Berlin).Format("02.01.2006 15:04:05") }
