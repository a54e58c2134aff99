package ledger_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/ledger"
	"github.com/lernverbund/lernverbund/pkg/natsd"
)

const (
	crashDir = "LVTEST_CRASH_DIR"
	crashAt  = "LVTEST_CRASH_AT" // point:times
)

// TestMain lets this binary be its own victim: with LVTEST_CRASH_DIR it
// commits until the crash point kills it.
func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		fmt.Fprintln(os.Stderr, "victim:", victim(dir, os.Getenv(crashAt)))
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// hub is server, log and ledger on one folder.
type hub struct {
	srv    *natsd.Server
	log    *natslog.Log
	ledger *ledger.Ledger
}

func startHub(dir string, crash func(string)) (*hub, error) {
	srv, err := natsd.Start(natsd.Config{StoreDir: filepath.Join(dir, "nats"), Bare: true})
	if err != nil {
		return nil, err
	}
	h := &hub{srv: srv}
	nc, err := srv.Connect("")
	if err != nil {
		return h, err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return h, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if h.log, err = natslog.Open(ctx, js, natslog.Config{Crash: crash}); err != nil {
		return h, err
	}
	h.ledger, err = ledger.Open(filepath.Join(dir, "ledger"), filepath.Join(dir, "keys"), ledger.Config{Crash: crash})
	return h, err
}

func (h *hub) stop() {
	if h.ledger != nil {
		h.ledger.Close()
	}
	h.srv.Shutdown()
}

// victim commits and redacts in the order of intake, and says on standard
// output what is done: "ack 12" and "gone 7".
func victim(dir, at string) error {
	point, times, _ := strings.Cut(at, ":")
	left, err := strconv.Atoi(times)
	if err != nil {
		return err
	}
	h, err := startHub(dir, func(passed string) {
		if passed == point {
			if left--; left == 0 {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
		}
	})
	if err != nil {
		return err
	}
	ctx := context.Background()
	for {
		tip, err := eventlog.Tip(ctx, h.log)
		if err != nil {
			return err
		}
		c := crashCommit(tip.Position)
		last, err := h.log.Append(ctx, tip.Position, c)
		if err != nil {
			return err
		}
		if err := h.ledger.Append(ctx, c.Records(last)); err != nil {
			return err
		}
		fmt.Printf("ack %d\n", last)
		if gone := last - 1; last%4 == 0 {
			if err := h.log.Redact(ctx, gone, "by law"); err != nil {
				return err
			}
			fmt.Printf("gone %d\n", gone)
		}
	}
}

// crashCommit is the commit after a position, the same in every process.
func crashCommit(p eventlog.Position) eventlog.Commit {
	land := learning.Laender[p%5]
	c := eventlog.Commit{Land: land, RecordedAt: moment.Add(time.Duration(p) * time.Second)}
	for i := range 2 {
		c.Entries = append(c.Entries, eventlog.Entry{
			Raw: crashEvent(p + 1 + eventlog.Position(i)), Origin: eventlog.Origin{Land: land, Created: 1, Sequence: uint64(p) + 1, Index: i},
		})
	}
	return c
}

func crashEvent(p eventlog.Position) []byte { return fmt.Appendf(nil, `{"event":%d}`, p) }

// TestKilledAtEveryCrashPoint kills a process at each crash point in turn, on
// the same folder, and looks each time whether all that was said is so.
func TestKilledAtEveryCrashPoint(t *testing.T) {
	dir := t.TempDir()
	for round, times := range []int{3, 5} {
		for _, point := range []string{
			natslog.CrashAppendBefore, natslog.CrashAppendAfter, ledger.CrashHashes, ledger.CrashCheckpoint, natslog.CrashRedactCopied,
		} {
			t.Run(fmt.Sprintf("%s/%d", point, round), func(t *testing.T) {
				acked, gone := kill(t, dir, fmt.Sprintf("%s:%d", point, times))
				if acked == 0 {
					t.Fatal("the victim acked nothing")
				}
				h, err := startHub(dir, nil)
				if h != nil {
					defer h.stop()
				}
				if err != nil {
					t.Fatal(err)
				}
				examine(t, h, acked, gone)
			})
		}
	}
}

// kill lets a victim run until it dies, and gives what it had said.
func kill(t *testing.T, dir, at string) (acked eventlog.Position, gone []eventlog.Position) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), crashDir+"="+dir, crashAt+"="+at)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word, number, _ := strings.Cut(lines.Text(), " ")
		p, _ := strconv.ParseUint(number, 10, 64)
		switch word {
		case "ack":
			acked = eventlog.Position(p)
		case "gone":
			gone = append(gone, eventlog.Position(p))
		}
	}
	err = cmd.Wait()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL || ctx.Err() != nil {
		t.Fatalf("victim: got %v, want it killed by the crash point", err)
	}
	return acked, gone
}

// examine checks that everything acked is there, in order, each once, that the
// ledger agrees and was at most one commit behind, and that the next commit goes.
func examine(t *testing.T, h *hub, acked eventlog.Position, gone []eventlog.Position) {
	ctx := t.Context()
	last, err := h.log.Last(ctx)
	if err != nil || last < acked || last > acked+2 {
		t.Fatalf("last: got %d and %v, want %d or one commit more", last, err, acked)
	}
	if err := h.ledger.Verify(ctx, h.log, nil); err != nil {
		t.Fatalf("verify before catching up: %v", err)
	}
	if added, err := h.ledger.CatchUp(ctx, h.log); err != nil || added > 2 {
		t.Fatalf("catch up: got %d and %v, want one commit at most", added, err)
	}
	if err := h.ledger.Verify(ctx, h.log, nil); err != nil || h.ledger.Size() != last {
		t.Fatalf("verify: got %v and size %d, want size %d", err, h.ledger.Size(), last)
	}
	redacted := map[eventlog.Position]bool{}
	next := eventlog.Position(1)
	for r, err := range h.log.Read(ctx, 1, eventlog.Filter{}) {
		if err != nil || r.Position != next || r.Redacted == "" && string(r.Raw) != string(crashEvent(next)) {
			t.Fatalf("read: got %d %q and %v, want position %d", r.Position, r.Raw, err, next)
		}
		redacted[r.Position] = r.Redacted != ""
		next++
	}
	for _, p := range gone {
		if !redacted[p] {
			t.Errorf("position %d: said to be redacted, and is not", p)
		}
	}
}
