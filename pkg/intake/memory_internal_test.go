package intake

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

func TestResume(t *testing.T) {
	known := past{created: 7, last: 20, from: 15, prints: map[int]uint64{0: 1}}
	done := known
	done.done = true
	for name, c := range map[string]struct {
		past   past
		cond   condition
		start  uint64
		notice string
	}{
		"empty outbox, nothing known":          {past{}, condition{created: 7}, 1, ""},
		"nothing known":                        {past{}, condition{created: 7, first: 1, last: 9}, 1, ""},
		"nothing known, trimmed":               {past{}, condition{created: 7, first: 5, last: 9}, 5, ""},
		"all acknowledged and answered":        {known, condition{created: 7, first: 1, last: 20, acked: 20, hasAcked: true, answered: 20, hasAnswered: true}, 21, ""},
		"not acknowledged":                     {known, condition{created: 7, first: 1, last: 30, acked: 12, hasAcked: true, answered: 20, hasAnswered: true}, 13, ""},
		"receipts lost":                        {known, condition{created: 7, first: 1, last: 30, acked: 20, hasAcked: true, answered: 17, hasAnswered: true}, 18, ""},
		"receipts unknown":                     {known, condition{created: 7, first: 1, last: 30, acked: 20, hasAcked: true}, 21, ""},
		"consumer ahead of the log":            {known, condition{created: 7, first: 1, last: 90, acked: 80, hasAcked: true, answered: 80, hasAnswered: true}, 21, ""},
		"consumer gone":                        {known, condition{created: 7, first: 1, last: 30}, 15, ""},
		"trimmed behind the log":               {known, condition{created: 7, first: 25, last: 30, acked: 20, hasAcked: true}, 25, ""},
		"made anew":                            {known, condition{created: 8, first: 1, last: 3}, 1, noticeAnew},
		"restored, shorter":                    {known, condition{created: 7, first: 1, last: 19, acked: 19, hasAcked: true}, 1, noticeRestored},
		"restored, other messages since":       {known, condition{created: 7, first: 1, last: 30, acked: 19, hasAcked: true, other: true}, 1, noticeRestored},
		"another session":                      {done, condition{created: 7, first: 1, last: 30, acked: 12, hasAcked: true, answered: 3, hasAnswered: true}, 21, ""},
		"another session, the outbox restored": {done, condition{created: 7, first: 1, last: 10}, 1, noticeRestored},
	} {
		t.Run(name, func(t *testing.T) {
			if start, notice := c.past.resume(c.cond); start != c.start || notice != c.notice {
				t.Errorf("got %d %q, want %d %q", start, notice, c.start, c.notice)
			}
		})
	}
}

func TestGlance(t *testing.T) {
	raw, err := event.Draft{
		ID: "ä\"\\1", Source: "/laender/by/x", Type: event.TypeOfferWithdrawn, Subject: "{[\"a\":]}\\", Time: time.Unix(0, 0),
		Extensions: map[string]any{"delivery": "id", "deliverybase": 7},
		Data:       map[string]any{"id": "no", "x": []any{"}]", map[string]any{"subject": "no"}, 1.5e3, nil, true}, "reason": "\\\"}"},
	}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{string(raw), " {\n\"id\" : \"no\" , \"\\u0069d\":\"ä\\u0022\\\\1\",\"source\":\"/laender/by/x\",\"type\":\"" +
		string(event.TypeOfferWithdrawn) + "\",\"subject\":\"{[\\\"a\\\":]}\\\\\",\"n\":12 }\n"} {
		g, ok := glance([]byte(raw))
		if !ok || string(g.id) != "ä\"\\1" || string(g.source) != "/laender/by/x" || string(g.typ) != string(event.TypeOfferWithdrawn) || string(g.subject) != "{[\"a\":]}\\" {
			t.Errorf("got %q %q %q %q, %v of %s", g.id, g.source, g.typ, g.subject, ok, raw)
		}
	}
	for _, broken := range []string{"", "[]", "{", `{"a`, `{"a":`, `{"a":"b`, `{"a":{"b":1}`, `{"a":1,`, `{"a" 1}`} {
		if _, ok := glance([]byte(broken)); ok {
			t.Errorf("%s was read", broken)
		}
	}
}

// What Parse reads of any event, glance reads too.
func FuzzGlance(f *testing.F) {
	f.Add([]byte(`{"specversion":"1.0","id":"e-1","source":"/laender/by/x","type":"de.lernverbund.offer.withdrawn.v1","subject":"a\u0022","time":"2026-11-23T10:00:00Z","data":{"reason":"ended","x":[{"id":"no"}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := event.Open(raw)
		if err != nil {
			return
		}
		g, ok := glance(raw)
		if !ok || string(g.id) != e.ID || string(g.source) != string(e.Source) || string(g.typ) != string(e.Type) || string(g.subject) != e.Subject {
			t.Errorf("got %q %q %q %q, %v, want %+v", g.id, g.source, g.typ, g.subject, ok, e)
		}
	})
}

func TestIdentities(t *testing.T) {
	var table identities
	const n = 50_000
	key := func(i int) identity { return identityOf("/laender/by/x", fmt.Sprint(i)) }
	digest := func(i int) [32]byte { return sha256.Sum256(fmt.Append(nil, "raw", i)) }
	origin := func(i int) eventlog.Origin {
		return eventlog.Origin{Land: "by", Created: 1, Sequence: uint64(i), Index: i % 7}
	}
	for i := range n {
		table.add(key(i), digest(i), eventlog.Position(i+1), origin(i))
	}
	table.add(key(0), digest(1), 99, origin(1)) // the first stays
	for i := range n {
		got, ok := table.lookup(key(i))
		if !ok || got.position != eventlog.Position(i+1) || !got.same(digest(i)) || got.same(digest(i+1)) || !got.from(origin(i)) {
			t.Fatalf("event %d: got %+v, %v", i, got, ok)
		}
	}
	elsewhere := 0
	for i := range n {
		if got, _ := table.lookup(key(i)); got.from(origin(i + 1)) {
			elsewhere++
		}
	}
	if elsewhere > 1 {
		t.Errorf("%d of %d events are taken for read elsewhere", elsewhere, n)
	}
	if _, ok := table.lookup(key(n)); ok {
		t.Error("found what was never added")
	}
	slots := 0
	for i := range table.shards {
		slots += len(table.shards[i].slots)
	}
	if perEvent := slots * 32 / n; perEvent > 60 {
		t.Errorf("%d bytes an event, want at most 60", perEvent)
	}
}

func TestAbsence(t *testing.T) {
	for _, c := range []struct {
		base, missing int
		limit         Limit
		want          bool
	}{
		{0, 0, Limit{}, false},
		{1, 1, Limit{}, true},
		{9, 9, Limit{}, true},
		{20, 9, Limit{}, false},
		{50, 10, Limit{}, false},
		{49, 10, Limit{}, true},
		{10, 12, Limit{}, true},
		{1000, 200, Limit{}, false},
		{1000, 201, Limit{}, true},
		{1000, 999, Limit{Share: 1}, false},
		{1000, 1000, Limit{Share: 1}, true},
		{10, 2, Limit{Share: 0.1, Least: 2}, true},
	} {
		if got := (Brake{Limit: c.limit}).holds("", &absence{base: c.base, missing: c.missing}); got != c.want {
			t.Errorf("%d of %d with %+v: got %v, want %v", c.missing, c.base, c.limit, got, c.want)
		}
	}
}

func TestSplitBatch(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want []string
	}{
		{`[{"a":1}]`, []string{`{"a":1}`}},
		{" [ {\"a\":[1,\"]\"]} ,\n\"x\" , 1e3 ] ", []string{`{"a":[1,"]"]}`, `"x"`, `1e3`}},
		{`[{"no":json},{"a":1}]`, []string{`{"no":json}`, `{"a":1}`}}, // the first is refused alone
		{`[nul]`, []string{`nul`}},
	} {
		got, err := splitBatch([]byte(c.raw))
		if err != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
			t.Errorf("%s: got %q, %v, want %q", c.raw, got, err, c.want)
		}
	}
	for _, raw := range []string{"", "[", "[]", " [ ] ", "{}", "[1", "[1,", "[1,]", "[1 2]", "[1]x", `["a]`, `[{]`, "[,1]"} {
		if got, err := splitBatch([]byte(raw)); err == nil {
			t.Errorf("%s: got %q, want an error", raw, got)
		}
	}
}

// What is a batch of valid JSON is split as a decoder splits it.
func FuzzSplitBatch(f *testing.F) {
	f.Add([]byte(`[{"a":"\"]"},[1,[2]],"x",null]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		want, err := event.SplitBatch(raw)
		if err != nil || len(want) == 0 {
			return
		}
		got, ok := splitFast(raw)
		if !ok || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("got %q, %v, want %q", got, ok, want)
		}
	})
}
