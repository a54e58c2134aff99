package intake_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/intake/intaketest"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// fill puts events into an outbox, per messages of a batch, or one by one.
func fill(b *testing.B, h *hub, l learning.Land, n, per int) {
	b.Helper()
	for i := 0; i < n; i += per {
		msg := &nats.Msg{Subject: fmt.Sprintf("laender.%s.bench.offer.published", l), Data: intaketest.Course(l, i), Header: nats.Header{"Content-Type": {event.ContentType}}}
		if per > 1 {
			var events [][]byte
			for k := range per {
				events = append(events, intaketest.Course(l, i+k))
			}
			msg = &nats.Msg{Subject: fmt.Sprintf("laender.%s.bench.batch", l), Data: event.JoinBatch(events), Header: nats.Header{"Content-Type": {event.BatchContentType}}}
		}
		if _, err := h.Outboxes[l].PublishMsgAsync(msg); err != nil {
			b.Fatal(err)
		}
		if h.Outboxes[l].PublishAsyncPending() > 1000 {
			<-h.Outboxes[l].PublishAsyncComplete()
		}
	}
	<-h.Outboxes[l].PublishAsyncComplete()
}

// ceilingOf is the account in which the ceiling is measured; no intake reads it.
const ceilingOf = "sh"

// raw is the ceiling: the same commits of 500 events, published and synced, and nothing else.
func raw(b *testing.B, h *hub, n int) float64 {
	b.Helper()
	js := h.Outboxes[ceilingOf]
	if err := js.DeleteStream(b.Context(), "PUBLISHED"); err != nil {
		b.Fatal(err)
	}
	cfg := jetstream.StreamConfig{Name: "PUBLISHED", Subjects: []string{"raw"}, Compression: jetstream.S2Compression, Duplicates: 100 * time.Millisecond, MaxBytes: 400 << 20}
	if _, err := js.CreateStream(b.Context(), cfg); err != nil {
		b.Fatal(err)
	}
	var events [][]byte
	for i := range 500 {
		events = append(events, intaketest.Course("by", i))
	}
	data := event.JoinBatch(events)
	began := time.Now()
	for i := range n / 500 {
		if _, err := js.Publish(b.Context(), "raw", data, jetstream.WithExpectLastSequence(uint64(i))); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(began).Seconds()
}

// cpu is the processor time of this process, which a busy machine does not alter as much as it does rates.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkIntake(b *testing.B) {
	for _, per := range []int{100, 1} {
		b.Run(fmt.Sprintf("batch=%d", per), func(b *testing.B) {
			laender := []learning.Land{"by", "nw", "be", "hh"}
			each := 10_000
			if per == 1 {
				each = 2_000
			}
			for b.Loop() {
				b.StopTimer()
				dir := b.TempDir() // on a disk
				accounts := append(slices.Clone(laender), ceilingOf)
				intaketest.Fill(b, dir, accounts...)
				h := &hub{Hub: intaketest.At(b, dir, accounts...)}
				h.Laender = laender
				for _, l := range laender {
					fill(b, h, l, each, per)
				}
				ceiling := raw(b, h, 20_000)
				cfg := h.config()
				var done atomic.Int64
				ctx, cancel := context.WithCancel(b.Context())
				total := int64(each * len(laender))
				all := make(chan struct{})
				cfg.Observe = func(c intake.Cycle) {
					if done.Add(int64(c.Events)) == total {
						close(all)
					}
				}
				in, err := intake.Open(ctx, cfg)
				if err != nil {
					b.Fatal(err)
				}
				ended := make(chan error, 1)
				b.StartTimer()
				began, used := time.Now(), cpu()
				go func() { ended <- in.Run(ctx) }()
				<-all
				rate := float64(total) / time.Since(began).Seconds()
				used = cpu() - used
				cancel()
				if err := <-ended; err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				h.Close()
				b.ReportMetric(rate, "events/s")
				b.ReportMetric(ceiling, "raw/s")
				b.ReportMetric(float64(used.Microseconds())/float64(total), "cpu-µs/event")
				b.ReportMetric(rate/ceiling, "ratio")
				b.StartTimer()
			}
		})
	}
}
