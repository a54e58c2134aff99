package quarantine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.UTC)

// hub starts a server and connects to it.
func hub(t *testing.T) jetstream.JetStream {
	t.Helper()
	srv, err := natsd.Start(natsd.Config{StoreDir: testbed.Dir(t), Bare: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Shutdown)
	nc, err := srv.Connect("")
	if err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

func open(t *testing.T, js jetstream.JetStream) *quarantine.Store {
	t.Helper()
	s, err := quarantine.Open(t.Context(), js)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func refused(sequence uint64, raw string) quarantine.Entry {
	return quarantine.Entry{
		Land: "by", System: "bayvsa", RecordedAt: noon, Verdict: quarantine.Rejected,
		Origin:   eventlog.Origin{Land: "by", Created: 1_700_000_000_123_456_789, Sequence: sequence},
		ID:       fmt.Sprint("e-", sequence),
		Problems: []learning.Problem{{Pointer: "/data/title", Rule: "required", Message: "Der Titel fehlt.", MessageEn: "No title."}},
		Raw:      []byte(raw),
	}
}

func held(sequence uint64, delivery string) quarantine.Entry {
	e := refused(sequence, fmt.Sprintf(`{"id":"w-%d"}`, sequence))
	e.Verdict, e.Delivery, e.Subject, e.Problems = quarantine.Held, delivery, fmt.Sprint("DS-", sequence), nil
	return e
}

func mustAppend(t *testing.T, s *quarantine.Store, entries ...quarantine.Entry) []quarantine.Number {
	t.Helper()
	numbers, err := s.Append(t.Context(), entries)
	if err != nil {
		t.Fatal(err)
	}
	return numbers
}

func list(t *testing.T, s *quarantine.Store, f quarantine.Filter) (all []quarantine.Entry) {
	t.Helper()
	for e, err := range s.List(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

func numbersOf(entries []quarantine.Entry) (numbers []quarantine.Number) {
	for _, e := range entries {
		numbers = append(numbers, e.Number)
	}
	return numbers
}

func TestBytesComeBackExactly(t *testing.T) {
	js := hub(t)
	s := open(t, js)
	raws := []string{"{\"a\":1}\n", "", "\xff\xfe\x00 no JSON", strings.Repeat("[", 100_000), strings.Repeat("ä", 500_000)}
	var entries []quarantine.Entry
	for i, raw := range raws {
		e := refused(uint64(i+1), raw)
		e.Source = "/laender/by/\xff"
		entries = append(entries, e)
	}
	numbers := mustAppend(t, s, entries...)
	for _, s := range []*quarantine.Store{s, open(t, js)} {
		for i, n := range numbers {
			got, err := s.Show(t.Context(), n)
			if err != nil {
				t.Fatal(err)
			}
			want := entries[i]
			want.Number, want.State, want.Source = quarantine.Number(i+1), quarantine.Undecided, "/laender/by/\uFFFD"
			if len(want.Raw) == 0 {
				want.Raw = []byte{}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("entry %d (-want +got):\n%s", n, diff)
			}
		}
	}
}

func TestAppendIsIdempotent(t *testing.T) {
	js := hub(t)
	s := open(t, js)
	mustAppend(t, s, refused(1, "a"), refused(2, "b"))
	again := mustAppend(t, s, refused(2, "b"), refused(3, "c"), refused(3, "c"), refused(1, "other bytes"))
	if diff := cmp.Diff([]quarantine.Number{2, 3, 3, 4}, again); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	s = open(t, js)
	if got := mustAppend(t, s, refused(1, "a"), refused(4, "d")); got[0] != 1 || got[1] != 5 {
		t.Errorf("after opening again: got %v, want [1 5]", got)
	}
	if got := len(list(t, s, quarantine.Filter{})); got != 5 {
		t.Errorf("got %d entries, want 5", got)
	}
	if got := s.Count("by"); got.Rejected != 5 || got.Held != 0 {
		t.Errorf("got %+v, want 5 rejected", got)
	}
}

func TestOneMessageHoldsManyEntries(t *testing.T) {
	js := hub(t)
	s := open(t, js)
	var entries []quarantine.Entry
	for i := range 2500 {
		entries = append(entries, refused(uint64(i+1), strings.Repeat("x", 100)))
	}
	numbers := mustAppend(t, s, entries...)
	stream, err := js.Stream(t.Context(), quarantine.Stream)
	if err != nil {
		t.Fatal(err)
	}
	if got := stream.CachedInfo().State.Msgs; got != 3 {
		t.Errorf("2,500 entries took %d messages, want 3", got)
	}
	if len(numbers) != 2500 || numbers[2499] != 2500 {
		t.Errorf("got %d numbers up to %d, want 2500", len(numbers), numbers[len(numbers)-1])
	}
	if got := numbersOf(list(t, s, quarantine.Filter{Last: 2})); !cmp.Equal(got, []quarantine.Number{2499, 2500}) {
		t.Errorf("the last two: got %v", got)
	}
}

func TestWhatBecameOfHeldEntries(t *testing.T) {
	js := hub(t)
	s := open(t, js)
	mustAppend(t, s, held(1, "d-1"), held(2, "d-1"), refused(3, "x"), held(4, "d-2"), held(5, "d-3"))
	if err := s.Resolve(t.Context(), []quarantine.Number{1, 2}, quarantine.Released, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.Resolve(t.Context(), []quarantine.Number{2, 4}, quarantine.Superseded, "d-4"); err != nil {
		t.Fatal(err)
	}
	if err := s.Resolve(t.Context(), []quarantine.Number{3}, quarantine.Dropped, ""); !errors.Is(err, quarantine.ErrNotHeld) {
		t.Errorf("a refused entry: got %v, want ErrNotHeld", err)
	}
	if err := s.Resolve(t.Context(), []quarantine.Number{9}, quarantine.Dropped, ""); !errors.Is(err, quarantine.ErrNumber) {
		t.Errorf("no such entry: got %v, want ErrNumber", err)
	}
	for name, s := range map[string]*quarantine.Store{"same": s, "opened again": open(t, js)} {
		var got []string
		for _, e := range list(t, s, quarantine.Filter{Verdict: quarantine.Held}) {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s %s", e.Number, e.State, e.By)))
		}
		want := []string{"1 released", "2 released", "4 superseded d-4", "5 open"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if got := numbersOf(s.Held()); !cmp.Equal(got, []quarantine.Number{5}) {
			t.Errorf("%s: held are %v, want [5]", name, got)
		}
		if got := s.Count("by"); got != (quarantine.Counts{Rejected: 1, Held: 1}) {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestFind(t *testing.T) {
	s := open(t, hub(t))
	e := held(7, "d-1")
	mustAppend(t, s, e)
	got, ok := s.Find(e.Origin, e.Digest())
	if !ok || got.Number != 1 || got.Verdict != quarantine.Held || got.Delivery != "d-1" || got.Origin != e.Origin || !got.Same(e.Digest()) {
		t.Errorf("got %+v, %v", got, ok)
	}
	if _, ok := s.Find(e.Origin, refused(7, "other").Digest()); ok {
		t.Error("found an entry with other bytes")
	}
}

// An answer that got lost, and a message of a stranger, leave nothing doubled.
func TestTheStreamMovedOn(t *testing.T) {
	js := hub(t)
	s, other := open(t, js), open(t, js)
	mustAppend(t, other, refused(1, "a"))
	if _, err := js.Publish(t.Context(), "quarantine.by", []byte(`{"stream":"QUARANTINE","seq":1}`)); err != nil {
		t.Fatal(err)
	}
	if got := mustAppend(t, s, refused(1, "a"), refused(2, "b")); !cmp.Equal(got, []quarantine.Number{1, 2}) {
		t.Errorf("got %v, want [1 2]", got)
	}
}

func TestDamageIsNamed(t *testing.T) {
	js := hub(t)
	s := open(t, js)
	for i := range uint64(3) {
		mustAppend(t, s, refused(i+1, "a"))
	}
	stream, err := js.Stream(t.Context(), quarantine.Stream)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.DeleteMsg(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	if _, err := quarantine.Open(t.Context(), js); !errors.Is(err, quarantine.ErrCorrupt) {
		t.Errorf("a hole: got %v, want ErrCorrupt", err)
	}
	if err := stream.Purge(t.Context(), jetstream.WithPurgeSequence(3)); err != nil {
		t.Fatal(err)
	}
	s = open(t, js)
	if got := numbersOf(list(t, s, quarantine.Filter{})); !cmp.Equal(got, []quarantine.Number{3}) {
		t.Errorf("purged by hand: got %v, want [3]", got)
	}
	broken := &nats.Msg{Subject: "quarantine.by", Header: nats.Header{"Lernverbund-Kind": {"entries"}}, Data: []byte("{}")}
	if _, err := js.PublishMsg(t.Context(), broken); err != nil {
		t.Fatal(err)
	}
	if _, err := quarantine.Open(context.Background(), js); !errors.Is(err, quarantine.ErrCorrupt) {
		t.Errorf("an unreadable message: got %v, want ErrCorrupt", err)
	}
}
