package demo

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// day is a calendar day, held as its noon in UTC so that no change of clocks touches it.
type day struct{ noon time.Time }

func dayOf(now time.Time) day {
	y, m, d := now.In(learning.Berlin).Date()
	return newDay(y, m, d)
}

func newDay(y int, m time.Month, d int) day {
	return day{time.Date(y, m, d, 12, 0, 0, 0, time.UTC)}
}

func (d day) plus(days int) day { return day{d.noon.AddDate(0, 0, days)} }

// String is the day as a date alone, "2026-11-23".
func (d day) String() string { return d.noon.Format(time.DateOnly) }

// moment is that minute of the day in Europe/Berlin as RFC 3339 with offset.
// Minutes are those of the clock on the wall, also on the days on which clocks change.
func (d day) moment(minute int) string {
	y, m, dd := d.noon.Date()
	return time.Date(y, m, dd, minute/60, minute%60, 0, 0, learning.Berlin).Format(time.RFC3339)
}

// works reports whether a training can take place: no weekend, no day on which offices are closed everywhere.
func (d day) works() bool {
	if w := d.noon.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	return !d.holiday()
}

// holiday reports whether the day is a public holiday in all 16 Länder, or
// Christmas Eve or New Year's Eve, on which the public service is off.
func (d day) holiday() bool {
	y, m, dd := d.noon.Date()
	switch [2]int{int(m), dd} {
	case [2]int{1, 1}, [2]int{5, 1}, [2]int{10, 3},
		[2]int{12, 24}, [2]int{12, 25}, [2]int{12, 26}, [2]int{12, 31}:
		return true
	}
	e := easter(y)
	for _, after := range []int{-2, 1, 39, 50} { // Good Friday, Easter Monday, Ascension, Whit Monday
		if d == e.plus(after) {
			return true
		}
	}
	return false
}

// easter is Easter Sunday of a Gregorian year, by the method that Nature
// printed in 1876 (Meeus, Jones, Butcher).
func easter(year int) day {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	return newDay(year, time.Month(month), (h+l-7*m+33*month+19)%32)
}

// fit is the first day from d on that begins a row of n working days without a gap.
func (d day) fit(n int) day {
	for {
		free := n
		for i := range n {
			if !d.plus(i).works() {
				free = i
				break
			}
		}
		if free == n {
			return d
		}
		d = d.plus(free + 1)
	}
}
