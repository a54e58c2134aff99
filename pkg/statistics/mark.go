package statistics

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Mark is one thing that makes an offer complete.
type Mark string

// The marks that count for the score.
const (
	Description Mark = "description" // a description or a summary
	Sessions    Mark = "sessions"    // a session with a start, or it can be done at any time
	Place       Mark = "place"       // coordinates of where it takes place, or it takes place nowhere
	Price       Mark = "price"       // a price, or that it is free
	Access      Mark = "access"      // who may attend
	Level       Mark = "level"       // a grade or a DQR level
)

// Marks are those that count, in the order in which people are told of them.
var Marks = []Mark{Description, Sessions, Place, Price, Access, Level}

// Seats is what an offer with coming sessions may also say: how many seats are
// free in one of them. It does not count for the score.
const Seats Mark = "seats"

// all are the marks that are kept, each a bit.
var all = append(append([]Mark{}, Marks...), Seats)

// entry is what is kept of an offer.
type entry struct {
	until    int64 // current until then, Unix seconds; 0: for ever
	coming   int64 // end of its last session that is not cancelled, Unix seconds; 0: none
	provider int32 // index of the name
	land     uint8 // index in learning.Laender
	marks    uint8 // bit i: all[i]
}

// entryOf is what is kept of an offer, but for its provider.
func entryOf(land uint8, o *learning.Offer) entry {
	e := entry{land: land}
	if until, ends := o.CurrentUntil(); ends {
		e.until = until.Unix()
	}
	for i := range o.Sessions {
		if over, ok := o.Sessions[i].Over(); ok && o.Sessions[i].Status != learning.Cancelled {
			e.coming = max(e.coming, over.Unix())
		}
	}
	for i, has := range []bool{
		len(o.Description) > 0 || len(o.Summary) > 0,
		o.Mode == learning.SelfPaced || dated(o),
		located(o),
		o.Price != nil && (o.Price.Amount != "" || o.Price.Free != nil),
		o.Access != nil && (o.Access.OpenTo != "" || len(o.Access.Laender) > 0),
		o.Level != nil && (o.Level.Grade != "" || o.Level.DQR != nil),
		seats(o),
	} {
		if has {
			e.marks |= 1 << i
		}
	}
	return e
}

func dated(o *learning.Offer) bool {
	for i := range o.Sessions {
		if o.Sessions[i].Start != "" {
			return true
		}
	}
	return false
}

// located reports whether every place that is told has coordinates, and
// whether one is told at all where one is needed.
func located(o *learning.Offer) bool {
	places := 0
	for i := range o.Sessions {
		if p := o.Sessions[i].Place; p != nil {
			if places++; p.Lat == nil || p.Lon == nil {
				return false
			}
		}
	}
	return places > 0 || o.Mode == learning.Online || o.Mode == learning.SelfPaced || online(o)
}

// online reports whether there are sessions and all of them are online.
func online(o *learning.Offer) bool {
	for i := range o.Sessions {
		if is := o.Sessions[i].Online; is == nil || !*is {
			return false
		}
	}
	return len(o.Sessions) > 0
}

func seats(o *learning.Offer) bool {
	for i := range o.Sessions {
		if o.Sessions[i].SeatsFree != nil {
			return true
		}
	}
	return false
}

// current reports whether the offer is current at a moment.
func (e *entry) current(now time.Time) bool { return e.until == 0 || e.until > now.Unix() }
