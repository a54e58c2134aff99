package intake_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
)

// with is a good event of by/bayvsa with a part swapped for another.
func with(t *testing.T, id, old, new string) []byte {
	t.Helper()
	good := published("by", "bayvsa", id, "DS-"+id)
	if !bytes.Contains(good, []byte(old)) {
		t.Fatalf("the good event has no %s", old)
	}
	return bytes.Replace(good, []byte(old), []byte(new), 1)
}

// bad is one case of what a Land can send.
type bad struct {
	name    string
	subject string // what follows laender.by.bayvsa; "offer.published" if empty
	batch   bool
	raw     []byte
	verdict federation.Verdict
	// rules are those of the problems with their pointers, as in "/id required".
	rules string
	id    string // in the receipt; "" if it cannot be read
}

// kept are the bytes in quarantine: a batch that can be taken apart is kept event by event.
func (b bad) kept() []byte {
	if events, err := event.SplitBatch(b.raw); b.batch && err == nil && len(events) == 1 {
		return events[0]
	}
	return b.raw
}

// member adds a member to the data of a good event.
func member(t *testing.T, id, m string) []byte { return with(t, id, `"provider"`, m+`,"provider"`) }

func badCases(t *testing.T) []bad {
	t.Helper()
	ok, no := federation.Warned, federation.Rejected
	large := func(id string, size int) []byte {
		raw := with(t, id, "Einsteiger", "")
		return bytes.Replace(raw, []byte(`"title"`), []byte(`"x":"`+strings.Repeat("x", size-len(raw)-7)+`","title"`), 1)
	}
	forged := func(id, source string) []byte { return with(t, id, "/laender/by/bayvsa", source) }
	script := `<script>alert(1)</script>`
	return []bad{
		{name: "256 KiB", raw: large("b-1", 256<<10), verdict: ok, rules: "/data/x unknown-member", id: "b-1"},
		{name: "256 KiB and one byte", raw: large("b-2", 256<<10+1), verdict: no, rules: " size", id: "b-2"},
		{name: "nested 100,000 deep", raw: member(t, "b-3", `"x":`+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)), verdict: no, rules: " depth", id: "b-3"},
		{name: "a key twice", raw: with(t, "b-4", `"subject"`, `"id":"b-4","subject"`), verdict: no, rules: "/id duplicate-name"},
		{name: "a key twice in data", raw: member(t, "b-5", `"title":{"de":"x"}`), verdict: no, rules: "/data/title duplicate-name", id: "b-5"},
		{name: "invalid UTF-8", raw: with(t, "b-6", "Daten", "Dat\xffen"), verdict: no, rules: "/data/title/de utf8", id: "b-6"},
		{name: "broken JSON", raw: published("by", "bayvsa", "b-7", "x")[:200], verdict: no, rules: "/data/title/de json", id: "b-7"},
		{name: "no JSON at all", raw: []byte("Datenschutz;Akademie;2026"), verdict: no, rules: " json"},
		{name: "nothing", raw: nil, verdict: no, rules: " json"},
		{name: "NUL", raw: with(t, "b-8", "Daten", `Dat\u0000en`), verdict: no, rules: "/data/title/de control", id: "b-8"},
		{name: "bidi override", raw: with(t, "b-9", "Daten", "Dat\u202een"), verdict: no, rules: "/data/title/de bidi", id: "b-9"},
		{name: "bidi override in an unknown member", raw: member(t, "b-10", `"x":"\u202e"`), verdict: no, rules: "/data/x unknown-member, /data/x bidi", id: "b-10"},
		{name: "a person in an unknown member", raw: member(t, "b-11", `"x":{"lastName":"Mustermann"}`), verdict: no, rules: "/data/x unknown-member, /data/x/lastName person", id: "b-11"},
		{name: "a person's contact", raw: member(t, "b-12", `"contact":{"name":"Frau Mustermann"}`), verdict: no, rules: "/data/contact/name person", id: "b-12"},
		{name: "script in a text", raw: member(t, "b-13", `"summary":{"de":"`+script+`"}`), verdict: ok, rules: "/data/summary/de markup", id: "b-13"},
		{name: "script in an address", raw: member(t, "b-14", `"url":"`+script+`"`), verdict: no, rules: "/data/url url", id: "b-14"},
		{name: "javascript: in an address", raw: member(t, "b-15", `"url":"javascript:alert(1)"`), verdict: no, rules: "/data/url url", id: "b-15"},
		{name: "javascript: in a text", raw: member(t, "b-16", `"summary":{"de":"javascript:alert(1)"}`), verdict: ok, rules: "/data/summary/de script", id: "b-16"},
		{name: "time in the future", raw: with(t, "b-17", "2026-11-23T10", "2026-11-25T10"), verdict: no, rules: "/time time-future", id: "b-17"},
		{name: "time long ago", raw: with(t, "b-18", "2026-11-23T10", "2012-11-23T10"), verdict: ok, rules: "/time time-old", id: "b-18"},
		{name: "unknown fact", subject: "offer.praised", raw: with(t, "b-19", "offer.published", "offer.praised"), verdict: no, rules: "/type type-unknown", id: "b-19"},
		{name: "v1 of an unknown noun", subject: "rocket.launched", raw: with(t, "b-20", "offer.published", "rocket.launched"), verdict: no, rules: "/type type-unknown", id: "b-20"},
		{name: "source of another Land", raw: forged("b-21", "/laender/nw/bayvsa"), verdict: no, rules: "/source source-land", id: "b-21"},
		{name: "source of another system", raw: forged("b-22", "/laender/by/other"), verdict: no, rules: "/source source-system", id: "b-22"},
		{name: "source of the hub", raw: forged("b-23", "/hub/intake"), verdict: no, rules: "/source reserved", id: "b-23"},
		{
			name: "type of the hub", subject: "hub.released", raw: with(t, "b-24", "offer.published", "hub.released"), verdict: no,
			rules: "/data/title unknown-member, /data/provider unknown-member, /type reserved", id: "b-24",
		},
		{name: "another fact than the subject's", subject: "offer.revised", raw: with(t, "b-25", "DS", "DS"), verdict: no, rules: "/type subject-type", id: "b-25"},
		{name: "literal * in the subject", subject: "*.*", raw: with(t, "b-26", "DS", "DS"), verdict: no, rules: "/type subject-type", id: "b-26"},
		{name: "literal > in the subject", subject: "offer.>", raw: with(t, "b-27", "DS", "DS"), verdict: no, rules: "/type subject-type", id: "b-27"},
		{name: "umlaut in the subject", subject: "offer.veröffentlicht", raw: with(t, "b-28", "DS", "DS"), verdict: no, rules: "/type subject-type", id: "b-28"},
		{name: "*, >, blank and umlaut in the offer's id", raw: with(t, "b-29", "DS-", `* > ÄÖÜ ß. `), verdict: federation.Accepted, id: "b-29"},
		{
			name: "session before its offer", subject: "session.cancelled", verdict: federation.Accepted, id: "b-30",
			raw: []byte(`{"specversion":"1.0","id":"b-30","source":"/laender/by/bayvsa","type":"de.lernverbund.session.cancelled.v1","subject":"nobody","time":"2026-11-23T10:00:00Z","data":{"session":{"id":"s-1"}}}`),
		},
		{
			name: "absent without numbers", subject: "offer.withdrawn", verdict: no, rules: "/delivery absence, /deliverybase absence, /deliverymissing absence", id: "b-31",
			raw: []byte(`{"specversion":"1.0","id":"b-31","source":"/laender/by/bayvsa","type":"de.lernverbund.offer.withdrawn.v1","subject":"x","time":"2026-11-23T10:00:00Z","data":{"reason":"absent"}}`),
		},
		{name: "one event under batch", subject: "batch", raw: with(t, "b-32", "DS", "DS"), verdict: no, rules: "/type subject-type", id: "b-32"},
		{name: "a batch that is none", subject: "batch", batch: true, raw: with(t, "b-33", "DS", "DS"), verdict: no, rules: " batch"},
		{name: "an empty batch", subject: "batch", batch: true, raw: []byte("[]"), verdict: no, rules: " batch"},
		{name: "a batch of 1,001", subject: "batch", batch: true, raw: []byte("[" + strings.Repeat("1,", 1000) + "1]"), verdict: no, rules: " batch"},
		{name: "a batch elsewhere", batch: true, raw: event.JoinBatch([][]byte{with(t, "b-34", "DS", "DS")}), verdict: no, rules: " subject-batch", id: "b-34"},
	}
}

func TestBadInput(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	in, stop := h.run(t)
	cases := badCases(t)
	kept := 0
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			kind := event.ContentType
			if c.batch {
				kind = event.BatchContentType
			}
			if c.subject == "" {
				c.subject = "offer.published"
			}
			seq := h.Publish(t, "by", "laender.by.bayvsa."+c.subject, kind, c.raw)
			a.t = t
			r := a.one()
			if r.Verdict != c.verdict || rules(r.Problems) != c.rules || r.ID != c.id || r.Outbox.Sequence != seq {
				t.Errorf("got %s of %q: %s\nwant %s of %q: %s", r.Verdict, r.ID, rules(r.Problems), c.verdict, c.id, c.rules)
			}
			if (r.Position == 0) != (c.verdict == federation.Rejected) {
				t.Errorf("%s with position %d", r.Verdict, r.Position)
			}
			for _, p := range r.Problems {
				if p.Message == "" || p.MessageEn == "" {
					t.Errorf("a problem without words: %+v", p)
				}
			}
			if c.verdict == federation.Rejected {
				kept++
				entries := h.entries(t)
				last := entries[len(entries)-1]
				if len(entries) != kept || !bytes.Equal(last.Raw, c.kept()) || last.Origin.Sequence != seq || !cmp.Equal(last.Problems, r.Problems) {
					t.Errorf("quarantine has %d entries, want %d; the last: %+v", len(entries), kept, last.Problems)
				}
			}
		})
	}
	stop()
	if got, want := len(h.Records(t)), len(cases)-kept; got != want {
		t.Errorf("%d records, want %d", got, want)
	}
	h.Verify(t)
	if s := in.Status(t.Context())[0]; s.Rejected != uint64(kept) || s.Noise != 0 || s.Trouble != "" {
		t.Errorf("status %+v, want %d rejected", s, kept)
	}
}

// What is no message of a system is counted and never answered: a reply
// address can put the server's own JSON under anybody's subject.
func TestNoise(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	in, _ := h.run(t)
	good := published("by", "bayvsa", "n-1", "DS-1")
	for _, c := range []struct{ subject, kind string }{
		{"laender.by.bayvsa.offer.published", ""},
		{"laender.by.bayvsa.offer.published", "application/json"},
		{"laender.by.bayvsa.offer.published", "text/html; ="},
		{"laender.by.BayVSA.offer.published", event.ContentType},
		{"laender.by.*.offer.published", event.ContentType},
		{"laender.by.*.batch", event.BatchContentType},
	} {
		h.Publish(t, "by", c.subject, c.kind, good)
	}
	// A publisher names another system's subject as the address for the server's answer.
	if err := h.Outboxes["by"].Conn().PublishRequest("laender.by.probe.offer.published", "laender.by.bayvsa.offer.revised", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	a.none(h, "by", "n-2")
	a.none(h, "by", "n-3") // the reply of the server is stored after its request
	if got := len(h.entries(t)); got != 0 {
		t.Errorf("%d entries in quarantine, want none", got)
	}
	if s := in.Status(t.Context())[0]; s.Noise != 8 || s.Accepted != 2 {
		t.Errorf("status %+v, want 8 noise", s)
	}
	if h.Publish(t, "by", "laender.by.bayvsa.offer.published", "application/cloudevents+json; charset=utf-8", good); a.one().Verdict != federation.Accepted {
		t.Error("a content type with a parameter is not read")
	}
}

func TestIdentity(t *testing.T) {
	h := start(t, "by", "nw")
	a, b := h.listen(t, "by"), h.listen(t, "nw")
	h.run(t)
	first := h.offer(t, "by", "bayvsa", "same", "DS-1")
	if r := a.one(); r.Verdict != federation.Accepted || r.Position != 1 {
		t.Fatalf("got %+v", r)
	}
	again := h.offer(t, "by", "bayvsa", "same", "DS-1")
	if r := a.one(); r.Verdict != federation.Duplicate || r.Position != 1 || r.Outbox.Sequence != again || again == first {
		t.Errorf("the same bytes: got %+v", r)
	}
	h.offer(t, "by", "bayvsa", "same", "DS-2")
	if r := a.one(); r.Verdict != federation.Rejected || r.Position != 1 || rules(r.Problems) != "/id identity" {
		t.Errorf("other bytes: got %+v", r)
	}
	h.offer(t, "by", "other", "same", "DS-1")
	if r := a.one(); r.Verdict != federation.Accepted || r.Position != 2 {
		t.Errorf("another system: got %+v", r)
	}
	h.offer(t, "nw", "bayvsa", "same", "DS-1")
	if r := b.one(); r.Verdict != federation.Accepted || r.Position != 3 {
		t.Errorf("another Land: got %+v", r)
	}
	// Only what is recorded uses up an id.
	h.Publish(t, "by", "laender.by.bayvsa.offer.published", event.ContentType, with(t, "retry", `"de":"Datenschutz für Einsteiger"`, ""))
	if r := a.one(); r.Verdict != federation.Rejected {
		t.Errorf("without a title: got %+v", r)
	}
	h.offer(t, "by", "bayvsa", "retry", "DS-3")
	if r := a.one(); r.Verdict != federation.Accepted || r.Position != 4 {
		t.Errorf("corrected under the same id: got %+v", r)
	}
}

func TestBatch(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	h.run(t)
	var events [][]byte
	for i := range 1000 {
		switch {
		case i == 500:
			events = append(events, published("by", "other", "m-500", "DS"))
		case i == 501:
			events = append(events, []byte(`{"no": JSON}`)) // refused alone
		case i%100 == 7:
			events = append(events, []byte(`{"no":"event"}`))
		default:
			events = append(events, published("by", "bayvsa", fmt.Sprint("m-", i), fmt.Sprint("DS-", i)))
		}
	}
	h.Publish(t, "by", "laender.by.bayvsa.batch", event.BatchContentType, event.JoinBatch(events))
	var receipts []federation.Receipt
	for len(receipts) < 1000 {
		subject, part := a.next()
		if !strings.HasPrefix(subject, "receipts.by.bayvsa.") {
			t.Errorf("answered under %s", subject)
		}
		receipts = append(receipts, part...)
	}
	position := 0
	for i, r := range receipts {
		want, rule := federation.Accepted, ""
		switch {
		case i == 500:
			want, rule = federation.Rejected, "/source source-system"
		case i == 501:
			want, rule = federation.Rejected, "/no json"
		case i%100 == 7:
			want = federation.Rejected
		default:
			position++
		}
		if r.Outbox.Index != i || r.Verdict != want || rule != "" && rules(r.Problems) != rule || want == federation.Accepted && int(r.Position) != position {
			t.Fatalf("event %d: got %+v, want %s", i, r, want)
		}
	}
	if got := len(h.Records(t)); got != position || position != 988 {
		t.Errorf("%d records, want 988", got)
	}
	if got := len(h.entries(t)); got != 12 {
		t.Errorf("%d entries in quarantine, want 12", got)
	}
}

// The server refuses headers that would alter the stream; the client hears it
// at once, and what is stored with a message id counts.
func TestHeaders(t *testing.T) {
	h := start(t, "by")
	a := h.listen(t, "by")
	h.run(t)
	for i, header := range [][2]string{
		{"Nats-Rollup", "all"}, {"Nats-TTL", "1s"}, {"Nats-Schedule", "@at 2030-01-01T00:00:00Z"}, {"Nats-Incr", "1"},
	} {
		msg := &nats.Msg{
			Subject: "laender.by.bayvsa.offer.published", Data: published("by", "bayvsa", fmt.Sprint("h-", i), "DS"),
			Header: nats.Header{"Content-Type": {event.ContentType}, header[0]: {header[1]}},
		}
		if _, err := h.Outboxes["by"].PublishMsg(t.Context(), msg); err == nil {
			t.Errorf("%s was stored", header[0])
		}
	}
	for i := range 2 {
		msg := &nats.Msg{
			Subject: "laender.by.bayvsa.offer.published", Data: published("by", "bayvsa", fmt.Sprint("d-", i), "DS"),
			Header: nats.Header{"Content-Type": {event.ContentType}, "Nats-Msg-Id": {"same"}},
		}
		for { // the window in which the server drops the second is 100 ms
			ack, err := h.Outboxes["by"].PublishMsg(t.Context(), msg)
			if err != nil {
				t.Fatal(err)
			}
			if !ack.Duplicate {
				break
			}
		}
		if r := a.one(); r.ID != fmt.Sprint("d-", i) || r.Verdict != federation.Accepted {
			t.Errorf("got %+v", r)
		}
	}
}

// A refused event costs the others nothing: all of a Land's order is kept.
func TestOrderOfALand(t *testing.T) {
	h := start(t, "by", "nw", "sh")
	var want []string
	for i := range 300 {
		for _, l := range h.Laender {
			h.offer(t, l, "s", fmt.Sprint("o-", i), fmt.Sprint("DS-", i))
		}
		want = append(want, fmt.Sprint("o-", i))
	}
	ends := map[string]*answers{}
	for _, l := range h.Laender {
		ends[string(l)] = h.listen(t, l)
	}
	cycles := 0
	_, stop := h.run(t, func(c *intake.Config) { c.Observe = func(intake.Cycle) { cycles++ } })
	for _, a := range ends {
		for i := range want {
			if r := a.one(); r.ID != want[i] {
				t.Fatalf("receipt %d is for %s", i, r.ID)
			}
		}
	}
	stop()
	got := map[string][]string{}
	for _, r := range h.Records(t) {
		e, err := event.Open(r.Raw)
		if err != nil {
			t.Fatal(err)
		}
		got[string(r.Land)] = append(got[string(r.Land)], e.ID)
	}
	for _, l := range h.Laender {
		if diff := cmp.Diff(want, got[string(l)]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", l, diff)
		}
	}
	if cycles == 0 || cycles >= 300 {
		t.Errorf("%d cycles for 900 events: nothing was collected", cycles)
	}
	h.Verify(t)
}
