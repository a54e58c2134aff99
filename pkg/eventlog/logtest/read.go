package logtest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// some commits of several Länder.
func (b *bench) some(t *testing.T) {
	t.Helper()
	for i, land := range []learning.Land{"by", "nw", "by", learning.Hub, "sn", "by", "nw"} {
		var events []string
		for n := range 1 + i%4 {
			events = append(events, fmt.Sprintf(`{"commit":%d,"event":%d}`, i, n))
		}
		b.append(t, land, events...)
	}
}

func readFromEverywhere(t *testing.T, b *bench) {
	b.some(t)
	for from := range eventlog.Position(len(b.want) + 3) {
		b.checkFrom(t, from, eventlog.Filter{})
	}
}

func filter(t *testing.T, b *bench) {
	b.some(t)
	for _, land := range []learning.Land{"by", "nw", "sn", "th", learning.Hub} {
		for from := range eventlog.Position(len(b.want) + 3) {
			b.checkFrom(t, from, eventlog.Filter{Land: land})
		}
	}
}

func stopEarlyAndCancel(t *testing.T, b *bench) {
	b.some(t)
	for r, err := range b.log.Read(testContext(t), 1, eventlog.Filter{}) {
		if err != nil || r.Position != 1 {
			t.Errorf("read: got %d and %v, want 1", r.Position, err)
		}
		break
	}
	for r, err := range b.log.Follow(testContext(t), 2, eventlog.Filter{}) {
		if err != nil || r.Position != 2 {
			t.Errorf("follow: got %d and %v, want 2", r.Position, err)
		}
		break
	}
	ctx, cancel := context.WithCancel(testContext(t))
	cancel()
	for r, err := range b.log.Read(ctx, 1, eventlog.Filter{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("read after cancelling: got %v and %v, want context.Canceled", r, err)
		}
	}
	for r, err := range b.log.Follow(ctx, 1, eventlog.Filter{}) {
		t.Errorf("follow after cancelling: got %v and %v, want nothing", r, err)
	}
}

// following collects what Follow yields in a goroutine.
type following struct {
	records chan eventlog.Record
	done    chan struct{}
	cancel  context.CancelFunc
	err     error
}

func (b *bench) following(t *testing.T, from eventlog.Position, f eventlog.Filter) *following {
	ctx, cancel := context.WithCancel(testContext(t))
	fo := &following{records: make(chan eventlog.Record, 1000), done: make(chan struct{}), cancel: cancel}
	go func() {
		defer close(fo.done)
		for r, err := range b.log.Follow(ctx, from, f) {
			if err != nil {
				fo.err = err
				return
			}
			fo.records <- r
		}
	}()
	return fo
}

// next waits for as many records as want and compares.
func (fo *following) next(t *testing.T, want []eventlog.Record) {
	t.Helper()
	var got []eventlog.Record
	for range want {
		select {
		case r := <-fo.records:
			got = append(got, r)
		case <-fo.done:
			t.Fatalf("follow ended after %d records: %v", len(got), fo.err)
		case <-time.After(20 * time.Second):
			t.Fatalf("follow: got %d records, want %d", len(got), len(want))
		}
	}
	if diff := difference(want, got); diff != "" {
		t.Fatalf("follow: -want +got\n%s", diff)
	}
}

// stop cancels and expects an end without an error and without another record.
func (fo *following) stop(t *testing.T) {
	t.Helper()
	fo.cancel()
	select {
	case <-fo.done:
	case <-time.After(20 * time.Second):
		t.Fatal("follow does not end when its context is done")
	}
	if fo.err != nil {
		t.Errorf("follow: got %v at its end, want no error", fo.err)
	}
	if n := len(fo.records); n > 0 {
		t.Errorf("follow: got %d records too many", n)
	}
}

func follow(t *testing.T, b *bench) {
	fromEmpty := b.following(t, 1, eventlog.Filter{})
	b.some(t)
	fromEmpty.next(t, b.want)
	fromMiddle := b.following(t, 3, eventlog.Filter{})
	fromMiddle.next(t, b.want[2:])
	seen := len(b.want)
	fromTip := b.following(t, eventlog.Position(seen+1), eventlog.Filter{})
	for i := range 20 {
		b.append(t, "th", fmt.Sprintf("more %d", i), "and more")
		fromTip.next(t, b.want[seen:])
		seen = len(b.want)
	}
	fromEmpty.next(t, b.want[seen-40:])
	for _, fo := range []*following{fromEmpty, fromMiddle, fromTip} {
		if fo == fromMiddle {
			fo.next(t, b.want[seen-40:])
		}
		fo.stop(t)
	}
}

func followFiltered(t *testing.T, b *bench) {
	b.some(t)
	f := eventlog.Filter{Land: "nw"}
	fo := b.following(t, 3, f)
	fo.next(t, b.wantFrom(3, f))
	before := eventlog.Position(len(b.want) + 1)
	b.append(t, "by", "not for us")
	b.append(t, "nw", "for us")
	fo.next(t, b.wantFrom(before, f))
	fo.stop(t)
}

// readWhileAppending reads again and again: always a prefix, never a hole.
func readWhileAppending(t *testing.T, b *bench) {
	stop := make(chan struct{})
	failed := make(chan string, 1)
	go func() {
		defer close(failed)
		for {
			next := eventlog.Position(1)
			for r, err := range b.log.Read(context.Background(), 1, eventlog.Filter{}) {
				if err != nil || r.Position != next {
					failed <- fmt.Sprintf("got position %d and %v, want position %d", r.Position, err, next)
					return
				}
				next++
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	for i := range 30 {
		b.append(t, "by", fmt.Sprintf("event %d", i), "b", "c")
	}
	close(stop)
	if wrong := <-failed; wrong != "" {
		t.Error(wrong)
	}
	b.check(t)
}

func at(t *testing.T, b *bench) {
	ctx := testContext(t)
	if r, err := eventlog.Tip(ctx, b.log); err != nil || r.Position != 0 {
		t.Errorf("tip of an empty log: got %d and %v, want 0", r.Position, err)
	}
	b.some(t)
	last := b.want[len(b.want)-1]
	if r, err := eventlog.Tip(ctx, b.log); err != nil || !cmp.Equal(r, last) {
		t.Errorf("tip: got %+v and %v, want %+v", r, err, last)
	}
	for _, r := range b.want {
		for _, moment := range []time.Time{r.RecordedAt.Add(-1), r.RecordedAt, r.RecordedAt.Add(1)} {
			want := eventlog.Position(1)
			for _, w := range b.want {
				if w.RecordedAt.Before(moment) {
					want = w.Position + 1
				}
			}
			got, err := eventlog.At(ctx, b.log, moment)
			if err != nil || got != want {
				t.Errorf("at %v: got %d and %v, want %d", moment, got, err, want)
			}
		}
	}
}
