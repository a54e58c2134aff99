package hub

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// BenchmarkFigures prints every figure the hub promises, each beside its raw
// ceiling of the same run: one line "BENCH name=… value=… unit=… ceiling=…
// ratio=… target=… ok|short". LVBENCH_OFFERS changes the size, 200,000 offers.
func BenchmarkFigures(b *testing.B) {
	for b.Loop() {
		n := offers(b)
		benchIntake(b)
		benchSearch(b, n)
		dir := filepath.Join(b.TempDir(), "data")
		written := fillLog(b, dir, n)
		benchReady(b, dir)
		benchStored(b, dir, written)
		benchFindable(b)
	}
}

func offers(b *testing.B) int {
	if text := os.Getenv("LVBENCH_OFFERS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	return 200_000
}

// figure is one line of the report.
type figure struct {
	name    string
	value   float64
	unit    string
	ceiling float64 // 0 if the figure is absolute
	target  float64
	most    bool // the target is the most, not the least
}

func (f figure) print() {
	ratio, judged := 0.0, f.value
	if f.ceiling > 0 {
		ratio = f.value / f.ceiling
		judged = ratio
	}
	verdict := "ok"
	if f.most == (judged > f.target) && judged != f.target {
		verdict = "short"
	}
	fmt.Printf("BENCH name=%s value=%.4g unit=%s ceiling=%.4g ratio=%.3g target=%g %s\n", f.name, f.value, f.unit, f.ceiling, ratio, f.target, verdict)
}

// quantile of durations, in milliseconds.
func quantile(took []time.Duration, q float64) float64 {
	slices.Sort(took)
	return took[int(q*float64(len(took)-1))].Seconds() * 1000
}

func quietConfig(dir string) Config {
	return Config{
		Data: dir, HTTP: "127.0.0.1:0", NATS: "127.0.0.1:0",
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}.complete()
}

// published is the i-th offer as the event of its Land.
func published(b *testing.B, i int) (learning.Land, []byte) {
	d := searchtest.Offer(i, 1)
	raw, err := event.Draft{
		ID: fmt.Sprintf("0192f3a0-0000-7000-8000-%012d", i), Source: event.NewSource(d.Land, d.System),
		Type: event.TypeOfferPublished, Subject: d.Subject, Time: searchtest.Start, Data: d.Offer,
	}.Encode()
	if err != nil {
		b.Fatal(err)
	}
	return d.Land, raw
}

// fillLog makes a hub whose log and ledger hold n offers, and gives the bytes of their events.
func fillLog(b *testing.B, dir string, n int) (size int64) {
	ctx := b.Context()
	p, err := open(ctx, quietConfig(dir))
	if err != nil {
		b.Fatal(err)
	}
	defer p.close()
	var last eventlog.Position
	commits := map[learning.Land][]eventlog.Entry{}
	flush := func(land learning.Land) {
		c := eventlog.Commit{Land: land, RecordedAt: time.Now().UTC(), Entries: commits[land]}
		if last, err = p.log.Append(ctx, last, c); err != nil {
			b.Fatal(err)
		}
		if err := p.ledger.Append(ctx, c.Records(last)); err != nil {
			b.Fatal(err)
		}
		commits[land] = nil
	}
	for i := range n {
		land, raw := published(b, i)
		size += int64(len(raw))
		commits[land] = append(commits[land], eventlog.Entry{
			Raw: raw, Origin: eventlog.Origin{Land: land, Created: 1, Sequence: uint64(i + 1)},
		})
		if len(commits[land]) == 400 {
			flush(land)
		}
	}
	for land, rest := range commits {
		if len(rest) > 0 {
			flush(land)
		}
	}
	if err := p.projector.CatchUp(ctx); err != nil {
		b.Fatal(err)
	}
	return size
}
