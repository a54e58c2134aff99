package intake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake/intaketest"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// accountDir is the folder of an account's streams.
func (h *hub) accountDir(t *testing.T, account string) string {
	t.Helper()
	a, err := h.Registry.Account(account)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(h.Dir, "nats", "jetstream", a.ID, "streams")
}

func copyDir(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// again opens the data directory of a closed hub.
func (h *hub) again(t *testing.T) *hub {
	t.Helper()
	return &hub{Hub: intaketest.At(t, h.Dir, h.Laender...), clock: noon.Add(time.Hour)}
}

// An outbox comes back from an older copy: the same creation time, and
// sequences that were given out before for other events.
func TestOutboxRestored(t *testing.T) {
	for name, since := range map[string]int{"shorter than before": 2, "longer than before": 7} {
		t.Run(name, func(t *testing.T) {
			h := start(t, "by")
			_, stop := h.run(t)
			h.offers(t, h.listen(t, "by"), "e-", 1, 5)
			stop()
			h.Close()
			copied := testbed.Dir(t)
			live := filepath.Join(h.accountDir(t, "by"), federation.Outbox)
			copyDir(t, live, copied)

			h = h.again(t)
			_, stop = h.run(t)
			h.offers(t, h.listen(t, "by"), "e-", 6, 10)
			stop()
			h.Close()
			copyDir(t, copied, live)

			h = h.again(t)
			a := h.listen(t, "by")
			h.offers(t, nil, "new-", 1, since)
			in, stop := h.run(t)
			for i := range 5 + since {
				want := fmt.Sprint("e-", i+1)
				if i >= 5 {
					want = fmt.Sprint("new-", i-4)
				}
				if r := a.one(); r.ID != want || r.Verdict != federation.Accepted || int(r.Outbox.Sequence) != i+1 {
					t.Errorf("got %+v, want %s accepted", r, want)
				}
			}
			if s := in.Status(t.Context())[0]; !strings.Contains(s.Notice.Text, "älteren Kopie") {
				t.Errorf("status does not say it: %+v", s)
			}
			stop()
			if got := len(h.Records(t)); got != 10+since {
				t.Errorf("%d records, want %d", got, 10+since)
			}
			h.Verify(t)

			in, _ = h.run(t)
			h.offers(t, a, "later-", 1, 1)
			if s := in.Status(t.Context())[0]; s.Pulled != 1 || !strings.Contains(s.Notice.Text, "älteren Kopie") {
				t.Errorf("after a start: %+v", s)
			}
		})
	}
}

// The hub itself comes back from an older copy; the outbox remembers more.
func TestHubRestored(t *testing.T) {
	h := start(t, "by")
	_, stop := h.run(t)
	h.offers(t, h.listen(t, "by"), "e-", 1, 5)
	stop()
	h.Close()
	log, tree := testbed.Dir(t), testbed.Dir(t)
	copyDir(t, h.accountDir(t, federation.HubAccount), log)
	copyDir(t, filepath.Join(h.Dir, "ledger"), tree)
	h = h.again(t)
	_, stop = h.run(t)
	h.offers(t, h.listen(t, "by"), "e-", 6, 10)
	stop()
	h.Close()
	copyDir(t, log, h.accountDir(t, federation.HubAccount))
	copyDir(t, tree, filepath.Join(h.Dir, "ledger"))
	h = h.again(t)
	a := h.listen(t, "by")
	h.run(t)
	for i := 6; i <= 10; i++ {
		if r := a.one(); r.ID != fmt.Sprint("e-", i) || r.Verdict != federation.Accepted || int(r.Position) != i {
			t.Errorf("got %+v, want e-%d again", r, i)
		}
	}
	h.Verify(t)
}

// Receipts are not synced: those a crash has taken are given again.
func TestReceiptsLost(t *testing.T) {
	h := start(t, "by")
	_, stop := h.run(t)
	h.offers(t, h.listen(t, "by"), "e-", 1, 5)
	stop()
	h.Close()
	live := filepath.Join(h.accountDir(t, "by"), federation.Receipts)
	copied := testbed.Dir(t)
	copyDir(t, live, copied)
	h = h.again(t)
	_, stop = h.run(t)
	h.offers(t, h.listen(t, "by"), "e-", 6, 8)
	stop()
	h.Close()
	copyDir(t, copied, live)
	h = h.again(t)
	a := h.listen(t, "by")
	h.run(t)
	for i := 6; i <= 8; i++ {
		if r := a.one(); r.ID != fmt.Sprint("e-", i) || r.Verdict != federation.Accepted {
			t.Errorf("got %+v, want e-%d again", r, i)
		}
	}
	a.none(h, "by", "probe-1")
}
