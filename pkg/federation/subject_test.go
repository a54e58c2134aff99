package federation_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestParseOutbox(t *testing.T) {
	for subject, want := range map[string]federation.OutboxSubject{
		"laender.by.bayvsa.offer.published":                {Land: "by", System: "bayvsa", Fact: "offer.published"},
		"laender.bund.b-1.session.seats_reported":          {Land: "bund", System: "b-1", Fact: "session.seats_reported"},
		"laender.nw.1.batch":                               {Land: "nw", System: "1"},
		"laender.nw.batch.batch":                           {Land: "nw", System: "batch"},
		"laender.th." + strings.Repeat("x", 32) + ".batch": {Land: "th", System: learning.System(strings.Repeat("x", 32))},
	} {
		got, err := federation.ParseOutbox(subject)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", subject, got, err, want)
		}
		if got.String() != subject {
			t.Errorf("got %q back, want %q", got, subject)
		}
	}
	for _, subject := range []string{
		"", ".", "laender", "laender.by", "laender.by.bayvsa", "laender.by.bayvsa.offer", "laender.by.bayvsa.batch.batch.batch",
		"laender.xx.bayvsa.batch", "laender.hub.x.batch", "laender.BY.bayvsa.batch", "laender.by.Bayvsa.batch", "Laender.by.bayvsa.batch",
		"laender.by.*.batch", "laender.by.>", "laender.>", "laender.by.bayvsa.*.*", "laender.by.bayvsa.offer.>", "laender.by.bayvsa.>",
		"laender.by.bay vsa.batch", "laender.by.bayvsa.offer.published ", " laender.by.bayvsa.batch", "laender.by.bayvsa.bätch",
		"laender.by.münchen.batch", "laender.by.bayvsa.offer.veröffentlicht", "laender.by..batch", "laender.by.bayvsa..", "laender.by.bayvsa.offer.",
		"laender.by." + strings.Repeat("x", 33) + ".batch", "laender.by.bayvsa.offer." + strings.Repeat("x", 33),
		"laender.by.bayvsa.offer.published\n", "laender.by.bayvsa\x00.batch", "receipts.by.bayvsa.accepted", "laender.by.bayvsa.1.2",
	} {
		if got, err := federation.ParseOutbox(subject); !errors.Is(err, federation.ErrSubject) {
			t.Errorf("%q: got %+v, %v, want ErrSubject", subject, got, err)
		}
	}
}

func TestEventSubjects(t *testing.T) {
	for _, typ := range event.Types() {
		subject, ok := federation.EventSubject("by", "bayvsa", typ)
		if !ok {
			t.Fatalf("%s: no subject", typ)
		}
		got, err := federation.ParseOutbox(subject)
		if err != nil || "de.lernverbund."+got.Fact+".v1" != string(typ) {
			t.Errorf("%s: got %+v, %v", subject, got, err)
		}
	}
	for _, typ := range []event.Type{event.TypeHeldReleased, "de.lernverbund.x", ""} {
		if got, ok := federation.EventSubject("by", "bayvsa", typ); ok {
			t.Errorf("%q: got %q, want none", typ, got)
		}
	}
}

func TestParseReceipts(t *testing.T) {
	subject := federation.ReceiptsSubject("by", "bayvsa", federation.Held)
	if want := "receipts.by.bayvsa.held"; subject != want {
		t.Fatalf("got %q, want %q", subject, want)
	}
	land, system, verdict, err := federation.ParseReceipts(subject)
	if err != nil || land != "by" || system != "bayvsa" || verdict != federation.Held {
		t.Errorf("got %s %s %s %v", land, system, verdict, err)
	}
	for _, subject := range []string{"receipts.by.bayvsa", "receipts.by.bayvsa.good", "receipts.by.*.held", "receipts.xx.a.held", "laender.by.bayvsa.held"} {
		if _, _, _, err := federation.ParseReceipts(subject); !errors.Is(err, federation.ErrSubject) {
			t.Errorf("%q: got %v, want ErrSubject", subject, err)
		}
	}
}

func TestPublishedSubject(t *testing.T) {
	// The SHA-256 of "abc" begins with ba.
	if got, want := federation.PublishedSubject("by", "bayvsa", federation.Shard("abc")), "published.by.bayvsa.ba"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := federation.PublishedSubject("by", "bayvsa", 7), "published.by.bayvsa.07"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzParseOutbox: whatever is let through is a subject that says the same
// again, in the server's own terms valid and without a wildcard.
func FuzzParseOutbox(f *testing.F) {
	for _, seed := range []string{"laender.by.bayvsa.offer.published", "laender.by.bayvsa.batch", "laender.by.*.batch", "laender.by.ü.batch", "laender..", ">"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, subject string) {
		got, err := federation.ParseOutbox(subject)
		if err != nil {
			if !errors.Is(err, federation.ErrSubject) {
				t.Errorf("%q: got %v, want ErrSubject", subject, err)
			}
			return
		}
		if got.String() != subject {
			t.Errorf("%q: says %q again", subject, got)
		}
		for _, r := range subject {
			if r <= ' ' || r > '~' || r == '*' || r == '>' {
				t.Errorf("%q: let %q through", subject, r)
			}
		}
		if !got.Land.Valid() || !got.System.Valid() {
			t.Errorf("%q: let Land %q, system %q through", subject, got.Land, got.System)
		}
	})
}
