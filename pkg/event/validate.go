package event

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Reasons an offer may be withdrawn for.
const (
	Ended     = "ended"
	Cancelled = "cancelled"
	Moved     = "moved"
	Mistake   = "mistake"
	Legal     = "legal"  // its content is shown nowhere any more
	Absent    = "absent" // a full delivery no longer has it
)

var reasons = []string{Ended, Cancelled, Moved, Mistake, Legal, Absent}

// mostNote is the longest note, in characters.
const mostNote = 2000

// Validate asks for a reason we know.
func (f *OfferWithdrawn) Validate() (found []learning.Problem) {
	switch {
	case f.Reason == "":
		found = append(found, required("/reason"))
	case !slices.Contains(reasons, f.Reason):
		found = append(found, problem("/reason", "reason",
			"Gründe sind: ended, cancelled, moved, mistake, legal, absent.",
			"Reasons are: ended, cancelled, moved, mistake, legal, absent.", f.Reason))
	}
	if f.Successor != "" && !printable(f.Successor, 200) {
		found = append(found, problem("/successor", "subject", "Der Nachfolger ist die Kennung eines Angebots, höchstens 200 druckbare Zeichen.",
			"The successor is the subject of an offer, at most 200 printable characters.", f.Successor))
	}
	return append(found, note(f.Note)...)
}

// Plausible has nothing to add.
func (f *OfferWithdrawn) Plausible(time.Time) []learning.Problem { return nil }

// Validate checks the session.
func (f *SessionScheduled) Validate() []learning.Problem {
	return under("/session", f.Session.Validate())
}

// Plausible checks the session.
func (f *SessionScheduled) Plausible(now time.Time) []learning.Problem {
	return under("/session", f.Session.Plausible(now))
}

// Validate checks the session.
func (f *SessionRescheduled) Validate() []learning.Problem {
	return under("/session", f.Session.Validate())
}

// Plausible checks the session.
func (f *SessionRescheduled) Plausible(now time.Time) []learning.Problem {
	return under("/session", f.Session.Plausible(now))
}

// Validate asks for the session's id.
func (f *SessionCancelled) Validate() []learning.Problem {
	return append(sessionID(f.Session.ID), note(f.Note)...)
}

// Plausible has nothing to add.
func (f *SessionCancelled) Plausible(time.Time) []learning.Problem { return nil }

// Validate checks the seats by the rules of a session.
func (f *SeatsReported) Validate() []learning.Problem {
	found := under("/session", f.Session.session().Validate())
	if f.Session.SeatsAsOf == "" {
		found = append(found, required("/session/seatsAsOf"))
	}
	return found
}

// Plausible checks the seats by the rules of a session.
func (f *SeatsReported) Plausible(now time.Time) []learning.Problem {
	return under("/session", f.Session.session().Plausible(now))
}

func (s Seats) session() *learning.Session {
	return &learning.Session{ID: s.ID, SeatsFree: s.SeatsFree, SeatsTotal: s.SeatsTotal, SeatsAsOf: s.SeatsAsOf}
}

// Validate asks for counts that are none below zero.
func (f *DeliveryCompleted) Validate() (found []learning.Problem) {
	for _, c := range []struct {
		name  string
		value learning.Count
	}{
		{"/read", f.Read},
		{"/new", f.New},
		{"/revised", f.Revised},
		{"/withdrawn", f.Withdrawn},
		{"/unchanged", f.Unchanged},
		{"/refused", f.Refused},
		{"/base", f.Base},
		{"/missing", f.Missing},
	} {
		if c.value < 0 {
			found = append(found, problem(c.name, "minimum", "Eine Anzahl ist mindestens 0.", "A count is at least 0.", ""))
		}
	}
	return found
}

// Plausible has nothing to add.
func (f *DeliveryCompleted) Plausible(time.Time) []learning.Problem { return nil }

// Validate has nothing to say: the hub judges no records of its own.
func (f *HeldReleased) Validate() []learning.Problem { return nil }

// Plausible has nothing to say either.
func (f *HeldReleased) Plausible(time.Time) []learning.Problem { return nil }

// Validate has nothing to say: the hub judges no records of its own.
func (f *HeldDropped) Validate() []learning.Problem { return nil }

// Plausible has nothing to say either.
func (f *HeldDropped) Plausible(time.Time) []learning.Problem { return nil }

func sessionID(id string) []learning.Problem {
	return under("/session", (&learning.Session{ID: id}).Validate())
}

func note(text string) []learning.Problem {
	if utf8.RuneCountInString(text) <= mostNote {
		return nil
	}
	return []learning.Problem{problem("/note", "max-length", "Die Notiz hat höchstens 2.000 Zeichen.", "The note has at most 2,000 characters.", text)}
}
