package federation_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// Headers that would erase, expire, delay, redirect or merge events are refused
// and nothing is stored.
func TestHeaderAttacks(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	c := h.client(t, h.creds(t, "by", "bayvsa"))
	ctx := testContext(t)
	const subject = "laender.by.bayvsa.offer.published"
	if _, err := c.Publish(ctx, subject, nil, []byte("1")); err != nil {
		t.Fatal(err)
	}
	for _, a := range []struct {
		header nats.Header
		code   jetstream.ErrorCode
	}{
		{nats.Header{"Nats-Rollup": {"sub"}}, 10111},
		{nats.Header{"Nats-Rollup": {"all"}}, 10111},
		{nats.Header{"Nats-TTL": {"1s"}}, 10166},
		{nats.Header{"Nats-Schedule": {"@at 2030-01-01T00:00:00Z"}, "Nats-Schedule-Target": {"laender.by.other.batch"}}, 10188},
		{nats.Header{"Nats-Batch-Id": {"x"}, "Nats-Batch-Sequence": {"1"}}, 10174},
		{nats.Header{"Nats-Incr": {"1"}}, 10168},
		{nats.Header{"Nats-Scheduler": {"x"}}, 10212},
		{nats.Header{"Nats-Stream-Source": {"x"}}, 10227},
		{nats.Header{"Nats-Expected-Last-Sequence": {"99"}}, 10071},
		{nats.Header{"Nats-Expected-Stream": {"OTHER"}}, 10060},
		{nats.Header{"X": {strings.Repeat("x", 65<<10)}}, 10097},
	} {
		_, err := c.Publish(ctx, subject, a.header, []byte("2"))
		var api *jetstream.APIError
		if !errors.As(err, &api) || api.ErrorCode != a.code {
			t.Errorf("%v: got %v, want code %d", firstKey(a.header), err, a.code)
		}
	}
	states, err := h.srv.Streams("by")
	if err != nil || states[federation.Outbox].Messages != 1 || states[federation.Outbox].Last != 1 {
		t.Errorf("got %+v, %v, want the one event", states[federation.Outbox], err)
	}
	// A trace would be written into any subject: the right to publish there is asked.
	trace := &nats.Msg{Subject: subject, Header: nats.Header{"Nats-Trace-Dest": {"laender.by.other.batch"}}}
	if err := errors.Join(c.PublishMsg(trace), c.FlushWithContext(ctx)); err != nil {
		t.Fatal(err)
	}
	if err := c.LastError(); !errors.Is(err, nats.ErrPermissionViolation) || !strings.Contains(err.Error(), "laender.by.other.batch") {
		t.Errorf("trace into another system's outbox: got %v, want a permissions violation", err)
	}
}

func firstKey(h nats.Header) string {
	for k := range h {
		return k
	}
	return ""
}

func TestTooLarge(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	c := h.client(t, h.creds(t, "by", "bayvsa"))
	ctx := testContext(t)
	const subject = "laender.by.bayvsa.batch"
	if _, err := c.Publish(ctx, subject, nats.Header{"Content-Type": {"application/cloudevents-batch+json"}}, bytes.Repeat([]byte(" "), 1<<20)); err != nil {
		t.Errorf("1 MiB: %v", err)
	}
	for _, size := range []int{1<<20 + 64<<10 + 1, 2<<20 + 1} {
		if _, err := c.Publish(ctx, subject, nil, make([]byte, size)); !errors.Is(err, federation.ErrTooLarge) {
			t.Errorf("%d bytes: got %v, want ErrTooLarge", size, err)
		}
	}
}

// A full outbox tells the publisher; what it holds stays.
func TestFullOutbox(t *testing.T) {
	limits := federation.DefaultLimits()
	limits.OutboxBytes = 64 << 10
	h := startHub(t, testbed.Dir(t), limits)
	c := h.client(t, h.creds(t, "by", "bayvsa"))
	ctx := testContext(t)
	stored := uint64(0)
	var err error
	for range 100 {
		if _, err = c.Publish(ctx, "laender.by.bayvsa.batch", nil, make([]byte, 1<<10)); err != nil {
			break
		}
		stored++
	}
	if !errors.Is(err, federation.ErrFull) {
		t.Fatalf("after %d: got %v, want ErrFull", stored, err)
	}
	states, err := h.srv.Streams("by")
	if got := states[federation.Outbox]; err != nil || got.Messages != stored || got.First != 1 || stored == 0 {
		t.Errorf("got %+v, %v, want all %d acknowledged", got, err, stored)
	}
	// The hub trims what it has; then there is room again.
	stream, err := h.inside(t, "by").Stream(ctx, federation.Outbox)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Purge(ctx, jetstream.WithPurgeSequence(stored)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Publish(ctx, "laender.by.bayvsa.batch", nil, nil); err != nil {
		t.Errorf("after trimming: %v", err)
	}
}

// NATS does not check where a reply goes. What lands under another system's
// subjects that way is never an event and never a receipt.
func TestReplyAbuseLeavesNoiseOnly(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	h.creds(t, "by", "other")
	c := h.client(t, h.creds(t, "by", "bayvsa"))
	inside := h.inside(t, "by")
	ctx := testContext(t)
	receipts, err := federation.EncodeReceipts("by", "bayvsa", []federation.Receipt{{Verdict: federation.Accepted}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := inside.Publish(ctx, receipts[0].Subject, receipts[0].Data); err != nil {
		t.Fatal(err)
	}
	for _, m := range []*nats.Msg{
		{Subject: "laender.by.bayvsa.batch", Reply: "laender.by.other.batch", Header: nats.Header{"Content-Type": {"application/cloudevents-batch+json"}}, Data: []byte("[]")},
		{Subject: "$JS.API.CONSUMER.INFO.RECEIPTS.bayvsa", Reply: "receipts.by.other.accepted"},
		{Subject: "$JS.API.CONSUMER.MSG.NEXT.RECEIPTS.bayvsa", Reply: "laender.by.other.offer.published", Data: []byte(`{"batch":1}`)},
	} {
		if err := c.PublishMsg(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.FlushWithContext(ctx); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{federation.Outbox, federation.Receipts} {
		want := map[string]int{federation.Outbox: 3, federation.Receipts: 2}[name]
		consumer, err := inside.OrderedConsumer(ctx, name, jetstream.OrderedConsumerConfig{})
		if err != nil {
			t.Fatal(err)
		}
		messages, err := consumer.Messages()
		if err != nil {
			t.Fatal(err)
		}
		for range want {
			m, err := messages.Next(jetstream.NextContext(ctx))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(m.Subject(), "laender.by.other.") && m.Headers().Get("Content-Type") != "" {
				t.Errorf("%s: the noise has a content type", m.Subject())
			}
			if _, ok := federation.DecodeReceipts(m.Data()); ok && strings.HasPrefix(m.Subject(), "receipts.by.other.") {
				t.Errorf("%s: the noise reads as receipts: %s", m.Subject(), m.Data())
			}
		}
		messages.Stop()
	}
}

func TestTooManySubscriptionsAndConnections(t *testing.T) {
	limits := federation.DefaultLimits()
	limits.Connections, limits.Subscriptions = 4, 5
	h := startHub(t, testbed.Dir(t), limits)
	file := h.creds(t, "by", "bayvsa")
	ctx := testContext(t)
	c := h.client(t, file)
	var err error
	for range 10 {
		if _, err = c.Subscribe(ctx, "receipts.by.bayvsa.accepted", func(*nats.Msg) {}); err != nil {
			break
		}
		err = c.LastError()
		if err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "maximum subscriptions exceeded") {
		t.Errorf("got %v, want the limit of subscriptions", err)
	}
	for range 4 { // one place is the hub's
		var extra *federation.Client
		if extra, err = federation.Connect(h.srv.ClientURL(), file); err != nil {
			break
		}
		defer extra.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "maximum account active connections exceeded") {
		t.Errorf("got %v, want the limit of connections", err)
	}
	if _, err := h.inside(t, "by").AccountInfo(ctx); err != nil {
		t.Errorf("the hub is shut out: %v", err)
	}
}
