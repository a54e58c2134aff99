package connector_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/connector"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// Connectors of one system at once, with the same and with different feeds:
// the memory says what the hub has, nothing is lost, nothing is there twice.
func TestTogether(t *testing.T) {
	h := start(t, "by")
	h.run(t)
	one, two := numbered(40, "A"), numbered(36, "B")
	for round := range 4 {
		var all sync.WaitGroup
		for i, f := range []feed{one, one, two} {
			c := h.client(t, "by", "bayvsa")
			all.Go(func() {
				out, err := connector.Run(t.Context(), connector.Config{Client: c, Delivery: f.delivery(), Wait: patience})
				switch {
				case err == nil && out.Counts.Rejected+out.Counts.Pending > 0:
					t.Errorf("round %d, connector %d: %+v", round, i, out.Counts)
				case err != nil && !errors.Is(err, connector.ErrConflict):
					t.Errorf("round %d, connector %d: %v", round, i, err)
				}
			})
		}
		all.Wait()
		c, next := h.client(t, "by", "bayvsa"), []feed{one, two}[round%2]
		deliver(t, c, next.delivery())
		h.live(t, map[string]feed{"by:bayvsa": next})
		counts(t, "settled", deliver(t, c, next.delivery()), connector.Counts{Read: len(next), Unchanged: len(next)})
	}
}

// Another connector plans on what this one remembered and is done before this
// one has sent: the older event reaches the outbox last, and is made good.
func TestOvertaken(t *testing.T) {
	h := start(t, "by")
	h.run(t)
	slow, quick := h.client(t, "by", "bayvsa"), h.client(t, "by", "bayvsa")
	deliver(t, quick, feed{"a": "A", "b": "B"}.delivery())
	once := sync.OnceFunc(func() { deliver(t, quick, feed{"a": "quick", "b": "B"}.delivery()) })
	out := deliver(t, slow, feed{"a": "slow", "b": "B"}.delivery(), func(c *connector.Config) {
		c.Crash = func(point string) {
			if point == connector.CrashRemembered {
				once()
			}
		}
	})
	counts(t, "made good", out, connector.Counts{Read: 2, Revised: 1, Unchanged: 1, Accepted: 1})
	h.live(t, map[string]feed{"by:bayvsa": {"a": "slow", "b": "B"}})
	counts(t, "settled", deliver(t, quick, feed{"a": "slow", "b": "B"}.delivery()), connector.Counts{Read: 2, Unchanged: 2})
}

// A credential of the whole Land reads the receipts of all its systems; what it
// takes from its consumer it folds into the memory of the system they are for.
func TestWholeLand(t *testing.T) {
	h := start(t, "by")
	land := h.client(t, "by", "")
	f := numbered(20, "A")
	deliver(t, land, f.delivery(system("one")), wait(0))
	deliver(t, land, f.delivery(system("two")), wait(0))
	h.run(t)
	testbed.Until(t, "two messages of receipts", func() bool { return h.Stream(t, "by", federation.Receipts).Messages >= 2 })
	counts(t, "one", deliver(t, land, f.delivery(system("one"))), connector.Counts{Read: 20, Unchanged: 20})

	// A dry run reads the memory alone.
	dry := func(c *connector.Config) { c.DryRun = true }
	counts(t, "two", deliver(t, h.client(t, "by", "two"), f.delivery(system("two")), dry), connector.Counts{Read: 20, Unchanged: 20})
	h.live(t, map[string]feed{"by:one": f, "by:two": f})
}

func TestDenied(t *testing.T) {
	h := start(t, "by", "nw")
	c := h.client(t, "by", "bayvsa")
	for name, d := range map[string]*connector.Delivery{
		"another system": feed{"a": "A"}.delivery(system("other")),
		"another Land":   feed{"a": "A"}.delivery(func(d *connector.Delivery) { d.Land = "nw" }),
	} {
		begun := time.Now()
		_, err := connector.Run(t.Context(), connector.Config{Client: c, Delivery: d, Wait: patience})
		var denied *federation.DeniedError
		if !errors.As(err, &denied) {
			t.Errorf("%s: got %v, want a DeniedError", name, err)
		}
		if took := time.Since(begun); took > time.Second {
			t.Errorf("%s: told after %s", name, took)
		}
	}
	_, err := connector.PublishEvents(t.Context(), connector.Config{Client: c, Delivery: feed{}.delivery(), Wait: patience},
		[]connector.RawEvent{{Raw: []byte("{}"), Source: "/laender/by/other"}})
	var denied *federation.DeniedError
	if !errors.As(err, &denied) {
		t.Errorf("events of another system: got %v, want a DeniedError", err)
	}
}

// A context that ends ends the run, wherever it is.
func TestCancelled(t *testing.T) {
	h := start(t, "by")
	c := h.client(t, "by", "bayvsa")
	for _, point := range []string{connector.CrashCaughtUp, connector.CrashRemembered, connector.CrashBatch, connector.CrashSent} {
		ctx, cancel := context.WithCancel(t.Context())
		begun := time.Now()
		_, err := connector.Run(ctx, connector.Config{Client: c, Delivery: numbered(20, point).delivery(), Wait: patience, Crash: func(p string) {
			if p == point {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", point, err)
		}
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("%s: it took %s", point, took)
		}
		cancel()
	}
}

// A reply address puts foreign JSON where receipts and shards are; it says nothing.
func TestForeignJSON(t *testing.T) {
	h := start(t, "by")
	h.run(t)
	c, other := h.client(t, "by", "bayvsa"), h.client(t, "by", "other")
	f := numbered(30, "A")
	deliver(t, c, f.delivery())
	deliver(t, other, f.delivery(system("other")))

	abuse := func(subject, reply string, data string) {
		t.Helper()
		before := h.Stream(t, "by", federation.Receipts).Messages
		if err := other.PublishMsg(&nats.Msg{Subject: subject, Reply: reply, Data: []byte(data)}); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(reply, "receipts.") {
			testbed.Until(t, "a further message of receipts", func() bool { return h.Stream(t, "by", federation.Receipts).Messages > before })
		}
	}
	abuse("$JS.API.CONSUMER.INFO.RECEIPTS.other", "receipts.by.bayvsa.accepted", "")
	abuse("$JS.API.CONSUMER.INFO.RECEIPTS.other", "receipts.by.bayvsa.nonsense.and.more", "")
	f["DS-000"] = "B"
	counts(t, "with foreign receipts", deliver(t, c, f.delivery()), connector.Counts{Read: 30, Revised: 1, Unchanged: 29, Accepted: 1})

	// Two shards are overwritten: one by an answer of the server's, one by a
	// shard of the attacker's own, every entry of which could be ours.
	info, forged := federation.Shard("DS-001"), federation.Shard("DS-002")
	abuse("$JS.API.CONSUMER.INFO.RECEIPTS.other", federation.PublishedSubject("by", "bayvsa", info), "")
	own := federation.PublishedSubject("by", "other", forged)
	shard, err := other.Request(t.Context(), federation.DirectGet(own), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Publish(t.Context(), own, nil, shard.Data); err != nil {
		t.Fatal(err)
	}
	abuse(federation.DirectGet(own), federation.PublishedSubject("by", "bayvsa", forged), "")
	lost := 0
	for subject := range f {
		if s := federation.Shard(subject); s == info || s == forged {
			lost++
		}
	}
	testbed.Until(t, "the run misses what was overwritten", func() bool {
		out := deliver(t, c, f.delivery(), func(c *connector.Config) { c.DryRun = true })
		return out.Plan.Lost == 2
	})
	out := deliver(t, c, f.delivery())
	if out.Plan.Lost != 2 || out.Counts.New+out.Counts.Revised != lost || out.Counts.Unchanged != 30-lost || out.Counts.Rejected > 0 {
		t.Errorf("overwritten: %d shards lost, %+v; want 2, and %d sent again and taken", out.Plan.Lost, out.Counts, lost)
	}
	counts(t, "mended", deliver(t, c, f.delivery()), connector.Counts{Read: 30, Unchanged: 30})
	h.live(t, map[string]feed{"by:bayvsa": f, "by:other": numbered(30, "A")})
	delete(f, "DS-001")
	counts(t, "it is known to be live", deliver(t, c, f.delivery()), connector.Counts{Read: 29, Withdrawn: 1, Unchanged: 29, Accepted: 1})
}

// raw is an event of a Land's own.
func raw(id string, system learning.System, subject, title string) string {
	return fmt.Sprintf(`{"specversion":"1.0",  "id":%q,"source":"/laender/by/%s","type":"de.lernverbund.offer.published.v1",`+
		`"subject":%q,"time":"2026-11-23T10:00:00+01:00","data":%s}`, id, system, subject, document(title))
}

func TestPublishEvents(t *testing.T) {
	h := start(t, "by")
	h.run(t)
	line := func(position int, e string) string {
		return fmt.Sprintf(`{"position":%d,"land":"by","recordedAt":"2026-03-01T08:30:00.123456789Z","event":%s}`, position, e)
	}
	exact := raw("e-4", "two", "x", "X2")
	file := strings.Join([]string{
		line(3, raw("e-1", "one", "a", "A")),
		line(4, raw("e-2", "two", "x", "X")),
		raw("e-3", "one", "a", "A2"),
		`{"position":9,"land":"by","event":null,"bytes":"` + base64.StdEncoding.EncodeToString([]byte(exact)) + `"}`,
		raw("e-4", "two", "x", "other bytes"), // a second event of the same id
		`{"id":"without a source"}`,
		raw("e-3", "one", "a", "A2"), // the same again
		strings.ReplaceAll(raw("nw-1", "one", "n", "N"), "/by/", "/nw/"),
	}, "\n")
	events, others, err := connector.ReadEvents([]byte(file), "by")
	if err != nil || len(events) != 7 || others != 1 {
		t.Fatalf("got %d events, %d others, %v; want 7 and 1", len(events), others, err)
	}
	c := h.client(t, "by", "")
	out, err := connector.PublishEvents(t.Context(), connector.Config{Client: c, Delivery: &connector.Delivery{Land: "by"}, Wait: patience}, events)
	if err != nil {
		t.Fatal(err)
	}
	counts(t, "events", out, connector.Counts{Read: 7, New: 7, Accepted: 5, Rejected: 2})
	var verdicts []string
	for _, r := range out.Receipts {
		verdicts = append(verdicts, fmt.Sprint(r.ID, " ", r.Verdict))
	}
	want := []string{"e-1 accepted", "e-2 accepted", "e-3 accepted", "e-4 accepted", "e-4 rejected", "without a source rejected", "e-3 duplicate"}
	if diff := cmp.Diff(want, verdicts); diff != "" {
		t.Errorf("receipts (-want +got):\n%s", diff)
	}
	h.since(t, "events", 0, "offer.published a", "offer.published x", "offer.published a", "offer.published x")
	h.live(t, map[string]feed{"by:one": {"a": "A2"}, "by:two": {"x": "X2"}})

	nobody := []connector.RawEvent{{Raw: []byte("{}")}}
	if _, err := connector.PublishEvents(t.Context(), connector.Config{Client: c, Delivery: &connector.Delivery{Land: "by"}}, nobody); err == nil {
		t.Error("an event of no system, and none given: no error")
	}
	huge := []connector.RawEvent{{Raw: []byte(strings.Repeat("x", event.MaxBatchBytes+1<<17)), Source: "/laender/by/one"}}
	if _, err := connector.PublishEvents(t.Context(), connector.Config{Client: c, Delivery: &connector.Delivery{Land: "by"}}, huge); !errors.Is(err, federation.ErrTooLarge) {
		t.Errorf("an event larger than a message: got %v, want ErrTooLarge", err)
	}
}
