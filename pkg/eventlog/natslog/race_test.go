package natslog_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
)

// Readers that come while records are redacted see every position once: the
// server's count of what is pending is wrong for a moment then.
func TestReadWhileRedacting(t *testing.T) {
	for range 2 {
		s := start(t)
		log := s.log(t, natslog.Config{})
		last := eventlog.Position(0)
		for commit := range 12 {
			c := eventlog.Commit{Land: "by", RecordedAt: time.Unix(int64(commit), 0)}
			for i := range 6 {
				c.Entries = append(c.Entries, eventlog.Entry{Raw: fmt.Appendf(nil, "event %d", i), Origin: eventlog.Origin{Land: "by", Created: 1, Sequence: uint64(commit), Index: i}})
			}
			var err error
			if last, err = log.Append(testContext(t), last, c); err != nil {
				t.Fatal(err)
			}
		}
		redacted := make(chan error, 1)
		go func() {
			for p := eventlog.Position(1); p < last; p += 2 {
				if err := log.Redact(testContext(t), p, "by law"); err != nil {
					redacted <- err
					return
				}
			}
			redacted <- nil
		}()
		for reading := true; reading; {
			select {
			case err := <-redacted:
				if reading = false; err != nil {
					t.Fatal(err)
				}
			default:
			}
			if p, _, err := until(t, log, eventlog.Filter{}); p != last || err != nil {
				t.Fatalf("read to %d and %v, want %d", p, err, last)
			}
		}
		s.srv.Shutdown()
	}
}
