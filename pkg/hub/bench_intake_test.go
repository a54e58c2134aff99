package hub

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake/intaketest"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// benchIntake measures durable, validated events a second from filled
// outboxes, beside the same commits published raw and single events published
// plainly, all on the same server with SyncAlways.
func benchIntake(b *testing.B) {
	const each = 15_000
	laender := []learning.Land{"by", "nw", "be", "hh"}
	ctx := b.Context()
	p, err := open(ctx, quietConfig(b.TempDir()))
	if err != nil {
		b.Fatal(err)
	}
	defer p.close()
	for _, land := range laender {
		fillOutbox(b, p, land, each)
	}
	commits, singles := rawPublish(b, p)

	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	begun := time.Now()
	go func() { ended <- p.intake.Run(running) }()
	last := eventlog.Position(0)
	for r, err := range p.log.Follow(running, 1, eventlog.Filter{}) {
		if err != nil {
			b.Fatal(err)
		}
		if last = r.Position; last == eventlog.Position(each*len(laender)) {
			break
		}
	}
	rate := float64(last) / time.Since(begun).Seconds()
	stop()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
	figure{"intake_validated", rate, "events/s", commits, 0.2, false}.print()
	figure{"intake_vs_plain", rate, "events/s", singles, 6, false}.print()
}

// fillOutbox puts n events into a Land's outbox, a hundred a message.
func fillOutbox(b *testing.B, p *parts, land learning.Land, n int) {
	conn, err := p.server.Connect(string(land))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; i < n; i += 100 {
		var events [][]byte
		for k := range 100 {
			events = append(events, intaketest.Course(land, i+k))
		}
		msg := &nats.Msg{
			Subject: federation.BatchSubject(land, "bench"), Data: event.JoinBatch(events),
			Header: nats.Header{"Content-Type": {event.BatchContentType}},
		}
		if _, err := js.PublishMsg(b.Context(), msg); err != nil {
			b.Fatal(err)
		}
	}
}

// rawPublish is the ceiling: commits of 500 events, and single events, published
// one after the other and synced, with nothing else done.
func rawPublish(b *testing.B, p *parts) (commits, singles float64) {
	js, err := jetstream.New(p.hub)
	if err != nil {
		b.Fatal(err)
	}
	_, err = js.CreateStream(b.Context(), jetstream.StreamConfig{
		Name: "RAW", Subjects: []string{"raw"}, Compression: jetstream.S2Compression, Duplicates: 100 * time.Millisecond,
	})
	if err != nil {
		b.Fatal(err)
	}
	var events [][]byte
	for i := range 500 {
		events = append(events, intaketest.Course("by", i))
	}
	rate := func(n, per int, data []byte) float64 {
		begun := time.Now()
		for range n {
			if _, err := js.Publish(b.Context(), "raw", data); err != nil {
				b.Fatal(err)
			}
		}
		return float64(n*per) / time.Since(begun).Seconds()
	}
	commits, singles = rate(60, 500, event.JoinBatch(events)), rate(2000, 1, events[0])
	if err := js.DeleteStream(b.Context(), "RAW"); err != nil {
		b.Fatal(err)
	}
	return commits, singles
}
