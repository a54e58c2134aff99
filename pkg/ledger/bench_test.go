package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// BenchmarkAppend makes commits durable.
func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{1, 100, 500} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			l, records := open(b, b.TempDir()), make([]eventlog.Record, size)
			next := eventlog.Position(1)
			for b.Loop() {
				for i := range records {
					records[i] = eventlog.Record{Position: next, Land: "by", RecordedAt: moment, Origin: eventlog.Origin{Land: "by"}}
					next++
				}
				if err := l.Append(context.Background(), records); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// BenchmarkVerify is what every start of the hub costs: 200,000 events of 1.8 KB in JetStream.
func BenchmarkVerify(b *testing.B) {
	const events = 200_000
	h, err := startHub(b.TempDir(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer h.stop()
	text := strings.Repeat("Grundlagen der Verwaltung, kommunaler Haushalt ", 38)
	for last := eventlog.Position(0); last < events; {
		c := eventlog.Commit{Land: learning.Laender[last%17], RecordedAt: moment}
		for i := range 500 {
			c.Entries = append(c.Entries, eventlog.Entry{
				Raw: fmt.Appendf(nil, `{"event":%d,"text":%q}`, int(last)+i, text), Origin: eventlog.Origin{Land: c.Land, Sequence: uint64(last) + uint64(i)},
			})
		}
		if last, err = h.log.Append(context.Background(), last, c); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("catchup", func(b *testing.B) {
		for b.Loop() {
			l := open(b, b.TempDir())
			if added, err := l.CatchUp(context.Background(), h.log); err != nil || added != events {
				b.Fatal(added, err)
			}
		}
	})
	if _, err := h.ledger.CatchUp(context.Background(), h.log); err != nil {
		b.Fatal(err)
	}
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if err := h.ledger.Verify(context.Background(), h.log, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
