package schemas_test

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
)

// TestReceiptsAreWhatTheSchemaSays answers every example and holds the answer to receipts.schema.json.
func TestReceiptsAreWhatTheSchemaSays(t *testing.T) {
	all, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	var receipts []federation.Receipt
	for _, pattern := range []string{"examples/valid/*.json", "examples/invalid/*.json"} {
		for _, raw := range examples(t, pattern) {
			e, problems := event.Parse(raw)
			r := federation.Receipt{
				ID: e.ID, Source: string(e.Source), Verdict: federation.Rejected, Problems: append(problems, e.Plausible(now)...),
				Outbox: federation.Place{Created: now.UnixNano(), Sequence: 1, Index: len(receipts)},
			}
			if len(r.Problems) == 0 {
				r.Verdict, r.Position = federation.Accepted, event.Position(len(receipts)+1)
			}
			receipts = append(receipts, r)
		}
	}
	messages, err := federation.EncodeReceipts("by", "bayvsa", receipts)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(m.Data))
		if err != nil {
			t.Fatal(err)
		}
		if err := all["receipts.schema.json"].Validate(doc); err != nil {
			t.Errorf("message under %s: %v", m.Subject, err)
		}
	}
}
