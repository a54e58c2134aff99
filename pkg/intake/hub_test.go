package intake_test

import (
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

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/ledger"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// noon is the hub's clock in tests that need one.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// hub is a real server with accounts and everything intake stands on.
type hub struct {
	dir     string
	reg     *federation.Registry
	srv     *natsd.Server
	log     *natslog.Log
	ledger  *ledger.Ledger
	aside   *quarantine.Store
	laender []learning.Land

	mu    sync.Mutex
	clock time.Time // zero: the real one
	conns map[learning.Land]jetstream.JetStream
}

// open opens a hub in a data directory.
func open(ctx context.Context, dir string, laender ...learning.Land) (*hub, error) {
	h := &hub{dir: dir, laender: laender, conns: map[learning.Land]jetstream.JetStream{}}
	var err error
	if h.reg, err = federation.Open(federation.Config{Dir: dir}); err != nil {
		return nil, err
	}
	if h.srv, err = natsd.Start(natsd.Config{StoreDir: filepath.Join(dir, "nats"), Registry: h.reg}); err != nil {
		return nil, err
	}
	js, err := h.jetstream(federation.HubAccount)
	if err != nil {
		return nil, err
	}
	if h.log, err = natslog.Open(ctx, js, natslog.Config{}); err != nil {
		return nil, err
	}
	if h.aside, err = quarantine.Open(ctx, js); err != nil {
		return nil, err
	}
	if h.ledger, err = ledger.Open(filepath.Join(dir, "ledger"), filepath.Join(dir, "keys"), ledger.Config{}); err != nil {
		return nil, err
	}
	if _, err = h.ledger.CatchUp(ctx, h.log); err != nil {
		return nil, err
	}
	for _, l := range laender {
		if h.conns[l], err = h.jetstream(string(l)); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h *hub) jetstream(account string) (jetstream.JetStream, error) {
	nc, err := h.srv.Connect(account)
	if err != nil {
		return nil, err
	}
	return jetstream.New(nc)
}

func (h *hub) close() {
	h.srv.Shutdown()
	h.ledger.Close()
}

func (h *hub) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.clock.IsZero() {
		return time.Now()
	}
	h.clock = h.clock.Add(time.Millisecond)
	return h.clock
}

func (h *hub) config() intake.Config {
	c := intake.Config{Log: h.log, Ledger: h.ledger, Quarantine: h.aside, Clock: h.now}
	for _, l := range h.laender {
		c.Outboxes = append(c.Outboxes, intake.Outbox{Land: l, JetStream: h.conns[l]})
	}
	return c
}

// blank is a data directory with all accounts and streams, made once: that
// takes longer than most tests.
var blank struct {
	sync.Once
	dir string
	err error
}

// fresh fills a folder as a data directory of a test's own.
func fresh(t testing.TB, dir string) string {
	t.Helper()
	blank.Do(func() {
		if blank.dir, blank.err = os.MkdirTemp(memory(), "intake-test-"); blank.err != nil {
			return
		}
		var h *hub
		if h, blank.err = open(context.Background(), blank.dir); blank.err == nil {
			h.close()
		}
	})
	if blank.err != nil {
		t.Fatal(blank.err)
	}
	if err := os.CopyFS(dir, os.DirFS(blank.dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// memory is a folder in memory, where there is one: a data directory has
// hundreds of files, and only the tests of crashes need a disk under them.
func memory() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

// temporary is an empty folder that goes with the test.
func temporary(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(memory(), "intake-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// start opens a hub of the test's own, its clock at noon; tests run side by side.
func start(t *testing.T, laender ...learning.Land) *hub {
	t.Helper()
	t.Parallel()
	h, err := open(t.Context(), fresh(t, temporary(t)), laender...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	h.clock = noon
	return h
}

// run lets intake run until the test ends or stop is called.
func (h *hub) run(t *testing.T, change ...func(*intake.Config)) (in *intake.Intake, stop func()) {
	t.Helper()
	cfg := h.config()
	for _, c := range change {
		c(&cfg)
	}
	in, err := intake.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- in.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("intake: %v", err)
			}
		case <-time.After(20 * time.Second):
			t.Error("intake does not stop")
		}
	})
	t.Cleanup(stop)
	return in, stop
}

// publish puts a message into a Land's outbox and gives its sequence.
func (h *hub) publish(t *testing.T, land learning.Land, subject, contentType string, data []byte) uint64 {
	t.Helper()
	msg := &nats.Msg{Subject: subject, Data: data, Header: nats.Header{}}
	if contentType != "" {
		msg.Header.Set("Content-Type", contentType)
	}
	ack, err := h.conns[land].PublishMsg(t.Context(), msg)
	if err != nil {
		t.Fatal(err)
	}
	return ack.Sequence
}

// offer publishes one offer of a system and gives the sequence.
func (h *hub) offer(t *testing.T, land learning.Land, system, id, subject string) uint64 {
	t.Helper()
	return h.publish(t, land, fmt.Sprintf("laender.%s.%s.offer.published", land, system), event.ContentType, published(land, system, id, subject))
}

// published is a good event.
func published(land learning.Land, system, id, subject string) []byte {
	return fmt.Appendf(nil, `{"specversion":"1.0","id":%q,"source":"/laender/%s/%s","type":"de.lernverbund.offer.published.v1",`+
		`"subject":%q,"time":"2026-11-23T10:00:00+01:00","data":{"title":{"de":"Datenschutz für Einsteiger"},"provider":{"name":"Akademie"}}}`,
		id, land, system, subject)
}

// withdrawn is a withdrawal for lack.
func withdrawn(land learning.Land, system, id, subject, delivery string, base, missing int) []byte {
	return fmt.Appendf(nil, `{"specversion":"1.0","id":%q,"source":"/laender/%s/%s","type":"de.lernverbund.offer.withdrawn.v1",`+
		`"subject":%q,"time":"2026-11-23T10:00:00+01:00","delivery":%q,"deliverybase":%d,"deliverymissing":%d,"data":{"reason":"absent"}}`,
		id, land, system, subject, delivery, base, missing)
}

// completed closes a delivery.
func completed(land learning.Land, system, id string, full bool) []byte {
	return fmt.Appendf(nil, `{"specversion":"1.0","id":%q,"source":"/laender/%s/%s","type":"de.lernverbund.delivery.completed.v1",`+
		`"subject":%q,"time":"2026-11-23T10:00:00+01:00","data":{"full":%v,"read":1,"new":0,"revised":0,"withdrawn":0,"unchanged":0,"refused":0,"base":0,"missing":0}}`,
		id, land, system, id, full)
}

// answers reads the receipts of a Land as they come.
type answers struct {
	t   *testing.T
	sub *nats.Subscription
}

// listen reads receipts from now on.
func (h *hub) listen(t *testing.T, land learning.Land) *answers {
	t.Helper()
	sub, err := h.conns[land].Conn().SubscribeSync("receipts.>")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sub.Unsubscribe() })
	if err := h.conns[land].Conn().Flush(); err != nil {
		t.Fatal(err)
	}
	return &answers{t, sub}
}

// next is the next receipt message.
func (a *answers) next() (subject string, receipts []federation.Receipt) {
	a.t.Helper()
	msg, err := a.sub.NextMsg(20 * time.Second)
	if err != nil {
		a.t.Fatalf("no receipt: %v", err)
	}
	if got := msg.Header.Get("Content-Type"); got != "application/json" {
		a.t.Errorf("receipts have Content-Type %q", got)
	}
	receipts, ok := federation.DecodeReceipts(msg.Data)
	if !ok {
		a.t.Fatalf("no receipts: %s", msg.Data)
	}
	return msg.Subject, receipts
}

// one is the next receipt, alone in its message.
func (a *answers) one() federation.Receipt {
	a.t.Helper()
	subject, receipts := a.next()
	if len(receipts) != 1 {
		a.t.Fatalf("got %d receipts, want one", len(receipts))
	}
	if !strings.HasSuffix(subject, "."+string(receipts[0].Verdict)) {
		a.t.Errorf("verdict %s under %s", receipts[0].Verdict, subject)
	}
	return receipts[0]
}

// none checks that nothing was answered before the next event is.
func (a *answers) none(h *hub, land learning.Land, id string) {
	a.t.Helper()
	h.offer(a.t, land, "probe", id, "probe")
	if r := a.one(); r.ID != id {
		a.t.Errorf("got a receipt for %+v, want none", r)
	}
}

// records are those of the log.
func (h *hub) records(t *testing.T) (all []eventlog.Record) {
	t.Helper()
	for r, err := range h.log.Read(t.Context(), 1, eventlog.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// entries are those of the quarantine, with their bytes.
func (h *hub) entries(t *testing.T) (all []quarantine.Entry) {
	t.Helper()
	for e, err := range h.aside.List(t.Context(), quarantine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if e, err = h.aside.Show(t.Context(), e.Number); err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// verify holds the log against the ledger.
func (h *hub) verify(t *testing.T) {
	t.Helper()
	if err := h.ledger.Verify(t.Context(), h.log, nil); err != nil {
		t.Error(err)
	}
	last, err := h.log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if last != h.ledger.Size() {
		t.Errorf("the log ends at %d, the ledger at %d", last, h.ledger.Size())
	}
}

func rules(problems []learning.Problem) string {
	var names []string
	for _, p := range problems {
		names = append(names, p.Pointer+" "+p.Rule)
	}
	return strings.Join(names, ", ")
}
