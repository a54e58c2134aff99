package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// withdraw publishes the withdrawals of a delivery as one batch and reads the receipts.
func (h *hub) withdraw(t *testing.T, a *answers, delivery string, base, n int) []federation.Receipt {
	t.Helper()
	var events [][]byte
	for i := range n {
		events = append(events, withdrawn("by", "bayvsa", fmt.Sprintf("%s-w-%d", delivery, i), fmt.Sprint("DS-", i), delivery, base, n))
	}
	h.Publish(t, "by", "laender.by.bayvsa.batch", event.BatchContentType, event.JoinBatch(events))
	_, receipts := a.next()
	return receipts
}

func (h *hub) complete(t *testing.T, a *answers, delivery string, full bool) {
	t.Helper()
	h.Publish(t, "by", "laender.by.bayvsa.delivery.completed", event.ContentType, completed("by", "bayvsa", delivery, full))
	if r := a.one(); r.Verdict != federation.Accepted {
		t.Fatalf("delivery.completed: got %+v", r)
	}
}

// told says for each record what it is: "offer.withdrawn DS-1".
func (h *hub) told(t *testing.T, from int) (all []string) {
	t.Helper()
	for _, r := range h.Records(t)[from:] {
		e, err := event.Open(r.Raw)
		if err != nil {
			t.Fatal(err)
		}
		noun, fact, _ := e.Type.Split()
		line := fmt.Sprintf("%s %s.%s %s", r.Land, noun, fact, e.Subject)
		switch f := e.Fact.(type) {
		case *event.HeldReleased:
			line += fmt.Sprintf(" %d+%d", f.Released, f.Skipped)
		case *event.HeldDropped:
			line += strings.TrimRight(fmt.Sprintf(" %d %s", f.Dropped, f.Superseded), " ")
		}
		all = append(all, line)
	}
	return all
}

func states(h *hub, t *testing.T) (all []string) {
	t.Helper()
	for _, e := range h.entries(t) {
		all = append(all, fmt.Sprintf("%s %s", e.Subject, e.State))
	}
	return all
}

func TestRelease(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	in, stop := h.run(t)
	held := h.withdraw(t, a, "d-1", 12, 12)
	for _, r := range held {
		if r.Verdict != federation.Held || r.Position != 0 || rules(r.Problems) != " brake" {
			t.Fatalf("got %+v, want held", r)
		}
	}
	h.complete(t, a, "d-1", true) // its own delivery supersedes nothing
	h.offer(t, "by", "bayvsa", "newer", "DS-3")
	a.one()
	if s := in.Status(t.Context())[0]; s.Waiting != 12 || s.Held != 12 {
		t.Errorf("status %+v, want 12 waiting", s)
	}

	if _, err := in.Release(t.Context(), 99); !errors.Is(err, quarantine.ErrNumber) {
		t.Errorf("no such entry: got %v", err)
	}
	got, err := in.Release(t.Context(), 5) // any of its numbers stands for the whole delivery
	if err != nil {
		t.Fatal(err)
	}
	want := intake.Result{Land: "by", System: "bayvsa", Delivery: "d-1", State: quarantine.Released, Released: 11, Skipped: 1}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	subject, receipts := a.next()
	if subject != "receipts.by.bayvsa.accepted" || len(receipts) != 11 {
		t.Fatalf("got %d receipts under %s, want 11", len(receipts), subject)
	}
	for i, r := range receipts {
		if r.Outbox.Sequence != held[0].Outbox.Sequence || int(r.Position) != 4+i {
			t.Errorf("receipt %d: got %+v", i, r)
		}
	}
	lines := []string{"hub hub.released d-1 11+1"}
	for i := range 12 {
		if i != 3 {
			lines = append(lines, fmt.Sprintf("by offer.withdrawn DS-%d", i))
		}
	}
	if diff := cmp.Diff(lines, h.told(t, 2)); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if r := h.Records(t)[3]; r.Origin.Sequence != held[0].Outbox.Sequence || r.Origin.Index != 0 {
		t.Errorf("origin of the released withdrawal is %+v", r.Origin)
	}
	again, err := in.Release(t.Context(), 1)
	want.Before = true
	if err != nil || again != want {
		t.Errorf("released twice: got %+v, %v", again, err)
	}
	if _, err := in.Drop(t.Context(), 1); !errors.Is(err, intake.ErrDecided) {
		t.Errorf("dropped after its release: got %v", err)
	}
	stop()
	if got := len(h.Records(t)); got != 2+12 {
		t.Errorf("%d records, want 14", got)
	}
	h.Verify(t)

	// After a start the memory is the same: a release with its old origins is no step back.
	in, _ = h.run(t)
	a.none(h, "by", "probe-1")
	if s := in.Status(t.Context())[0]; s.Pulled != 1 || s.Notice.Text != "" {
		t.Errorf("status after a start: %+v", s)
	}
	if again, err := in.Release(t.Context(), 1); err != nil || again != want {
		t.Errorf("released after a start: got %+v, %v", again, err)
	}
	if got := strings.Join(states(h, t)[2:5], ","); got != "DS-2 released,DS-3 skipped,DS-4 released" {
		t.Errorf("got %s", got)
	}
}

func TestDrop(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	in, _ := h.run(t)
	h.withdraw(t, a, "d-1", 3, 3)
	h.Publish(t, "by", "laender.by.bayvsa.offer.published", event.ContentType, []byte("{}"))
	a.one()
	if _, err := in.Release(t.Context(), 4); !errors.Is(err, quarantine.ErrNotHeld) {
		t.Errorf("release of a refused event: got %v, want ErrNotHeld", err)
	}
	got, err := in.Drop(t.Context(), 2)
	if err != nil || got.Dropped != 3 || got.State != quarantine.Dropped {
		t.Errorf("got %+v, %v", got, err)
	}
	if again, err := in.Drop(t.Context(), 3); err != nil || again.Dropped != 3 || !again.Before {
		t.Errorf("dropped twice: got %+v, %v", again, err)
	}
	if _, err := in.Release(t.Context(), 1); !errors.Is(err, intake.ErrDecided) {
		t.Errorf("released after it was dropped: got %v", err)
	}
	if diff := cmp.Diff([]string{"hub hub.dropped d-1 3"}, h.told(t, 0)); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	h.Verify(t)
}

func TestTheNextFullDeliverySupersedes(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	in, stop := h.run(t)
	h.withdraw(t, a, "d-1", 2, 2)
	h.complete(t, a, "d-1", true)
	h.complete(t, a, "d-2", false) // not a full one
	h.withdraw(t, a, "d-3", 3, 3)
	h.complete(t, a, "d-3", true)
	if diff := cmp.Diff([]string{"DS-0 superseded", "DS-1 superseded", "DS-0 open", "DS-1 open", "DS-2 open"}, states(h, t)); diff != "" {
		t.Errorf("quarantine (-want +got):\n%s", diff)
	}
	if _, err := in.Release(t.Context(), 1); !errors.Is(err, intake.ErrDecided) {
		t.Errorf("release of what was superseded: got %v, want ErrDecided", err)
	}
	if e, err := h.Quarantine.Show(t.Context(), 1); err != nil || e.By != "d-3" {
		t.Errorf("superseded by %q, %v", e.By, err)
	}
	stop()
	want := []string{"by delivery.completed d-1", "by delivery.completed d-2", "by delivery.completed d-3", "hub hub.dropped d-1 2 d-3"}
	if diff := cmp.Diff(want, h.told(t, 0)); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	h.run(t)
	h.complete(t, a, "d-4", true)
	if diff := cmp.Diff("hub hub.dropped d-3 3 d-4", h.told(t, 5)[0]); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	h.Verify(t)
}

// Only withdrawals for lack are held, and only of the delivery that lacks too much.
func TestTheBrakeHoldsNothingElse(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	h.run(t)
	ended := strings.Replace(string(withdrawn("by", "bayvsa", "x-1", "DS-1", "d-1", 100, 100)), event.Absent, event.Ended, 1)
	h.Publish(t, "by", "laender.by.bayvsa.offer.withdrawn", event.ContentType, []byte(ended))
	if r := a.one(); r.Verdict != federation.Accepted {
		t.Errorf("ended: got %+v", r)
	}
	for _, c := range []struct {
		base, missing int
		want          federation.Verdict
	}{{1, 1, federation.Held}, {20, 9, federation.Accepted}, {50, 10, federation.Accepted}, {49, 10, federation.Held}, {1000, 201, federation.Held}, {1000, 200, federation.Accepted}} {
		id := fmt.Sprintf("y-%d-%d", c.base, c.missing)
		h.Publish(t, "by", "laender.by.bayvsa.offer.withdrawn", event.ContentType, withdrawn("by", "bayvsa", id, "DS-1", "d", c.base, c.missing))
		if r := a.one(); r.Verdict != c.want {
			t.Errorf("%d of %d: got %s, want %s", c.missing, c.base, r.Verdict, c.want)
		}
	}
}

func TestBrakeOfOneSystem(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	h.run(t, func(c *intake.Config) {
		c.Brake.Systems = map[event.Source]intake.Limit{event.NewSource("by", "bayvsa"): {Share: 0.9, Least: 1}}
	})
	for system, want := range map[learning.System]federation.Verdict{"bayvsa": federation.Accepted, "other": federation.Held} {
		h.Publish(t, "by", fmt.Sprintf("laender.by.%s.offer.withdrawn", system), event.ContentType, withdrawn("by", string(system), "z", "DS-1", "d", 100, 50))
		if r := a.one(); r.Verdict != want {
			t.Errorf("%s: got %s, want %s", system, r.Verdict, want)
		}
	}
}
