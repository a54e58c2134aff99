package cli_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

var chaosRounds = flag.Int("chaos", 0, "rounds of kill -9 at every named crash point; 0 is one round over a few of them")

// hubPoints are the crash points a stream of events passes in the hub.
var hubPoints = []string{
	"intake.pulled", "log.append.before", "log.append.after", "intake.logged", "intake.quarantined",
	"ledger.hashes", "ledger.checkpoint", "intake.ledgered", "intake.receipted", "intake.acked",
	"catalogue.apply", "catalogue.applied",
}

// Kill -9 at each named crash point while four publishers run: every acked
// event is in the log once, every event has a receipt, everything agrees.
func TestChaos(t *testing.T) {
	points, rounds := []string{"intake.logged", "ledger.checkpoint", "catalogue.apply"}, 1
	if *chaosRounds > 0 {
		points, rounds = hubPoints, *chaosRounds
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	c := newChaos(t, seed)
	for round := range rounds {
		for _, point := range points {
			c.round(fmt.Sprintf("round %d, %s", round+1, point), point)
		}
	}
	c.check()
}

// chaos is a hub that is killed and what its publishers know.
type chaos struct {
	t          *testing.T
	dir        string
	random     *rand.Rand
	publishers []*publisher
}

func newChaos(t *testing.T, seed uint64) *chaos {
	c := &chaos{t: t, dir: testbed.Dir(t), random: rand.New(rand.NewPCG(seed, 7))}
	for _, land := range []learning.Land{"by", "nw", "rp", "sn"} {
		c.publishers = append(c.publishers, &publisher{land: land, acked: map[string]bool{}, good: map[string]bool{}})
	}
	return c
}

func (c *chaos) data() string { return filepath.Join(c.dir, "data") }

// start starts a hub that will kill itself at a point, "" at none; ready is
// false if it passed the point before it was, with what was left in the outboxes.
func (c *chaos) start(crashAt string) (p *program, ready bool) {
	c.t.Helper()
	p, err := launch(c.data(), environment(c.dir, "LERNVERBUND_CRASH_AT="+crashAt))
	if p == nil || err != nil && (crashAt == "" || !p.killed()) {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = p.end(syscall.SIGKILL) })
	return p, err == nil
}

// run is what a command says.
func (c *chaos) run(args ...string) []byte {
	c.t.Helper()
	cmd := exec.Command("lernverbund", args...)
	cmd.Env = environment(c.dir)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		c.t.Fatalf("%v: %v\n%s%s", args, err, out, errs.String())
	}
	return out
}

// round runs until the crash point kills the hub, then once more in peace.
func (c *chaos) round(name, point string) {
	c.t.Helper()
	hub, ready := c.start(fmt.Sprintf("%s:%d", point, 1+c.random.IntN(12)))
	if !ready {
		return
	}
	var all sync.WaitGroup
	for _, p := range c.publishers {
		all.Go(func() { p.publishUntil(c.data(), hub) })
	}
	limit, cancel := testbed.Within(c.t.Context(), 2*testbed.Patience)
	defer cancel()
	select {
	case <-hub.gone:
	case <-limit.Done():
		c.t.Errorf("%s: the crash point was never passed", name)
		_ = hub.end(syscall.SIGKILL)
	}
	all.Wait()
	if !hub.killed() {
		c.t.Errorf("%s: the hub ended by itself: %v\n%s", name, hub.err, hub.errs)
	}
}

// publisher is one Land that keeps publishing.
type publisher struct {
	land  learning.Land
	next  int
	good  map[string]bool // ids of events the hub must accept
	acked map[string]bool // ids the outbox has acknowledged
}

// event makes the next event: most are good, some have no title.
func (p *publisher) event() (id string, raw []byte, good bool) {
	p.next++
	id = fmt.Sprintf("%s-%d", p.land, p.next)
	good = p.next%7 != 0
	offer := learning.Offer{Title: learning.Text{"de": "Kurs " + id}, Provider: learning.Provider{Name: "Akademie"}}
	if !good {
		offer.Title = nil
	}
	raw, err := event.Draft{
		ID: id, Source: event.NewSource(p.land, "chaos"), Type: event.TypeOfferRevised,
		Subject: fmt.Sprint("K-", p.next%50), Time: time.Now(), Data: offer,
	}.Encode()
	if err != nil {
		panic(err)
	}
	return id, raw, good
}

// publishUntil publishes single events and small batches until the hub is gone.
func (p *publisher) publishUntil(data string, hub *program) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { <-hub.gone; cancel() }()
	client, err := federation.Connect(hub.nats, filepath.Join(data, "creds", string(p.land)+".creds"), nats.NoReconnect())
	if err != nil {
		return
	}
	defer client.Close()
	for ctx.Err() == nil {
		var ids []string
		var raws [][]byte
		for range 1 + p.next%5 {
			id, raw, good := p.event()
			p.good[id] = good
			ids, raws = append(ids, id), append(raws, raw)
		}
		subject, kind, body := federation.BatchSubject(p.land, "chaos"), event.BatchContentType, event.JoinBatch(raws)
		if len(raws) == 1 {
			subject, _ = federation.EventSubject(p.land, "chaos", event.TypeOfferRevised)
			kind, body = event.ContentType, raws[0]
		}
		if _, err := client.Publish(ctx, subject, nats.Header{"Content-Type": {kind}}, body); err == nil {
			for _, id := range ids {
				p.acked[id] = true
			}
		}
	}
}

// check starts the hub in peace and compares it with what the publishers know.
func (c *chaos) check() {
	c.t.Helper()
	hub, _ := c.start("")
	for _, p := range c.publishers {
		c.receipts(p, hub.nats)
	}
	c.log()
	for _, command := range []string{"verify", "rebuild", "verify"} {
		c.run(command)
	}
	if err := hub.end(os.Interrupt); err != nil {
		c.t.Errorf("the hub ended with %v\n%s", err, hub.errs)
	}
}

// receipts waits until every acked event of a Land has its receipt.
func (c *chaos) receipts(p *publisher, url string) {
	c.t.Helper()
	ctx, cancel := testbed.Within(c.t.Context(), 2*testbed.Patience)
	defer cancel()
	client, err := federation.Connect(url, filepath.Join(c.data(), "creds", string(p.land)+".creds"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer client.Close()
	consumer, err := client.JetStream().Consumer(ctx, federation.Receipts, federation.LandWide)
	if err != nil {
		c.t.Fatal(err)
	}
	verdicts := map[string]federation.Verdict{}
	missing := func() (n int) {
		for id := range p.acked {
			if verdicts[id] == "" {
				n++
			}
		}
		return n
	}
	messages, err := consumer.Messages()
	if err != nil {
		c.t.Fatal(err)
	}
	defer messages.Stop()
	for missing() > 0 {
		msg, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			c.t.Fatalf("%s: %d of %d acked events have no receipt: %v", p.land, missing(), len(p.acked), err)
		}
		receipts, _ := federation.DecodeReceipts(msg.Data())
		for _, r := range receipts {
			verdicts[r.ID] = r.Verdict
		}
		if err := msg.Ack(); err != nil {
			c.t.Fatal(err)
		}
	}
	for id := range p.acked {
		if rejected := verdicts[id] == federation.Rejected; rejected == p.good[id] {
			c.t.Errorf("%s: verdict %s, want good = %v", id, verdicts[id], p.good[id])
		}
	}
	c.t.Logf("%s: %d events acked, all with a receipt", p.land, len(p.acked))
}

// log looks for every acked event: once in the log if it is good, else not at all.
func (c *chaos) log() {
	c.t.Helper()
	times := map[string]int{}
	for line := range strings.Lines(string(c.run("replay"))) {
		var l struct {
			Event struct {
				ID string `json:"id"`
			} `json:"event"`
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			c.t.Fatal(errors.Join(err, errors.New(line)))
		}
		times[l.Event.ID]++
	}
	for _, p := range c.publishers {
		for id := range p.acked {
			want := 0
			if p.good[id] {
				want = 1
			}
			if times[id] != want {
				c.t.Errorf("event %s is in the log %d times, want %d", id, times[id], want)
			}
		}
	}
	for id, n := range times {
		if n > 1 {
			c.t.Errorf("event %s is in the log %d times", id, n)
		}
	}
}
