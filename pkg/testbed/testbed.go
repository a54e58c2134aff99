package testbed

import (
	"context"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Patience is how long a test waits for what must come, on a machine that is awake.
const Patience = 30 * time.Second

// beat is how often a test looks.
const beat = 2 * time.Millisecond

// Until waits for a condition that another goroutine or program brings about;
// the test ends if it does not come within Patience.
func Until(t testing.TB, what string, met func() bool) {
	t.Helper()
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for range Patience / beat {
		if met() {
			return
		}
		<-tick.C
	}
	t.Fatalf("waited in vain: %s", what)
}

// Within is a context that ends after a time in which the machine was awake.
// Its cancel function must be called.
func Within(ctx context.Context, long time.Duration) (context.Context, context.CancelFunc) {
	const slow = 50 * time.Millisecond
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		tick := time.NewTicker(slow)
		defer tick.Stop()
		for range long / slow {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
		cancel(context.DeadlineExceeded)
	}()
	return ctx, func() { cancel(context.Canceled) }
}

// roomy is how many bytes a folder in memory must have free to be used.
const roomy = 1 << 30

// Memory is a folder in memory that has room, "" where there is none.
func Memory() string {
	const shared = "/dev/shm"
	var fs syscall.Statfs_t
	if syscall.Statfs(shared, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < roomy {
		return ""
	}
	return shared
}

// Dir is an empty folder that goes with the test, in memory where there is
// some: a hub's data directory is hundreds of files and as many waits for a disk,
// and what a killed process leaves is the same on both. What asks for a disk
// takes t.TempDir.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(Memory(), "lernverbund-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) }) // a child that dies may still write
	return dir
}

// Optional is the first of the paths that is there: a program or a file that a
// test needs and the machine may lack. The test is skipped without it, and fails
// if its name is in LVTEST_REQUIRE, a list such as "chromium,axe".
func Optional(t testing.TB, name string, paths ...string) string {
	t.Helper()
	for _, p := range paths {
		if _, err := os.Stat(p); p != "" && err == nil {
			return p
		}
	}
	say := t.Skipf
	if slices.Contains(strings.Split(os.Getenv("LVTEST_REQUIRE"), ","), name) {
		say = t.Fatalf
	}
	say("%s is not on this machine (looked at %s)", name, strings.Join(paths, " "))
	return ""
}
