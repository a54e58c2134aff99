package retention_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/replay"
	"github.com/lernverbund/lernverbund/pkg/retention"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// random is a history that nobody thought of, and what has to be left of it.
type random struct {
	*rand.Rand
	t    *testing.T
	log  *memlog.Log
	twin *memlog.Log // the same, of which nothing is ever redacted
	told []tale
}

// tale is a record as the model sees it.
type tale struct {
	offer string
	legal bool
	about bool // the offer or its sessions
}

// append adds a commit of a few records of one Land.
func (r *random) append() {
	r.t.Helper()
	land := laender[r.IntN(len(laender))]
	last := eventlog.Position(len(r.told))
	c := eventlog.Commit{Land: land, RecordedAt: time.Unix(int64(last), 0).UTC()}
	for i := range 1 + r.IntN(4) {
		n := len(r.told)
		id, subject := fmt.Sprint("e", n), fmt.Sprint("Ö:", r.IntN(3))
		raw, is := published(id, subject, fmt.Sprint("Titel ", n)), tale{offer: string(land) + subject, about: true}
		switch r.IntN(8) {
		case 0:
			raw, is.legal = withdrawn(id, subject, "legal"), true
		case 1:
			raw = withdrawn(id, subject, "mistake")
		case 2, 3:
			raw = scheduled(id, subject, "withdrawn legal")
		case 4:
			raw, is.about = fact(id, "provider.registered", subject, `{"name":"Akademie"}`), false
		case 5:
			raw, is.legal = strings.Replace(withdrawn(id, subject, "l\\u0065gal"), `\\u`, `\u`, 1), true
		}
		raw = strings.Replace(raw, "/laender/by/", "/laender/"+string(land)+"/", 1)
		r.told = append(r.told, is)
		c.Entries = append(c.Entries, eventlog.Entry{Raw: []byte(raw), Origin: eventlog.Origin{Land: land, Created: 1, Sequence: uint64(n + 1), Index: i}})
	}
	for _, l := range []*memlog.Log{r.log, r.twin} {
		must[eventlog.Position](r.t)(l.Append(r.t.Context(), last, c))
	}
}

// check compares the log with what has to be redacted up to a position.
func (r *random) check(seed uint64, to int) {
	r.t.Helper()
	over := map[string]bool{} // offers withdrawn as legal behind
	want := make([]bool, len(r.told))
	for i := to - 1; i >= 0; i-- {
		want[i] = r.told[i].about && !r.told[i].legal && over[r.told[i].offer]
		over[r.told[i].offer] = over[r.told[i].offer] || r.told[i].legal
	}
	for rec, err := range r.log.Read(r.t.Context(), 1, eventlog.Filter{}) {
		if err != nil {
			r.t.Fatal(err)
		}
		if i := rec.Position - 1; int(i) < to && (rec.Redacted != "") != want[i] {
			r.t.Fatalf("seed %d: position %d of %d, %+v: redacted %v, want %v", seed, rec.Position, to, r.told[i], rec.Redacted, want[i])
		}
	}
	if a, b := digestOf(r.t, r.log), digestOf(r.t, r.twin); a != b {
		r.t.Fatalf("seed %d: the redacted log folds to %x, the whole one to %x", seed, a, b)
	}
}

func digestOf(t *testing.T, log eventlog.Log) catalogue.Digest {
	t.Helper()
	was := must[replay.Catalogue](t)(replay.AsOf(t.Context(), replay.AsOfConfig{Log: log}))
	d, _ := was.Digest()
	return d
}

// Whatever was told, whenever it is erased and wherever a crash comes between:
// exactly what has to go is gone, and the catalogue made from the rest is the same.
func TestRandomHistories(t *testing.T) {
	t.Parallel()
	srv := must[*natsd.Server](t)(natsd.Start(natsd.Config{StoreDir: testbed.Dir(t), Bare: true}))
	t.Cleanup(srv.Shutdown)
	js := must[jetstream.JetStream](t)(jetstream.New(must[*nats.Conn](t)(srv.Connect(""))))
	aside := must[*quarantine.Store](t)(quarantine.Open(t.Context(), js))
	for range 25 {
		if err := js.DeleteStream(t.Context(), retention.Stream); err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
			t.Fatal(err)
		}
		seed := rand.Uint64()
		r := &random{Rand: rand.New(rand.NewPCG(seed, 1)), t: t, log: memlog.New(), twin: memlog.New()}
		for range 12 {
			r.append()
			if r.IntN(2) == 0 {
				continue
			}
			crash := r.IntN(6) // at which redaction; 5: at none
			_ = interrupted(t.Context(), retention.Config{Log: r.log, Quarantine: aside, JetStream: js, Crash: func(string) {
				if crash--; crash == -1 {
					panic("crash")
				}
			}})
			if r.IntN(2) == 0 {
				continue
			}
			if err := retention.New(retention.Config{Log: r.log, Quarantine: aside, JetStream: js}).Erase(t.Context()); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			r.check(seed, len(r.told))
		}
	}
}

// interrupted erases until it is done or crashes.
func interrupted(ctx context.Context, cfg retention.Config) (err error) {
	defer func() { _ = recover() }()
	return retention.New(cfg).Erase(ctx)
}
