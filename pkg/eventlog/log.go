package eventlog

import (
	"context"
	"crypto/sha256"
	"errors"
	"iter"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var (
	// ErrConflict is returned by Append when the expected position is not the last one.
	ErrConflict = errors.New("the log has moved on")
	// ErrClock is returned by Append when RecordedAt lies before that of the last record.
	ErrClock = errors.New("recordedAt lies before the last record's")
	// ErrCommit is returned by Append when a commit is empty, of no Land, or larger than the limits.
	ErrCommit = errors.New("no valid commit")
	// ErrPosition is returned by Redact when the log has no such position.
	ErrPosition = errors.New("no such position")
	// ErrCorrupt is yielded by Read and Follow when a record of our own is missing or unreadable.
	ErrCorrupt = errors.New("the log is damaged")
)

// Limits of one commit.
const (
	MaxEvents = 1000    // events
	MaxBytes  = 1 << 20 // bytes of all events; a single event may go alone if it is larger
	MaxSingle = 3 << 19 // bytes of a single event: what a message of 2 MiB can carry
)

// MaxSequence is above every sequence of an outbox: the ledger's leaf writes it
// as a JSON number, which is exact up to here.
const MaxSequence = 1 << 53

// NoReason is the reason of a redaction for which none was given.
const NoReason = "no reason given"

// Position is the place of an event in the log, counted from 1.
type Position = event.Position

// Origin says where an event was read: the place to resume and to answer,
// never an identity. The hub's own records have the zero Origin.
type Origin struct {
	Land     learning.Land `json:"land"`           // the account it was read from
	Created  int64         `json:"created,string"` // creation time of that OUTBOX in nanoseconds since 1970, not negative
	Sequence uint64        `json:"sequence"`       // sequence of the message in the OUTBOX, below [MaxSequence]
	Index    int           `json:"index"`          // index of the event in the message, below [event.MaxBatch]
}

// Entry is one event to be appended.
type Entry struct {
	Raw    []byte // the exact bytes, at least one
	Origin Origin // Origin.Land is the commit's Land; zero for the hub's own records
	// Digest is the SHA-256 of Raw if the caller knows it already; Append
	// computes a zero one. A wrong one damages the log.
	Digest [sha256.Size]byte
}

// Commit is the unit of the log: events of one Land, or of [learning.Hub].
type Commit struct {
	Land       learning.Land
	RecordedAt time.Time
	Entries    []Entry
}

// Record is one event in the log.
type Record struct {
	Position   Position
	Land       learning.Land // the commit's
	RecordedAt time.Time     // UTC
	Origin     Origin
	Raw        []byte            // the exact bytes; nil if redacted
	Digest     [sha256.Size]byte // SHA-256 of the bytes, also if redacted
	Redacted   string            // the reason, "" if the record is whole
}

// Filter narrows reading; the zero Filter lets everything through.
type Filter struct {
	Land learning.Land // only this Land's records
}

// Admits reports whether the records of a Land pass the filter.
func (f Filter) Admits(land learning.Land) bool { return f.Land == "" || f.Land == land }

// Log is the contract; the package comment is its specification and package
// logtest its suite.
type Log interface {
	// Append adds a commit after the expected last position and returns the new last one.
	Append(ctx context.Context, expected Position, c Commit) (Position, error)
	// Read yields the records from a position on (0 and 1: from the first) and ends at the tip.
	Read(ctx context.Context, from Position, f Filter) iter.Seq2[Record, error]
	// Follow is Read that waits at the tip for more; it ends without an error when ctx is done.
	Follow(ctx context.Context, from Position, f Filter) iter.Seq2[Record, error]
	// Last is the position of the last record, 0 if there is none.
	Last(ctx context.Context) (Position, error)
	// Redact takes the bytes of one record away.
	Redact(ctx context.Context, p Position, reason string) error
}
