package ical

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Type is the media type of a calendar.
const Type = "text/calendar; charset=utf-8"

// Calendar is what a calendar says of itself.
type Calendar struct {
	Name   string
	Source string // where it is read again, absolute
	// Now is when it is made: the DTSTAMP of offers whose commit is unknown.
	Now time.Time
	// Past leaves out sessions that ended before it; zero: none.
	Past time.Time
	// Only is the one session to write, by its id; empty: all.
	Only string
}

// stay is how long a cancelled session of a withdrawn offer stays after its end.
const stay = 30 * 24 * time.Hour

// Write writes the sessions of the offers, the earliest first, and says of each
// offer what became of it. An offer without a dated session that the calendar
// shows is not in it: no-dated-session. It cannot fail.
func Write(c Calendar, records []format.Record) ([]byte, []format.Report) {
	w := writer{}
	w.line("BEGIN:VCALENDAR")
	w.line("VERSION:2.0")
	w.line("PRODID:-//Lernverbund//Katalog//DE")
	w.line("CALSCALE:GREGORIAN")
	if c.Name != "" {
		w.text("NAME", c.Name)
		w.text("X-WR-CALNAME", c.Name)
	}
	w.line("X-WR-TIMEZONE:" + zone)
	w.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H")
	w.line("X-PUBLISHED-TTL:PT1H")
	if source := format.Link(c.Source); source != "" {
		w.line("SOURCE;VALUE=URI:" + source)
	}
	w.raw(berlin)
	var all []dated
	reports := make([]format.Report, 0, len(records))
	for _, r := range records {
		found := c.sessions(r)
		all = append(all, found...)
		reports = append(reports, report(r, found))
	}
	slices.SortStableFunc(all, func(a, b dated) int {
		return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.uid(), b.uid()))
	})
	for _, d := range all {
		c.event(&w, d)
	}
	w.line("END:VCALENDAR")
	return w.bytes(), reports
}

// dated is a session with a day.
type dated struct {
	format.Record
	session    *learning.Session
	start, end time.Time // end is zero if none is said
	day        bool      // start is a date alone
	endDay     bool
}

func (d dated) uid() string { return d.SessionUUID(d.session.ID).String() }

// sessions are those of an offer that the calendar shows.
func (c Calendar) sessions(r format.Record) (out []dated) {
	for i := range r.Offer.Sessions {
		s := &r.Offer.Sessions[i]
		d := dated{Record: r, session: s}
		var err error
		if d.start, d.day, err = learning.Moment(s.Start); err != nil || c.Only != "" && s.ID != c.Only {
			continue
		}
		if end, day, err := learning.Moment(s.End); err == nil && !end.Before(d.start) && day == d.day {
			d.end, d.endDay = end, day
		}
		over, _ := s.Over()
		switch {
		case over.Before(c.Past):
		case r.Withdrawn != "" && r.Withdrawn != "ended" && over.Add(stay).Before(c.Now):
		default:
			out = append(out, d)
		}
	}
	return out
}

// event writes one session.
func (c Calendar) event(w *writer, d dated) {
	o, s := d.Offer, d.session
	stamp := d.Modified
	if stamp.IsZero() {
		stamp = c.Now
	}
	w.line("BEGIN:VEVENT")
	w.line("UID:" + d.uid())
	w.line("DTSTAMP:" + utc(stamp))
	if !d.Created.IsZero() {
		w.line("CREATED:" + utc(d.Created))
	}
	w.line("LAST-MODIFIED:" + utc(stamp))
	w.line("SEQUENCE:" + strconv.Itoa(d.sequence()))
	c.times(w, d)
	title, tag := o.Title.In(format.Language(o))
	w.text("SUMMARY"+language(tag), title)
	if about, tag := d.about(); about != "" {
		w.text("DESCRIPTION"+language(tag), about)
	}
	if place := where(s, o.Mode); place != "" {
		w.text("LOCATION", place)
	}
	if p := s.Place; p != nil && p.Lat != nil && p.Lon != nil {
		w.line("GEO:" + degrees(*p.Lat) + ";" + degrees(*p.Lon))
	}
	w.line("URL:" + d.address())
	if d.cancelled() {
		w.line("STATUS:CANCELLED")
	} else {
		w.line("STATUS:CONFIRMED")
	}
	w.texts("CATEGORIES", o.Keywords)
	if contact := office(o.Contact); contact != "" {
		w.text("CONTACT", contact)
	}
	if image := picture(o.Image); image != "" {
		w.line("IMAGE;VALUE=URI;DISPLAY=BADGE:" + image)
	}
	w.line("END:VEVENT")
}

// times writes when a session is. A date alone is a whole day, and its end the
// day after, because DTEND is not part of the event. Without an end none is written.
func (c Calendar) times(w *writer, d dated) {
	if d.day {
		w.line("DTSTART;VALUE=DATE:" + d.start.In(learning.Berlin).Format("20060102"))
		if !d.end.IsZero() {
			w.line("DTEND;VALUE=DATE:" + d.end.In(learning.Berlin).AddDate(0, 0, 1).Format("20060102"))
		}
	} else {
		w.line("DTSTART" + local(d.start))
		if !d.end.IsZero() && d.end.After(d.start) {
			w.line("DTEND" + local(d.end))
		}
	}
	if d.day || d.end.Sub(d.start) > 24*time.Hour {
		w.line("TRANSP:TRANSPARENT") // a series of days does not block each hour of them
	}
}

// sequence is how often the session changed; what is known from its state is
// the least there was.
func (d dated) sequence() int {
	n := d.Moves[d.session.ID]
	if s := d.session.Status; s == learning.Rescheduled || s == learning.Cancelled {
		n = max(n, 1)
	}
	if d.cancelled() && d.session.Status != learning.Cancelled {
		n++
	}
	return n
}

// cancelled reports whether the session does not take place: it was cancelled,
// or its offer left for another reason than its end.
func (d dated) cancelled() bool {
	return d.session.Status == learning.Cancelled || d.Withdrawn != "" && d.Withdrawn != "ended"
}
