package eventlog

import (
	"crypto/sha256"
	"fmt"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Check says what is wrong with a commit, wrapping [ErrCommit]; every
// implementation asks it first.
func (c Commit) Check() error {
	switch {
	case len(c.Entries) == 0:
		return fmt.Errorf("%w: no events", ErrCommit)
	case len(c.Entries) > MaxEvents:
		return fmt.Errorf("%w: %d events, at most %d", ErrCommit, len(c.Entries), MaxEvents)
	case c.Land != learning.Hub && !c.Land.Valid():
		return fmt.Errorf("%w: no such Land %q", ErrCommit, c.Land)
	}
	size := 0
	for i, e := range c.Entries {
		size += len(e.Raw)
		if len(e.Raw) == 0 {
			return fmt.Errorf("%w: event %d has no bytes", ErrCommit, i)
		}
		if !c.origin(e.Origin) {
			return fmt.Errorf("%w: event %d has an impossible origin", ErrCommit, i)
		}
	}
	if size > MaxBytes && len(c.Entries) > 1 || size > MaxSingle {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrCommit, size, MaxBytes)
	}
	return nil
}

// origin reports whether an event of this commit may come from o.
func (c Commit) origin(o Origin) bool {
	if c.Land == learning.Hub {
		return o == Origin{}
	}
	return o.Land == c.Land && o.Created >= 0 && o.Sequence < MaxSequence && o.Index >= 0 && o.Index < event.MaxBatch
}

// Records are the records that the commit has become, if Append returned last
// as the new last position.
func (c Commit) Records(last Position) []Record {
	records := make([]Record, len(c.Entries))
	first := last + 1 - Position(len(c.Entries))
	for i, e := range c.Entries {
		records[i] = Record{
			Position:   first + Position(i),
			Land:       c.Land,
			RecordedAt: c.RecordedAt.Round(0).UTC(),
			Origin:     e.Origin,
			Raw:        e.Raw,
			Digest:     e.Sum(),
		}
	}
	return records
}

// Sum is the SHA-256 of the entry's bytes.
func (e *Entry) Sum() [sha256.Size]byte {
	if e.Digest != [sha256.Size]byte{} {
		return e.Digest
	}
	return sha256.Sum256(e.Raw)
}
