package connector_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/connector"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

const closing = "delivery.completed"

func TestRun(t *testing.T) {
	h := start(t, "by")
	h.run(t)
	c := h.client(t, "by", "bayvsa")

	out := deliver(t, c, feed{"a": "A", "b": "B", "c": "C"}.delivery())
	counts(t, "first", out, connector.Counts{Read: 3, New: 3, Accepted: 3})
	h.since(t, "first", 0, "offer.published a", "offer.published b", "offer.published c", closing)
	if out.Counts.Position != 4 || len(out.Receipts) != 3 || out.Receipts[2].Position != 3 || !out.Counts.Clean() {
		t.Errorf("first: position %d, receipts %+v", out.Counts.Position, out.Receipts)
	}

	elsewhere := h.client(t, "by", "bayvsa")
	out = deliver(t, elsewhere, feed{"a": "A", "b": "B", "c": "C"}.delivery())
	counts(t, "the same from elsewhere", out, connector.Counts{Read: 3, Unchanged: 3})
	h.since(t, "the same from elsewhere", 4, closing)

	out = deliver(t, c, feed{"a": "A2", "b": "B", "d": "D"}.delivery())
	counts(t, "changed", out, connector.Counts{Read: 3, New: 1, Revised: 1, Withdrawn: 1, Unchanged: 1, Accepted: 2, Held: 0, Warned: 0}.Plus(connector.Counts{Accepted: 1}))
	h.since(t, "changed", 5, "offer.revised a", "offer.published d", "offer.withdrawn c", closing)

	out = deliver(t, elsewhere, feed{"a": "A2"}.delivery(func(d *connector.Delivery) { d.Full = false }))
	counts(t, "not full", out, connector.Counts{Read: 1, Unchanged: 1})
	h.live(t, map[string]feed{"by:bayvsa": {"a": "A2", "b": "B", "d": "D"}})

	last := h.Last(t)
	out = deliver(t, c, feed{"a": "A3"}.delivery(), func(c *connector.Config) { c.DryRun = true })
	counts(t, "dry run", out, connector.Counts{Read: 1, Revised: 1, Withdrawn: 2})
	deliver(t, c, feed{"a": "A2", "b": "B", "c": "C", "d": "D"}.delivery())
	h.since(t, "c is back with its old content", last, "offer.published c", closing)
	h.live(t, map[string]feed{"by:bayvsa": {"a": "A2", "b": "B", "c": "C", "d": "D"}})
	if n := c.NumSubscriptions(); n > 1 { // one for answers; a Land may have a hundred
		t.Errorf("%d subscriptions are left, want one", n)
	}
}

// What the hub rejected is not sent again but said again, until it changes or is forced.
func TestRejected(t *testing.T) {
	h := start(t, "by")
	h.run(t)
	c := h.client(t, "by", "bayvsa")
	deliver(t, c, feed{"a": "A", "b": "B"}.delivery())
	last := h.Last(t)

	bad := feed{"a": "A", "b": "B\x01"}
	out := deliver(t, c, bad.delivery())
	counts(t, "bad", out, connector.Counts{Read: 2, Revised: 1, Unchanged: 1, Rejected: 1})
	if len(out.Receipts) != 1 || out.Receipts[0].Verdict != federation.Rejected || len(out.Receipts[0].Problems) == 0 || out.Counts.Clean() {
		t.Errorf("bad: receipts %+v", out.Receipts)
	}
	for range 2 {
		out = deliver(t, c, bad.delivery())
		counts(t, "bad again", out, connector.Counts{Read: 2, Unchanged: 2, Rejected: 1})
		if diff := cmp.Diff([]string{"b"}, out.Plan.Again); diff != "" || out.Counts.Clean() {
			t.Errorf("bad again: (-want +got)\n%s", diff)
		}
	}
	out = deliver(t, c, bad.delivery(func(d *connector.Delivery) { d.Resend = true }))
	counts(t, "forced", out, connector.Counts{Read: 2, Revised: 1, Unchanged: 1, Rejected: 1})
	h.since(t, "nothing bad is recorded", last, closing, closing, closing, closing)

	out = deliver(t, c, feed{"a": "A", "b": "B2"}.delivery())
	counts(t, "mended", out, connector.Counts{Read: 2, Revised: 1, Unchanged: 1, Accepted: 1})
	h.live(t, map[string]feed{"by:bayvsa": {"a": "A", "b": "B2"}})
}

func TestRefusedByTheConnector(t *testing.T) {
	h := start(t, "by")
	h.run(t)
	c := h.client(t, "by", "bayvsa")
	deliver(t, c, feed{"a": "A", "b": "B", "c": "C"}.delivery())
	out := deliver(t, c, feed{"a": "A"}.delivery(func(d *connector.Delivery) {
		d.Records = append(d.Records, connector.Record{Subject: "b"}, connector.Record{},
			connector.Record{Subject: "c", Document: document(strings.Repeat("x", 1<<18))})
	}))
	counts(t, "refused records are not missing", out, connector.Counts{Read: 4, Unchanged: 1, Refused: 3})
	if diff := cmp.Diff([]string{"c"}, out.Plan.TooLarge); diff != "" {
		t.Errorf("too large: (-want +got)\n%s", diff)
	}
	h.live(t, map[string]feed{"by:bayvsa": {"a": "A", "b": "B", "c": "C"}})
	_, err := connector.Run(t.Context(), connector.Config{Client: c, Delivery: feed{}.delivery(func(d *connector.Delivery) {
		d.Records = []connector.Record{{Subject: "x", Document: []byte("{")}}
	})})
	if err == nil {
		t.Error("a document that is not JSON: no error")
	}
}

// An empty feed withdraws nothing; the next full one takes its place.
func TestBrake(t *testing.T) {
	h := start(t, "by")
	h.run(t)
	c := h.client(t, "by", "bayvsa")
	full := numbered(16, "A")
	deliver(t, c, full.delivery())
	last := h.Last(t)

	out := deliver(t, c, feed{}.delivery())
	counts(t, "empty", out, connector.Counts{Withdrawn: 16, Held: 16})
	if out.Plan.Base != 16 || out.Plan.Missing != 16 {
		t.Errorf("empty: base %d, missing %d, want 16", out.Plan.Base, out.Plan.Missing)
	}
	h.live(t, map[string]feed{"by:bayvsa": full})
	out = deliver(t, c, feed{}.delivery())
	counts(t, "empty again: withdrawn anew by this delivery", out, connector.Counts{Withdrawn: 16, Held: 16})
	if got := h.Quarantine.Count("by").Held; got != 16 {
		t.Errorf("%d are held, want 16: those of the last delivery", got)
	}

	out = deliver(t, c, full.delivery())
	counts(t, "full again", out, connector.Counts{Read: 16, Unchanged: 16})
	if got := h.Quarantine.Count("by").Held; got != 0 {
		t.Errorf("%d are held after the next full delivery, want 0", got)
	}
	h.since(t, "brake", last, closing, closing, "hub.dropped "+firstDelivery(t, h), closing, "hub.dropped "+lastDelivery(t, h))
	h.live(t, map[string]feed{"by:bayvsa": full})
}

// deliveries are those that left something held, in their order.
func deliveries(t *testing.T, h *hub) (all []string) {
	t.Helper()
	for e, err := range h.Quarantine.List(t.Context(), quarantine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 0 || all[len(all)-1] != e.Delivery {
			all = append(all, e.Delivery)
		}
	}
	return all
}

func firstDelivery(t *testing.T, h *hub) string { return deliveries(t, h)[0] }

func lastDelivery(t *testing.T, h *hub) string {
	all := deliveries(t, h)
	return all[len(all)-1]
}

// What a person releases comes back to the memory with the next run.
func TestRelease(t *testing.T) {
	h := start(t, "by")
	in, _ := h.run(t)
	c := h.client(t, "by", "bayvsa")
	full := numbered(12, "A")
	deliver(t, c, full.delivery())
	deliver(t, c, feed{}.delivery())
	if _, err := in.Release(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	h.live(t, nil)

	last := h.Last(t)
	out := deliver(t, c, feed{}.delivery())
	counts(t, "still empty", out, connector.Counts{})
	h.since(t, "still empty", last, closing)

	out = deliver(t, c, full.delivery())
	counts(t, "back", out, connector.Counts{Read: 12, New: 12, Accepted: 12})
	h.live(t, map[string]feed{"by:bayvsa": full})
}

// Withdrawals that go out again while the hub is away stay those of their
// delivery: the next one, which only repeats them, does not take its place.
func TestBrakeWhileAway(t *testing.T) {
	h := start(t, "by")
	_, stop := h.run(t)
	c := h.client(t, "by", "bayvsa")
	full := numbered(12, "A")
	deliver(t, c, full.delivery())
	stop()
	first := feed{}.delivery()
	deliver(t, c, first, wait(0))
	deliver(t, c, feed{}.delivery(), wait(0))
	in, _ := h.run(t)
	testbed.Until(t, "the outbox is taken", func() bool { return in.Status(t.Context())[0].Pending == 0 })
	for _, e := range h.Quarantine.Held() {
		if e.Delivery != first.ID {
			t.Errorf("%s is held of delivery %s, want %s", e.Subject, e.Delivery, first.ID)
		}
	}
	if len(h.Quarantine.Held()) == 0 {
		t.Fatal("nothing is held: the second delivery took the place of the first")
	}
	if _, err := in.Release(t.Context(), h.Quarantine.Held()[0].Number); err != nil {
		t.Fatal(err)
	}
	h.live(t, nil)
	counts(t, "released", deliver(t, c, feed{}.delivery()), connector.Counts{})
}

// While the hub is away everything stays in the outbox; nothing becomes a second event.
func TestHubAway(t *testing.T) {
	h := start(t, "by")
	c := h.client(t, "by", "bayvsa")
	one := numbered(30, "A")
	begun := time.Now()
	out := deliver(t, c, one.delivery(), wait(0))
	counts(t, "away", out, connector.Counts{Read: 30, New: 30, Pending: 30})
	out = deliver(t, c, one.delivery(), wait(time.Millisecond))
	counts(t, "away, again", out, connector.Counts{Read: 30, New: 30, Pending: 30})
	two := numbered(28, "B")
	two["DS-000"] = "A"
	out = deliver(t, c, two.delivery(), wait(0))
	counts(t, "away, changed", out, connector.Counts{Read: 28, New: 1, Revised: 27, Withdrawn: 2, Pending: 30})
	out = deliver(t, c, two.delivery(), wait(0))
	counts(t, "away, the withdrawals once more", out, connector.Counts{Read: 28, New: 1, Revised: 27, Withdrawn: 2, Pending: 30})
	if took := time.Since(begun); took > patience/2 {
		t.Errorf("four deliveries without waiting took %s", took)
	}
	if got := h.Last(t); got != 0 {
		t.Fatalf("the log has %d records, want none", got)
	}

	h.run(t)
	out = deliver(t, c, two.delivery())
	if n := out.Counts; n.Pending != 0 || n.Rejected != 0 || n.Held != 0 || n.Read != 28 {
		t.Errorf("back: %+v", n)
	}
	h.live(t, map[string]feed{"by:bayvsa": two})
	var offers int
	for _, line := range h.told(t, 1) {
		if line != closing {
			offers++
		}
	}
	if offers != 30+27+2 {
		t.Errorf("%d events about offers are recorded, want 59", offers)
	}
	last := h.Last(t)
	counts(t, "settled", deliver(t, c, two.delivery()), connector.Counts{Read: 28, Unchanged: 28})
	h.since(t, "settled", last, closing)
}

// Receipts that came while nobody listened are taken from the durable consumer: nothing is sent again.
func TestCatchUp(t *testing.T) {
	h := start(t, "by")
	in, _ := h.run(t)
	c := h.client(t, "by", "bayvsa")
	deliver(t, c, numbered(2500, "A").delivery(), wait(0))
	testbed.Until(t, "2,500 offers are recorded and answered", func() bool {
		return h.Last(t) == 2501 && in.Status(t.Context())[0].Pending == 0 && h.Stream(t, "by", federation.Receipts).Messages >= 3
	})
	out := deliver(t, c, numbered(2500, "A").delivery())
	counts(t, "the next run", out, connector.Counts{Read: 2500, Unchanged: 2500})
	h.since(t, "the next run", 2501, closing)
}

// The durable consumer is pulled empty however much lies before what is looked for.
func TestCatchUpBehindOthers(t *testing.T) {
	h := start(t, "by")
	c := h.client(t, "by", "bayvsa")
	f := numbered(30, "A")
	deliver(t, c, f.delivery(), wait(0))
	js := h.Outboxes["by"]
	others := 0
	for range 50 {
		for _, large := range []int{1, 1, 1000} {
			receipts := make([]federation.Receipt, large)
			for i := range receipts {
				receipts[i] = federation.Receipt{
					ID: "another", Source: "/laender/by/bayvsa", Verdict: federation.Accepted,
					Problems: []learning.Problem{{Rule: "length", Message: strings.Repeat("lang ", 30)}},
				}
			}
			messages, err := federation.EncodeReceipts("by", "bayvsa", receipts)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range messages {
				if _, err := js.Publish(t.Context(), m.Subject, m.Data); err != nil {
					t.Fatal(err)
				}
				others++
			}
		}
	}
	in, _ := h.run(t)
	testbed.Until(t, "the others are answered too", func() bool {
		return in.Status(t.Context())[0].Pending == 0 && int(h.Stream(t, "by", federation.Receipts).Messages) > others
	})
	counts(t, "the next run", deliver(t, c, f.delivery()), connector.Counts{Read: 30, Unchanged: 30})
}

// What a run has heard itself it remembers, also if somebody else took the
// receipts from the durable consumer and never acknowledges them.
func TestHeard(t *testing.T) {
	h := start(t, "by")
	h.run(t)
	c := h.client(t, "by", "bayvsa")
	f := numbered(30, "A")
	taken := 0
	deliver(t, c, f.delivery(), func(cfg *connector.Config) {
		cfg.Crash = func(point string) {
			if point != connector.CrashAnswered {
				return
			}
			consumer, err := c.JetStream().Consumer(t.Context(), federation.Receipts, federation.ConsumerName("bayvsa"))
			if err != nil {
				t.Fatal(err)
			}
			batch, err := consumer.FetchNoWait(100)
			if err != nil {
				t.Fatal(err)
			}
			for range batch.Messages() {
				taken++
			}
		}
	})
	if taken == 0 {
		t.Fatal("there was nothing to take")
	}
	counts(t, "again", deliver(t, c, f.delivery()), connector.Counts{Read: 30, Unchanged: 30})
}
