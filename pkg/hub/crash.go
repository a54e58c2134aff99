package hub

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// CrashPoints reads LERNVERBUND_CRASH_AT: "<point>" or "<point>:<n>", at whose
// nth passing (the first if n is absent) the process kills itself as kill -9
// would. It is how tests prove that nothing is acknowledged before it is
// durable. Unset, the function does nothing.
func CrashPoints() func(point string) {
	at, n := os.Getenv("LERNVERBUND_CRASH_AT"), 1
	if at == "" {
		return func(string) {}
	}
	if point, count, ok := strings.Cut(at, ":"); ok {
		at = point
		n, _ = strconv.Atoi(count)
	}
	var passed atomic.Int64
	return func(point string) {
		if point == at && passed.Add(1) == int64(n) {
			fmt.Fprintf(os.Stderr, "crash point %s\n", point)
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal is on its way
		}
	}
}
