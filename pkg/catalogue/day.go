package catalogue

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// RecentDays is how many days [LandStatus.Days] reaches back, counted from the
// newest day on which any Land said something: no clock is in it.
const RecentDays = 31

// DayCount is how many events of a Land were recorded on one day.
type DayCount struct {
	Day    Day
	Events int
}

// Day is a day on calendars in Germany, counted from 1 January 1970.
type Day int

// DayOf is the day of a moment in Europe/Berlin.
func DayOf(t time.Time) Day {
	t = t.In(learning.Berlin)
	return Day(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// String is the day as a date alone: "2026-11-23".
func (d Day) String() string { return time.Unix(int64(d)*24*60*60, 0).UTC().Format(time.DateOnly) }
