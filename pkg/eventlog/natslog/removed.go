package natslog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// removal is a commit that lies in REDACTED.
type removal struct {
	head
	seq    uint64 // in REDACTED
	logSeq uint64 // where it was in LOG
}

// index knows every commit in REDACTED, in order of positions. They are few:
// each was a decision of a person.
type index struct {
	seen       uint64 // sequence up to which REDACTED was read
	entries    []removal
	superseded []uint64 // sequences in REDACTED of which there is a newer copy
}

// put adds a removal, or replaces the older copy of the same commit. The slice
// is made anew, so that readers keep theirs.
func (x *index) put(e removal) {
	i, found := slices.BinarySearchFunc(x.entries, e.first, func(e removal, p eventlog.Position) int { return cmp.Compare(e.first, p) })
	entries := slices.Clone(x.entries)
	if found {
		x.superseded = append(x.superseded, entries[i].seq)
		entries[i] = e
	} else {
		entries = slices.Insert(entries, i, e)
	}
	x.entries = entries
}

// syncRedacted learns of new redactions; one question if there are none.
func (l *Log) syncRedacted(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.scanRedacted(ctx)
}

// scanRedacted is syncRedacted with l.mu held.
func (l *Log) scanRedacted(ctx context.Context) error {
	for {
		m, err := next(ctx, l.redacted, l.removed.seen+1, RedactedSubject)
		if err != nil {
			return fmt.Errorf("redacted: %w", err)
		}
		if m == nil {
			return nil
		}
		h, err := decodeHead(m.Header)
		if err != nil {
			return fmt.Errorf("redacted: %w", err)
		}
		logSeq, err := strconv.ParseUint(one(m.Header, headerSequence), 10, 64)
		if err != nil {
			return fmt.Errorf("redacted: position %d: %w: %s does not read", h.first, eventlog.ErrCorrupt, headerSequence)
		}
		l.removed.put(removal{head: h, seq: m.Sequence, logSeq: logSeq})
		l.removed.seen = m.Sequence
	}
}

// removals are the known ones; the slice is never written again.
func (l *Log) removals() []removal {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.removed.entries
}

// removal is the one whose commit holds a position.
func (l *Log) removal(p eventlog.Position) (removal, bool) {
	for _, e := range l.removals() {
		if e.first <= p && p <= e.last {
			return e, true
		}
	}
	return removal{}, false
}

// loadRedacted opens the newest copy of a redacted commit.
func (l *Log) loadRedacted(ctx context.Context, e removal) (*commit, error) {
	subject := "redacted." + string(e.land) + "." + e.first.String()
	m, err := l.redacted.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, fmt.Errorf("%w: position %d: %s is gone", eventlog.ErrCorrupt, e.first, subject)
	}
	if err != nil {
		return nil, fmt.Errorf("redacted: %w", err)
	}
	return decode(m.Header, m.Data, nil)
}
