package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/ledger"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

func open(t testing.TB, dir string) *ledger.Ledger {
	t.Helper()
	l, err := tryOpen(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func tryOpen(dir string) (*ledger.Ledger, error) {
	return ledger.Open(filepath.Join(dir, "ledger"), filepath.Join(dir, "keys"), ledger.Config{})
}

func appendAll(t testing.TB, log eventlog.Log, commits ...eventlog.Commit) {
	t.Helper()
	for _, c := range commits {
		last, err := log.Last(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.Append(context.Background(), last, c); err != nil {
			t.Fatal(err)
		}
	}
}

func all(t testing.TB, log eventlog.Log) (records []eventlog.Record) {
	t.Helper()
	for r, err := range log.Read(context.Background(), 1, eventlog.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	return records
}

// filled is a log of n events in commits of three; event number other reads differently.
func filled(t testing.TB, n, other int) *memlog.Log {
	t.Helper()
	log := memlog.New()
	for i := 0; i < n; i += 3 {
		land := learning.Laender[i%len(learning.Laender)]
		c := eventlog.Commit{Land: land, RecordedAt: moment.Add(time.Duration(i))}
		for k := i; k < min(i+3, n); k++ {
			raw := fmt.Sprintf("event %d", k+1)
			if k+1 == other {
				raw += " but another"
			}
			c.Entries = append(c.Entries, eventlog.Entry{Raw: []byte(raw), Origin: eventlog.Origin{Land: land, Created: 1, Sequence: uint64(k)}})
		}
		appendAll(t, log, c)
	}
	return log
}

func catchUp(t *testing.T, l *ledger.Ledger, log eventlog.Log, want int) {
	t.Helper()
	if added, err := l.CatchUp(t.Context(), log); err != nil || added != want {
		t.Fatalf("catch up: got %d and %v, want %d", added, err, want)
	}
}

func TestCatchUpReopenVerify(t *testing.T) {
	dir := testbed.Dir(t)
	l := open(t, dir)
	catchUp(t, l, memlog.New(), 0)
	var roots [][32]byte
	for n := range 40 {
		log := filled(t, n, 0)
		catchUp(t, l, log, min(n, 1))
		if got := l.Size(); got != eventlog.Position(n) {
			t.Errorf("size: got %d, want %d", got, n)
		}
		other := open(t, testbed.Dir(t))
		catchUp(t, other, log, n)
		if l.Root() != other.Root() {
			t.Errorf("root of %d: record by record %x, at once %x", n, l.Root(), other.Root())
		}
		roots = append(roots, l.Root())
		l = open(t, dir)
		if l.Root() != roots[n] {
			t.Errorf("root of %d after reopening: got %x, want %x", n, l.Root(), roots[n])
		}
		var told eventlog.Position
		err := l.Verify(t.Context(), log, func(done, total eventlog.Position) { told = done })
		if err != nil || told != eventlog.Position(n) {
			t.Errorf("verify %d: got %v, told %d", n, err, told)
		}
	}
	if err := l.Verify(t.Context(), filled(t, 50, 0), nil); err != nil {
		t.Errorf("verify a log that is ahead: got %v", err)
	}
}

func TestVerifyNamesTheFirstDifference(t *testing.T) {
	l := open(t, testbed.Dir(t))
	catchUp(t, l, filled(t, 30, 0), 30)
	for _, position := range []int{1, 2, 16, 29, 30} {
		err := l.Verify(t.Context(), filled(t, 30, position), nil)
		var d *ledger.DifferenceError
		if !errors.As(err, &d) || !errors.Is(err, ledger.ErrDiffers) || d.Position != eventlog.Position(position) {
			t.Fatalf("record %d changed: got %v, want it named", position, err)
		}
		want := all(t, filled(t, 30, 0))[position-1]
		if d.Land != want.Land || d.Origin != want.Origin {
			t.Errorf("record %d changed: got %s %+v, want %s %+v", position, d.Land, d.Origin, want.Land, want.Origin)
		}
	}
	if _, err := l.CatchUp(t.Context(), filled(t, 31, 30)); !errors.Is(err, ledger.ErrDiffers) {
		t.Errorf("catch up with another last record: got %v, want ErrDiffers", err)
	}
}

func TestLogBehindItsLedger(t *testing.T) {
	l := open(t, testbed.Dir(t))
	catchUp(t, l, filled(t, 30, 0), 30)
	for _, n := range []int{0, 29} {
		_, catching := l.CatchUp(t.Context(), filled(t, n, 0))
		for _, err := range []error{catching, l.Verify(t.Context(), filled(t, n, 0), nil)} {
			var b *ledger.BehindError
			if !errors.As(err, &b) || !errors.Is(err, ledger.ErrBehind) || b.Log != eventlog.Position(n) || b.Ledger != 30 {
				t.Errorf("log of %d: got %v, want ErrBehind with both", n, err)
			}
		}
	}
}

// TestRedactedKeepsItsLeaf: what is deleted by law does not break the ledger.
func TestRedactedKeepsItsLeaf(t *testing.T) {
	l, log := open(t, testbed.Dir(t)), filled(t, 9, 0)
	catchUp(t, l, log, 9)
	if err := log.Redact(t.Context(), 5, "by law"); err != nil {
		t.Fatal(err)
	}
	if err := l.Verify(t.Context(), log, nil); err != nil {
		t.Errorf("verify after redacting: got %v", err)
	}
}

func TestAppendInOrder(t *testing.T) {
	l, records := open(t, testbed.Dir(t)), all(t, filled(t, 9, 0))
	for _, from := range []int{1, 8} {
		if err := l.Append(t.Context(), records[from:]); !errors.Is(err, ledger.ErrOrder) {
			t.Errorf("append from position %d: got %v, want ErrOrder", from+1, err)
		}
	}
	gap := append(append([]eventlog.Record(nil), records[:2]...), records[3])
	if err := l.Append(t.Context(), gap); !errors.Is(err, ledger.ErrOrder) || l.Size() != 0 {
		t.Errorf("append with a gap: got %v and size %d, want ErrOrder and nothing", err, l.Size())
	}
	if err := l.Append(t.Context(), records); err != nil || l.Size() != 9 {
		t.Errorf("append: got %v and size %d, want 9", err, l.Size())
	}
}

func TestProve(t *testing.T) {
	l, log := open(t, testbed.Dir(t)), filled(t, 21, 0)
	catchUp(t, l, log, 21)
	records := all(t, log)
	for i, r := range records {
		p, err := l.Prove(r.Position)
		if err != nil || p.Size != 21 || p.Root != tlog.Hash(l.Root()) {
			t.Fatalf("prove %d: got %+v and %v", r.Position, p, err)
		}
		if err := p.Check(&r); err != nil {
			t.Errorf("check %d: got %v", r.Position, err)
		}
		if other := records[(i+1)%len(records)]; p.Check(&other) == nil {
			t.Errorf("check %d with record %d: got no error", r.Position, other.Position)
		}
		r.RecordedAt = r.RecordedAt.Add(1)
		if err := p.Check(&r); !errors.Is(err, ledger.ErrDiffers) {
			t.Errorf("check %d with another time: got %v, want ErrDiffers", r.Position, err)
		}
	}
	for _, p := range []eventlog.Position{0, 22} {
		if _, err := l.Prove(p); !errors.Is(err, ledger.ErrPosition) {
			t.Errorf("prove %d of 21: got %v, want ErrPosition", p, err)
		}
	}
}

func TestAgainstAnOldCheckpoint(t *testing.T) {
	dir := testbed.Dir(t)
	l := open(t, dir)
	catchUp(t, l, filled(t, 9, 0), 9)
	old := l.Checkpoint()
	catchUp(t, l, filled(t, 30, 0), 21)
	if err := l.Against(old); err != nil {
		t.Errorf("against an old checkpoint: got %v", err)
	}
	// The same key, another history.
	if err := os.RemoveAll(filepath.Join(dir, "ledger")); err != nil {
		t.Fatal(err)
	}
	forged := open(t, dir)
	catchUp(t, forged, filled(t, 30, 4), 30)
	if err := forged.Against(old); !errors.Is(err, ledger.ErrDamaged) {
		t.Errorf("another history against the old checkpoint: got %v, want ErrDamaged", err)
	}
	stranger := open(t, testbed.Dir(t))
	if err := stranger.Against(old); !errors.Is(err, ledger.ErrDamaged) {
		t.Errorf("a stranger's checkpoint: got %v, want ErrDamaged", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	l, log := open(t, testbed.Dir(t)), filled(t, 90, 0)
	records, done := all(t, log), make(chan error)
	go func() {
		for i := 0; i < len(records); i += 3 {
			if err := l.Append(context.Background(), records[i:i+3]); err != nil {
				done <- err
				return
			}
		}
		close(done)
	}()
	for over := false; !over; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			over = true
		default:
		}
		if err := l.Verify(t.Context(), log, nil); err != nil {
			t.Fatalf("verify while appending: %v", err)
		}
		if p := l.Size(); p > 0 {
			if proof, err := l.Prove(p); err != nil || proof.Check(&records[p-1]) != nil {
				t.Fatalf("prove while appending: %v", err)
			}
		}
	}
	if l.Size() != 90 {
		t.Errorf("size: got %d, want 90", l.Size())
	}
}
