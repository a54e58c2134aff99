package connector

import (
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Delivery is what a Land's system has now.
type Delivery struct {
	Land   learning.Land
	System learning.System
	// ID is the delivery's own id, a UUIDv7: a new one for each run, also of the same records.
	ID string
	// Records are what was read, in the order of the source.
	Records []Record
	// Full says that the delivery holds everything the system has.
	Full bool
	// Partial says why nothing may be withdrawn although the delivery is full:
	// a file could not be read, a subject stands twice; "" if it may.
	Partial string
	// Resend sends a rejected content once more.
	Resend bool
}

// Record is one record of a delivery.
type Record struct {
	// Subject is the system's own id of the offer; "" if even that could not be read.
	Subject string
	// Document is the offer in RFC 8785 form; nil if the record is refused.
	Document []byte
}

// Counts are what a delivery did; a command prints them with --json.
// Read = New + Revised + Unchanged + Refused.
type Counts struct {
	Read      int            `json:"read"`
	New       int            `json:"new"`
	Revised   int            `json:"revised"`
	Withdrawn int            `json:"withdrawn"` // sent, held included
	Unchanged int            `json:"unchanged"`
	Refused   int            `json:"refused"` // by the connector itself
	Accepted  int            `json:"accepted"`
	Warned    int            `json:"warned"`
	Rejected  int            `json:"rejected"` // by the hub, also the same content again
	Held      int            `json:"held"`
	Pending   int            `json:"pending"`  // sent, without a receipt so far
	Position  event.Position `json:"position"` // the highest in a receipt
}

// Clean reports whether nothing is left to look at: the exit status of a command.
func (c Counts) Clean() bool {
	return c.Refused == 0 && c.Rejected == 0 && c.Held == 0 && c.Pending == 0
}

// Plus adds the counts of another delivery; the position is the higher one.
func (c Counts) Plus(d Counts) Counts {
	return Counts{
		Read: c.Read + d.Read, New: c.New + d.New, Revised: c.Revised + d.Revised, Withdrawn: c.Withdrawn + d.Withdrawn,
		Unchanged: c.Unchanged + d.Unchanged, Refused: c.Refused + d.Refused, Accepted: c.Accepted + d.Accepted,
		Warned: c.Warned + d.Warned, Rejected: c.Rejected + d.Rejected, Held: c.Held + d.Held, Pending: c.Pending + d.Pending,
		Position: max(c.Position, d.Position),
	}
}
