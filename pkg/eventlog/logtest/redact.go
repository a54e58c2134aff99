package logtest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// everywhere reads from all positions, with and without a filter.
func (b *bench) everywhere(t *testing.T) {
	t.Helper()
	b.check(t)
	for from := range eventlog.Position(len(b.want) + 2) {
		b.checkFrom(t, from, eventlog.Filter{})
		b.checkFrom(t, from, eventlog.Filter{Land: "by"})
	}
}

// redact takes away the first, the middle and the last of a commit, at the
// beginning, in the middle and at the end of the log.
func redact(t *testing.T, b *bench) {
	for i := range 3 {
		b.append(t, "by", nasty[:5]...)
		b.append(t, "nw", fmt.Sprintf("between %d", i))
	}
	b.append(t, "by", nasty[:5]...)
	for _, p := range []eventlog.Position{0, eventlog.Position(len(b.want) + 1), 1 << 40} {
		if err := b.log.Redact(testContext(t), p, "x"); !errors.Is(err, eventlog.ErrPosition) {
			t.Errorf("redact %d: got %v, want ErrPosition", p, err)
		}
	}
	b.redact(t, 1, "first of the log, Grund: Löschung nach Art. 17 DSGVO\r\nX: y")
	b.check(t)
	b.redact(t, 9, "middle of a commit")
	b.redact(t, 17, "last of a commit")
	b.everywhere(t)
	b.redact(t, 9, "twice is once")
	b.redact(t, 7, "another of the same commit")
	b.everywhere(t)
	b.reopen(t)
	b.everywhere(t)
	b.redact(t, 23, "last of the log")
	b.redact(t, 21, "in the last commit")
	b.everywhere(t)
	b.append(t, "by", "goes on")
	b.everywhere(t)
	b.reopen(t)
	b.everywhere(t)
	fo := b.following(t, 1, eventlog.Filter{})
	fo.next(t, b.want)
	fo.stop(t)
	if err := b.log.Redact(testContext(t), 3, ""); err != nil {
		t.Fatalf("redact without a reason: %v", err)
	}
	b.want[2].Raw, b.want[2].Redacted = nil, eventlog.NoReason
	b.check(t)
}

// redactOnlyRecord empties commits, and with them the log, wholly.
func redactOnlyRecord(t *testing.T, b *bench) {
	b.append(t, "by", "alone")
	b.redact(t, 1, "alone")
	b.everywhere(t)
	b.reopen(t)
	b.everywhere(t)
	fo := b.following(t, 1, eventlog.Filter{})
	fo.next(t, b.want)
	b.append(t, "by", "two", "three")
	fo.next(t, b.want[1:])
	fo.stop(t)
	b.redact(t, 3, "c")
	b.redact(t, 2, "b")
	b.everywhere(t)
	b.reopen(t)
	b.everywhere(t)
	b.append(t, "nw", "four")
	b.append(t, "by", "five")
	b.everywhere(t)
}

func redactWhileFollowing(t *testing.T, b *bench) {
	fo := b.following(t, 1, eventlog.Filter{})
	b.append(t, "by", "a", "b", "c")
	fo.next(t, b.want)
	b.redact(t, 2, "seen already")
	b.append(t, "by", "d")
	fo.next(t, b.want[3:])
	fo.stop(t)
	b.check(t)
}

// redactedBytesAreGone looks into the files: for a young record, and for one
// that the store has moved to where it keeps old ones.
func redactedBytesAreGone(t *testing.T, b *bench) {
	if b.Files == "" {
		t.Skip("this store has no files")
	}
	secret := func(n int) string { return fmt.Sprintf("the secret of nobody number %d", n) }
	// What does not repeat is kept as it is also by a store that compresses.
	filler := noise(500 << 10)
	b.append(t, "by", "neighbour", secret(1), "neighbour")
	for range 20 {
		b.append(t, "by", filler)
	}
	b.append(t, "nw", secret(2), strings.Repeat("n", 100))
	b.reopen(t)
	for i, p := range []eventlog.Position{2, eventlog.Position(len(b.want) - 1)} {
		if needle := []byte(secret(i + 1)); !holds(t, b.Files, needle) {
			t.Fatalf("the test sees nothing: %q is in no file", needle)
		}
		b.redact(t, p, "by law")
		if needle := []byte(secret(i + 1)); holds(t, b.Files, needle) {
			t.Errorf("after redacting %d: got %q in a file, want it gone", p, needle)
		}
	}
	b.check(t)
	b.reopen(t)
	b.check(t)
	for i := range 2 {
		if needle := []byte(secret(i + 1)); holds(t, b.Files, needle) {
			t.Errorf("after reopening: got %q in a file, want it gone", needle)
		}
	}
}
