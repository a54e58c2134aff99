package projector_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
	"github.com/lernverbund/lernverbund/pkg/projector"
)

// crashAt names, for the test binary started again, the point at which to kill
// itself and how often to pass it before: "catalogue.apply:3".
const crashAt, crashData = "LVTEST_CRASH_AT", "LVTEST_CRASH_DATA"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestChild is the process that is killed: it projects a history, rebuilds, and goes on.
func TestChild(t *testing.T) {
	at, n, _ := strings.Cut(os.Getenv(crashAt), ":")
	if at == "" {
		t.Skip("runs only as a child of TestKill")
	}
	left, err := strconv.Atoi(n)
	if err != nil {
		t.Fatal(err)
	}
	crash := func(point string) {
		if point != at {
			return
		}
		if left--; left == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	log := memlog.New()
	record(t, log, history(t, 31, 1000), 50)
	c, err := projector.OpenCatalogue(context.Background(), projector.Folder{
		Dir: filepath.Join(os.Getenv(crashData), "catalogue"), Open: openFile(crash),
	})
	if err != nil {
		t.Fatal(err)
	}
	p := projector.New(projector.Config{Log: log, Store: c, Crash: crash})
	for range 50 {
		if err := p.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatalf("crash point %s was not met", at)
}

// Killed at any point, again and again over the same folder, the catalogue
// comes to what the log says.
func TestKill(t *testing.T) {
	inputs := history(t, 31, 1000)
	log := memlog.New()
	last := record(t, log, inputs, 50)
	want := reference(t, inputs)
	data := t.TempDir()
	for _, point := range []string{
		"catalogue.apply:1", "catalogue.applied:1", "catalogue.apply:2", "catalogue.applied:3", "catalogue.swap:1", "catalogue.swap:3", "catalogue.apply:4",
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$")
		cmd.Env = append(os.Environ(), crashAt+"="+point, crashData+"="+data)
		out, err := cmd.CombinedOutput()
		if state, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || state.Signal() != syscall.SIGKILL {
			t.Fatalf("%s: %v, want the child killed: %s", point, err, out)
		}
		if strings.HasPrefix(point, "catalogue.swap") {
			c := openCatalogue(t, data)
			if at, err := c.Checkpoint(t.Context()); at != last || err != nil {
				t.Errorf("%s: the old catalogue is not back: position %d, %v, want %d", point, at, err, last)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if got := catchUp(t, log, data); got.Position != last || got.Digest != want.Status.Digest {
			t.Errorf("%s: got position %d digest %x, want %d %x", point, got.Position, got.Digest, last, want.Status.Digest)
		}
		onlyCatalogue(t, data)
	}
	cattest.Equal(t, want, cattest.Read(t, openCatalogue(t, data)))
}
