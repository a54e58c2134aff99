package intake_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// offers publishes one offer for each number and reads the receipts.
func (h *hub) offers(t *testing.T, a *answers, prefix string, from, to int) {
	t.Helper()
	for i := from; i <= to; i++ {
		h.offer(t, "by", "bayvsa", fmt.Sprint(prefix, i), fmt.Sprint("DS-", i))
		if a == nil {
			continue
		}
		if r := a.one(); r.Verdict != federation.Accepted {
			t.Fatalf("got %+v", r)
		}
	}
}

// ids of the events in the log, in order.
func (h *hub) ids(t *testing.T) string {
	t.Helper()
	var ids []string
	for _, r := range h.Records(t) {
		e, err := event.Open(r.Raw)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, e.ID)
	}
	return strings.Join(ids, " ")
}

// until waits until a status shows what is wanted.
func until(t *testing.T, in *intake.Intake, what string, ok func(intake.Status) bool) (s intake.Status) {
	t.Helper()
	testbed.Until(t, what, func() bool {
		s = in.Status(t.Context())[0]
		return ok(s)
	})
	return s
}

func TestStartReadsNothingTwice(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	_, stop := h.run(t)
	h.offers(t, a, "e-", 1, 5)
	stop()
	in, stop := h.run(t)
	a.none(h, "by", "probe-1")
	if s := in.Status(t.Context())[0]; s.Pulled != 1 {
		t.Errorf("after a start %d messages were read, want 1", s.Pulled)
	}
	stop()
}

// Without acknowledgements, and without its consumer, intake answers again
// what may lack its answer, and writes nothing twice.
func TestReadAgain(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	_, stop := h.run(t)
	h.offers(t, a, "e-", 1, 3)
	h.Publish(t, "by", "laender.by.bayvsa.offer.published", event.ContentType, with(t, "bad", `"title"`, `"titel"`))
	a.one()
	h.Publish(t, "by", "laender.by.bayvsa.offer.withdrawn", event.ContentType, withdrawn("by", "bayvsa", "held", "DS-1", "d-1", 1, 1))
	a.one()
	stop()
	outbox, err := h.Outboxes["by"].Stream(t.Context(), federation.Outbox)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := outbox.ResetConsumerToSequence(t.Context(), federation.IntakeConsumer, 1); err != nil {
		t.Fatal(err)
	}
	_, stop = h.run(t)
	var got []string
	for range 5 {
		r := a.one()
		got = append(got, fmt.Sprint(r.ID, " ", r.Verdict, " ", r.Position, " ", rules(r.Problems)))
	}
	want := []string{"e-1 accepted 1 ", "e-2 accepted 2 ", "e-3 accepted 3 ", "bad rejected 0 /data/titel unknown-member, /data/title required", "held held 0  brake"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answered again (-want +got):\n%s", diff)
	}
	stop()
	if got := h.ids(t); got != "e-1 e-2 e-3" {
		t.Errorf("the log has %s", got)
	}
	if got := len(h.entries(t)); got != 2 {
		t.Errorf("%d entries in quarantine, want 2", got)
	}
	if err := outbox.DeleteConsumer(t.Context(), federation.IntakeConsumer); err != nil {
		t.Fatal(err)
	}
	h.run(t)
	if r := a.one(); r.ID != "held" || r.Verdict != federation.Held {
		t.Errorf("without a consumer the newest is answered again: got %+v", r)
	}
	a.none(h, "by", "probe-1")
}

func TestOutboxMadeAnewAndConsumerDeletedWhileRunning(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	in, stop := h.run(t)
	h.offers(t, a, "e-", 1, 3)
	js := h.Outboxes["by"]
	outbox, err := js.Stream(t.Context(), federation.Outbox)
	if err != nil {
		t.Fatal(err)
	}
	if err := outbox.DeleteConsumer(t.Context(), federation.IntakeConsumer); err != nil {
		t.Fatal(err)
	}
	h.offers(t, a, "e-", 4, 5)
	cfg := outbox.CachedInfo().Config
	if err := js.DeleteStream(t.Context(), federation.Outbox); err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	h.offers(t, a, "new-", 1, 2)
	if s := in.Status(t.Context())[0]; !strings.Contains(s.Notice.Text, "neu angelegt") {
		t.Errorf("status does not say it: %+v", s)
	}
	stop()
	if got := h.ids(t); got != "e-1 e-2 e-3 e-4 e-5 new-1 new-2" {
		t.Errorf("the log has %s", got)
	}
	in, _ = h.run(t)
	h.offers(t, a, "new-", 3, 3)
	if s := in.Status(t.Context())[0]; !strings.Contains(s.Notice.Text, "neu angelegt") || s.Pulled != 1 {
		t.Errorf("after a start: %+v", s)
	}
}

// While RECEIPTS cannot be written nothing is acknowledged, and no other Land waits.
func TestReceiptsUnavailable(t *testing.T) {
	h := start(t, "by", "nw")
	b := h.listen(t, "nw")
	in, _ := h.run(t)
	js := h.Outboxes["by"]
	if err := js.DeleteStream(t.Context(), federation.Receipts); err != nil {
		t.Fatal(err)
	}
	h.offer(t, "by", "bayvsa", "e-1", "DS-1")
	until(t, in, "trouble", func(s intake.Status) bool { return strings.HasPrefix(s.Trouble, "receipts: ") })
	h.offer(t, "nw", "s", "n-1", "DS-1")
	if r := b.one(); r.Verdict != federation.Accepted {
		t.Errorf("the other Land: got %+v", r)
	}
	outbox, err := js.Consumer(t.Context(), federation.Outbox, federation.IntakeConsumer)
	if err != nil {
		t.Fatal(err)
	}
	if got := outbox.CachedInfo().AckFloor.Stream; got != 0 {
		t.Errorf("acknowledged up to %d without a receipt", got)
	}
	if err := h.Server.Prepare(t.Context(), "by"); err != nil {
		t.Fatal(err)
	}
	until(t, in, "end of the trouble", func(s intake.Status) bool { return s.Trouble == "" })
	receipts, err := js.Stream(t.Context(), federation.Receipts)
	if err != nil {
		t.Fatal(err)
	}
	msg, err := receipts.GetLastMsgForSubject(t.Context(), "receipts.by.bayvsa.accepted")
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := federation.DecodeReceipts(msg.Data); !ok || got[0].ID != "e-1" {
		t.Errorf("got %s", msg.Data)
	}
}

// One system floods the server with requests; the others' events go on.
func TestFloodOfConsumerInfo(t *testing.T) {
	h := start(t, "by", "nw")
	b := h.listen(t, "nw")
	creds, err := h.Registry.Creds(t.Context(), h.Server.Live(), "by", "bayvsa")
	if err != nil {
		t.Fatal(err)
	}
	h.run(t)
	h.offer(t, "nw", "s", "n-0", "DS-1")
	b.one()
	ctx, cancel := context.WithCancel(t.Context())
	flooded := make(chan int, 2)
	for range 2 {
		c, err := nats.Connect(h.Server.ClientURL(), nats.UserCredentials(creds), nats.CustomInboxPrefix(federation.InboxPrefix("by", "bayvsa")))
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			defer c.Close()
			n := 0
			for ; ctx.Err() == nil; n++ {
				if c.PublishRequest("$JS.API.CONSUMER.INFO.RECEIPTS.bayvsa", federation.InboxPrefix("by", "bayvsa")+".x", nil) != nil {
					break
				}
			}
			flooded <- n
		}()
	}
	for i := range 50 {
		h.offer(t, "nw", "s", fmt.Sprint("n-", i+1), "DS-1")
		if r := b.one(); r.Verdict != federation.Accepted {
			t.Errorf("during the flood: got %+v", r)
		}
	}
	cancel()
	if n := <-flooded + <-flooded; n < 1000 {
		t.Errorf("%d requests are no flood", n)
	}
}

// A full outbox tells its Land; nothing that was stored is lost.
func TestFullOutbox(t *testing.T) {
	h := start(t, "by")
	js := h.Outboxes["by"]
	outbox, err := js.Stream(t.Context(), federation.Outbox)
	if err != nil {
		t.Fatal(err)
	}
	cfg := outbox.CachedInfo().Config
	cfg.MaxBytes = 16 << 10
	if _, err := js.UpdateStream(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	stored := 0
	for ; ; stored++ {
		msg := &nats.Msg{
			Subject: "laender.by.bayvsa.offer.published", Data: published("by", "bayvsa", fmt.Sprint("e-", stored), "DS"),
			Header: nats.Header{"Content-Type": {event.ContentType}},
		}
		if _, err := js.PublishMsg(t.Context(), msg); err != nil {
			break
		}
	}
	a := h.listen(t, "by")
	h.run(t)
	for i := range stored {
		if r := a.one(); r.ID != fmt.Sprint("e-", i) || r.Verdict != federation.Accepted {
			t.Errorf("got %+v", r)
		}
	}
	if stored < 5 {
		t.Errorf("%d events filled the outbox", stored)
	}
}

// Another writer in the log is our own corruption: intake stops and says so.
func TestAnotherWriterStopsIt(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	in, err := intake.Open(t.Context(), h.config())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- in.Run(ctx) }()
	h.offers(t, a, "e-", 1, 1)
	if _, err := h.Log.Append(ctx, 1, eventlog.Commit{
		Land: "nw", RecordedAt: noon.Add(time.Hour), Entries: []eventlog.Entry{{Raw: []byte("{}"), Origin: eventlog.Origin{Land: "nw", Sequence: 1}}},
	}); err != nil {
		t.Fatal(err)
	}
	h.offer(t, "by", "bayvsa", "e-2", "DS-2")
	if err := <-done; err == nil || !strings.Contains(err.Error(), eventlog.ErrConflict.Error()) {
		t.Errorf("got %v, want a conflict", err)
	}
	if _, err := in.Release(t.Context(), 1); !errors.Is(err, intake.ErrStopped) {
		t.Errorf("release afterwards: got %v, want ErrStopped", err)
	}
}

// A redacted event does not come back when its Land sends it again.
func TestRedactedEventStaysAway(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	_, stop := h.run(t)
	h.offers(t, a, "e-", 1, 2)
	stop()
	if err := h.Log.Redact(t.Context(), 1, "court order"); err != nil {
		t.Fatal(err)
	}
	h.run(t)
	again := h.offer(t, "by", "bayvsa", "e-1", "DS-1")
	r := a.one()
	for r.Outbox.Sequence != again { // an answer may come twice
		r = a.one()
	}
	if r.Verdict != federation.Duplicate || r.Position != 1 {
		t.Errorf("got %+v, want a duplicate of 1", r)
	}
}

// The hub's clock may be set back; the log's never is.
func TestClockSetBack(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	h.run(t)
	h.offers(t, a, "e-", 1, 1)
	h.mu.Lock()
	h.clock = noon.Add(-time.Hour)
	h.mu.Unlock()
	h.offers(t, a, "e-", 2, 2)
	if r := h.Records(t); !r[1].RecordedAt.After(r[0].RecordedAt) {
		t.Errorf("recorded at %v, then at %v", r[0].RecordedAt, r[1].RecordedAt)
	}
}

// What was answered once is answered the same again, although the clock and
// the brake would say otherwise by now; and both are in one place only.
func TestTheSameAnswerUnderOtherRules(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	_, stop := h.run(t)
	h.Publish(t, "by", "laender.by.bayvsa.offer.withdrawn", event.ContentType, withdrawn("by", "bayvsa", "held", "DS-1", "d-1", 50, 12))
	h.Publish(t, "by", "laender.by.bayvsa.offer.published", event.ContentType, with(t, "early", "2026-11-23T10", "2026-11-24T14"))
	for _, want := range []federation.Verdict{federation.Held, federation.Rejected} {
		if r := a.one(); r.Verdict != want {
			t.Fatalf("got %+v, want %s", r, want)
		}
	}
	stop()
	outbox, err := h.Outboxes["by"].Stream(t.Context(), federation.Outbox)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := outbox.ResetConsumerToSequence(t.Context(), federation.IntakeConsumer, 1); err != nil {
		t.Fatal(err)
	}
	h.mu.Lock()
	h.clock = noon.Add(12 * time.Hour)
	h.mu.Unlock()
	_, stop = h.run(t, func(c *intake.Config) { c.Brake.Share = 0.9 })
	if r := a.one(); r.Verdict != federation.Held || rules(r.Problems) != " brake" {
		t.Errorf("got %+v, want held", r)
	}
	if r := a.one(); r.Verdict != federation.Rejected || rules(r.Problems) != "/time time-future" {
		t.Errorf("got %+v, want rejected", r)
	}
	stop()
	if records, entries := len(h.Records(t)), len(h.entries(t)); records != 0 || entries != 2 {
		t.Errorf("%d records and %d entries, want 0 and 2", records, entries)
	}
}
