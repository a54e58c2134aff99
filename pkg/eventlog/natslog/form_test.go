package natslog_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
)

var moment = time.Date(2026, 3, 1, 8, 30, 0, 1000, time.UTC)

func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// message is a message of the stream LOG as it stands there.
func (s *server) message(t *testing.T, seq uint64) *jetstream.RawStreamMsg {
	t.Helper()
	stream, err := s.js.Stream(testContext(t), natslog.Stream)
	if err != nil {
		t.Fatal(err)
	}
	m, err := stream.GetMsg(testContext(t), seq)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestForm fixes what lies in the stream: other programs read it too.
func TestForm(t *testing.T) {
	s := start(t)
	l := s.log(t, natslog.Config{})
	at := func(sequence uint64, index int) eventlog.Origin {
		return eventlog.Origin{Land: "by", Created: 1767225600123456789, Sequence: sequence, Index: index}
	}
	again := at(1, 0)
	again.Created++
	c := eventlog.Commit{Land: "by", RecordedAt: moment, Entries: []eventlog.Entry{
		{Raw: []byte(`{"id":"a"}`), Origin: at(17, 0)},
		{Raw: []byte(`{"id":"bb"}`), Origin: at(17, 1)},
		{Raw: []byte(`{"id":"c"}`), Origin: at(17, 2)},
		{Raw: []byte(`{}`), Origin: at(18, 0)},
		{Raw: []byte(`{}`), Origin: again},
	}}
	for range 2 {
		last, _ := l.Last(testContext(t))
		if _, err := l.Append(testContext(t), last, c); err != nil {
			t.Fatal(err)
		}
	}
	m := s.message(t, 2)
	got := map[string]string{"subject": m.Subject, "body": string(m.Data)}
	for name, values := range m.Header {
		if !strings.HasPrefix(name, "Nats-") || strings.HasPrefix(name, "Nats-Expected-") || name == "Nats-Msg-Id" {
			got[name] = strings.Join(values, "|") // the others come with the answer to a direct get
		}
	}
	digest := got["Lernverbund-Digest"]
	if len(digest) != 64 {
		t.Errorf("digest: got %q, want 64 hex digits", digest)
	}
	delete(got, "Lernverbund-Digest")
	want := map[string]string{
		"subject":                     "log.by",
		"body":                        `[{"id":"a"},{"id":"bb"},{"id":"c"},{},{}]`,
		"Content-Type":                "application/cloudevents-batch+json",
		"Lernverbund-Position":        "6",
		"Lernverbund-Count":           "5",
		"Lernverbund-Land":            "by",
		"Lernverbund-Recorded-At":     "2026-03-01T08:30:00.000001000Z",
		"Lernverbund-Before":          "5",
		"Lernverbund-Origins":         "1767225600123456789/17:0+2 18:0 1767225600123456790/1:0",
		"Lernverbund-Lengths":         "10 11 10 2 2",
		"Nats-Expected-Last-Sequence": "1",
		"Nats-Expected-Stream":        "LOG",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("message: -want +got\n%s", diff)
	}
}

// TestStreams checks the settings on which safety rests.
func TestStreams(t *testing.T) {
	s := start(t)
	s.log(t, natslog.Config{})
	for _, name := range []string{natslog.Stream, natslog.RedactedStream} {
		stream, err := s.js.Stream(testContext(t), name)
		if err != nil {
			t.Fatal(err)
		}
		c := stream.CachedInfo().Config
		got := fmt.Sprint(c.Storage, c.Retention, c.Discard, c.MaxAge, c.MaxMsgs, c.MaxBytes, c.Duplicates, c.DenyPurge, c.DenyDelete, c.Compression, c.PersistMode, c.AllowDirect)
		want := fmt.Sprint(jetstream.FileStorage, jetstream.LimitsPolicy, jetstream.DiscardNew, time.Duration(0), -1, -1, 100*time.Millisecond, true, false, jetstream.S2Compression, jetstream.DefaultPersistMode, true)
		if got != want {
			t.Errorf("stream %s: got %s, want %s", name, got, want)
		}
		if err := stream.Purge(testContext(t)); err == nil {
			t.Errorf("purge of %s: got no error, want it denied", name)
		}
	}
}

// TestHeadersStaySmall takes the longest headers there can be: a thousand
// origins that have nothing in common, as many events as a commit may have.
func TestHeadersStaySmall(t *testing.T) {
	s := start(t)
	l := s.log(t, natslog.Config{})
	c := eventlog.Commit{Land: "bund", RecordedAt: moment}
	for i := range eventlog.MaxEvents {
		c.Entries = append(c.Entries, eventlog.Entry{
			Raw:    []byte(strings.Repeat("e", 1000+i%97)),
			Origin: eventlog.Origin{Land: "bund", Created: math.MaxInt64 - int64(i%2), Sequence: eventlog.MaxSequence - 1, Index: event.MaxBatch - 1},
		})
	}
	if _, err := l.Append(testContext(t), 0, c); err != nil {
		t.Fatal(err)
	}
	size := 0
	for name, values := range s.message(t, 1).Header {
		size += len(name) + len(strings.Join(values, "")) + 4
	}
	if size > 48<<10 {
		t.Errorf("headers: got %d bytes, want at most %d", size, 48<<10)
	}
}

func TestReadOnly(t *testing.T) {
	s := start(t)
	if _, err := natslog.Open(testContext(t), s.js, natslog.Config{ReadOnly: true}); err == nil {
		t.Error("open without streams: got no error, want one")
	}
	writer := s.log(t, natslog.Config{})
	reader := s.log(t, natslog.Config{ReadOnly: true})
	if _, err := writer.Append(testContext(t), 0, one("by", moment, "a")); err != nil {
		t.Fatal(err)
	}
	if last, err := reader.Last(testContext(t)); err != nil || last != 1 {
		t.Errorf("last: got %d and %v, want 1", last, err)
	}
	info, err := reader.Info(testContext(t))
	if err != nil || info.Commits != 1 || info.Last != 1 || info.Bytes == 0 || time.Since(info.Created) > time.Hour {
		t.Errorf("info: got %+v and %v", info, err)
	}
}
