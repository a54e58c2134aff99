package intake_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// course is an event of 1.8 KB as a Land's system sends it.
func course(land learning.Land, n int) []byte {
	text := "Das Seminar führt in die Grundlagen ein und zeigt an Beispielen aus der Verwaltungspraxis, worauf es ankommt. "
	return fmt.Appendf(nil, `{"specversion":"1.0","id":"0192f3a0-0000-7000-8000-%012d","source":"/laender/%s/bench","type":"de.lernverbund.offer.published.v1",`+
		`"subject":"KURS-%d","time":"2026-11-23T10:00:00+01:00","datacontenttype":"application/json","data":{"kind":"course",`+
		`"title":{"de":"Datenschutz für Einsteigerinnen und Einsteiger, Teil %d"},"summary":{"de":%q},"description":{"de":%q},`+
		`"provider":{"name":"Akademie für Verwaltung","url":"https://akademie.example/","id":"A-1"},"url":"https://akademie.example/kurse/%d",`+
		`"inLanguage":["de"],"mode":"online","workload":"PT7H","topics":["data_protection"],`+
		`"access":{"openTo":"all_laender","employers":["state","municipal"]},"price":{"amount":"47.00","currency":"EUR"},`+
		`"sessions":[{"id":"T-1","start":"2027-01-20T09:00:00+01:00","end":"2027-01-20T16:00:00+01:00","online":true,"seatsTotal":20,"seatsFree":7,"seatsAsOf":"2026-11-23T09:00:00+01:00"}],`+
		`"keywords":["Datenschutz","DSGVO","Grundlagen"]}}`,
		n, land, n, n, text, strings.Repeat(text, 7), n)
}

// fill puts events into an outbox, per messages of a batch, or one by one.
func fill(b *testing.B, h *hub, l learning.Land, n, per int) {
	b.Helper()
	for i := 0; i < n; i += per {
		msg := &nats.Msg{Subject: fmt.Sprintf("laender.%s.bench.offer.published", l), Data: course(l, i), Header: nats.Header{"Content-Type": {event.ContentType}}}
		if per > 1 {
			var events [][]byte
			for k := range per {
				events = append(events, course(l, i+k))
			}
			msg = &nats.Msg{Subject: fmt.Sprintf("laender.%s.bench.batch", l), Data: event.JoinBatch(events), Header: nats.Header{"Content-Type": {event.BatchContentType}}}
		}
		if _, err := h.conns[l].PublishMsgAsync(msg); err != nil {
			b.Fatal(err)
		}
		if h.conns[l].PublishAsyncPending() > 1000 {
			<-h.conns[l].PublishAsyncComplete()
		}
	}
	<-h.conns[l].PublishAsyncComplete()
}

// raw is the ceiling: the same commits of 500 events, published and synced, and nothing else.
func raw(b *testing.B, h *hub, n int) float64 {
	b.Helper()
	js, err := h.jetstream("sh")
	if err != nil {
		b.Fatal(err)
	}
	if err := js.DeleteStream(b.Context(), "PUBLISHED"); err != nil {
		b.Fatal(err)
	}
	cfg := jetstream.StreamConfig{Name: "PUBLISHED", Subjects: []string{"raw"}, Compression: jetstream.S2Compression, Duplicates: 100 * time.Millisecond, MaxBytes: 400 << 20}
	if _, err := js.CreateStream(b.Context(), cfg); err != nil {
		b.Fatal(err)
	}
	var events [][]byte
	for i := range 500 {
		events = append(events, course("by", i))
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
				h, err := open(b.Context(), fresh(b, b.TempDir()), laender...)
				if err != nil {
					b.Fatal(err)
				}
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
				h.close()
				b.ReportMetric(rate, "events/s")
				b.ReportMetric(ceiling, "raw/s")
				b.ReportMetric(float64(used.Microseconds())/float64(total), "cpu-µs/event")
				b.ReportMetric(rate/ceiling, "ratio")
				b.StartTimer()
			}
		})
	}
}
