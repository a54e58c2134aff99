package retention_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake/intaketest"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/retention"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

const month = 30 * 24 * time.Hour

// trim lets a new retention trim, with its clock at a time.
func (h *hub) trim(now time.Time, change ...func(*retention.Config)) {
	h.t.Helper()
	r := h.retention(append(change, func(c *retention.Config) { c.Clock = func() time.Time { return now } })...)
	if err := r.Erase(h.t.Context()); err != nil { // it looks how far the log is
		h.t.Fatal(err)
	}
	if err := r.Trim(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// storedAt is when the outbox took a message.
func (h *hub) storedAt(land learning.Land, seq uint64) time.Time {
	h.t.Helper()
	box := must[jetstream.Stream](h.t)(h.Outboxes[land].Stream(h.t.Context(), federation.Outbox))
	return must[*jetstream.RawStreamMsg](h.t)(box.GetMsg(h.t.Context(), seq)).Time
}

// left wants the outbox to begin at a sequence.
func (h *hub) left(land learning.Land, first uint64) {
	h.t.Helper()
	if got := h.Stream(h.t, land, federation.Outbox).First; got != first {
		h.t.Errorf("outbox of %s begins at %d, want %d", land, got, first)
	}
}

// offers publishes n offers of by, one a message, and gives the last sequence.
func (h *hub) offers(prefix string, n int) (last uint64) {
	h.t.Helper()
	for i := range n {
		last = h.send("by", "laender.by.bayvsa.offer.published", event.ContentType, published(fmt.Sprint(prefix, i), fmt.Sprint("O-", i), "Titel"))
	}
	return last
}

func TestTrimsWhatIsOldEnough(t *testing.T) {
	h := start(t)
	const n = 300
	h.offers("e", n)
	h.send("nw", "laender.nw.vhs.offer.published", event.ContentType, strings.Replace(published("e", "X", "T"), "/by/bayvsa", "/nw/vhs", 1))
	h.take()

	var asked atomic.Int64
	_, err := h.Outboxes["by"].Conn().Subscribe("$JS.API.>", func(*nats.Msg) { asked.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	for _, first := range []uint64{1, 2, 3, 150, 299, 300} {
		asked.Store(0)
		h.trim(h.storedAt("by", first).Add(month))
		h.left("by", first)
		if n := asked.Load(); n > 14 {
			t.Errorf("trimming to %d took %d requests, want 14 at most", first, n)
		}
	}
	h.left("nw", 1)
	h.trim(time.Now().Add(2 * month))
	h.left("by", n+1)
	h.left("nw", 2)

	// Intake goes on behind what is gone.
	more := h.offers("f", 1)
	h.take()
	if s := h.Stream(h.t, "by", federation.Outbox); more != n+1 || s.Consumers[federation.IntakeConsumer] != more {
		t.Errorf("message %d was acknowledged up to %d", more, s.Consumers[federation.IntakeConsumer])
	}
	if got := len(h.Records(h.t)); got != n+2 {
		t.Errorf("the log has %d records, want %d", got, n+2)
	}
}

func TestKeepIsAsConfigured(t *testing.T) {
	h := start(t)
	h.offers("e", 3)
	h.take()
	keep := func(c *retention.Config) { c.Keep = time.Hour }
	h.trim(h.storedAt("by", 3).Add(time.Hour), keep)
	h.left("by", 3)
	h.trim(h.storedAt("by", 3).Add(time.Hour+time.Nanosecond), keep)
	h.left("by", 4)
}

func TestNeverBeyondTheAcknowledged(t *testing.T) {
	h := start(t)
	h.offers("e", 3)
	h.take()
	h.offers("f", 2)
	h.trim(time.Now().Add(2 * month))
	h.left("by", 4)
	h.take()
	h.trim(time.Now().Add(2 * month))
	h.left("by", 6)
}

// A hub that came back from an older copy: the consumer is ahead of its log.
func TestNeverBeyondTheRecorded(t *testing.T) {
	h := start(t)
	h.offers("e", 3)
	h.take()
	h.offers("f", 4)
	consumer := must[jetstream.Consumer](t)(h.Outboxes["by"].Consumer(t.Context(), federation.Outbox, federation.IntakeConsumer))
	batch := must[jetstream.MessageBatch](t)(consumer.Fetch(4))
	for msg := range batch.Messages() {
		if err := msg.DoubleAck(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.Stream(h.t, "by", federation.Outbox).Consumers[federation.IntakeConsumer]; got != 7 {
		t.Fatalf("acknowledged up to %d, want 7", got)
	}
	h.trim(time.Now().Add(2 * month))
	h.left("by", 4)
	h.take()
	h.trim(time.Now().Add(2 * month))
	h.left("by", 8)
}

// What lies in quarantine is kept there, so its message may go. Noise and
// duplicates go with the next message that is recorded.
func TestRefusedCountsAsKept(t *testing.T) {
	h := start(t)
	h.offers("e", 1)
	h.send("by", "laender.by.bayvsa.offer.published", event.ContentType, "kein JSON") // 2
	h.offers("e", 1)                                                                  // 3: a duplicate
	h.send("by", "laender.by.bayvsa.offer.published", "", "Lärm")                     // 4
	h.take()
	h.trim(time.Now().Add(2 * month))
	h.left("by", 3)
	h.offers("f", 1)
	h.take()
	h.trim(time.Now().Add(2 * month))
	h.left("by", 6)
}

// A stream that was made anew is not the one of which there are records.
func TestAnotherStreamIsNotTrimmed(t *testing.T) {
	h := start(t)
	h.offers("e", 3)
	h.take()
	anew := func(c *retention.Config) {
		for i := range c.Outboxes {
			state := c.Outboxes[i].State
			c.Outboxes[i].State = func(ctx context.Context) (retention.State, error) {
				s, err := state(ctx)
				s.Created = s.Created.Add(time.Second)
				return s, err
			}
		}
	}
	h.trim(time.Now().Add(2*month), anew)
	h.left("by", 1)
}

// Run trims at its start, and what it knows of the log outlives it.
func TestRunTrims(t *testing.T) {
	h := start(t)
	h.offers("e", 3)
	h.take()
	h.erase()
	h.close()
	h.open(h.Dir)
	r := h.retention(func(c *retention.Config) { c.Clock = func() time.Time { return time.Now().Add(2 * month) } })
	intaketest.Background(t, "retention", r.Run)
	testbed.Until(t, "the outbox is trimmed", func() bool { return h.Stream(h.t, "by", federation.Outbox).First == 4 })
}
