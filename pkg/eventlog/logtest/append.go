package logtest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func empty(t *testing.T, b *bench) {
	b.check(t)
	b.checkFrom(t, 0, eventlog.Filter{})
	b.checkFrom(t, 7, eventlog.Filter{})
	b.checkFrom(t, 1, eventlog.Filter{Land: "by"})
}

// nasty events: the log does not read them.
var nasty = []string{
	`{"id":"1"}`, "{\n  \"pretty\": [1,\r\n 2]\n}\n", `],[`, `,`, `"`, "\x00", "\xff\xfe{invalid}", "no json at all",
	strings.Repeat(`{"a":`, 500), "Umlaute äöü \u2028", "\r\nLernverbund-Position: 7\r\n",
}

func orderAndBytes(t *testing.T, b *bench) {
	b.append(t, "by", nasty...)
	b.append(t, learning.Hub, "a hub's own record")
	b.append(t, "nw", nasty[3])
	b.append(t, learning.Bund, "x", "x")
	b.append(t, "by", strings.Repeat("z", eventlog.MaxSingle))
	b.check(t)
	b.checkFrom(t, 0, eventlog.Filter{})
	b.reopen(t)
	b.check(t)
}

func conflict(t *testing.T, b *bench) {
	b.append(t, "by", "a", "b")
	for _, expected := range []eventlog.Position{0, 1, 3, 99} {
		last, err := b.log.Append(testContext(t), expected, commit("nw", start.Add(time.Hour), "stale"))
		if !errors.Is(err, eventlog.ErrConflict) {
			t.Errorf("append expecting %d after 2: got %d and %v, want ErrConflict", expected, last, err)
		}
	}
	b.check(t)
	b.append(t, "nw", "c")
	b.check(t)
}

// race lets committers with one handle each append on what they believe is the
// last position: in every round exactly one wins.
func race(t *testing.T, b *bench) {
	const committers, rounds = 4, 10
	var logs []eventlog.Log
	for range committers {
		logs = append(logs, b.Open(t))
	}
	ctx := testContext(t)
	for round := range rounds {
		var wg sync.WaitGroup
		lasts, errs := make([]eventlog.Position, committers), make([]error, committers)
		commits := make([]eventlog.Commit, committers)
		expected := eventlog.Position(len(b.want))
		for i, log := range logs {
			wg.Go(func() {
				land := learning.Laender[(round+i)%len(learning.Laender)]
				commits[i] = commit(land, start.Add(time.Duration(round)*time.Second), fmt.Sprintf("round %d of %d", round, i), "second")
				lasts[i], errs[i] = log.Append(ctx, expected, commits[i])
			})
		}
		wg.Wait()
		winners := 0
		for i, err := range errs {
			switch {
			case err == nil:
				winners++
				b.keep(t, lasts[i], commits[i])
			case !errors.Is(err, eventlog.ErrConflict):
				t.Fatalf("round %d: got %v, want ErrConflict", round, err)
			}
		}
		if winners != 1 {
			t.Fatalf("round %d: got %d winners, want 1", round, winners)
		}
	}
	b.check(t)
}

func clock(t *testing.T, b *bench) {
	berlin := start.Add(time.Hour).In(learning.Berlin)
	for i, at := range []time.Time{start, start, start.Add(1), berlin} {
		c := commit("by", at, fmt.Sprintf("event %d", i))
		last, err := b.log.Append(testContext(t), eventlog.Position(len(b.want)), c)
		if err != nil {
			t.Fatalf("append at %v: %v", at, err)
		}
		b.keep(t, last, c)
	}
	for range 2 {
		_, err := b.log.Append(testContext(t), 4, commit("nw", berlin.Add(-1), "older by a nanosecond"))
		if !errors.Is(err, eventlog.ErrClock) {
			t.Errorf("append before the last record: got %v, want ErrClock", err)
		}
		b.check(t)
		b.reopen(t)
	}
}

func limits(t *testing.T, b *bench) {
	many := make([]string, eventlog.MaxEvents+1)
	for i := range many {
		many[i] = "e"
	}
	half := strings.Repeat("h", eventlog.MaxBytes/2)
	foreign := commit("by", start, "a", "b")
	foreign.Entries[1].Origin.Land = "nw"
	forged := commit(learning.Hub, start, "a")
	forged.Entries[0].Origin.Land = "nw"
	far := commit("by", start, "a")
	far.Entries[0].Origin.Sequence = eventlog.MaxSequence
	for name, c := range map[string]eventlog.Commit{
		"no events":            commit("by", start),
		"an empty event":       commit("by", start, "a", ""),
		"too many events":      commit("by", start, many...),
		"too many bytes":       commit("by", start, half, half, "1"),
		"too large an event":   commit("by", start, strings.Repeat("h", eventlog.MaxSingle+1)),
		"no Land":              commit("", start, "a"),
		"an unknown Land":      commit("xx", start, "a"),
		"an event from abroad": foreign,
		"a hub with an origin": forged,
		"a sequence too far":   far,
	} {
		if _, err := b.log.Append(testContext(t), 0, c); !errors.Is(err, eventlog.ErrCommit) {
			t.Errorf("%s: got %v, want ErrCommit", name, err)
		}
	}
	b.check(t)
	b.append(t, "by", many[1:]...)
	b.append(t, "by", half, half)
	b.append(t, "by", strings.Repeat("1", eventlog.MaxBytes+1))
	b.check(t)
}

func worstOrigins(t *testing.T, b *bench) {
	c := worst("by", start)
	last, err := b.log.Append(testContext(t), 0, c)
	if err != nil {
		t.Fatalf("append: %v", err)
	}
	b.keep(t, last, c)
	b.check(t)
}

func twoHandles(t *testing.T, b *bench) {
	other := &bench{Backend: b.Backend, log: b.Open(t)}
	for round := range 3 {
		b.append(t, "by", fmt.Sprintf("first handle %d", round), "x")
		other.want = b.want
		other.check(t)
		other.append(t, "nw", fmt.Sprintf("second handle %d", round))
		other.append(t, "by", "again")
		b.want = other.want
		b.check(t)
	}
	b.redact(t, 2, "by the first")
	other.want = b.want
	other.check(t)
	other.redact(t, 1, "by the second")
	b.want = other.want
	b.check(t)
}

func reopen(t *testing.T, b *bench) {
	b.reopen(t)
	b.check(t)
	for round := range 3 {
		b.append(t, "by", fmt.Sprintf("round %d", round), "b")
		b.append(t, learning.Hub, "h")
		b.reopen(t)
		b.check(t)
	}
	b.append(t, "sn", "last")
	b.check(t)
}
