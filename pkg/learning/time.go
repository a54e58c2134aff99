package learning

import (
	"time"
	_ "time/tzdata" // Europe/Berlin must be known on every machine
)

// Berlin is the time zone in which a date without a time is meant.
var Berlin = mustLocation("Europe/Berlin")

func mustLocation(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return l
}

// Moment reads a time of an offer: RFC 3339 with offset, or a date alone,
// which is that day's midnight in Europe/Berlin; day says which it was.
func Moment(s string) (t time.Time, day bool, err error) {
	if len(s) == len(time.DateOnly) {
		t, err = time.ParseInLocation(time.DateOnly, s, Berlin)
		return t, true, err
	}
	t, err = time.Parse(time.RFC3339Nano, s)
	return t, false, err
}

// EndOf is the moment at which a time has passed: a date alone lasts until
// the next midnight in Europe/Berlin. ok is false if s is no time.
func EndOf(s string) (t time.Time, ok bool) {
	if s == "" {
		return time.Time{}, false
	}
	t, day, err := Moment(s)
	if err != nil {
		return time.Time{}, false
	}
	if day {
		t = t.AddDate(0, 0, 1)
	}
	return t, true
}

// Over is the moment at which the session has ended: its end, else its start; ok is false without either.
func (s Session) Over() (time.Time, bool) {
	if t, ok := EndOf(s.End); ok {
		return t, true
	}
	return EndOf(s.Start)
}

// CurrentUntil is the moment until which the offer is current: its validThrough
// or the end of its last session, whichever is later. ok is false if it has
// neither, and then it is always current.
func (o *Offer) CurrentUntil() (until time.Time, ok bool) {
	if t, has := EndOf(o.ValidThrough); has {
		until, ok = t, true
	}
	for _, s := range o.Sessions {
		if t, has := s.Over(); has && (!ok || t.After(until)) {
			until, ok = t, true
		}
	}
	return until, ok
}

// Next is the nearest session that has not ended at now and is not cancelled, or nil.
func (o *Offer) Next(now time.Time) *Session {
	var next *Session
	var at time.Time
	for i := range o.Sessions {
		s := &o.Sessions[i]
		over, ok := s.Over()
		if !ok || s.Status == Cancelled || !over.After(now) {
			continue
		}
		start, _, err := Moment(s.Start)
		if err != nil {
			start = over
		}
		if next == nil || start.Before(at) {
			next, at = s, start
		}
	}
	return next
}
