package intake_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/intake/intaketest"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// The child process of the crash tests: a hub that dies at a crash point.
const (
	childDir     = "INTAKE_TEST_DIR"     // its data directory
	childCrash   = "INTAKE_TEST_CRASH"   // the crash point, "" to live
	childAfter   = "INTAKE_TEST_AFTER"   // how often the point is passed before
	childRelease = "INTAKE_TEST_RELEASE" // "1" to release the first held delivery
)

var crashLaender = []learning.Land{"by", "nw"}

// child runs a hub until its standard input ends or the crash point comes.
func child(dir string) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	below, err := intaketest.Open(ctx, dir, crashLaender...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	h := &hub{Hub: below}
	defer h.Close()
	cfg := h.config()
	var after, passed int64
	fmt.Sscan(os.Getenv(childAfter), &after)
	cfg.Crash = func(point string) {
		if point == os.Getenv(childCrash) && atomic.AddInt64(&passed, 1) > after {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	in, err := intake.Open(ctx, cfg)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(h.Server.ClientURL())
	go func() {
		if held := h.Quarantine.Held(); os.Getenv(childRelease) != "" && len(held) > 0 {
			if _, err := in.Release(ctx, held[0].Number); err != nil {
				fmt.Fprintln(os.Stderr, "release:", err)
			}
		}
		bufio.NewReader(os.Stdin).ReadString('\n') // until the parent closes it
		for {                                      // until nothing is pending any more
			pending := uint64(0)
			for _, s := range in.Status(ctx) {
				pending += s.Pending
			}
			if pending == 0 {
				break
			}
		}
		cancel()
	}()
	if err := in.Run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// publisher is a system that publishes over TCP, over and over, and knows what
// was acknowledged. What was not is sent again with the same bytes.
type publisher struct {
	land   learning.Land
	system learning.System
	creds  string
	n      int
	unsure *nats.Msg
	good   map[string]bool // ids of events that must be in the log
	bad    map[string]int  // ids of those that must not, and how often each was stored
	held   map[string]bool
}

// next is a message to publish and the ids in it.
func (p *publisher) next() *nats.Msg {
	if p.unsure != nil {
		return p.unsure
	}
	p.n++
	kind, subject := event.ContentType, "offer.published"
	var body []byte
	switch {
	case p.n == 10:
		subject, body = "offer.withdrawn", withdrawn(p.land, string(p.system), fmt.Sprintf("held-%s-%d", p.system, p.n), "DS-x", "d-1", 9, 9)
	case p.n%7 == 3:
		body = []byte(strings.Replace(string(published(p.land, string(p.system), fmt.Sprintf("bad-%s-%d", p.system, p.n), "DS")), "title", "titel", 1))
	case p.n%5 == 0:
		kind, subject = event.BatchContentType, "batch"
		var events [][]byte
		for i := range 20 {
			events = append(events, published(p.land, string(p.system), fmt.Sprintf("batch-%s-%d-%d", p.system, p.n, i), "DS"))
		}
		events = append(events, []byte(fmt.Sprintf(`{"id":"bad-%s-%d-x"}`, p.system, p.n)))
		body = event.JoinBatch(events)
	default:
		body = published(p.land, string(p.system), fmt.Sprintf("good-%s-%d", p.system, p.n), "DS")
	}
	return &nats.Msg{
		Subject: fmt.Sprintf("laender.%s.%s.%s", p.land, p.system, subject), Data: body, Header: nats.Header{"Content-Type": {kind}},
	}
}

// stored notes what the server has acknowledged.
func (p *publisher) stored(m *nats.Msg) {
	events := [][]byte{m.Data}
	if split, err := event.SplitBatch(m.Data); err == nil {
		events = split
	}
	for _, raw := range events {
		e, _ := event.Parse(raw)
		switch {
		case strings.HasPrefix(e.ID, "bad-"):
			p.bad[e.ID]++
		case strings.HasPrefix(e.ID, "held-"):
			p.held[e.ID] = true
		default:
			p.good[e.ID] = true
		}
	}
}

// publish goes on until the server is gone or most messages are stored.
func (p *publisher) publish(ctx context.Context, url string, most int) {
	c, err := nats.Connect(url, nats.UserCredentials(p.creds), nats.NoReconnect(), nats.CustomInboxPrefix(federation.InboxPrefix(string(p.land), string(p.system))))
	if err != nil {
		return
	}
	defer c.Close()
	js, err := jetstream.New(c)
	if err != nil {
		return
	}
	for range most {
		m := p.next()
		one, cancel := context.WithTimeout(ctx, 2*time.Second)
		_, err := js.PublishMsg(one, m)
		cancel()
		if err != nil {
			p.unsure = &nats.Msg{Subject: m.Subject, Data: m.Data, Header: m.Header}
			return
		}
		p.unsure = nil
		p.stored(m)
	}
}

// round runs the child until it dies, or until it has done all, while the publishers publish.
func round(t *testing.T, dir, point string, after, most int, publishers []*publisher) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childCrash+"="+point, fmt.Sprint(childAfter, "=", after))
	if point == intake.CrashReleased {
		cmd.Env = append(cmd.Env, childRelease+"=1")
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// A crash that happens while the child starts ends its output: there is nobody to publish to.
	url, _ := bufio.NewReader(stdout).ReadString('\n')
	var all sync.WaitGroup
	for _, p := range publishers {
		all.Go(func() { p.publish(ctx, strings.TrimSpace(url), most) })
	}
	all.Wait()
	stdin.Close()
	err = cmd.Wait()
	var exit *exec.ExitError
	killed := errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
	if killed != (point != "") || point == "" && err != nil {
		t.Errorf("%s: the child ended with %v\n%s", point, err, stderr.String())
	}
}

func TestKilledAtEveryCrashPoint(t *testing.T) {
	dir := t.TempDir() // on a disk
	intaketest.Fill(t, dir, crashLaender...)
	reg, err := federation.Open(federation.Config{Dir: dir, Laender: crashLaender})
	if err != nil {
		t.Fatal(err)
	}
	var publishers []*publisher
	for _, l := range crashLaender {
		for _, s := range []learning.System{"one", "two"} {
			creds, err := reg.Creds(t.Context(), nil, l, s)
			if err != nil {
				t.Fatal(err)
			}
			publishers = append(publishers, &publisher{land: l, system: s, creds: creds, good: map[string]bool{}, bad: map[string]int{}, held: map[string]bool{}})
		}
	}
	for i, point := range []string{
		intake.CrashPulled, intake.CrashLogged, intake.CrashQuarantined, intake.CrashLedgered, intake.CrashReceipted, intake.CrashAcked, intake.CrashReleased,
	} {
		after := 3 + 2*i
		if point == intake.CrashReleased {
			after = 0
		}
		round(t, dir, point, after, 60, publishers)
	}
	round(t, dir, "", 0, 20, publishers)
	check(t, dir, publishers)
}

// check holds what is stored against what the publishers know.
func check(t *testing.T, dir string, publishers []*publisher) {
	t.Helper()
	h := &hub{Hub: intaketest.At(t, dir, crashLaender...)}
	inLog := map[string]int{}
	for _, r := range h.Records(t) {
		e, err := event.Open(r.Raw)
		if err != nil {
			t.Fatal(err)
		}
		inLog[string(e.Source)+" "+e.ID]++
	}
	answered, bad := receiptsOf(t, h), map[string]int{}
	for _, e := range h.entries(t) {
		if e.Verdict == quarantine.Rejected {
			bad[string(e.Land)+" "+e.ID]++
		}
	}
	events := 0
	for _, p := range publishers {
		source := string(event.NewSource(p.land, p.system))
		for id := range p.good {
			events++
			if inLog[source+" "+id] != 1 {
				t.Errorf("%s of %s is in the log %d times", id, source, inLog[source+" "+id])
			}
		}
		for id, n := range p.bad {
			events++
			// What was stored without an acknowledgement is there once more.
			if got := bad[string(p.land)+" "+id]; got < n || got > n+1 {
				t.Errorf("%s is in quarantine %d times, stored %d times", id, got, n)
			}
			if inLog[source+" "+id] != 0 {
				t.Errorf("%s is in the log", id)
			}
		}
	}
	unanswered(t, h, answered)
	t.Logf("%d events stored, %d records, %d places answered", events, len(h.Records(t)), len(answered))
	if events < 500 {
		t.Errorf("only %d events: the test does not test much", events)
	}
	released := 0
	for _, e := range h.entries(t) {
		if e.Verdict == quarantine.Held && e.State == quarantine.Released {
			released++
			if n := inLog[e.Source+" "+e.ID]; n != 1 || answered[place(e.Land, e.Origin.Sequence, e.Origin.Index)]["accepted"] == 0 {
				t.Errorf("released %s is in the log %d times", e.ID, n)
			}
		}
	}
	if released == 0 {
		t.Error("nothing was released")
	}
	h.Verify(t)
}

func place(l learning.Land, sequence uint64, index int) string {
	return fmt.Sprint(l, " ", sequence, " ", index)
}

// receiptsOf counts the verdicts for every place of every outbox.
func receiptsOf(t *testing.T, h *hub) map[string]map[federation.Verdict]int {
	t.Helper()
	all := map[string]map[federation.Verdict]int{}
	for _, l := range h.Laender {
		for _, m := range stored(t, h, l, federation.Receipts) {
			receipts, ok := federation.DecodeReceipts(m.Data())
			if !ok {
				t.Fatalf("no receipts: %s", m.Data())
			}
			for _, r := range receipts {
				at := place(l, r.Outbox.Sequence, r.Outbox.Index)
				if all[at] == nil {
					all[at] = map[federation.Verdict]int{}
				}
				all[at][r.Verdict]++
			}
		}
	}
	return all
}

// unanswered complains about every event in an outbox without a receipt, or with two that differ.
func unanswered(t *testing.T, h *hub, answered map[string]map[federation.Verdict]int) {
	t.Helper()
	for _, l := range h.Laender {
		for i, m := range stored(t, h, l, federation.Outbox) {
			events := 1
			if split, err := event.SplitBatch(m.Data()); err == nil {
				events = len(split)
			}
			for index := range events {
				verdicts := answered[place(l, uint64(i+1), index)]
				delete(verdicts, federation.Held) // it may have been released since
				if len(verdicts) != 1 && !strings.Contains(string(m.Data()), `"held-`) {
					t.Errorf("event %d of message %d of %s was answered with %v", index, i+1, l, verdicts)
				}
			}
		}
	}
}

// stored are all messages of a stream.
func stored(t *testing.T, h *hub, l learning.Land, stream string) (all []jetstream.Msg) {
	t.Helper()
	s, err := h.Outboxes[l].Stream(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.OrderedConsumer(t.Context(), jetstream.OrderedConsumerConfig{})
	if err != nil {
		t.Fatal(err)
	}
	n := int(s.CachedInfo().State.Msgs)
	it, err := c.Messages()
	if err != nil {
		t.Fatal(err)
	}
	defer it.Stop()
	for len(all) < n {
		m, err := it.Next(jetstream.NextMaxWait(20 * time.Second))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}
