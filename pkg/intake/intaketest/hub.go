package intaketest

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/ledger"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// Hub is a real server with accounts and everything the intake stands on.
type Hub struct {
	Dir        string // the data directory
	Laender    []learning.Land
	Registry   *federation.Registry
	Server     *natsd.Server
	JetStream  jetstream.JetStream                   // of the hub's own account
	Outboxes   map[learning.Land]jetstream.JetStream // of the Länder's
	Log        *natslog.Log
	Ledger     *ledger.Ledger
	Quarantine *quarantine.Store

	once sync.Once
}

// Open opens a hub for some Länder in a data directory. What is open after an
// error goes with the process.
func Open(ctx context.Context, dir string, laender ...learning.Land) (*Hub, error) {
	h := &Hub{Dir: dir, Laender: laender, Outboxes: map[learning.Land]jetstream.JetStream{}}
	var err error
	if h.Registry, err = federation.Open(federation.Config{Dir: dir, Laender: laender}); err != nil {
		return nil, err
	}
	if h.Server, err = natsd.Start(natsd.Config{StoreDir: filepath.Join(dir, "nats"), Registry: h.Registry}); err != nil {
		return nil, err
	}
	if h.JetStream, err = h.connect(federation.HubAccount); err != nil {
		return nil, err
	}
	for _, l := range laender {
		if h.Outboxes[l], err = h.connect(string(l)); err != nil {
			return nil, err
		}
	}
	if h.Log, err = natslog.Open(ctx, h.JetStream, natslog.Config{}); err != nil {
		return nil, err
	}
	if h.Quarantine, err = quarantine.Open(ctx, h.JetStream); err != nil {
		return nil, err
	}
	if h.Ledger, err = ledger.Open(filepath.Join(dir, "ledger"), filepath.Join(dir, "keys"), ledger.Config{}); err != nil {
		return nil, err
	}
	_, err = h.Ledger.CatchUp(ctx, h.Log)
	return h, err
}

func (h *Hub) connect(account string) (jetstream.JetStream, error) {
	nc, err := h.Server.Connect(account)
	if err != nil {
		return nil, err
	}
	return jetstream.New(nc)
}

// Close closes the hub; a second call does nothing.
func (h *Hub) Close() {
	h.once.Do(func() {
		h.Server.Shutdown()
		_ = h.Ledger.Close()
	})
}

// Start opens a hub in a data directory of the test's own and closes it with the test.
func Start(t testing.TB, laender ...learning.Land) *Hub {
	t.Helper()
	return At(t, Fresh(t, laender...), laender...)
}

// At opens a hub in a data directory and closes it with the test.
func At(t testing.TB, dir string, laender ...learning.Land) *Hub {
	t.Helper()
	h, err := Open(t.Context(), dir, laender...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// Config is that of an intake over this hub.
func (h *Hub) Config() intake.Config {
	c := intake.Config{Log: h.Log, Ledger: h.Ledger, Quarantine: h.Quarantine}
	for _, l := range h.Laender {
		c.Outboxes = append(c.Outboxes, intake.Outbox{Land: l, JetStream: h.Outboxes[l]})
	}
	return c
}

// Run lets an intake run until the test ends or stop is called.
func Run(t testing.TB, cfg intake.Config) (in *intake.Intake, stop func()) {
	t.Helper()
	in, err := intake.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return in, Background(t, "intake", in.Run)
}

// Background runs a stage until the test ends or stop is called; it must end well.
func Background(t testing.TB, name string, run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// Publish puts a message into a Land's outbox and gives its sequence; a
// contentType of "" is not sent.
func (h *Hub) Publish(t testing.TB, land learning.Land, subject, contentType string, data []byte) uint64 {
	t.Helper()
	msg := &nats.Msg{Subject: subject, Data: data, Header: nats.Header{}}
	if contentType != "" {
		msg.Header.Set("Content-Type", contentType)
	}
	ack, err := h.Outboxes[land].PublishMsg(t.Context(), msg)
	if err != nil {
		t.Fatal(err)
	}
	return ack.Sequence
}

// Stream is the state of a stream of a Land.
func (h *Hub) Stream(t testing.TB, land learning.Land, name string) natsd.StreamState {
	t.Helper()
	all, err := h.Server.Streams(string(land))
	if err != nil {
		t.Fatal(err)
	}
	return all[name]
}

// Records are those of the log.
func (h *Hub) Records(t testing.TB) (all []eventlog.Record) {
	t.Helper()
	for r, err := range h.Log.Read(t.Context(), 1, eventlog.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// Last is the position of the log's last record.
func (h *Hub) Last(t testing.TB) eventlog.Position {
	t.Helper()
	last, err := h.Log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return last
}

// Verify holds the log against its ledger.
func (h *Hub) Verify(t testing.TB) {
	t.Helper()
	if err := h.Ledger.Verify(t.Context(), h.Log, nil); err != nil {
		t.Error(err)
	}
	if last, size := h.Last(t), h.Ledger.Size(); last != size {
		t.Errorf("the log ends at %d, the ledger at %d", last, size)
	}
}
