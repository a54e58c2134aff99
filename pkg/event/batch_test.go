package event_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/event"
)

func TestBatch(t *testing.T) {
	events := [][]byte{[]byte(`{"a": 1}`), []byte(`"x"`), []byte(`{"b":{"b":1,"b":2}}`)}
	got, err := event.SplitBatch(event.JoinBatch(events))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(events) {
		t.Fatalf("got %d events, want %d", len(got), len(events))
	}
	for i := range got {
		if !bytes.Equal(got[i], events[i]) {
			t.Errorf("event %d = %q, want %q", i, got[i], events[i])
		}
	}
	for name, raw := range map[string]string{
		"no array":   `{}`,
		"cut off":    `[{"a":1},`,
		"something":  `[] x`,
		"too many":   "[" + strings.Repeat("1,", event.MaxBatch) + "1]",
		"too large":  "[\"" + strings.Repeat("x", event.MaxBatchBytes) + "\"]",
		"too deep":   strings.Repeat("[", 100_000),
		"empty":      "",
		"bad member": "[nul]",
	} {
		if _, err := event.SplitBatch([]byte(raw)); !errors.Is(err, event.ErrBatch) {
			t.Errorf("%s: error %v, want ErrBatch", name, err)
		}
	}
}
