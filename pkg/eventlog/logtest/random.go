package logtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// noise is n printable characters that do not compress well.
func noise(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]byte, n)
	for i := range out {
		out[i] = byte('!' + r.IntN(94))
	}
	return string(out)
}

// seed is the one of a run to be repeated (LVTEST_SEED), or a new one.
func seed(t *testing.T) uint64 {
	s, err := strconv.ParseUint(os.Getenv("LVTEST_SEED"), 10, 64)
	if err != nil {
		s = rand.Uint64()
	}
	t.Logf("LVTEST_SEED=%d", s)
	return s
}

// random does the same to the log and to the model and compares each answer.
func random(t *testing.T, b *bench, model eventlog.Log) {
	r := rand.New(rand.NewPCG(seed(t), 0))
	at, steps := start, 150
	for step := range steps {
		if t.Failed() {
			t.Fatalf("after step %d of %d", step, steps)
		}
		last, _ := model.Last(testContext(t))
		switch n := r.IntN(20); {
		case n < 10:
			at = at.Add(time.Duration(r.IntN(3)-r.IntN(2)*r.IntN(2)) * time.Millisecond)
			expected := last
			if r.IntN(8) == 0 {
				expected = eventlog.Position(r.IntN(int(last) + 3))
			}
			same(t, b.log, model, expected, randomCommit(r, at))
			if tip, err := eventlog.Tip(testContext(t), model); err == nil && tip.Position > 0 {
				at = tip.RecordedAt
			}
		case n < 13:
			p := eventlog.Position(r.IntN(int(last) + 2))
			got, want := b.log.Redact(testContext(t), p, fmt.Sprintf("step %d", step)), model.Redact(testContext(t), p, fmt.Sprintf("step %d", step))
			if sentinel(got) != sentinel(want) {
				t.Errorf("redact %d: got %v, want %v", p, got, want)
			}
		case n < 18:
			from, f := eventlog.Position(r.IntN(int(last)+2)), eventlog.Filter{}
			if r.IntN(2) == 0 {
				f.Land = randomLand(r)
			}
			if diff := difference(collect(t, model, from, f), collect(t, b.log, from, f)); diff != "" {
				t.Errorf("read from %d, %+v: -want +got\n%s", from, f, diff)
			}
		case n < 19:
			b.reopen(t)
		default:
			b.log = b.Open(t)
		}
	}
	if diff := difference(collect(t, model, 1, eventlog.Filter{}), collect(t, b.log, 1, eventlog.Filter{})); diff != "" {
		t.Errorf("read at the end: -want +got\n%s", diff)
	}
}

func same(t *testing.T, log, model eventlog.Log, expected eventlog.Position, c eventlog.Commit) {
	t.Helper()
	got, err := log.Append(testContext(t), expected, c)
	want, wantErr := model.Append(testContext(t), expected, c)
	if got != want || sentinel(err) != sentinel(wantErr) {
		t.Errorf("append expecting %d: got %d and %v, want %d and %v", expected, got, err, want, wantErr)
	}
}

// sentinel names the error of the contract that err wraps.
func sentinel(err error) string {
	for _, s := range []error{eventlog.ErrConflict, eventlog.ErrClock, eventlog.ErrCommit, eventlog.ErrPosition, eventlog.ErrCorrupt} {
		if errors.Is(err, s) {
			return s.Error()
		}
	}
	return fmt.Sprint(err)
}

func randomLand(r *rand.Rand) learning.Land {
	return []learning.Land{"by", "nw", "sn", learning.Hub}[r.IntN(4)]
}

func randomCommit(r *rand.Rand, at time.Time) eventlog.Commit {
	c := eventlog.Commit{Land: randomLand(r), RecordedAt: at}
	origin := eventlog.Origin{Land: c.Land, Created: r.Int64N(3), Sequence: r.Uint64N(5)}
	for range r.IntN(7) {
		e := eventlog.Entry{Raw: make([]byte, 1+r.IntN(40)), Origin: origin}
		for i := range e.Raw {
			e.Raw[i] = byte(r.Uint32())
		}
		switch r.IntN(5) {
		case 0:
			origin.Sequence, origin.Index = origin.Sequence+r.Uint64N(3), r.IntN(4)
		case 1:
			origin.Created = r.Int64()
		default:
			origin.Index++
		}
		if c.Land == learning.Hub {
			e.Origin = eventlog.Origin{}
		}
		c.Entries = append(c.Entries, e)
	}
	return c
}
