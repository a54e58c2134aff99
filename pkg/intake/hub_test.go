package intake_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/intake/intaketest"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// noon is the hub's clock in tests that need one.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// hub is one whose clock the test may set.
type hub struct {
	*intaketest.Hub
	mu    sync.Mutex
	clock time.Time // zero: the real one
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
	c := h.Config()
	c.Clock = h.now
	return c
}

// start opens a hub of the test's own, its clock at noon; tests run side by side.
func start(t *testing.T, laender ...learning.Land) *hub {
	t.Helper()
	t.Parallel()
	return &hub{Hub: intaketest.Start(t, laender...), clock: noon}
}

// run lets intake run until the test ends or stop is called.
func (h *hub) run(t *testing.T, change ...func(*intake.Config)) (in *intake.Intake, stop func()) {
	t.Helper()
	cfg := h.config()
	for _, c := range change {
		c(&cfg)
	}
	return intaketest.Run(t, cfg)
}

// offer publishes one offer of a system and gives the sequence.
func (h *hub) offer(t *testing.T, land learning.Land, system, id, subject string) uint64 {
	t.Helper()
	return h.Publish(t, land, fmt.Sprintf("laender.%s.%s.offer.published", land, system), event.ContentType, published(land, system, id, subject))
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
	sub, err := h.Outboxes[land].Conn().SubscribeSync("receipts.>")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sub.Unsubscribe() })
	if err := h.Outboxes[land].Conn().Flush(); err != nil {
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

// entries are those of the quarantine, with their bytes.
func (h *hub) entries(t *testing.T) (all []quarantine.Entry) {
	t.Helper()
	for e, err := range h.Quarantine.List(t.Context(), quarantine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if e, err = h.Quarantine.Show(t.Context(), e.Number); err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

func rules(problems []learning.Problem) string {
	var names []string
	for _, p := range problems {
		names = append(names, p.Pointer+" "+p.Rule)
	}
	return strings.Join(names, ", ")
}
