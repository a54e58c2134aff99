package connector

import (
	"fmt"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var day = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func delivery(id string, full bool, records ...Record) *Delivery {
	return &Delivery{Land: "by", System: "bayvsa", ID: id, Records: records, Full: full}
}

func rec(subject, title string) Record {
	return Record{Subject: subject, Document: []byte(fmt.Sprintf(`{"title":{"de":%q}}`, title))}
}

// answer takes a verdict for every event of a plan into the memory.
func answer(p *Plan, memory map[string]Entry, verdict federation.Verdict) {
	for _, s := range p.Sends {
		e := s.Entry
		e.settle(federation.Receipt{Verdict: verdict})
		memory[e.Subject] = e
	}
}

func encode(t *testing.T, s Send) string {
	t.Helper()
	raw, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func plan(t *testing.T, d *Delivery, memory map[string]Entry) *Plan {
	t.Helper()
	p, err := NewPlan(d, memory, day)
	if err != nil {
		t.Fatal(err)
	}
	if c := p.Counts; c.Read != c.New+c.Revised+c.Unchanged+c.Refused {
		t.Errorf("read %d is not new %d + revised %d + unchanged %d + refused %d", c.Read, c.New, c.Revised, c.Unchanged, c.Refused)
	}
	return p
}

// expect compares new, revised, withdrawn, unchanged, rejected.
func expect(t *testing.T, what string, p *Plan, want ...int) {
	t.Helper()
	c := p.Counts
	got := []int{c.New, c.Revised, c.Withdrawn, c.Unchanged, c.Rejected}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s: new, revised, withdrawn, unchanged, rejected = %v, want %v", what, got, want)
			return
		}
	}
}

func TestPlan(t *testing.T) {
	memory := map[string]Entry{}
	p := plan(t, delivery("d1", true, rec("a", "A"), rec("b", "B"), rec("c", "C")), memory)
	expect(t, "first", p, 3, 0, 0, 0)
	first := p.Sends
	again := plan(t, delivery("d1", true, rec("a", "A"), rec("b", "B"), rec("c", "C")), remembered(p))
	for i := range first {
		if got, want := encode(t, again.Sends[i]), encode(t, first[i]); got != want {
			t.Errorf("after a kill event %d is\n%s, want the same bytes\n%s", i, got, want)
		}
	}
	answer(p, memory, federation.Accepted)
	expect(t, "the same again", plan(t, delivery("d2", true, rec("a", "A"), rec("b", "B"), rec("c", "C")), memory), 0, 0, 0, 3)

	p = plan(t, delivery("d3", true, rec("a", "A2"), rec("b", "B")), memory)
	expect(t, "one changed, one gone", p, 0, 1, 1, 1)
	if w := p.Sends[1].Entry; w.Subject != "c" || w.Type != event.TypeOfferWithdrawn || *w.Absence != (Absence{"d3", 3, 1}) {
		t.Errorf("withdrawal = %+v, absence %+v", w, w.Absence)
	}
	answer(p, memory, federation.Accepted)
	expect(t, "gone stays gone", plan(t, delivery("d4", true, rec("a", "A2"), rec("b", "B")), memory), 0, 0, 0, 2)

	p = plan(t, delivery("d5", true, rec("a", "A2"), rec("b", "B"), rec("c", "C")), memory)
	expect(t, "back with the old content", p, 1, 0, 0, 2)
	for _, s := range first {
		if s.Entry.ID == p.Sends[0].Entry.ID {
			t.Error("an offer that came back has the id of its first event: it would be taken for a duplicate")
		}
	}
}

// remembered is the memory a killed run leaves: everything sent, nothing answered.
func remembered(p *Plan) map[string]Entry {
	memory := map[string]Entry{}
	for _, s := range p.Sends {
		memory[s.Entry.Subject] = s.Entry
	}
	return memory
}

func TestPlanHeldOffersStayLive(t *testing.T) {
	memory := map[string]Entry{}
	answer(plan(t, delivery("d1", true, rec("a", "A"), rec("b", "B")), memory), memory, federation.Accepted)
	p := plan(t, delivery("d2", true), memory)
	expect(t, "an empty feed", p, 0, 0, 2, 0)
	answer(p, memory, federation.Held)
	expect(t, "the full feed after it", plan(t, delivery("d3", true, rec("a", "A"), rec("b", "B")), memory), 0, 0, 0, 2)
	p = plan(t, delivery("d4", true, rec("a", "A")), memory)
	expect(t, "still without b", p, 0, 0, 1, 1)
	if p.Sends[0].Entry.Absence.Delivery != "d4" || p.Base != 2 {
		t.Errorf("withdrawal of %+v with base %d, want d4 and 2", p.Sends[0].Entry.Absence, p.Base)
	}
}

func TestPlanRejected(t *testing.T) {
	memory := map[string]Entry{}
	answer(plan(t, delivery("d1", true, rec("a", "A")), memory), memory, federation.Accepted)
	answer(plan(t, delivery("d2", true, rec("a", "bad")), memory), memory, federation.Rejected)
	expect(t, "the rejected content again", plan(t, delivery("d3", true, rec("a", "bad")), memory), 0, 0, 0, 1, 1)
	d := delivery("d4", true, rec("a", "bad"))
	d.Resend = true
	expect(t, "--resend", plan(t, d, memory), 0, 1, 0, 0, 0)
	expect(t, "mended", plan(t, delivery("d5", true, rec("a", "good")), memory), 0, 1, 0, 0, 0)
	expect(t, "gone: the accepted version must go", plan(t, delivery("d6", true), memory), 0, 0, 1, 0, 0)
}

func TestPlanWithdrawsNothingItCannotBeSureOf(t *testing.T) {
	memory := map[string]Entry{}
	answer(plan(t, delivery("d1", true, rec("a", "A"), rec("b", "B")), memory), memory, federation.Accepted)
	expect(t, "no full delivery", plan(t, delivery("d2", false, rec("a", "A")), memory), 0, 0, 0, 1)
	partial := delivery("d3", true, rec("a", "A"))
	partial.Partial = "zweite.json ist unlesbar"
	expect(t, "an unreadable file", plan(t, partial, memory), 0, 0, 0, 1)
	p := plan(t, delivery("d4", true, rec("a", "A"), rec("a", "A3")), memory)
	expect(t, "a subject twice", p, 0, 0, 0, 1)
	if p.Counts.Refused != 1 || len(p.Twice) != 1 {
		t.Errorf("refused %d, twice %v; want one", p.Counts.Refused, p.Twice)
	}
	p = plan(t, delivery("d5", true, rec("a", "A"), Record{Subject: "b"}), memory)
	expect(t, "a refused record is not missing", p, 0, 0, 0, 1)
}

// What is accepted stays so, whatever a consumer that lags behind brings.
func TestSettle(t *testing.T) {
	taken := []learning.Problem{{Rule: "identity"}}
	for name, c := range map[string]struct {
		receipts []federation.Receipt
		typ      event.Type
		verdict  federation.Verdict
		live     bool
		digest   string
	}{
		"a release after the brake": {[]federation.Receipt{{Verdict: federation.Held}, {Verdict: federation.Accepted}}, event.TypeOfferWithdrawn, federation.Accepted, false, "d"},
		"read again":                {[]federation.Receipt{{Verdict: federation.Accepted}, {Verdict: federation.Held}}, event.TypeOfferWithdrawn, federation.Accepted, false, "d"},
		"duplicate":                 {[]federation.Receipt{{Verdict: federation.Duplicate}}, event.TypeOfferPublished, federation.Accepted, true, "d"},
		"warned":                    {[]federation.Receipt{{Verdict: federation.Warned}, {Verdict: federation.Rejected}}, event.TypeOfferPublished, federation.Warned, true, "d"},
		"rejected":                  {[]federation.Receipt{{Verdict: federation.Rejected}}, event.TypeOfferPublished, federation.Rejected, false, "d"},
		"its id is taken":           {[]federation.Receipt{{Verdict: federation.Rejected, Problems: taken}}, event.TypeOfferPublished, federation.Rejected, true, ""},
	} {
		e := Entry{Digest: "d", Type: c.typ, Verdict: sent, Live: c.typ == event.TypeOfferWithdrawn}
		for _, r := range c.receipts {
			e.settle(r)
		}
		if e.Verdict != c.verdict || e.Live != c.live || e.Digest != c.digest {
			t.Errorf("%s: got %s, live %v, digest %q; want %s, %v, %q", name, e.Verdict, e.Live, e.Digest, c.verdict, c.live, c.digest)
		}
	}
}
