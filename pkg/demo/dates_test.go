package demo_test

import (
	"slices"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// days are nows on which dates go wrong if they can: changes of clocks, ends of
// years, a leap day, Easter, a Saturday and a Sunday.
var days = func() (all []time.Time) {
	for _, s := range []string{
		"2026-11-23", "2026-11-28", "2026-11-29", "2026-12-24", "2026-12-31", "2027-01-01", "2027-03-25",
		"2027-03-27", "2027-03-28", "2027-03-29", "2027-07-15", "2027-10-30", "2027-10-31", "2027-11-01", "2028-02-28", "2028-02-29",
	} {
		d, err := time.ParseInLocation(time.DateOnly, s, learning.Berlin)
		if err != nil {
			panic(err)
		}
		all = append(all, d.Add(8*time.Hour+time.Minute))
	}
	return all
}()

func TestOffersAreValidOnAnyDay(t *testing.T) {
	for _, now := range days {
		var over []learning.OfferID
		for _, x := range offerings(t, now) {
			o := x.Offer
			for _, p := range append(o.Validate(), o.Plausible(now)...) {
				if p.Warning && p.Rule == "past" {
					over = append(over, x.ID())
					continue
				}
				t.Errorf("%s: %s %s: %s: %s", now.Format(time.DateOnly), x.ID(), p.Pointer, p.MessageEn, p.Value)
			}
		}
		if !slices.Equal(over, past) {
			t.Errorf("%s: past offers %v, want %v", now.Format(time.DateOnly), over, past)
		}
	}
}

// The clocks that sessions show never depend on the day of asking: nine o'clock
// stays nine o'clock across every change of clocks, and always on a working day.
func TestSessionsKeepClockAndWorkingDays(t *testing.T) {
	want := clocks(t, days[0])
	for _, now := range days {
		got := clocks(t, now)
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: session %d is at %s, want %s", now.Format(time.DateOnly), i, got[i], want[i])
			}
		}
	}
}

func clocks(t *testing.T, now time.Time) (all []string) {
	t.Helper()
	for _, x := range offerings(t, now) {
		for _, s := range x.Offer.Sessions {
			for _, at := range []string{s.Start, s.End} {
				m, day, err := learning.Moment(at)
				if err != nil {
					t.Fatalf("%s: %v", x.ID(), err)
				}
				m = m.In(learning.Berlin)
				if w := m.Weekday(); w == time.Saturday || w == time.Sunday {
					t.Errorf("%s: %s is at a weekend", x.ID(), at)
				}
				switch m.Format("01-02") {
				case "01-01", "05-01", "10-03", "12-24", "12-25", "12-26", "12-31":
					t.Errorf("%s: %s is a public holiday", x.ID(), at)
				}
				clock := m.Format("15:04")
				if day {
					clock = "day"
				}
				all = append(all, string(x.ID())+" "+s.ID+" "+clock)
			}
		}
	}
	return all
}

func TestMostDatedOffersComeSoon(t *testing.T) {
	for _, now := range days {
		dated, soon, gone := 0, 0, 0
		for _, x := range offerings(t, now) {
			if len(x.Offer.Sessions) == 0 {
				continue
			}
			dated++
			if next := x.Offer.Next(now); next != nil {
				if start, _, _ := learning.Moment(next.Start); start.Before(now.AddDate(0, 4, 0)) {
					soon++
				}
			}
			if hasPast(x, now) {
				gone++
			}
		}
		if soon*100 < dated*60 {
			t.Errorf("%s: %d of %d dated offers come within four months, want 60 %%", now.Format(time.DateOnly), soon, dated)
		}
		if gone < 8 {
			t.Errorf("%s: %d offers have a past session, want 8 or more", now.Format(time.DateOnly), gone)
		}
	}
}

func hasPast(x demo.Offering, now time.Time) bool {
	return slices.ContainsFunc(x.Offer.Sessions, func(s learning.Session) bool {
		over, ok := s.Over()
		return ok && !over.After(now)
	})
}
