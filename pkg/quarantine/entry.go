package quarantine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var (
	// ErrNumber is returned by Show and Resolve when there is no entry of that number.
	ErrNumber = errors.New("no such entry in quarantine")
	// ErrNotHeld is returned by Resolve when an entry was refused and not held: it has to be sent anew, corrected.
	ErrNotHeld = errors.New("the entry is not held")
	// ErrHeld is returned by Forget when an entry was held and not refused.
	ErrHeld = errors.New("the entry is held")
	// ErrCorrupt is returned when a message of the stream is missing or unreadable.
	ErrCorrupt = errors.New("the quarantine is damaged")
)

// Stream is the name of the stream in the hub's account.
const Stream = "QUARANTINE"

// Number is what people call an entry by, counted from 1.
type Number uint64

// Verdict is why an entry lies here, in the words of a receipt.
type Verdict string

// The verdicts.
const (
	Rejected Verdict = "rejected" // refused; to be corrected and sent anew
	Held     Verdict = "held"     // kept back by the brake
)

// State is what has become of an entry. A rejected one stays open for ever.
type State string

// The states.
const (
	Undecided  State = "open"       // nothing has happened yet
	Released   State = "released"   // let through: it is in the log
	Skipped    State = "skipped"    // its delivery was released, but something newer had come about the offer
	Dropped    State = "dropped"    // thrown away by a person
	Superseded State = "superseded" // the next full delivery of the system took its place
)

// Entry is one event that was not recorded.
type Entry struct {
	Number Number          `json:"number"`
	Land   learning.Land   `json:"land"`
	System learning.System `json:"system"` // of the outbox subject
	// Origin is where it was read; an outbox message that could not be taken apart is one entry with index 0.
	Origin     eventlog.Origin    `json:"origin"`
	RecordedAt time.Time          `json:"recordedAt"` // the hub's clock, UTC
	Verdict    Verdict            `json:"verdict"`
	State      State              `json:"state"`
	By         string             `json:"by,omitempty"`       // the delivery that superseded it
	ID         string             `json:"id,omitempty"`       // as far as it could be read; so are the next three
	Source     string             `json:"source,omitempty"`   //
	Type       string             `json:"type,omitempty"`     //
	Subject    string             `json:"subject,omitempty"`  //
	Delivery   string             `json:"delivery,omitempty"` // of a held entry
	Problems   []learning.Problem `json:"problems"`
	Raw        []byte             `json:"raw,omitempty"` // the exact bytes; List leaves them out
	// Forgotten is why the bytes were taken away, "" if they are there; SHA256
	// is then, in hex, what they were.
	Forgotten string `json:"forgotten,omitempty"`
	SHA256    string `json:"sha256,omitempty"`
}

// Digest is the SHA-256 of the entry's bytes, also of forgotten ones.
func (e Entry) Digest() (digest [sha256.Size]byte) {
	if e.Forgotten == "" {
		return sha256.Sum256(e.Raw)
	}
	if was, err := hex.DecodeString(e.SHA256); err == nil {
		copy(digest[:], was)
	}
	return digest
}

// Filter narrows what List gives; the zero Filter lets everything through.
type Filter struct {
	Land     learning.Land
	System   learning.System
	Verdict  Verdict
	State    State
	Delivery string
	Last     int // only that many of the newest; 0 means all
}

// Counts are the entries of a Land.
type Counts struct {
	Rejected int // ever
	Held     int // still open
}
