package logtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Backend is one empty store to be tested.
type Backend struct {
	// Open gives a handle on the store; several may be open at once.
	Open func(t *testing.T) eventlog.Log
	// Reopen stops the store and starts it again from what it kept; earlier
	// handles are dead. A store in memory gives what it has.
	Reopen func(t *testing.T) eventlog.Log
	// Files is the folder that holds the store's bytes, "" if there is none.
	Files string
}

// start is when the clock of every test begins.
var start = time.Date(2026, 3, 1, 8, 30, 0, 123456789, time.UTC)

// Run tests a backend. fresh makes an empty store for each test, model an
// empty log that is known to keep the contract (memlog).
func Run(t *testing.T, fresh func(t *testing.T) Backend, model func() eventlog.Log) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *bench)
	}{
		{"Empty", empty},
		{"OrderAndBytes", orderAndBytes},
		{"Conflict", conflict},
		{"Race", race},
		{"Clock", clock},
		{"Limits", limits},
		{"WorstOrigins", worstOrigins},
		{"ReadFromEverywhere", readFromEverywhere},
		{"Filter", filter},
		{"StopEarlyAndCancel", stopEarlyAndCancel},
		{"Follow", follow},
		{"FollowFiltered", followFiltered},
		{"ReadWhileAppending", readWhileAppending},
		{"TwoHandles", twoHandles},
		{"Redact", redact},
		{"RedactOnlyRecord", redactOnlyRecord},
		{"RedactWhileFollowing", redactWhileFollowing},
		{"RedactedBytesAreGone", redactedBytesAreGone},
		{"Reopen", reopen},
		{"At", at},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := fresh(t)
			test.run(t, &bench{Backend: b, log: b.Open(t)})
		})
	}
	t.Run("Random", func(t *testing.T) {
		b := fresh(t)
		random(t, &bench{Backend: b, log: b.Open(t)}, model())
	})
}

// bench is a store under test, and what must be in it.
type bench struct {
	Backend
	log  eventlog.Log
	want []eventlog.Record
}

// testContext is done when the test takes too long, so that a log that waits for ever fails.
func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// append adds a commit of these events and keeps what must come back.
func (b *bench) append(t *testing.T, land learning.Land, events ...string) {
	t.Helper()
	last := eventlog.Position(len(b.want))
	c := commit(land, start.Add(time.Duration(last)*time.Second), events...)
	got, err := b.log.Append(testContext(t), last, c)
	if err != nil {
		t.Fatalf("append after %d: %v", last, err)
	}
	b.keep(t, got, c)
}

func (b *bench) keep(t *testing.T, got eventlog.Position, c eventlog.Commit) {
	t.Helper()
	if want := eventlog.Position(len(b.want) + len(c.Entries)); got != want {
		t.Fatalf("append: got last position %d, want %d", got, want)
	}
	for i, e := range c.Entries {
		b.want = append(b.want, eventlog.Record{
			Position: eventlog.Position(len(b.want) + 1), Land: c.Land, RecordedAt: c.RecordedAt.UTC(),
			Origin: c.Entries[i].Origin, Raw: e.Raw, Digest: sha256.Sum256(e.Raw),
		})
	}
}

// redact takes a record away, here and in what must come back.
func (b *bench) redact(t *testing.T, p eventlog.Position, reason string) {
	t.Helper()
	if err := b.log.Redact(testContext(t), p, reason); err != nil {
		t.Fatalf("redact %d: %v", p, err)
	}
	if r := &b.want[p-1]; r.Redacted == "" {
		r.Raw, r.Redacted = nil, reason
	}
}

// reopen goes on with the store as it is found after a stop.
func (b *bench) reopen(t *testing.T) {
	t.Helper()
	b.log = b.Reopen(t)
}

// check compares all that the log holds.
func (b *bench) check(t *testing.T) {
	t.Helper()
	b.checkFrom(t, 1, eventlog.Filter{})
	last, err := b.log.Last(testContext(t))
	if err != nil {
		t.Fatalf("last: %v", err)
	}
	if want := eventlog.Position(len(b.want)); last != want {
		t.Errorf("last: got %d, want %d", last, want)
	}
}

func (b *bench) checkFrom(t *testing.T, from eventlog.Position, f eventlog.Filter) {
	t.Helper()
	if diff := difference(b.wantFrom(from, f), collect(t, b.log, from, f)); diff != "" {
		t.Errorf("read from %d, filter %+v: -want +got\n%s", from, f, diff)
	}
}

func (b *bench) wantFrom(from eventlog.Position, f eventlog.Filter) (want []eventlog.Record) {
	for _, r := range b.want {
		if r.Position >= from && f.Admits(r.Land) {
			want = append(want, r)
		}
	}
	return want
}

// collect reads to the tip.
func collect(t *testing.T, log eventlog.Log, from eventlog.Position, f eventlog.Filter) (got []eventlog.Record) {
	t.Helper()
	for r, err := range log.Read(testContext(t), from, f) {
		if err != nil {
			t.Fatalf("read from %d: at %d: %v", from, r.Position, err)
		}
		got = append(got, r)
	}
	return got
}

// difference is "" if the records are equal; it compares bytes as a whole.
func difference(want, got []eventlog.Record) string {
	return cmp.Diff(want, got, cmp.Comparer(bytes.Equal))
}

// commit makes one of a Land; its events come one from each outbox message.
func commit(land learning.Land, at time.Time, events ...string) eventlog.Commit {
	c := eventlog.Commit{Land: land, RecordedAt: at}
	for i, e := range events {
		entry := eventlog.Entry{Raw: []byte(e)}
		if land != learning.Hub {
			entry.Origin = eventlog.Origin{Land: land, Created: start.UnixNano(), Sequence: uint64(at.Unix()) + uint64(i)/3, Index: i % 3}
		}
		c.Entries = append(c.Entries, entry)
	}
	return c
}

// worst is a commit whose origins have nothing in common.
func worst(land learning.Land, at time.Time) eventlog.Commit {
	c := eventlog.Commit{Land: land, RecordedAt: at}
	for i := range eventlog.MaxEvents {
		c.Entries = append(c.Entries, eventlog.Entry{
			Raw: fmt.Appendf(nil, "%01040d", i),
			Origin: eventlog.Origin{
				Land: land, Created: math.MaxInt64 - int64(i%2),
				Sequence: eventlog.MaxSequence - 1 - uint64(i), Index: event.MaxBatch - 1 - i%7,
			},
		})
	}
	return c
}

// holds reports whether a file under dir holds these bytes.
func holds(t *testing.T, dir string, needle []byte) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found = found || bytes.Contains(content, needle)
		return err
	})
	if err != nil {
		t.Fatalf("search the files: %v", err)
	}
	return found
}
