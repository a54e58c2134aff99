package replay_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/catalogue/memcat"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/replay"
)

// logOf is a log of these inputs, one commit each.
func logOf(t *testing.T, inputs []catalogue.Input) *memlog.Log {
	t.Helper()
	log := memlog.New()
	for i, in := range inputs {
		raw := []byte("redacted below")
		if in.Event != nil {
			raw = in.Event.Raw
		}
		add(t, log, in.Land, in.RecordedAt, string(raw))
		if in.Event == nil {
			if err := log.Redact(t.Context(), eventlog.Position(i+1), "by law"); err != nil {
				t.Fatal(err)
			}
		}
	}
	return log
}

func add(t *testing.T, log eventlog.Log, land learning.Land, at time.Time, events ...string) {
	t.Helper()
	c := eventlog.Commit{Land: land, RecordedAt: at}
	for _, e := range events {
		entry := eventlog.Entry{Raw: []byte(e)}
		if land != learning.Hub {
			entry.Origin.Land = land
		}
		c.Entries = append(c.Entries, entry)
	}
	last, err := log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.Append(t.Context(), last, c); err != nil {
		t.Fatal(err)
	}
}

// TestAsOfEqualsTheCatalogue folds random histories up to every position and
// compares with what a catalogue that has seen everything says of the past.
func TestAsOfEqualsTheCatalogue(t *testing.T) {
	for seed := range uint64(4) {
		inputs := cattest.History(t, seed, 150)
		log, store := logOf(t, inputs), memcat.New()
		cattest.Project(t, store, inputs, 7)
		for p := 1; p <= len(inputs); p++ {
			got := asOf(t, log, replay.AtPosition(eventlog.Position(p)), "")
			if diff := cmp.Diff(linesOf(cattest.Offers(t, store, catalogue.Position(p))), linesOf(got.Offers)); diff != "" {
				t.Fatalf("seed %d as of %d: -want +got\n%s", seed, p, diff)
			}
		}
		status, err := store.Status(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		now := asOf(t, log, replay.Moment{}, "")
		if digest, _ := now.Digest(); digest != status.Digest || now.Position != status.Position {
			t.Errorf("seed %d: got digest %x at %d, want %x at %d", seed, digest, now.Position, status.Digest, status.Position)
		}
		checkLines(t, &now)
	}
}

// checkLines holds the digest made of the lines alone against that of the fold.
func checkLines(t *testing.T, c *replay.Catalogue) {
	t.Helper()
	var out bytes.Buffer
	if err := c.Write(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(out.String(), "\n"), "\n")
	slices.Reverse(lines)
	want, wantLaender := c.Digest()
	got, laender, err := replay.Digest(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil || got != want {
		t.Errorf("digest of the lines: got %x and %v, want %x", got, err, want)
	}
	if diff := cmp.Diff(wantLaender, laender); diff != "" {
		t.Errorf("Länder of the lines: -want +got\n%s", diff)
	}
}

func asOf(t *testing.T, log eventlog.Log, m replay.Moment, land learning.Land) replay.Catalogue {
	t.Helper()
	c, err := replay.AsOf(t.Context(), replay.AsOfConfig{Log: log, Moment: m, Land: land})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func linesOf(offers []catalogue.Version) (lines []string) {
	for _, v := range offers {
		lines = append(lines, fmt.Sprintf("%d %s", v.From, replay.AppendOffer(nil, v.ID, v.Document)))
	}
	return lines
}

func TestAsOfTimeAndLand(t *testing.T) {
	inputs := cattest.History(t, 9, 120)
	log := logOf(t, inputs)
	for _, p := range []int{1, 50, 119, 120} {
		before := asOf(t, log, replay.AtTime(inputs[p-1].RecordedAt), "")
		if before.Position != eventlog.Position(p-1) {
			t.Errorf("as of the time of %d: got position %d, want %d", p, before.Position, p-1)
		}
		after := asOf(t, log, replay.AtTime(inputs[p-1].RecordedAt.Add(1)), "")
		if diff := cmp.Diff(linesOf(asOf(t, log, replay.AtPosition(eventlog.Position(p)), "").Offers), linesOf(after.Offers)); diff != "" {
			t.Errorf("as of right after %d: -want +got\n%s", p, diff)
		}
	}
	if empty := asOf(t, log, replay.AtPosition(0), ""); len(empty.Offers) != 0 || empty.Position != 0 {
		t.Errorf("as of 0: got %d offers at %d, want none", len(empty.Offers), empty.Position)
	}
	var want []string
	for _, line := range linesOf(asOf(t, log, replay.Moment{}, "").Offers) {
		if strings.Contains(line, `"id":"rp:`) {
			want = append(want, line)
		}
	}
	if diff := cmp.Diff(want, linesOf(asOf(t, log, replay.Moment{}, "rp").Offers)); diff != "" || len(want) == 0 {
		t.Errorf("Land rp: -want +got\n%s", diff)
	}
}

func TestAsOfStopsAtABrokenRecord(t *testing.T) {
	log := memlog.New()
	add(t, log, "by", moment, "no event")
	if _, err := replay.AsOf(t.Context(), replay.AsOfConfig{Log: log}); err == nil || !strings.Contains(err.Error(), "position 1") {
		t.Errorf("got %v, want an error that names position 1", err)
	}
}

func TestOfferLine(t *testing.T) {
	got := string(replay.AppendOffer(nil, `by:lms:a:"b"`, []byte(`{"title":{"de":"Ü"}}`)))
	want := `{"id":"by:lms:a:\"b\"","land":"by","system":"lms","subject":"a:\"b\"","offer":{"title":{"de":"Ü"}}}` + "\n"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestDigestOfLines: the members' order and white space do not count, the
// wanted value was computed with sha256sum.
//
//	by=$(printf 'by:a:1 %s\n' $(printf '{"a":1,"b":2}' | sha256sum | cut -d' ' -f1) | sha256sum | cut -d' ' -f1)
//	printf 'by %s\n' $by | sha256sum
func TestDigestOfLines(t *testing.T) {
	const want = "5428321eaa8da89c1a9993dd634281f9d5bd63a8790c48ca4f244e22bc689f34"
	got, laender, err := replay.Digest(strings.NewReader(`{"offer": {"b": 2.0, "a": 1}, "id": "by:a:1", "more": true}`))
	if err != nil || fmt.Sprintf("%x", got) != want || len(laender) != 1 || laender[0].Offers != 1 {
		t.Errorf("got %x %v and %v, want %s", got, laender, err, want)
	}
	for _, bad := range []string{`{"id":"by:a:1"}`, `{"id":"by","offer":{}}`, `{"id":"by:a:1","offer":1}`, `{"id":"by:a:1","offer":{`, `[]`, `x`, strings.Repeat(`{"id":"by:a:1","offer":{}}`, 2)} {
		if _, _, err := replay.Digest(strings.NewReader(bad)); !errors.Is(err, replay.ErrLine) {
			t.Errorf("%s: got %v, want ErrLine", bad, err)
		}
	}
}
