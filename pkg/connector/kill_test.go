package connector_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/connector"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func reader(raw []byte) io.Reader { return bytes.NewReader(raw) }

// killed runs a child that must die of SIGKILL.
func killed(t *testing.T, o order) {
	t.Helper()
	err := o.command(t).Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("%s: the child ended with %v, want SIGKILL", o.Point, err)
	}
}

// Killed at every crash point, with intake running or not: the next run leaves
// the hub with exactly the delivery's offers, each event recorded once.
func TestKilled(t *testing.T) {
	h := start(t, "by")
	_, stop := h.run(t)
	before, after := numbered(30, "A"), numbered(35, strings.Repeat("Lang. ", 9000)) // needs two batches
	for i := range 10 {
		switch subject := fmt.Sprintf("DS-%03d", i); {
		case i < 5:
			delete(after, subject)
		default:
			after[subject] = "A"
		}
	}
	const events = 5 + 20 + 5 // withdrawn, revised, new
	want := map[string]feed{}
	points := []struct {
		name string
		nth  int
	}{
		{connector.CrashCaughtUp, 1},
		{connector.CrashRemembered, 1},
		{connector.CrashBatch, 1},
		{connector.CrashBatch, 2},
		{connector.CrashSent, 1},
		{connector.CrashAnswered, 1},
	}
	var systems []learning.System
	for i := range points {
		for _, kind := range []string{"up", "down"} {
			s := learning.System(fmt.Sprintf("%s-%d", kind, i))
			if kind == "down" && points[i].name == connector.CrashAnswered {
				continue // nobody answers
			}
			systems = append(systems, s)
			deliver(t, h.client(t, "by", s), before.delivery(system(s)))
			want["by:"+string(s)] = after
		}
	}
	kill := func(kind string) {
		for _, s := range systems {
			var i int
			if _, err := fmt.Sscanf(string(s), kind+"-%d", &i); err == nil {
				killed(t, order{
					URL: h.Server.ClientURL(), Creds: h.creds(t, "by", s), Delivery: after.delivery(system(s)),
					Point: points[i].name, Nth: points[i].nth,
				})
			}
		}
	}
	kill("up")
	stop()
	kill("down")
	h.run(t)
	for _, s := range systems {
		c := h.client(t, "by", s)
		if n := deliver(t, c, after.delivery(system(s))).Counts; n.Pending+n.Rejected+n.Held+n.Refused > 0 {
			t.Errorf("%s, after the kill: %+v", s, n)
		}
		out := deliver(t, c, after.delivery(system(s)))
		counts(t, string(s)+", settled", out, connector.Counts{Read: len(after), Unchanged: len(after)})
	}
	h.live(t, want)
	offers := 0
	for _, line := range h.told(t, 1) {
		if line != closing {
			offers++
		}
	}
	if want := len(systems) * (30 + events); offers != want {
		t.Errorf("%d events about offers are recorded, want %d", offers, want)
	}
}

// An empty feed whose run was killed: the next run's withdrawals are the ones
// that are held, and a person can release them.
func TestKilledUnderTheBrake(t *testing.T) {
	h := start(t, "by")
	in, _ := h.run(t)
	full := numbered(12, "A")
	for i, point := range []string{connector.CrashRemembered, connector.CrashBatch, connector.CrashSent, connector.CrashAnswered} {
		s := learning.System(fmt.Sprint("s", i))
		c := h.client(t, "by", s)
		deliver(t, c, full.delivery(system(s)))
		killed(t, order{URL: h.Server.ClientURL(), Creds: h.creds(t, "by", s), Delivery: feed{}.delivery(system(s)), Point: point, Nth: 1})
		last := feed{}.delivery(system(s))
		out := deliver(t, c, last)
		counts(t, point, out, connector.Counts{Withdrawn: 12, Held: 12})
		held := 0
		for _, e := range h.Quarantine.Held() {
			if e.System == s {
				held++
				if e.Delivery != last.ID {
					t.Errorf("%s: %s is held of delivery %s, want the last one %s", point, e.Subject, e.Delivery, last.ID)
				}
			}
		}
		if held != 12 {
			t.Errorf("%s: %d are held, want 12", point, held)
			continue
		}
		result, err := in.Release(t.Context(), h.Quarantine.Held()[0].Number)
		if err != nil || result.Released != 12 {
			t.Errorf("%s: release gave %+v, %v; want 12", point, result, err)
		}
	}
	h.live(t, nil)
}

// Killed again and again at any moment, with changing feeds.
func TestKilledAtAnyMoment(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	h := start(t, "by")
	h.run(t)
	creds := h.creds(t, "by", "bayvsa")
	now := numbered(300, "0")
	for round := range 12 {
		now = maps.Clone(now)
		for i := range 300 {
			switch subject := fmt.Sprintf("DS-%03d", i); r.IntN(20) {
			case 0:
				delete(now, subject)
			case 1, 2, 3:
				now[subject] = fmt.Sprint(round)
			}
		}
		cmd := order{URL: h.Server.ClientURL(), Creds: creds, Delivery: now.delivery()}.command(t)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		_, _ = io.ReadFull(out, make([]byte, len("planned")))
		after := time.AfterFunc(time.Duration(r.IntN(40_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		after.Stop()
	}
	c := h.client(t, "by", "bayvsa")
	if n := deliver(t, c, now.delivery()).Counts; n.Pending+n.Rejected+n.Held > 0 {
		t.Errorf("the run that came through: %+v", n)
	}
	h.live(t, map[string]feed{"by:bayvsa": now})
	counts(t, "again", deliver(t, c, now.delivery()), connector.Counts{Read: len(now), Unchanged: len(now)})
	h.live(t, map[string]feed{"by:bayvsa": now})
}
