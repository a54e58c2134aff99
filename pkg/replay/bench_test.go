package replay_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/replay"
)

const benchEvents = 200_000

// BenchmarkReplay replays 200,000 events of 1.8 KB from JetStream into nothing.
func BenchmarkReplay(b *testing.B) {
	srv, err := natsd.Start(natsd.Config{StoreDir: b.TempDir(), Bare: true})
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Shutdown()
	nc, err := srv.Connect("")
	if err != nil {
		b.Fatal(err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		b.Fatal(err)
	}
	log, err := natslog.Open(context.Background(), js, natslog.Config{})
	if err != nil {
		b.Fatal(err)
	}
	fill(b, log)
	b.Run("raw", func(b *testing.B) { readRaw(b, js) })
	for name, cfg := range map[string]replay.Config{"all": {}, "type": {Type: "offer.*"}, "exact": {Exact: true}} {
		b.Run(name, func(b *testing.B) {
			cfg.Log, cfg.Out = log, io.Discard
			for b.Loop() {
				if s, err := replay.Run(context.Background(), cfg); err != nil || s.Events != benchEvents {
					b.Fatal(s, err)
				}
			}
			b.ReportMetric(float64(b.N*benchEvents)/b.Elapsed().Seconds(), "events/s")
		})
	}
	b.Run("asof", func(b *testing.B) {
		for b.Loop() {
			if c, err := replay.AsOf(context.Background(), replay.AsOfConfig{Log: log}); err != nil || len(c.Offers) == 0 {
				b.Fatal(len(c.Offers), err)
			}
		}
		b.ReportMetric(float64(b.N*benchEvents)/b.Elapsed().Seconds(), "events/s")
	})
}

func fill(b *testing.B, log eventlog.Log) {
	r := rand.New(rand.NewPCG(1, 1))
	words := strings.Fields("Grundlagen der kommunalen Haushaltsführung und des Vergaberechts für Einsteiger in Präsenz oder online mit Zertifikat")
	for last := eventlog.Position(0); last < benchEvents; {
		c := eventlog.Commit{Land: "by", RecordedAt: moment}
		for i := range 500 {
			text := make([]string, 150)
			for k := range text {
				text[k] = words[r.IntN(len(words))]
			}
			n := int(last) + i
			c.Entries = append(c.Entries, eventlog.Entry{
				Raw: fmt.Appendf(nil, `{"specversion":"1.0","id":"%d","source":"/laender/by/lms","type":"de.lernverbund.offer.published.v1","subject":"%d",`+
					`"time":"2026-03-01T10:00:00+01:00","data":{"title":{"de":"Kurs %d"},"description":{"de":"%s"},"provider":{"name":"Akademie"}}}`, n, n%50_000, n, strings.Join(text, " ")),
				Origin: eventlog.Origin{Land: "by", Sequence: uint64(n)},
			})
		}
		var err error
		if last, err = log.Append(context.Background(), last, c); err != nil {
			b.Fatal(err)
		}
	}
}

// readRaw is the ceiling: the same messages with a bare ordered consumer.
func readRaw(b *testing.B, js jetstream.JetStream) {
	for b.Loop() {
		consumer, err := js.OrderedConsumer(context.Background(), natslog.Stream, jetstream.OrderedConsumerConfig{})
		if err != nil {
			b.Fatal(err)
		}
		messages, err := consumer.Messages(jetstream.PullMaxBytes(8 << 20))
		if err != nil {
			b.Fatal(err)
		}
		for pending := uint64(1); pending > 0; {
			m, err := messages.Next()
			if err != nil {
				b.Fatal(err)
			}
			meta, err := m.Metadata()
			if err != nil {
				b.Fatal(err)
			}
			pending = meta.NumPending
		}
		messages.Stop()
	}
	b.ReportMetric(float64(b.N*benchEvents)/b.Elapsed().Seconds(), "events/s")
}
