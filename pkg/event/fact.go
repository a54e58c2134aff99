package event

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Fact is what happened, typed: one of the types below.
type Fact interface {
	// Validate gives every problem the fact's JSON Schema would find, pointers relative to data.
	Validate() []learning.Problem
	// Plausible gives what no schema can say; now is the time of the check.
	Plausible(now time.Time) []learning.Problem
}

// OfferPublished carries the whole offer, for the first time.
type OfferPublished struct{ learning.Offer }

// OfferRevised carries the whole offer anew.
type OfferRevised struct{ learning.Offer }

// OfferWithdrawn says that an offer is no longer there.
type OfferWithdrawn struct {
	Reason    string `json:"reason"` // ended, cancelled, moved, mistake, legal, absent
	Note      string `json:"note,omitempty"`
	Successor string `json:"successor,omitempty"` // subject of the offer that took its place
}

// SessionScheduled carries a whole new session.
type SessionScheduled struct {
	Session learning.Session `json:"session"`
}

// SessionRescheduled carries the whole session with its new time or place.
type SessionRescheduled struct {
	Session learning.Session `json:"session"`
}

// SessionCancelled names a session that will not take place.
type SessionCancelled struct {
	Session SessionRef `json:"session"`
	Note    string     `json:"note,omitempty"`
}

// SessionRef names a session of the offer in the event's subject.
type SessionRef struct {
	ID string `json:"id"`
}

// SeatsReported tells the seats of a session at a moment.
type SeatsReported struct {
	Session Seats `json:"session"`
}

// Seats are the free and all seats of a session as of a moment.
type Seats struct {
	ID         string          `json:"id"`
	SeatsFree  *learning.Count `json:"seatsFree,omitempty"`
	SeatsTotal *learning.Count `json:"seatsTotal,omitempty"`
	SeatsAsOf  string          `json:"seatsAsOf"`
}

// ProviderRegistered carries the whole provider, for the first time.
type ProviderRegistered struct{ learning.Provider }

// ProviderRevised carries the whole provider anew.
type ProviderRevised struct{ learning.Provider }

// ProviderRetired carries the provider that is no more.
type ProviderRetired struct{ learning.Provider }

// DeliveryCompleted closes a delivery of one system; the counts are offers.
type DeliveryCompleted struct {
	Full      bool           `json:"full"`
	Read      learning.Count `json:"read"`
	New       learning.Count `json:"new"`
	Revised   learning.Count `json:"revised"`
	Withdrawn learning.Count `json:"withdrawn"` // sent, held included
	Unchanged learning.Count `json:"unchanged"`
	Refused   learning.Count `json:"refused"`
	Base      learning.Count `json:"base"`    // offers of the system before
	Missing   learning.Count `json:"missing"` // how many of them it lacks
}

// HeldReleased is the hub's own record: withdrawals held by the brake were
// let through; the withdrawals themselves follow as the Land's records.
type HeldReleased struct {
	Land     learning.Land   `json:"land"`
	System   learning.System `json:"system"`
	Delivery string          `json:"delivery"`
	Released int             `json:"released"`
	Skipped  int             `json:"skipped"` // offers about which something newer had come
}

// HeldDropped is the hub's own record: withdrawals held by the brake were
// dropped, by a person or because a later full delivery superseded them.
type HeldDropped struct {
	Land       learning.Land   `json:"land"`
	System     learning.System `json:"system"`
	Delivery   string          `json:"delivery"`
	Dropped    int             `json:"dropped"`
	Superseded string          `json:"superseded,omitempty"` // the delivery that superseded this one
}
