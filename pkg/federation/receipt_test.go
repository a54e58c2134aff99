package federation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestReceiptJSON(t *testing.T) {
	messages, err := federation.EncodeReceipts("by", "bayvsa", []federation.Receipt{
		{
			ID: "1", Source: "/laender/by/bayvsa", Outbox: federation.Place{Created: 1763856000123456789, Sequence: 4, Index: 2},
			Verdict: federation.Accepted, Position: 12,
		},
		{
			Outbox: federation.Place{Created: 1, Sequence: 5}, Verdict: federation.Rejected,
			Problems: []learning.Problem{{Pointer: "/title", Rule: "required", Message: "fehlt", MessageEn: "is missing"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(messages) != 1 || messages[0].Subject != "receipts.by.bayvsa.rejected" || messages[0].Count != 2 {
		t.Fatalf("got %d messages, the first %s with %d; want 1, receipts.by.bayvsa.rejected, 2", len(messages), messages[0].Subject, messages[0].Count)
	}
	want := `[{"id":"1","source":"/laender/by/bayvsa","outbox":{"created":"1763856000123456789","sequence":4,"index":2},` +
		`"verdict":"accepted","position":12,"problems":[]},` +
		`{"outbox":{"created":"1","sequence":5,"index":0},"verdict":"rejected",` +
		`"problems":[{"pointer":"/title","rule":"required","message":"fehlt","messageEn":"is missing"`
	if got := string(messages[0].Data); !strings.HasPrefix(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWorstVerdict(t *testing.T) {
	order := []federation.Verdict{federation.Rejected, federation.Held, federation.Warned, federation.Accepted, federation.Duplicate}
	for i, worse := range order {
		for j, better := range order {
			if got, want := worse.Worse(better), i < j; got != want {
				t.Errorf("%s worse than %s: got %v, want %v", worse, better, got, want)
			}
		}
		var receipts []federation.Receipt
		for _, v := range slices.Backward(order[i:]) {
			receipts = append(receipts, federation.Receipt{Verdict: v})
		}
		messages, err := federation.EncodeReceipts("by", "x", receipts)
		if err != nil || messages[0].Subject != "receipts.by.x."+string(worse) {
			t.Errorf("got %v, %v, want one under %s", messages, err, worse)
		}
	}
}

func TestReceiptsSplit(t *testing.T) {
	problem := learning.Problem{Rule: "r", Message: strings.Repeat("ü", 500), MessageEn: "m"}
	var want []federation.Receipt
	for i := range 1000 {
		want = append(want, federation.Receipt{ID: fmt.Sprint(i), Verdict: federation.Accepted, Problems: []learning.Problem{problem}})
	}
	want[999].Verdict = federation.Rejected
	messages, err := federation.EncodeReceipts("by", "x", want)
	if err != nil {
		t.Fatal(err)
	}
	if len(messages) < 4 {
		t.Errorf("got %d messages for over 1 MB, want at least 4", len(messages))
	}
	var got []federation.Receipt
	for i, m := range messages {
		if len(m.Data) > federation.MaxReceiptBytes {
			t.Errorf("message %d: got %d bytes, want at most %d", i, len(m.Data), federation.MaxReceiptBytes)
		}
		verdict := federation.Accepted
		if i == len(messages)-1 {
			verdict = federation.Rejected
		}
		if wantSubject := "receipts.by.x." + string(verdict); m.Subject != wantSubject {
			t.Errorf("message %d: got %s, want %s", i, m.Subject, wantSubject)
		}
		part, ok := federation.DecodeReceipts(m.Data)
		if !ok || len(part) != m.Count {
			t.Fatalf("message %d: got %d receipts, %v, want %d", i, len(part), ok, m.Count)
		}
		got = append(got, part...)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("receipts differ (-want +got):\n%s", diff)
	}
}

func TestReceiptTooLong(t *testing.T) {
	r := federation.Receipt{ID: "long", Verdict: federation.Rejected}
	for range 3000 {
		r.Problems = append(r.Problems, learning.Problem{Rule: "r", Message: strings.Repeat("x", 200)})
	}
	messages, err := federation.EncodeReceipts("by", "x", []federation.Receipt{{ID: "before", Verdict: federation.Accepted}, r})
	if err != nil {
		t.Fatal(err)
	}
	var got []federation.Receipt
	for _, m := range messages {
		part, ok := federation.DecodeReceipts(m.Data)
		if !ok || len(m.Data) > federation.MaxReceiptBytes {
			t.Fatalf("got a message of %d bytes, %v; want one that fits", len(m.Data), ok)
		}
		got = append(got, part...)
	}
	if len(got) != 2 {
		t.Fatalf("got %d receipts, want 2", len(got))
	}
	kept := got[1].Problems
	rest := kept[len(kept)-1]
	if rest.Rule != "more-problems" || !strings.Contains(rest.Message, fmt.Sprint(3000-(len(kept)-1))) || rest.Warning {
		t.Errorf("got last problem %+v after %d others, want more-problems with the number left out", rest, len(kept)-1)
	}
}

// A refused event may carry anything as its id, and its receipt must go out all the same.
func TestReceiptOfAbsurdID(t *testing.T) {
	messages, err := federation.EncodeReceipts("by", "x", []federation.Receipt{{
		ID: strings.Repeat("\xff", 256<<10), Source: strings.Repeat("ü", 128<<10), Verdict: federation.Rejected,
	}})
	if err != nil || len(messages) != 1 || len(messages[0].Data) > 2000 {
		t.Fatalf("got %d messages, %v; want a short one", len(messages), err)
	}
	if got, ok := federation.DecodeReceipts(messages[0].Data); !ok || got[0].Verdict != federation.Rejected {
		t.Errorf("got %v, %v", got, ok)
	}
}

func TestNoReceipts(t *testing.T) {
	if got, ok := federation.DecodeReceipts([]byte(" []")); !ok || len(got) != 0 {
		t.Errorf("empty array: got %v, %v", got, ok)
	}
	for _, noise := range []string{
		"", "{}", `{"stream":"OUTBOX","seq":3}`, "null", "x", "[1]", `["a"]`, "[{}]", `[{"verdict":"good"}]`, `[{"verdict":"accepted"}`, `{"type":"io.nats.jetstream.api.v1.consumer_info_response"}`,
	} {
		if got, ok := federation.DecodeReceipts([]byte(noise)); ok {
			t.Errorf("%s: got %v, want noise", noise, got)
		}
	}
}

func FuzzDecodeReceipts(f *testing.F) {
	f.Add([]byte(`[{"id":"1","outbox":{"created":"1","sequence":4,"index":2},"verdict":"accepted","problems":[]}]`))
	f.Add([]byte(`{"stream":"OUTBOX"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		receipts, ok := federation.DecodeReceipts(data)
		if !ok {
			return
		}
		messages, err := federation.EncodeReceipts("by", "x", receipts)
		if err != nil {
			t.Fatalf("decoded, but not to be encoded: %v", err)
		}
		n := 0
		for _, m := range messages {
			n += m.Count
		}
		if n != len(receipts) {
			t.Errorf("got %d receipts again, want %d", n, len(receipts))
		}
	})
}
