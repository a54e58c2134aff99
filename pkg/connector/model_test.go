package connector

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
)

// model is a hub and a memory without NATS: what NewPlan has to be right about.
type model struct {
	t      *testing.T
	seed   uint64
	brake  bool
	memory map[string]Entry
	outbox []message
	taken  int // how much of the outbox the hub has judged

	catalogue map[string]string // digest by subject
	recorded  map[string]string // bytes by id
	held      map[string]string // delivery by subject
	receipts  []federation.Receipt
}

// message is an event in the outbox; send is nil for delivery.completed.
type message struct {
	send     *Send
	delivery string
	full     bool
}

func (m *model) fatalf(format string, args ...any) {
	m.t.Helper()
	m.t.Fatalf("seed %d: "+format, append([]any{m.seed}, args...)...)
}

// judge is intake: identity, brake, record.
func (m *model) judge() {
	for ; m.taken < len(m.outbox); m.taken++ {
		msg := m.outbox[m.taken]
		if msg.send == nil {
			for subject, delivery := range m.held {
				if msg.full && delivery != msg.delivery {
					delete(m.held, subject)
				}
			}
			continue
		}
		e, raw := msg.send.Entry, encode(m.t, *msg.send)
		verdict := federation.Accepted
		switch was, known := m.recorded[e.ID]; {
		case known && was != raw:
			m.fatalf("id %s with two contents:\n%s\n%s", e.ID, was, raw)
		case known:
			verdict = federation.Duplicate
		case m.brake && e.Absence != nil && (e.Absence.Missing == e.Absence.Base || e.Absence.Missing > 1):
			verdict = federation.Held
			m.held[e.Subject] = e.Absence.Delivery
		default:
			m.recorded[e.ID] = raw
			m.catalogue[e.Subject] = e.Digest
			if e.Type == event.TypeOfferWithdrawn {
				delete(m.catalogue, e.Subject)
			}
		}
		m.receipts = append(m.receipts, federation.Receipt{ID: e.ID, Verdict: verdict})
	}
}

// catchUp folds the receipts.
func (m *model) catchUp() {
	for _, r := range m.receipts {
		for subject, e := range m.memory {
			if e.ID == r.ID && e.settle(r) {
				m.memory[subject] = e
			}
		}
	}
	m.receipts = nil
}

// run makes one delivery as Run does. It is killed after so many steps; the hub
// is up or down. It says how many events went out.
func (m *model) run(d *Delivery, steps int, up bool) (sends int) {
	step := func(do func()) bool {
		if steps--; steps >= 0 {
			do()
		}
		return steps >= 0
	}
	hub := func() {
		if up {
			m.judge()
		}
	}
	hub()
	m.catchUp()
	p := plan(m.t, d, m.memory)
	gone := map[string]bool{}
	send := func(all []Send) bool {
		for i := range all {
			s := &all[i]
			if !gone[s.Entry.ID] && !step(func() { m.outbox = append(m.outbox, message{send: s}) }) {
				return false
			}
			gone[s.Entry.ID] = true
		}
		return true
	}
	if older := p.older(d.ID); len(older) > 0 {
		if !send(older) {
			return 0
		}
		hub()
		m.catchUp()
		p = plan(m.t, d, m.memory)
	}
	if !step(func() { maps.Copy(m.memory, remembered(p)) }) || !send(p.Sends) {
		return 0
	}
	full := d.Full && len(p.older(d.ID)) == 0
	if !step(func() { m.outbox = append(m.outbox, message{delivery: d.ID, full: full}) }) {
		return 0
	}
	hub()
	step(m.catchUp)
	return len(gone)
}

// However deliveries, kills, outages and the brake interleave: a delivery that
// comes through leaves exactly its offers live, save what the brake holds of
// that very delivery; the same again sends nothing but what is held; and no
// event is recorded under an id of another.
func TestPlanProperty(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for round := range 600 {
		m := &model{
			t: t, seed: seed, brake: round%2 == 0, memory: map[string]Entry{},
			catalogue: map[string]string{}, recorded: map[string]string{}, held: map[string]string{},
		}
		random := func(id string) *Delivery {
			var records []Record
			for _, s := range []string{"a", "b", "c", "d", "e"} {
				if r.IntN(3) > 0 {
					records = append(records, rec(s, fmt.Sprint(r.IntN(3))))
				}
			}
			return delivery(id, r.IntN(4) > 0, records...)
		}
		d := random("d")
		for n := range 8 {
			if r.IntN(3) > 0 {
				d = random("")
			}
			again := *d
			again.ID = fmt.Sprintf("d%d", n)
			m.run(&again, r.IntN(14), r.IntN(3) > 0)
		}
		again := *d
		again.Full = true
		again.ID = "last"
		m.run(&again, 1000, true)
		m.settled(&again)
		n := m.run(&again, 1000, true)
		if n != len(m.held) {
			m.fatalf("the same again sends %d events, want %d, what is held", n, len(m.held))
		}
		m.settled(&again)
	}
}

// settled compares the hub with a full delivery that came through.
func (m *model) settled(d *Delivery) {
	m.t.Helper()
	want := map[string]string{}
	for _, r := range d.Records {
		want[r.Subject] = digestOf(r.Document)
	}
	for subject, digest := range want {
		if m.catalogue[subject] != digest {
			m.fatalf("offer %s differs from the last delivery", subject)
		}
		if m.held[subject] != "" {
			m.fatalf("offer %s is there, and its withdrawal of %s still held", subject, m.held[subject])
		}
	}
	for subject := range m.catalogue {
		if want[subject] == "" && m.held[subject] != d.ID {
			m.fatalf("offer %s is live, not in the last delivery, and held of %q", subject, m.held[subject])
		}
	}
}
