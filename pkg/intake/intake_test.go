package intake_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/lernverbund/lernverbund/pkg/federation"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(child(dir))
	}
	goleak.VerifyTestMain(m)
}

func TestOneEvent(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	in, stop := h.run(t)
	seq := h.offer(t, "by", "bayvsa", "e-1", "DS-1")
	r := a.one()
	if r.ID != "e-1" || r.Source != "/laender/by/bayvsa" || r.Verdict != federation.Accepted || r.Position != 1 || r.Outbox.Sequence != seq || r.Outbox.Created == 0 {
		t.Errorf("got %+v", r)
	}
	stop()
	records := h.Records(t)
	if len(records) != 1 || records[0].Land != "by" || records[0].Origin.Sequence != seq || records[0].Origin.Created != r.Outbox.Created {
		t.Errorf("the log has %+v", records)
	}
	if diff := cmp.Diff(string(published("by", "bayvsa", "e-1", "DS-1")), string(records[0].Raw)); diff != "" {
		t.Errorf("bytes (-want +got):\n%s", diff)
	}
	h.Verify(t)
	s := in.Status(t.Context())[0]
	if s.Accepted != 1 || s.Pulled != 1 || s.Pending != 0 || s.Trouble != "" || s.LastEvent.IsZero() {
		t.Errorf("status %+v", s)
	}
}
