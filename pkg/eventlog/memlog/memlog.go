package memlog

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// Log is a log that lives as long as the process. It may be used by several
// goroutines at once.
type Log struct {
	mu      sync.Mutex
	records []eventlog.Record
	grown   chan struct{} // closed when records come
}

var _ eventlog.Log = (*Log)(nil)

// New is an empty log.
func New() *Log { return &Log{grown: make(chan struct{})} }

// Append adds a commit; see [eventlog.Log].
func (l *Log) Append(ctx context.Context, expected eventlog.Position, c eventlog.Commit) (eventlog.Position, error) {
	if err := c.Check(); err != nil {
		return 0, fmt.Errorf("append log: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("append log: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	last := eventlog.Position(len(l.records))
	if expected != last {
		return 0, fmt.Errorf("append log: expected position %d, it is %d: %w", expected, last, eventlog.ErrConflict)
	}
	if last > 0 && c.RecordedAt.Before(l.records[last-1].RecordedAt) {
		return 0, fmt.Errorf("append log: %w", eventlog.ErrClock)
	}
	last += eventlog.Position(len(c.Entries))
	for _, r := range c.Records(last) {
		r.Raw = bytes.Clone(r.Raw)
		l.records = append(l.records, r)
	}
	close(l.grown)
	l.grown = make(chan struct{})
	return last, nil
}

// Read yields the records until the tip; see [eventlog.Log].
func (l *Log) Read(ctx context.Context, from eventlog.Position, f eventlog.Filter) iter.Seq2[eventlog.Record, error] {
	return func(yield func(eventlog.Record, error) bool) {
		for next := max(from, 1); ; next++ {
			r, there, _ := l.record(next)
			if !there {
				return
			}
			if err := ctx.Err(); err != nil {
				yield(eventlog.Record{}, err)
				return
			}
			if f.Admits(r.Land) && !yield(r, nil) {
				return
			}
		}
	}
}

// Follow yields the records and waits for more; see [eventlog.Log].
func (l *Log) Follow(ctx context.Context, from eventlog.Position, f eventlog.Filter) iter.Seq2[eventlog.Record, error] {
	return func(yield func(eventlog.Record, error) bool) {
		for next := max(from, 1); ctx.Err() == nil; {
			r, there, grown := l.record(next)
			if !there {
				select {
				case <-grown:
				case <-ctx.Done():
				}
				continue
			}
			if f.Admits(r.Land) && !yield(r, nil) {
				return
			}
			next++
		}
	}
}

// record is the record at p; if there is none, grown is closed when more come.
func (l *Log) record(p eventlog.Position) (r eventlog.Record, there bool, grown <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p > eventlog.Position(len(l.records)) {
		return r, false, l.grown
	}
	r = l.records[p-1]
	r.Raw = bytes.Clone(r.Raw)
	return r, true, l.grown
}

// Last is the position of the last record.
func (l *Log) Last(context.Context) (eventlog.Position, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return eventlog.Position(len(l.records)), nil
}

// Redact takes the bytes of a record away; see [eventlog.Log].
func (l *Log) Redact(_ context.Context, p eventlog.Position, reason string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p == 0 || p > eventlog.Position(len(l.records)) {
		return fmt.Errorf("redact log: position %d: %w", p, eventlog.ErrPosition)
	}
	r := &l.records[p-1]
	if r.Redacted != "" {
		return nil
	}
	if reason == "" {
		reason = eventlog.NoReason
	}
	r.Raw, r.Redacted = nil, reason
	return nil
}
