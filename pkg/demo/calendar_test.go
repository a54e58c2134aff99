package demo

import (
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestEaster(t *testing.T) {
	for year, want := range map[int]string{
		2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28", 2038: "2038-04-25", 2285: "2285-03-22",
	} {
		if got := easter(year).String(); got != want {
			t.Errorf("easter(%d) = %s, want %s", year, got, want)
		}
	}
}

func TestFitMovesARowOfDaysToWhereItHasNoGap(t *testing.T) {
	for _, tc := range []struct {
		from string
		days int
		want string
	}{
		{"2026-11-23", 1, "2026-11-23"}, // a Monday
		{"2026-11-28", 1, "2026-11-30"}, // a Saturday
		{"2026-11-29", 1, "2026-11-30"}, // a Sunday
		{"2026-11-27", 2, "2026-11-30"}, // Friday and Saturday
		{"2026-11-24", 5, "2026-11-30"},
		{"2026-12-24", 1, "2026-12-28"},
		{"2026-12-31", 1, "2027-01-04"},
		{"2026-12-28", 5, "2027-01-04"}, // New Year is a Friday
		{"2027-03-26", 1, "2027-03-30"}, // Good Friday to the Tuesday after Easter
		{"2027-05-06", 2, "2027-05-10"}, // Ascension
	} {
		y, m, d := mustDate(t, tc.from).Date()
		if got := newDay(y, m, d).fit(tc.days).String(); got != tc.want {
			t.Errorf("fit(%d) from %s = %s, want %s", tc.days, tc.from, got, tc.want)
		}
	}
}

func TestMomentKeepsTheClockOnTheWall(t *testing.T) {
	for _, tc := range []struct {
		day  day
		want string
	}{
		{newDay(2026, time.October, 24), "2026-10-24T09:00:00+02:00"},
		{newDay(2026, time.October, 25), "2026-10-25T09:00:00+01:00"},
		{newDay(2027, time.March, 28), "2027-03-28T09:00:00+02:00"},
		{newDay(2026, time.December, 31).plus(1), "2027-01-01T09:00:00+01:00"},
	} {
		if got := tc.day.moment(9 * 60); got != tc.want {
			t.Errorf("moment of %s = %s, want %s", tc.day, got, tc.want)
		}
	}
}

func TestDayIsThatOfBerlin(t *testing.T) {
	late := time.Date(2026, time.November, 22, 23, 30, 0, 0, time.UTC) // half past midnight in Berlin
	if got := dayOf(late).String(); got != "2026-11-23" {
		t.Errorf("dayOf(%s) = %s, want 2026-11-23", late, got)
	}
}

func mustDate(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.ParseInLocation(time.DateOnly, s, learning.Berlin)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
