package landing

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// sessionRow is one session in the table of an offer.
type sessionRow struct {
	Day       string // "Di 1. Dez 2026"
	Machine   string // for the datetime attribute
	Time      string // "9 bis 16 Uhr"
	Place     string
	PlaceNote string
	Seats     string
	SeatsAge  string
	Class     string // of the icon
	Until     string // one can register
	Address   string // of its own page
	Calendar  string // address of the session as a calendar
	Cancelled bool
	id        string
	start     time.Time
}

// sessionRows are the sessions of an offer.
type sessionRows []sessionRow

// cancelled says of the cancelled ones when that was told.
func (rows sessionRows) cancelled(at map[string]time.Time, now time.Time) {
	for i := range rows {
		if t, ok := at[rows[i].id]; ok && rows[i].Cancelled {
			rows[i].SeatsAge = "gemeldet " + seen(t, now)
		}
	}
}

// sessions are those that are not over, the nearest first, and how many are over.
func sessions(id learning.OfferID, all []learning.Session, now time.Time) (rows sessionRows, over int) {
	for i := range all {
		s := &all[i]
		if end, ok := s.Over(); ok && !end.After(now) {
			over++
			continue
		}
		row := sessionIn(s, now)
		if row.Machine != "" && !row.Cancelled && s.ID != "" {
			row.Calendar = offerPath(id) + "/termine/" + url.PathEscape(s.ID) + ".ics"
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b sessionRow) int {
		if a.start.IsZero() != b.start.IsZero() {
			if a.start.IsZero() {
				return 1
			}
			return -1
		}
		return a.start.Compare(b.start)
	})
	return rows, over
}

func sessionIn(s *learning.Session, now time.Time) sessionRow {
	row := sessionRow{Day: "auf Anfrage", Time: span(s), Address: safeURL(s.URL), Cancelled: s.Status == learning.Cancelled, id: s.ID}
	if t, whole, err := learning.Moment(s.Start); err == nil {
		row.start, row.Day, row.Machine = t, weekday(t), local(t).Format("2006-01-02T15:04")
		if whole {
			row.Machine = row.Machine[:len(time.DateOnly)]
		}
	}
	row.Place, row.PlaceNote = address(s)
	row.Seats, row.Class = seats("", s)
	if s.SeatsFree != nil {
		row.SeatsAge = asOf(s.SeatsAsOf, now)
	}
	if t, _, err := learning.Moment(s.RegisterBy); err == nil {
		row.Until = day(t, now)
	}
	switch s.Status {
	case learning.Cancelled:
		row.Seats, row.SeatsAge, row.Class, row.Until = "abgesagt", "", "rot", "entfällt"
	case learning.Rescheduled:
		row.Time = strings.TrimPrefix(row.Time+", verschoben", ", ")
	}
	return row
}

// address is where a session takes place, in full.
func address(s *learning.Session) (value, note string) {
	value, note = where("", s)
	if p := s.Place; p != nil {
		if p.City != "" && p.Street != "" {
			value += ", " + p.Street
		}
		if note == "und online" && p.Name != "" && p.Name != p.City {
			note = p.Name + ", und online"
		}
	}
	return value, note
}
