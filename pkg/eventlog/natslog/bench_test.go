package natslog_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
)

// words make events that compress about as real ones do.
var words = strings.Fields(`Grundlagen der Verwaltung Datenschutz für Einsteiger Online-Seminar Führung kommunale Haushalt
	Vergaberecht Digitalisierung Bescheide schreiben Bürgerfreundlich Kommunikation Konflikte lösen Präsenz Teilnehmende
	Zielgruppe Beschäftigte mittlerer Dienst Anmeldung Frist Veranstaltungsort Akademie Modul Prüfung Zertifikat`)

// sample is an event of about 1.8 KB.
func sample(r *rand.Rand, n int) []byte {
	text := make([]string, 142)
	for i := range text {
		text[i] = words[r.IntN(len(words))]
	}
	return fmt.Appendf(nil, `{"specversion":"1.0","id":"0199f2c4-%04x-7000-8000-%012x","source":"/laender/by/bayvsa","type":"de.lernverbund.offer.published.v1",`+
		`"subject":"K-%d","time":"2026-03-01T10:00:00+01:00","data":{"kind":"course","title":{"de":"%s"},"description":{"de":"%s"},"provider":{"name":"Akademie %d"}}}`,
		r.IntN(1<<16), r.Int64N(1<<48), n, strings.Join(text[:6], " "), strings.Join(text[6:], " "), r.IntN(40))
}

func samples(size int) eventlog.Commit {
	r := rand.New(rand.NewPCG(7, 7))
	c := eventlog.Commit{Land: "by", RecordedAt: time.Now()}
	for i := range size {
		c.Entries = append(c.Entries, eventlog.Entry{Raw: sample(r, i), Origin: eventlog.Origin{Land: "by", Created: 1, Sequence: uint64(i)}})
	}
	return c
}

func perSecond(b *testing.B, events int) {
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkAppend appends commits, and publishes the same bytes bare.
func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{1, 100, 500} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			l, c := start(b).log(b, natslog.Config{}), samples(size)
			last := eventlog.Position(0)
			for b.Loop() {
				var err error
				if last, err = l.Append(context.Background(), last, c); err != nil {
					b.Fatal(err)
				}
			}
			perSecond(b, b.N*size)
		})
		b.Run(fmt.Sprint("raw", size), func(b *testing.B) {
			s, c := start(b), samples(size)
			s.log(b, natslog.Config{})
			var body []byte
			for _, e := range c.Entries {
				body = append(body, e.Raw...)
			}
			for b.Loop() {
				if _, err := s.js.Publish(context.Background(), "log.by", body); err != nil {
					b.Fatal(err)
				}
			}
			perSecond(b, b.N*size)
		})
	}
}

// BenchmarkRead reads 200,000 events, and the same messages with a bare ordered consumer.
func BenchmarkRead(b *testing.B) {
	s, l := filled(b, 200_000)
	b.Run("raw", func(b *testing.B) { readRaw(b, s, 200_000) })
	b.Run("log", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for r, err := range l.Read(context.Background(), 1, eventlog.Filter{}) {
				if err != nil {
					b.Fatal(err)
				}
				n += min(len(r.Raw), 1)
			}
			if n != 200_000 {
				b.Fatalf("got %d events, want 200000", n)
			}
		}
		perSecond(b, b.N*200_000)
	})
}

func readRaw(b *testing.B, s *server, events int) {
	ctx := context.Background()
	for b.Loop() {
		consumer, err := s.js.OrderedConsumer(ctx, natslog.Stream, jetstream.OrderedConsumerConfig{})
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
			meta, _ := m.Metadata()
			pending = meta.NumPending
		}
		messages.Stop()
	}
	perSecond(b, b.N*events)
}

func filled(b *testing.B, events int) (*server, *natslog.Log) {
	s := start(b)
	l := s.log(b, natslog.Config{})
	last, bytes := eventlog.Position(0), 0
	r := rand.New(rand.NewPCG(9, 9))
	for int(last) < events {
		c := eventlog.Commit{Land: "by", RecordedAt: time.Now()}
		for i := range 500 {
			c.Entries = append(c.Entries, eventlog.Entry{Raw: sample(r, i), Origin: eventlog.Origin{Land: "by", Created: 1, Sequence: uint64(last) + uint64(i)}})
			bytes += len(c.Entries[i].Raw)
		}
		var err error
		if last, err = l.Append(context.Background(), last, c); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("log_bytes %.3f of %d bytes", float64(onDisk(b, s.dir))/float64(bytes), bytes)
	return s, l
}

func onDisk(b *testing.B, dir string) (size int64) {
	_ = filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			size += info.Size()
		}
		return nil
	})
	return size
}
