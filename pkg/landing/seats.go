package landing

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// told is an offer as it was told once.
type told struct {
	at    time.Time // the hub's clock
	offer *learning.Offer
}

// toldBy are the versions that can be read, oldest first.
func toldBy(steps []step) []told {
	var out []told
	for _, s := range steps {
		o := new(learning.Offer)
		if s.Offer != nil && json.Unmarshal(s.Offer, o) == nil {
			out = append(out, told{s.RecordedAt, o})
		}
	}
	return out
}

// cancelledAt is when each cancelled session was told to be cancelled.
func cancelledAt(versions []told) map[string]time.Time {
	at := map[string]time.Time{}
	for _, v := range versions {
		for _, s := range v.offer.Sessions {
			if _, known := at[s.ID]; s.Status != learning.Cancelled {
				delete(at, s.ID)
			} else if !known {
				at[s.ID] = v.at
			}
		}
	}
	return at
}

// seatCurve is how the free seats of a session went down.
type seatCurve struct {
	Chart chart
	Rows  []seatRow
}

// seatRow is one report of free seats.
type seatRow struct{ When, Machine, Free string }

// Sizes of a curve of seats.
const (
	mostBars   = 40 // a day each, or a report each if there are few days
	seatLabels = 4
)

// seatReport is a number of free seats and when it held.
type seatReport struct {
	at   time.Time
	free int
}

// seatsOver draws the free seats of the session that is asked for, else of the
// one with the most reports; nil if none was reported twice.
func seatsOver(versions []told, next *learning.Session, now time.Time) *seatCurve {
	reports := map[string][]seatReport{}
	best := ""
	for _, v := range versions {
		for _, s := range v.offer.Sessions {
			if s.SeatsFree == nil {
				continue
			}
			r := seatReport{v.at, max(0, int(*s.SeatsFree))}
			if t, whole, err := learning.Moment(s.SeatsAsOf); err == nil && !whole && !t.After(v.at) {
				r.at = t
			}
			if list := reports[s.ID]; len(list) == 0 || list[len(list)-1].at.Before(r.at) {
				reports[s.ID] = append(list, r)
			}
			if len(reports[s.ID]) > len(reports[best]) {
				best = s.ID
			}
		}
	}
	if next != nil && len(reports[next.ID]) > 1 {
		best = next.ID
	}
	list := reports[best]
	if len(list) < 2 {
		return nil
	}
	c := &seatCurve{}
	for i := len(list) - 1; i >= 0; i-- {
		c.Rows = append(c.Rows, seatRow{moment(list[i].at, now), list[i].at.UTC().Format(time.RFC3339), number(list[i].free)})
	}
	where := ""
	last := versions[len(versions)-1].offer
	for i := range last.Sessions {
		if s := &last.Sessions[i]; s.ID == best {
			where = ", " + named(s, now)
		}
	}
	values, labels := bars(list, now)
	desc := fmt.Sprintf("Von %s am %s auf %s, Stand %s.", number(list[0].free), day(list[0].at, now), number(list[len(list)-1].free), moment(list[len(list)-1].at, now))
	c.Chart = newChart("plaetze-verlauf", "Freie Plätze seit der ersten Meldung"+where, desc, values, labels)
	return c
}

// bars are a value for each day from the first report to today, or for each
// report if that is fewer than a week; labels stand under some of them.
func bars(list []seatReport, now time.Time) (values []int, labels []string) {
	var at []time.Time
	if days(list[0].at, now) < 6 {
		for _, r := range list[max(0, len(list)-mostBars):] {
			values, at = append(values, r.free), append(at, r.at)
		}
	} else {
		from := midnight(list[0].at)
		if first := midnight(now).AddDate(0, 0, 1-mostBars); first.After(from) {
			from = first
		}
		i := 0
		for d := from; !d.After(now); d = d.AddDate(0, 0, 1) {
			for i+1 < len(list) && list[i+1].at.Before(d.AddDate(0, 0, 1)) {
				i++
			}
			values, at = append(values, list[i].free), append(at, d)
		}
	}
	every := max(1, (len(at)+seatLabels-1)/seatLabels)
	for i, t := range at {
		label := ""
		if i%every == 0 {
			label = fmt.Sprintf("%d.%d.", local(t).Day(), local(t).Month())
		}
		labels = append(labels, label)
	}
	return values, labels
}
