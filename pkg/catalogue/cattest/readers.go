package cattest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func status(t *testing.T, s catalogue.Store) {
	delivery := func(p catalogue.Position, system learning.System) catalogue.Delivered {
		return catalogue.Delivered{Delivery: catalogue.Delivery{
			Land: "by", System: system, ID: fmt.Sprintf("d-%d", p), Position: p,
			RecordedAt: start.Add(time.Duration(p)), Counts: event.DeliveryCompleted{Full: true, Read: 3, Missing: 1},
		}}
	}
	b := seen(6, "by")
	b.System = "b"
	apply(t, s, 4, revised(1, "by:b:1", "x"), seen(1, "by"), delivery(2, "a"), seen(2, "by"), delivery(3, "a"), seen(3, "by"),
		revised(4, "sh:a:1", "y"), seen(4, "sh"))
	apply(t, s, 9, catalogue.Orphaned{Position: 5}, seen(5, "rp"), catalogue.Orphaned{Position: 6}, b,
		withdrawn(7, "sh:a:1", event.Ended), seen(7, "sh"), revised(8, "by:a:1", "z"), seen(8, "by"))

	last := delivery(3, "a").Delivery
	at := start.Add
	events := func(n int) []catalogue.DayCount {
		return []catalogue.DayCount{{Day: catalogue.DayOf(start), Events: n}}
	}
	want := catalogue.Status{
		Position: 9, FoldVersion: catalogue.FoldVersion, Offers: 2, Orphans: 2,
		Laender: []catalogue.LandStatus{
			{
				Land: "by", Offers: 2, LastEvent: at(8), LastDelivery: at(3),
				Systems: []catalogue.SystemStatus{{System: "a", LastEvent: at(8), Delivery: &last}, {System: "b", LastEvent: at(6)}},
				Days:    events(5),
			},
			{Land: "rp", LastEvent: at(5), Systems: []catalogue.SystemStatus{{System: "a", LastEvent: at(5)}}, Days: events(1)},
			{Land: "sh", LastEvent: at(7), Systems: []catalogue.SystemStatus{{System: "a", LastEvent: at(7)}}, Days: events(2)},
		},
	}
	var laender []catalogue.LandStatus
	want.Digest, laender = catalogue.DigestOf(func(yield func(learning.OfferID, catalogue.Digest) bool) {
		for _, v := range []catalogue.Version{version(8, "by:a:1", "z"), version(1, "by:b:1", "x")} {
			if !yield(v.ID, v.Digest) {
				return
			}
		}
	})
	want.Laender[0].Digest = laender[0].Digest
	Equal(t, want, mustStatus(t, s))
	Equal(t, want, mustStatus(t, s)) // also from memory
}

func owns(t *testing.T, s catalogue.Store) {
	r := revised(1, "by:a:1", "one")
	left := withdrawn(2, "by:a:2", event.Ended)
	apply(t, s, 2, r, left)
	r.Version.Document[0], left.Version.Withdrawn.Reason = 'X', "X"
	want := Read(t, s)
	for _, v := range Offers(t, s, 0) {
		v.Document[0] = 'X'
	}
	history, err := s.History(t.Context(), "by:a:1")
	if err != nil {
		t.Fatal(err)
	}
	history[0].Document[0], history[0].To = 'X', 5
	many, err := s.Newest(t.Context(), []learning.OfferID{"by:a:1", "by:a:2"})
	if err != nil {
		t.Fatal(err)
	}
	many["by:a:1"].Document[0] = 'X'
	many["by:a:2"].Withdrawn.Reason = "X"
	Equal(t, want, Read(t, s))
	if one, err := s.Offer(t.Context(), "by:a:1"); err != nil || one.Document[0] != '{' {
		t.Errorf("offer: got %s, %v, want it untouched", one.Document, err)
	}
}

// A batch that comes while somebody reads is not seen by that reading.
func oneCheckpoint(t *testing.T, s catalogue.Store) {
	const n = 50
	generation(t, s, 1, n)
	i := 0
	for v, err := range s.Offers(t.Context(), 0) {
		if err != nil {
			t.Fatalf("offers: %v", err)
		}
		if i == 3 {
			generation(t, s, 2, n)
		}
		if v.From != 1 {
			t.Fatalf("offer %d: got the version from %d, want that from 1", i, v.From)
		}
		i++
	}
	if i != n {
		t.Errorf("offers: got %d, want %d", i, n)
	}
}

// generation gives n offers their next version, all in one batch at position p.
func generation(t testing.TB, s catalogue.Store, p catalogue.Position, n int) {
	t.Helper()
	var batch []catalogue.Change
	for i := range n {
		batch = append(batch, revised(p, learning.OfferID(fmt.Sprintf("by:a:%03d", i)), fmt.Sprint(p)))
	}
	apply(t, s, p, append(batch, seen(p, "by"))...)
}

func neverHalf(t *testing.T, s catalogue.Store) {
	const n, rounds = 30, 40
	generation(t, s, 1, n)
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				if !sameGeneration(t, s) {
					return
				}
			}
		})
	}
	for p := range catalogue.Position(rounds) {
		generation(t, s, p+2, n)
	}
	stop()
	readers.Wait()
}

// sameGeneration reports whether a reader finds all offers at the same position.
func sameGeneration(t testing.TB, s catalogue.Store) bool {
	var first catalogue.Position
	var lines []catalogue.Version
	for v, err := range s.Offers(t.Context(), 0) {
		if err != nil {
			t.Errorf("offers: %v", err)
			return false
		}
		if first == 0 {
			first = v.From
		}
		if v.From != first {
			t.Errorf("offers: %s is of %d, the first of %d", v.ID, v.From, first)
			return false
		}
		lines = append(lines, v)
	}
	got, err := s.Status(t.Context())
	if err != nil {
		t.Errorf("status: %v", err)
		return false
	}
	if got.Position == first && got.Digest != digest(lines) {
		t.Errorf("status at %d: the digest is not that of the offers", first)
		return false
	}
	return true
}

func stopsReading(t *testing.T, s catalogue.Store) {
	generation(t, s, 1, 50)
	for range 40 {
		for _, err := range s.Offers(t.Context(), 0) {
			if err != nil {
				t.Fatalf("offers: %v", err)
			}
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range s.Offers(ctx, 0) {
		cancel()
		last = err
	}
	if last == nil {
		t.Errorf("offers after a cancel: got no error, want context.Canceled")
	}
	generation(t, s, 2, 50)
	if got := Offers(t, s, 0); len(got) != 50 || got[49].From != 2 {
		t.Errorf("offers: got %d, want 50 of position 2", len(got))
	}
}

// halves is the property that makes replay possible: the second half folded
// onto the first is all at once, and twice is once.
func halves(t *testing.T, s catalogue.Store) {
	inputs := History(t, 7, 400)
	Project(t, s, inputs[:200], 7)
	Project(t, s, inputs[:250], 100)
	Project(t, s, inputs, 90)
	once := Read(t, s)
	Project(t, s, inputs, 400)
	Equal(t, once, Read(t, s))
	if got, want := once.Status.Digest, digest(once.Offers); got != want {
		t.Errorf("digest: got %x, want %x", got, want)
	}
	if len(once.Offers) == 0 || len(once.Providers) == 0 || once.Status.Orphans == 0 {
		t.Errorf("the history is too poor: %d offers, %d providers, %d orphans",
			len(once.Offers), len(once.Providers), once.Status.Orphans)
	}
}

func digest(offers []catalogue.Version) catalogue.Digest {
	d, _ := catalogue.DigestOf(func(yield func(learning.OfferID, catalogue.Digest) bool) {
		for _, v := range offers {
			if !yield(v.ID, v.Digest) {
				return
			}
		}
	})
	return d
}

func mustStatus(t testing.TB, s catalogue.Store) catalogue.Status {
	t.Helper()
	got, err := s.Status(t.Context())
	if err != nil {
		t.Fatalf("status: %v", err)
	}
	return got
}

func days(t *testing.T, s catalogue.Store) {
	at := func(p catalogue.Position, land learning.Land, text string) catalogue.Seen {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return catalogue.Seen{Land: land, System: "a", Position: p, RecordedAt: moment.UTC()}
	}
	apply(t, s, 2, at(1, "he", "2026-10-23T22:30:00Z"), at(2, "by", "2026-10-24T22:30:00Z")) // summer: the 24th and the 25th in Germany
	apply(t, s, 5, at(3, "by", "2026-10-24T23:30:00Z"), at(4, "by", "2026-11-23T22:59:59Z"), at(5, "by", "2026-11-23T23:00:00Z"))
	apply(t, s, 6, at(6, "by", "2026-11-23T08:00:00Z"))
	want := map[learning.Land]string{"by": "2026-11-23 2, 2026-11-24 1, ", "he": ""} // the 25th of October is 30 days before
	want["by"] = "2026-10-25 2, " + want["by"]
	for _, l := range mustStatus(t, s).Laender {
		got := ""
		for _, d := range l.Days {
			got += fmt.Sprintf("%s %d, ", d.Day, d.Events)
		}
		if got != want[l.Land] {
			t.Errorf("%s: got %q, want %q", l.Land, got, want[l.Land])
		}
	}
}
