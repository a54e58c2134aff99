package retention_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/intake/intaketest"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/projector"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/replay"
	"github.com/lernverbund/lernverbund/pkg/retention"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

const offer = learning.OfferID("by:bayvsa:X")

// told is the life of one offer among others, up to its withdrawal as legal.
var told = []string{
	published("e1", "X", "geheim-titel-eins"),                                                    // 1
	published("e2", "Y", "bleibt-titel"),                                                         // 2
	scheduled("e3", "X", "geheim-ort"),                                                           // 3
	fact("e4", "offer.published", "X", `{"title":{"de":"geheim-abgewiesen"}}`),                   // refused: no provider
	withdrawn("e5", "X", "ended"),                                                                // 4
	scheduled("e6", "X", "geheim-verwaist"),                                                      // 5
	fact("e7", "provider.registered", "X", `{"name":"bleibt-anbieter"}`),                         // 6
	fact("e8", "offer.published", "Y", `{"title":{"de":"bleibt-abgewiesen"}}`),                   // refused
	published("e9", "X", "geheim-titel-zwei"),                                                    // 7
	fact("e10", "offer.withdrawn", "X", `{"reason":"legal","note":"Urteil vom 20. November"}`),   // 8
	fact("e11", "offer.published", "X", `{"title":{"de":"bleibt-abgewiesen-danach"}}`),           // refused, afterwards
	scheduled("e12", "Y", "bleibt-ort"),                                                          // 9
	strings.Replace(published("e13", "X", "bleibt-anderes-system"), "/bayvsa", "/bayvsa-neu", 1), // refused: not this subject's system
}

var secrets = []string{"geheim-titel-eins", "geheim-ort", "geheim-abgewiesen", "geheim-verwaist", "geheim-titel-zwei"}

func (h *hub) version(id learning.OfferID) catalogue.Version {
	h.t.Helper()
	return must[catalogue.Version](h.t)(h.store.Offer(h.t.Context(), id))
}

func (h *hub) digest() catalogue.Digest {
	h.t.Helper()
	return must[catalogue.Status](h.t)(h.store.Status(h.t.Context())).Digest
}

func TestLegalWithdrawalErasesEverything(t *testing.T) {
	h := start(t)
	h.publish(told...)
	h.take()
	for _, text := range secrets {
		if len(h.inHub(text)) == 0 {
			t.Fatalf("%q is in no file before it is erased", text)
		}
	}
	digest := h.digest()

	h.erase()

	if diff := cmp.Diff([]eventlog.Position{1, 3, 4, 5, 7}, h.redacted()); diff != "" {
		t.Errorf("redacted (-want +got):\n%s", diff)
	}
	for _, text := range secrets {
		if files := h.inHub(text); len(files) > 0 {
			t.Errorf("%q is still in %v", text, files)
		}
	}
	for _, text := range []string{"bleibt-titel", "bleibt-ort", "bleibt-anbieter", "bleibt-abgewiesen", "bleibt-abgewiesen-danach", "bleibt-anderes-system"} {
		if len(h.inHub(text)) == 0 {
			t.Errorf("%q is gone, want it kept", text)
		}
	}
	h.Verify(h.t)
	h.shownNowhere(t)
	if v := h.version(offer); v.Live() || v.Withdrawn.Reason != "legal" || !v.Erased {
		t.Errorf("the offer is %+v, want it withdrawn as legal", v)
	}
	rebuilt, err := h.projector.Rebuild(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !rebuilt.Equal() || rebuilt.Digest != digest {
		t.Errorf("a rebuilt catalogue has the digest %x, want %x", rebuilt.Digest, digest)
	}
	h.shownNowhere(t)
}

// shownNowhere looks for the secrets in replay, as-of, history and quarantine.
func (h *hub) shownNowhere(t *testing.T) {
	t.Helper()
	var out bytes.Buffer
	if _, err := replay.Run(t.Context(), replay.Config{Log: h.Log, Out: &out, Exact: true}); err != nil {
		t.Fatal(err)
	}
	if want := `{"position":1,"land":"by"`; !strings.HasPrefix(out.String(), want) {
		t.Errorf("replay begins with %.60s, want %s", out.String(), want)
	}
	if n := strings.Count(out.String(), `"redacted":"withdrawn as legal at position 8"`); n != 5 {
		t.Errorf("replay shows %d redacted records, want 5", n)
	}
	for p := range eventlog.Position(9) {
		was, err := replay.AsOf(t.Context(), replay.AsOfConfig{Log: h.Log, Moment: replay.AtPosition(p + 1)})
		if err != nil {
			t.Fatal(err)
		}
		if err := was.Write(&out); err != nil {
			t.Fatal(err)
		}
	}
	history, err := h.store.History(t.Context(), offer)
	if err != nil && !errors.Is(err, catalogue.ErrNotFound) {
		t.Fatal(err)
	}
	for _, v := range history {
		fmt.Fprintf(&out, "%s %v\n", v.Document, v.Withdrawn)
	}
	for e, err := range h.Quarantine.List(t.Context(), quarantine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		e, err := h.Quarantine.Show(t.Context(), e.Number)
		fmt.Fprintf(&out, "%+v %s %v\n", e, e.Raw, err)
	}
	for _, text := range secrets {
		if strings.Contains(out.String(), text) {
			t.Errorf("%q is still shown", text)
		}
	}
}

// Whatever step a crash follows, the next start does the rest.
func TestCrashBetween(t *testing.T) {
	for _, point := range []string{retention.CrashRedacted, retention.CrashForgotten} {
		t.Run(point, func(t *testing.T) {
			h := start(t)
			h.publish(told...)
			h.take()
			func() {
				defer func() {
					if got := recover(); got != point {
						t.Fatalf("got %v, want a crash at %s", got, point)
					}
				}()
				_ = h.retention(func(c *retention.Config) {
					c.Crash = func(p string) {
						if p == point {
							panic(p)
						}
					}
				}).Erase(t.Context())
			}()
			left := 0
			for _, text := range secrets {
				left += len(h.inHub(text))
			}
			if point == retention.CrashRedacted && left == 0 {
				t.Fatal("nothing is left to do after the first redaction")
			}
			h.close()
			h.open(h.Dir)
			h.erase()
			for _, text := range secrets {
				if files := h.inHub(text); len(files) > 0 {
					t.Errorf("%q is still in %v", text, files)
				}
			}
			h.Verify(h.t)
			h.shownNowhere(t)
		})
	}
}

// An offer that comes back is a new beginning, until it is withdrawn again.
func TestComingBackIsKept(t *testing.T) {
	h := start(t)
	h.publish(published("e1", "X", "eins"), withdrawn("e2", "X", "legal"), published("e3", "X", "zwei"))
	h.take()
	h.erase()
	h.publish(scheduled("e4", "X", "Saal"))
	h.take()
	h.erase()
	if diff := cmp.Diff([]eventlog.Position{1}, h.redacted()); diff != "" {
		t.Errorf("redacted (-want +got):\n%s", diff)
	}
	if v := h.version(offer); !v.Live() || !bytes.Contains(v.Document, []byte("zwei")) {
		t.Errorf("the offer is %s, want the new one", v.Document)
	}
	digest := h.digest()
	if r := must[projector.Rebuilt](t)(h.projector.Rebuild(t.Context(), nil)); r.Digest != digest {
		t.Errorf("a rebuilt catalogue has the digest %x, want %x", r.Digest, digest)
	}
	h.publish(withdrawn("e5", "X", "legal"))
	h.take()
	h.erase()
	if diff := cmp.Diff([]eventlog.Position{1, 3, 4}, h.redacted()); diff != "" { // the withdrawal at 2 stays
		t.Errorf("redacted after the second withdrawal (-want +got):\n%s", diff)
	}
	for _, r := range h.Records(h.t) {
		if want := fmt.Sprint("withdrawn as legal at position ", map[eventlog.Position]int{1: 2, 3: 5, 4: 5}[r.Position]); r.Redacted != "" && r.Redacted != want {
			t.Errorf("position %d is redacted for %q, want %q", r.Position, r.Redacted, want)
		}
	}
	h.Verify(h.t)
}

// The same event, sent again, is known although its bytes are gone; another one
// about the offer counts.
func TestSentAgain(t *testing.T) {
	h := start(t)
	again := published("e1", "X", "eins")
	h.publish(again, withdrawn("e2", "X", "legal"))
	h.take()
	h.erase()
	h.close()
	h.open(h.Dir)
	h.publish(again)
	h.take()
	if got := len(h.Records(h.t)); got != 2 {
		t.Errorf("the log has %d records, want 2", got)
	}
	if v := h.version(offer); v.Live() {
		t.Errorf("the offer is live again: %s", v.Document)
	}
	h.publish(published("e3", "X", "eins"))
	h.take()
	h.erase()
	if v := h.version(offer); !v.Live() {
		t.Error("a new publication did not bring the offer back")
	}
	if diff := cmp.Diff([]eventlog.Position{1}, h.redacted()); diff != "" {
		t.Errorf("redacted (-want +got):\n%s", diff)
	}
	h.Verify(h.t)
}

// What the catalogue has not folded stays, or it would not know that the offer was there.
func TestErasingWaitsForTheCatalogue(t *testing.T) {
	h := start(t)
	h.publish(published("e1", "X", "eins"), withdrawn("e2", "X", "legal"))
	h.take()
	errBehind := errors.New("behind")
	var asked eventlog.Position
	behind := h.retention(func(c *retention.Config) {
		c.Folded = func(_ context.Context, p eventlog.Position) error { asked = p; return errBehind }
	})
	if err := behind.Erase(t.Context()); !errors.Is(err, errBehind) || asked != 2 {
		t.Errorf("got %v, asked for %d; want it to ask for 2", err, asked)
	}
	if got := h.redacted(); len(got) > 0 {
		t.Errorf("redacted %v before the catalogue was there", got)
	}
}

// A checkpoint of a log that was longer is none.
func TestCheckpointAheadOfTheLog(t *testing.T) {
	h := start(t)
	h.publish(published("e1", "X", "eins"))
	h.take()
	h.erase()
	if _, err := h.JetStream.Publish(t.Context(), "retention.checkpoint", []byte(`{"position":99,"outboxes":[]}`)); err != nil {
		t.Fatal(err)
	}
	h.publish(withdrawn("e2", "X", "legal"))
	h.take()
	h.erase()
	if diff := cmp.Diff([]eventlog.Position{1}, h.redacted()); diff != "" {
		t.Errorf("redacted (-want +got):\n%s", diff)
	}
}

// A running retention is told by the catalogue, and needs no minute.
func TestRunErasesAtOnce(t *testing.T) {
	h := start(t)
	r := h.retention()
	intaketest.Background(t, "retention", r.Run)
	h.publish(published("e1", "X", "eins"), withdrawn("e2", "X", "legal"))
	h.take()
	r.Observe(2, []catalogue.Change{catalogue.Seen{}, catalogue.Erased{ID: offer}})
	testbed.Until(t, "position 1 is redacted", func() bool { return cmp.Equal(h.redacted(), []eventlog.Position{1}) })
}

// The leaves stay, so the ledger can be checked while records lose their bytes,
// and intake may go on.
func TestVerifyWhileErasing(t *testing.T) {
	h := start(t)
	for i := range 40 {
		h.publish(published(fmt.Sprint("x", i), "X", fmt.Sprint("Titel ", i)), published(fmt.Sprint("y", i), "Y", fmt.Sprint("Titel ", i)))
		if i%4 == 0 {
			h.take() // several commits
		}
	}
	h.publish(withdrawn("w", "X", "legal"))
	h.take()
	r := h.retention()
	erased := make(chan error, 1)
	go func() { erased <- r.Erase(context.Background()) }()
	for checks := 0; ; checks++ {
		h.Verify(h.t)
		select {
		case err := <-erased:
			if err != nil {
				t.Fatal(err)
			}
			if got := len(h.redacted()); got != 40 || checks == 0 {
				t.Errorf("redacted %d records during %d checks, want 40 during some", got, checks)
			}
			h.Verify(h.t)
			return
		default:
		}
	}
}
