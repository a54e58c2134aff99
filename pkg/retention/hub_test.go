package retention_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/ledger"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/projector"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/retention"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

var laender = []learning.Land{"by", "nw"}

// hub is a real server with accounts, and all stages up to the catalogue.
type hub struct {
	t         *testing.T
	dir       string
	srv       *natsd.Server
	js        jetstream.JetStream
	laender   map[learning.Land]jetstream.JetStream
	log       *natslog.Log
	ledger    *ledger.Ledger
	aside     *quarantine.Store
	store     *projector.Catalogue
	projector *projector.Projector
	close     func()
}

// start opens a hub in a new folder.
func start(t *testing.T) *hub {
	t.Helper()
	t.Parallel()
	dir, err := os.MkdirTemp(memory(), "retention-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	h := &hub{t: t, dir: dir}
	h.open()
	return h
}

// memory is a folder in memory, where there is one: a data directory has many
// files, and nothing here asks what a disk would have lost.
func memory() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

// must ends the test if a step of its own went wrong.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// open opens the hub in its folder; close closes it before the test ends.
func (h *hub) open() {
	t := h.t
	t.Helper()
	ctx := t.Context()
	reg := must[*federation.Registry](t)(federation.Open(federation.Config{Dir: h.dir, Laender: laender}))
	h.srv = must[*natsd.Server](t)(natsd.Start(natsd.Config{StoreDir: filepath.Join(h.dir, "nats"), Registry: reg}))
	h.js = h.connect(federation.HubAccount)
	h.laender = map[learning.Land]jetstream.JetStream{}
	for _, land := range laender {
		h.laender[land] = h.connect(string(land))
	}
	h.log = must[*natslog.Log](t)(natslog.Open(ctx, h.js, natslog.Config{}))
	h.aside = must[*quarantine.Store](t)(quarantine.Open(ctx, h.js))
	h.ledger = must[*ledger.Ledger](t)(ledger.Open(filepath.Join(h.dir, "ledger"), filepath.Join(h.dir, "keys"), ledger.Config{}))
	must[int](t)(h.ledger.CatchUp(ctx, h.log))
	h.store = must[*projector.Catalogue](t)(projector.OpenCatalogue(ctx, projector.Folder{
		Dir: filepath.Join(h.dir, "catalogue"),
		Open: func(ctx context.Context, dir string) (projector.File, error) {
			return sqlitecat.Open(ctx, sqlitecat.Config{Dir: dir})
		},
	}))
	h.projector = projector.New(projector.Config{Log: h.log, Store: h.store})
	stop := h.background("projector", h.projector.Run)
	h.close = sync.OnceFunc(func() {
		stop()
		h.store.Close()
		h.srv.Shutdown()
		h.ledger.Close()
	})
	t.Cleanup(h.close)
}

func (h *hub) connect(account string) jetstream.JetStream {
	h.t.Helper()
	nc := must[*nats.Conn](h.t)(h.srv.Connect(account))
	return must[jetstream.JetStream](h.t)(jetstream.New(nc))
}

// background runs a stage until stop is called or the test ends.
func (h *hub) background(name string, run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			h.t.Errorf("%s: %v", name, err)
		}
	})
	h.t.Cleanup(stop)
	return stop
}

// take runs intake until everything in the outboxes is acknowledged, and the
// projector has folded it.
func (h *hub) take() {
	h.t.Helper()
	cfg := intake.Config{Log: h.log, Ledger: h.ledger, Quarantine: h.aside}
	for _, land := range laender {
		cfg.Outboxes = append(cfg.Outboxes, intake.Outbox{Land: land, JetStream: h.laender[land]})
	}
	in := must[*intake.Intake](h.t)(intake.Open(h.t.Context(), cfg))
	stop := h.background("intake", in.Run)
	eventually(h.t, "everything is recorded and acknowledged", func() bool {
		for _, s := range in.Status(h.t.Context()) {
			if box := h.outbox(s.Land); s.Unknown || s.Pending > 0 || box.Consumers[federation.IntakeConsumer] < box.Last {
				return false
			}
		}
		return true
	})
	stop()
	last := must[eventlog.Position](h.t)(h.log.Last(h.t.Context()))
	if err := h.projector.WaitFor(h.t.Context(), last); err != nil {
		h.t.Fatal(err)
	}
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for over := time.After(patience); !is(); {
		select {
		case <-tick.C:
		case <-over:
			t.Fatalf("waited for ever: %s", what)
		}
	}
}

func (h *hub) outbox(land learning.Land) natsd.StreamState {
	h.t.Helper()
	return must[map[string]natsd.StreamState](h.t)(h.srv.Streams(string(land)))[federation.Outbox]
}

// retention is one over this hub.
func (h *hub) retention(change ...func(*retention.Config)) *retention.Retention {
	cfg := retention.Config{Log: h.log, Quarantine: h.aside, JetStream: h.js, Folded: h.projector.WaitFor}
	for _, land := range laender {
		cfg.Outboxes = append(cfg.Outboxes, retention.Outbox{
			Land: land, JetStream: h.laender[land],
			State: func(context.Context) (retention.State, error) {
				s := h.outbox(land)
				return retention.State{Created: s.Created, First: s.First, Acked: s.Consumers[federation.IntakeConsumer]}, nil
			},
		})
	}
	for _, c := range change {
		c(&cfg)
	}
	return retention.New(cfg)
}

// erase lets a new retention erase.
func (h *hub) erase(change ...func(*retention.Config)) {
	h.t.Helper()
	if err := h.retention(change...).Erase(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// publish puts events of by into its outbox, each in a message of its own.
func (h *hub) publish(events ...string) {
	h.t.Helper()
	for _, e := range events {
		_, typ, _ := strings.Cut(e, "de.lernverbund.")
		typ, _, _ = strings.Cut(typ, ".v1")
		h.send("by", "laender.by.bayvsa."+typ, event.ContentType, e)
	}
}

func (h *hub) send(land learning.Land, subject, contentType, data string) uint64 {
	h.t.Helper()
	msg := &nats.Msg{Subject: subject, Data: []byte(data), Header: nats.Header{}}
	if contentType != "" {
		msg.Header.Set("Content-Type", contentType)
	}
	return must[*jetstream.PubAck](h.t)(h.laender[land].PublishMsg(h.t.Context(), msg)).Sequence
}

// fact is an event of by's system bayvsa.
func fact(id, typ, subject, data string) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":"/laender/by/bayvsa","type":"de.lernverbund.%s.v1","subject":%q,`+
		`"time":"2026-11-20T10:00:00+01:00","data":%s}`, id, typ, subject, data)
}

func published(id, subject, title string) string {
	return fact(id, "offer.published", subject, fmt.Sprintf(`{"title":{"de":%q},"provider":{"name":"Akademie"}}`, title))
}

func scheduled(id, subject, place string) string {
	return fact(id, "session.scheduled", subject,
		fmt.Sprintf(`{"session":{"id":"s1","start":"2027-03-01T09:00:00+01:00","end":"2027-03-01T16:00:00+01:00","place":{"name":%q}}}`, place))
}

func withdrawn(id, subject, reason string) string {
	return fact(id, "offer.withdrawn", subject, fmt.Sprintf(`{"reason":%q}`, reason))
}

// records are those of the log.
func (h *hub) records() (all []eventlog.Record) {
	h.t.Helper()
	for r, err := range h.log.Read(h.t.Context(), 1, eventlog.Filter{}) {
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// redacted are the positions of the log without their bytes.
func (h *hub) redacted() (all []eventlog.Position) {
	h.t.Helper()
	for _, r := range h.records() {
		if r.Redacted != "" {
			all = append(all, r.Position)
		}
	}
	return all
}

// verify holds the log against its ledger.
func (h *hub) verify() {
	h.t.Helper()
	if err := h.ledger.Verify(h.t.Context(), h.log, nil); err != nil {
		h.t.Error(err)
	}
}

// inHub reports in which files of the hub's own streams a text is.
func (h *hub) inHub(text string) (files []string) {
	h.t.Helper()
	for _, name := range []string{natslog.Stream, natslog.RedactedStream, quarantine.Stream, retention.Stream, "catalogue"} {
		err := filepath.WalkDir(h.dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !bytes.Contains([]byte(path), []byte("/"+name+"/")) {
				return err
			}
			content, err := os.ReadFile(path)
			if bytes.Contains(content, []byte(text)) {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
	return files
}
