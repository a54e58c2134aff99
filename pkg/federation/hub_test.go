package federation_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hub is a running server with its registry.
type hub struct {
	dir string
	reg *federation.Registry
	srv *natsd.Server
}

// startHub starts a hub for two Länder in dir.
func startHub(t *testing.T, dir string, limits federation.Limits) *hub {
	t.Helper()
	reg := openRegistry(t, dir, limits)
	srv, err := natsd.Start(natsd.Config{StoreDir: filepath.Join(dir, "nats"), Registry: reg})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Shutdown)
	return &hub{dir: dir, reg: reg, srv: srv}
}

func openRegistry(t *testing.T, dir string, limits federation.Limits) *federation.Registry {
	t.Helper()
	reg, err := federation.Open(federation.Config{Dir: dir, Laender: []learning.Land{"by", "nw"}, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// creds gives out a credential through the running hub.
func (h *hub) creds(t *testing.T, land learning.Land, system learning.System) string {
	t.Helper()
	file, err := h.reg.Creds(testContext(t), h.srv.Live(), land, system)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// client connects over TCP.
func (h *hub) client(t *testing.T, creds string, opts ...nats.Option) *federation.Client {
	t.Helper()
	c, err := federation.Connect(h.srv.ClientURL(), creds, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// inside is the hub's own connection to an account.
func (h *hub) inside(t *testing.T, account string) jetstream.JetStream {
	t.Helper()
	nc, err := h.srv.Connect(account)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func wantDenied(t *testing.T, err error, operation, subject string) {
	t.Helper()
	var denied *federation.DeniedError
	if !errors.As(err, &denied) {
		t.Errorf("%s %s: got %v, want a DeniedError", operation, subject, err)
		return
	}
	if denied.Operation != operation || denied.Subject != subject {
		t.Errorf("got denied %s %s, want %s %s", denied.Operation, denied.Subject, operation, subject)
	}
}

func TestSystemPublishesAndReadsItsReceipts(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	ctx := testContext(t)
	c := h.client(t, h.creds(t, "by", "bayvsa"))
	if got, want := c.User(), "by/bayvsa"; got != want {
		t.Errorf("got user %q, want %q", got, want)
	}
	heard := make(chan *nats.Msg, 1)
	if _, err := c.Subscribe(ctx, federation.ReceiptsOf("by", "bayvsa"), func(m *nats.Msg) { heard <- m }); err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{"laender.by.bayvsa.offer.published", "laender.by.bayvsa.delivery.completed", "laender.by.bayvsa.batch"} {
		ack, err := c.Publish(ctx, subject, nats.Header{"Content-Type": {"application/cloudevents+json"}}, []byte("{}"))
		if err != nil || ack.Stream != federation.Outbox {
			t.Fatalf("publish %s: got %+v, %v", subject, ack, err)
		}
	}
	messages, err := federation.EncodeReceipts("by", "bayvsa", []federation.Receipt{{ID: "1", Verdict: federation.Accepted, Position: 7}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.inside(t, "by").Publish(ctx, messages[0].Subject, messages[0].Data); err != nil {
		t.Fatal(err)
	}
	select {
	case m := <-heard:
		if got, ok := federation.DecodeReceipts(m.Data); !ok || got[0].Position != 7 {
			t.Errorf("heard %s: got %v, %v", m.Subject, got, ok)
		}
	case <-ctx.Done():
		t.Fatal("no receipt by subscription")
	}
	consumer, err := c.JetStream().Consumer(ctx, federation.Receipts, "bayvsa")
	if err != nil {
		t.Fatal(err)
	}
	batch, err := consumer.Fetch(1, jetstream.FetchMaxWait(5*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for m := range batch.Messages() {
		n++
		if err := m.DoubleAck(ctx); err != nil {
			t.Errorf("ack: %v", err)
		}
	}
	if n != 1 || batch.Error() != nil {
		t.Errorf("fetched %d receipts, %v; want 1", n, batch.Error())
	}
	states, err := h.srv.Streams("by")
	if err != nil {
		t.Fatal(err)
	}
	if got := states[federation.Outbox].Last; got != 3 {
		t.Errorf("got last outbox sequence %d, want 3", got)
	}
	if got := states[federation.Receipts].Consumers["bayvsa"]; got != 1 {
		t.Errorf("got acknowledged %d, want 1", got)
	}
}
