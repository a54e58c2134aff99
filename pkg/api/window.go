package api

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// within shows of each item the first session that begins when was asked for:
// who looks for February wants to see the session in February.
func within(items []Item, f *search.Filter, now time.Time) {
	if f.From.IsZero() && f.To.IsZero() || f.Near != nil {
		return // around a place the index has chosen already
	}
	for i := range items {
		if s := first(items[i].offer, f, now); s != nil {
			items[i].Session = s
		}
	}
}

// first is the first session of an offer that begins in the wanted time, is
// not over and not cancelled; nil if there is none.
func first(o *learning.Offer, f *search.Filter, now time.Time) (found *learning.Session) {
	var best time.Time
	for i := range o.Sessions {
		s := &o.Sessions[i]
		start, _, err := learning.Moment(s.Start)
		over, ends := s.Over()
		switch {
		case err != nil || s.Status == learning.Cancelled || ends && !over.After(now):
		case start.Before(f.From) || !f.To.IsZero() && !start.Before(f.To):
		case found == nil || start.Before(best):
			found, best = s, start
		}
	}
	return found
}
