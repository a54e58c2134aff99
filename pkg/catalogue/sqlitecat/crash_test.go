package sqlitecat_test

import (
	"context"
	"log"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/event"
)

// crashAt names, for the test binary started again, the point at which to kill itself.
const crashAt, crashDir = "LVTEST_CRASH_AT", "LVTEST_CRASH_DIR"

func TestMain(m *testing.M) {
	if point := os.Getenv(crashAt); point != "" {
		applyAndDie(point, os.Getenv(crashDir))
	}
	os.Exit(m.Run())
}

// applyAndDie applies two batches and dies in the second.
func applyAndDie(point, dir string) {
	ctx, armed := context.Background(), false
	s, err := sqlitecat.Open(ctx, sqlitecat.Config{Dir: dir, Crash: func(at string) {
		if armed && at == point {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}})
	if err != nil {
		log.Fatal(err)
	}
	for p := range catalogue.Position(2) {
		armed = p == 1
		if err := s.Apply(ctx, p+1, []catalogue.Change{offer(p + 1)}); err != nil {
			log.Fatal(err)
		}
	}
	log.Fatalf("crash point %s was not met", point)
}

func offer(p catalogue.Position) catalogue.Revised {
	return catalogue.Revised{Version: catalogue.Version{ID: "by:a:1", From: p, Type: event.TypeOfferWithdrawn, Withdrawn: &event.OfferWithdrawn{Reason: event.Ended}}}
}

// Killed before the commit nothing of the batch is there; killed after it, all.
func TestKill(t *testing.T) {
	for point, want := range map[string]catalogue.Position{"catalogue.apply": 1, "catalogue.applied": 2} {
		t.Run(point, func(t *testing.T) {
			dir := t.TempDir()
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), crashAt+"="+point, crashDir+"="+dir)
			out, err := cmd.CombinedOutput()
			if state, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || state.Signal() != syscall.SIGKILL {
				t.Fatalf("child: %v, want it killed: %s", err, out)
			}
			s := openAt(t, dir)
			if got, err := s.Checkpoint(t.Context()); got != want || err != nil {
				t.Errorf("checkpoint: got %d, %v, want %d", got, err, want)
			}
			if h, err := s.History(t.Context(), "by:a:1"); len(h) != int(want) || err != nil {
				t.Errorf("history: got %d versions, %v, want %d", len(h), err, want)
			}
			if err := s.Apply(t.Context(), 2, []catalogue.Change{offer(2)}); err != nil {
				t.Errorf("apply again: %v", err)
			}
			if h, err := s.History(t.Context(), "by:a:1"); len(h) != 2 || err != nil {
				t.Errorf("history after applying again: got %d versions, %v, want 2", len(h), err)
			}
		})
	}
}
