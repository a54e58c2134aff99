package natslog_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// one is a commit of some events.
func one(land learning.Land, at time.Time, events ...string) eventlog.Commit {
	c := eventlog.Commit{Land: land, RecordedAt: at}
	for i, e := range events {
		entry := eventlog.Entry{Raw: []byte(e)}
		if land != learning.Hub {
			entry.Origin = eventlog.Origin{Land: land, Created: 1, Sequence: 1, Index: i}
		}
		c.Entries = append(c.Entries, entry)
	}
	return c
}

// ten makes ten commits of two events each, by and nw in turn.
func ten(t *testing.T, l *natslog.Log) {
	t.Helper()
	for i := range 10 {
		land := []learning.Land{"by", "nw"}[i%2]
		if _, err := l.Append(testContext(t), eventlog.Position(2*i), one(land, moment, fmt.Sprintf("event %d of the log", 2*i+1), "b")); err != nil {
			t.Fatal(err)
		}
	}
}

// until reads and says where it ended, and how.
func until(t *testing.T, l *natslog.Log, f eventlog.Filter) (last, broken eventlog.Position, err error) {
	for r, err := range l.Read(testContext(t), 1, f) {
		if err != nil {
			return last, r.Position, err
		}
		last = r.Position
	}
	return last, 0, nil
}

// TestMissingCommit deletes a message behind the log's back: readers of
// everything and of that Land are told where, and none reads on.
func TestMissingCommit(t *testing.T) {
	for seq, want := range map[uint64]struct{ all, by eventlog.Position }{1: {1, 1}, 5: {9, 7}, 9: {17, 15}} {
		s := start(t)
		l := s.log(t, natslog.Config{})
		ten(t, l)
		stream, err := s.js.Stream(testContext(t), natslog.Stream)
		if err != nil {
			t.Fatal(err)
		}
		if err := stream.DeleteMsg(testContext(t), seq); err != nil {
			t.Fatal(err)
		}
		for _, log := range []*natslog.Log{l, s.log(t, natslog.Config{})} {
			last, broken, err := until(t, log, eventlog.Filter{})
			if !errors.Is(err, eventlog.ErrCorrupt) || broken != want.all || last != want.all-1 {
				t.Errorf("message %d gone: got %d and %v after %d, want ErrCorrupt at %d", seq, broken, err, last, want.all)
			}
			_, broken, err = until(t, log, eventlog.Filter{Land: "by"})
			if log == l && (!errors.Is(err, eventlog.ErrCorrupt) || broken < want.by || broken > want.all) {
				t.Errorf("message %d gone, Land by: got %d and %v, want ErrCorrupt at %d", seq, broken, err, want.by)
			}
			if last, _, err := until(t, log, eventlog.Filter{Land: "nw"}); err != nil || last != 20 {
				t.Errorf("message %d gone, Land nw: got %v after %d, want all until 20", seq, err, last)
			}
		}
	}
}

// TestChangedCommit puts a message into the stream as only the log may.
func TestChangedCommit(t *testing.T) {
	change := map[string]func(*nats.Msg){
		"body":    func(m *nats.Msg) { m.Data[3] ^= 1 },
		"shorter": func(m *nats.Msg) { m.Data = m.Data[1:] },
		"longer":  func(m *nats.Msg) { m.Data = append(m.Data, ' ') },
		"no head": func(m *nats.Msg) { m.Header = nil },
		"time":    func(m *nats.Msg) { m.Header.Set("Lernverbund-Recorded-At", "2026-03-01T08:30:00.000002000Z") },
		"land":    func(m *nats.Msg) { m.Header.Set("Lernverbund-Land", "nw") },
		"origin":  func(m *nats.Msg) { m.Header.Set("Lernverbund-Origins", "1/2:0+1") },
		"origins": func(m *nats.Msg) { m.Header.Set("Lernverbund-Origins", "1/1:0+99999999999") },
		"lengths": func(m *nats.Msg) { m.Header.Set("Lernverbund-Lengths", "1 1 1") },
		"count":   func(m *nats.Msg) { m.Header.Set("Lernverbund-Count", "3") },
		"twice":   func(m *nats.Msg) { m.Header.Add("Lernverbund-Land", "nw") },
	}
	for name, change := range change {
		t.Run(name, func(t *testing.T) {
			s, other := start(t), start(t)
			ten(t, s.log(t, natslog.Config{}))
			l := other.log(t, natslog.Config{})
			for seq := range uint64(10) {
				from := s.message(t, seq+1)
				m := &nats.Msg{Subject: from.Subject, Header: from.Header, Data: from.Data}
				m.Header.Del("Nats-Expected-Last-Sequence")
				if seq == 4 {
					change(m)
				}
				if _, err := other.js.PublishMsg(testContext(t), m); err != nil {
					t.Fatal(err)
				}
			}
			last, broken, err := until(t, l, eventlog.Filter{})
			if !errors.Is(err, eventlog.ErrCorrupt) || last > 8 || last > 0 && broken != 9 {
				t.Errorf("got %d and %v after %d, want ErrCorrupt at 9", broken, err, last)
			}
		})
	}
}

// TestFlippedByte changes one byte of a block file. What JetStream makes of it
// is its own: it may drop the message or the rest. The log never yields
// something else, and says so or ends early, which the ledger notices.
func TestFlippedByte(t *testing.T) {
	for _, stopped := range []bool{true, false} {
		s := start(t)
		l := s.log(t, natslog.Config{})
		ten(t, l)
		if stopped {
			s.srv.Shutdown()
		}
		flip(t, s.dir, "event 9 of the log")
		if stopped {
			s.begin(t)
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			var err error
			if l, err = natslog.Open(ctx, s.js, natslog.Config{}); err != nil {
				t.Logf("stopped %v: open says %v", stopped, err)
				continue
			}
		}
		last, broken, err := until(t, l, eventlog.Filter{})
		tip, _ := l.Last(testContext(t))
		t.Logf("stopped %v: tip %d, read until %d, then %d: %v", stopped, tip, last, broken, err)
		if last > 8 && last < 20 || err == nil && last != tip || err != nil && !errors.Is(err, eventlog.ErrCorrupt) {
			t.Errorf("stopped %v: got %d and %v after %d of %d, want ErrCorrupt at 9 or an early end", stopped, broken, err, last, tip)
		}
	}
}

// TestUnreadableBlock changes one byte in a block that the server has
// compressed: it then delivers nothing from there on, and does not say so.
func TestUnreadableBlock(t *testing.T) {
	s := start(t)
	l := s.log(t, natslog.Config{})
	noise := rand.NewChaCha8([32]byte{})
	const commits = 24
	for i := range commits {
		event := make([]byte, 1<<20)
		_, _ = noise.Read(event)
		if _, err := l.Append(testContext(t), eventlog.Position(i), one("by", moment, string(event))); err != nil {
			t.Fatal(err)
		}
	}
	s.srv.Shutdown()
	block := filepath.Join(s.dir, "jetstream", "$G", "streams", natslog.Stream, "msgs", "2.blk")
	content, err := os.ReadFile(block)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(block, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s.begin(t)
	l = s.log(t, natslog.Config{})
	last, broken, err := until(t, l, eventlog.Filter{})
	if !errors.Is(err, eventlog.ErrCorrupt) || last == 0 || last == commits || broken != last+1 {
		t.Errorf("read: got %d and %v after %d of %d, want ErrCorrupt", broken, err, last, commits)
	}
	var following error
	for r, err := range l.Follow(testContext(t), 1, eventlog.Filter{}) {
		if following = err; r.Position > last {
			break
		}
	}
	if !errors.Is(following, eventlog.ErrCorrupt) {
		t.Errorf("follow: got %v, want ErrCorrupt at %d", following, last+1)
	}
}

// flip changes one byte where the text stands.
func flip(t *testing.T, dir, text string) {
	t.Helper()
	blocks, err := filepath.Glob(filepath.Join(dir, "jetstream", "*", "streams", natslog.Stream, "msgs", "*.blk"))
	if err != nil || len(blocks) != 1 {
		t.Fatalf("block files: got %v and %v, want one", blocks, err)
	}
	content, err := os.ReadFile(blocks[0])
	if err != nil {
		t.Fatal(err)
	}
	at := indexOf(content, text)
	f, err := os.OpenFile(blocks[0], os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte{content[at] ^ 1}, int64(at)); err != nil {
		t.Fatal(err)
	}
}

// flaky loses answers: before the publish, or after it.
type flaky struct {
	jetstream.JetStream
	before, after func() error
}

func (f *flaky) PublishMsg(ctx context.Context, m *nats.Msg, opts ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	if err := f.before(); err != nil {
		return nil, err
	}
	ack, err := f.JetStream.PublishMsg(ctx, m, opts...)
	if lost := f.after(); lost != nil {
		return nil, lost
	}
	return ack, err
}

// TestUnknownOutcome loses the answer to a publish: the log finds out.
func TestUnknownOutcome(t *testing.T) {
	s := start(t)
	lost, fine := func() error { return context.DeadlineExceeded }, func() error { return nil }
	f := &flaky{JetStream: s.js, before: fine, after: lost}
	l, err := natslog.Open(testContext(t), f, natslog.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if last, err := l.Append(testContext(t), 0, one("by", moment, "a", "b")); err != nil || last != 2 {
		t.Errorf("answer lost: got %d and %v, want 2", last, err)
	}
	f.before, f.after = lost, fine
	if _, err := l.Append(testContext(t), 2, one("by", moment, "c")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("publish lost: got %v, want context.DeadlineExceeded", err)
	}
	other := s.log(t, natslog.Config{})
	f.before = func() error {
		if _, err := other.Append(testContext(t), 2, one("nw", moment, "d")); err != nil {
			t.Fatal(err)
		}
		return context.DeadlineExceeded
	}
	if _, err := l.Append(testContext(t), 2, one("by", moment, "c")); !errors.Is(err, eventlog.ErrConflict) {
		t.Errorf("publish lost and another's there: got %v, want ErrConflict", err)
	}
	f.before = fine
	if last, err := l.Append(testContext(t), 3, one("by", moment, "c")); err != nil || last != 4 {
		t.Errorf("then: got %d and %v, want 4", last, err)
	}
	if last, _, err := until(t, l, eventlog.Filter{}); last != 4 || err != nil {
		t.Errorf("read: got %v after %d, want 4", err, last)
	}
}

// TestInterruptedRedaction stops between copy and deletion, twice in the same commit.
func TestInterruptedRedaction(t *testing.T) {
	s := start(t)
	ten(t, s.log(t, natslog.Config{}))
	for _, p := range []eventlog.Position{9, 10} {
		crashing := s.log(t, natslog.Config{Crash: func(point string) {
			if point == natslog.CrashRedactCopied {
				panic(point)
			}
		}})
		func() {
			defer func() { _ = recover() }()
			_ = crashing.Redact(testContext(t), p, "by law")
			t.Errorf("redact %d: the crash point was not passed", p)
		}()
		reader := s.log(t, natslog.Config{ReadOnly: true})
		for r, err := range reader.Read(testContext(t), p, eventlog.Filter{}) {
			if err != nil || r.Raw != nil || r.Redacted != "by law" {
				t.Errorf("after the crash: got %q %q and %v, want it redacted", r.Raw, r.Redacted, err)
			}
			break
		}
		l := s.log(t, natslog.Config{})
		if last, _, err := until(t, l, eventlog.Filter{}); last != 20 || err != nil {
			t.Errorf("read after redacting %d: got %v after %d, want 20", p, err, last)
		}
		if needle := "event 9 of the log"; found(t, s.dir, needle) {
			t.Errorf("after opening again: %q is in a file, want it gone", needle)
		}
	}
	redacted, err := s.js.Stream(testContext(t), natslog.RedactedStream)
	if err != nil {
		t.Fatal(err)
	}
	if n := redacted.CachedInfo().State.Msgs; n != 1 {
		t.Errorf("copies in REDACTED: got %d, want 1", n)
	}
}
