package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
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
	c := &chaos{t: t, dir: t.TempDir(), random: rand.New(rand.NewPCG(seed, 7))}
	for _, land := range []learning.Land{"by", "nw", "rp", "sn"} {
		c.publishers = append(c.publishers, &publisher{land: land, acked: map[string]bool{}, good: map[string]bool{}})
	}
	return c
}

func (c *chaos) env(extra ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.dir, "XDG_CONFIG_HOME=" + filepath.Join(c.dir, "config")}, extra...)
}

func (c *chaos) data() string { return filepath.Join(c.dir, "data") }

// start starts a hub that will kill itself at a point, and returns its NATS
// address; "" if it passed the point before it was ready, with what was left
// in the outboxes.
func (c *chaos) start(crashAt string) (*exec.Cmd, string) {
	c.t.Helper()
	cmd := exec.Command("lernverbund", "up", "--data", c.data(), "--http", "127.0.0.1:0", "--nats", "127.0.0.1:0")
	cmd.Env = c.env("LERNVERBUND_CRASH_AT=" + crashAt)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	m := readyLine.FindStringSubmatch(strings.TrimSpace(line))
	if err != nil || m == nil {
		_ = cmd.Wait()
		if crashAt != "" && killed(cmd) {
			return cmd, ""
		}
		c.t.Fatalf("hub: %q, %v\n%s", line, err, errs.String())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return cmd, m[2]
}

// round runs until the crash point kills the hub, then once more in peace.
func (c *chaos) round(name, point string) {
	c.t.Helper()
	cmd, url := c.start(fmt.Sprintf("%s:%d", point, 1+c.random.IntN(12)))
	if url == "" {
		return
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	var all sync.WaitGroup
	for _, p := range c.publishers {
		all.Go(func() { p.publishUntil(c.data(), url, ended) })
	}
	select {
	case <-ended:
	case <-time.After(60 * time.Second):
		c.t.Errorf("%s: the crash point was never passed", name)
		_ = cmd.Process.Kill()
		<-ended
	}
	all.Wait()
	if !killed(cmd) {
		c.t.Errorf("%s: the hub ended by itself: %v", name, cmd.ProcessState)
	}
}

// killed reports whether a program ended by a signal.
func killed(cmd *exec.Cmd) bool {
	s, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && s.Signaled()
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
func (p *publisher) publishUntil(data, url string, ended <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { <-ended; cancel() }()
	client, err := federation.Connect(url, filepath.Join(data, "creds", string(p.land)+".creds"), nats.NoReconnect())
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
	cmd, url := c.start("")
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			c.t.Errorf("the hub ended with %v", err)
		}
	}()
	for _, p := range c.publishers {
		c.receipts(p, url)
	}
	c.log()
	for _, args := range [][]string{{"verify"}, {"rebuild"}, {"verify"}} {
		run := exec.Command("lernverbund", args...)
		run.Env = c.env()
		if out, err := run.CombinedOutput(); err != nil {
			c.t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
}

// receipts waits until every acked event of a Land has its receipt.
func (c *chaos) receipts(p *publisher, url string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
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
	for missing() > 0 {
		batch, err := consumer.Fetch(100, jetstream.FetchMaxWait(2*time.Second))
		if err != nil {
			c.t.Fatal(err)
		}
		for msg := range batch.Messages() {
			receipts, _ := federation.DecodeReceipts(msg.Data())
			for _, r := range receipts {
				verdicts[r.ID] = r.Verdict
			}
			if err := msg.Ack(); err != nil {
				c.t.Fatal(err)
			}
		}
		if ctx.Err() != nil {
			c.t.Fatalf("%s: %d of %d acked events have no receipt", p.land, missing(), len(p.acked))
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
	run := exec.Command("lernverbund", "replay")
	run.Env = c.env()
	var errs bytes.Buffer
	run.Stderr = &errs
	out, err := run.Output()
	if err != nil {
		c.t.Fatalf("replay: %v\n%s", err, errs.String())
	}
	times := map[string]int{}
	for line := range strings.Lines(string(out)) {
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
