package intake

import (
	"crypto/sha256"
	"time"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// past is how far one outbox stream has been taken in: what the log and the
// quarantine remember of it at a start, and what has been answered since.
type past struct {
	created int64  // creation time of the stream in ns; 0 if nothing of it is known
	last    uint64 // sequence of its newest message
	high    uint64 // highest sequence there ever was: above last in a restored stream
	from    uint64 // sequence of the first message of the newest commit
	at      time.Time
	// prints are digests of events of the last message, by their index: enough
	// to know whether the stream still holds that message.
	prints map[int]uint64
	// done is true if everything up to last is known to be answered; after a
	// start it is not.
	done bool
}

// note takes in an event that is in the log or in quarantine.
func (p *past) note(o eventlog.Origin, digest uint64, at time.Time) {
	if !at.Equal(p.at) || p.prints == nil {
		p.from, p.at = o.Sequence, at
	}
	if o.Sequence != p.last || p.prints == nil {
		p.last, p.prints = o.Sequence, map[int]uint64{}
	}
	p.created, p.high = o.Created, max(p.high, o.Sequence)
	p.from = min(p.from, o.Sequence)
	p.prints[o.Index] = digest
}

// merge is the newer of what the log and what the quarantine remembers.
func merge(log, aside past) past {
	high := max(log.high, aside.high)
	newer := log
	switch {
	case log.created == 0 || aside.at.After(log.at):
		newer = aside
	case aside.created != 0 && aside.at.Equal(log.at):
		if aside.last > log.last {
			newer = aside
		}
		newer.from = min(log.from, aside.from)
	}
	newer.high = high
	return newer
}

// holds reports whether data is the message that was last, as far as that is known.
func (p *past) holds(data []byte, batch bool) bool {
	events := [][]byte{data}
	if split, err := splitBatch(data); batch && err == nil {
		events = split
	}
	for i, print := range p.prints {
		if i >= len(events) || short(sha256.Sum256(events[i])) != print {
			return false
		}
	}
	return true
}

// condition is what an outbox stream and its consumer say at the beginning of a session.
type condition struct {
	created     int64
	first, last uint64 // sequences
	acked       uint64 // everything up to here is acknowledged; known only with hasAcked
	hasAcked    bool
	answered    uint64 // everything up to here has its receipt; known only with hasAnswered
	hasAnswered bool
	other       bool // the message at past.last is another one than it was
}

// Notices about an outbox, for people.
const (
	noticeAnew     = "Der Ausgang wurde neu angelegt; seine Ereignisse zählen."
	noticeRestored = "Der Ausgang wurde aus einer älteren Kopie wiederhergestellt; neue Ereignisse unter alten Nummern zählen."
	noticeGap      = "Im Ausgang fehlen Nachrichten, die nie gelesen wurden."
)

// resume is the sequence to read from, and what a person should know.
//
// The log decides: what is not in it is read again, whatever the consumer
// believes. Before that, everything is read again that may lack its entry in
// quarantine, its leaf in the ledger or its receipt: what is not acknowledged,
// and what has no receipt, because receipts are not synced. Reading again does
// no harm: the same event gets its receipt again.
func (p *past) resume(c condition) (start uint64, notice string) {
	if p.created != c.created {
		if p.created != 0 {
			notice = noticeAnew
		}
		return max(1, c.first), notice
	}
	if c.last < p.last || c.other {
		return max(1, c.first), noticeRestored
	}
	start = p.last + 1
	if !p.done {
		switch {
		case c.hasAcked:
			start = min(start, c.acked+1)
		case p.last > 0:
			start = p.from
		}
		if c.hasAnswered {
			start = min(start, c.answered+1)
		}
	}
	return max(start, c.first, 1), ""
}
