package schemas_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// hubVerdict judges a record of the hub's own by the schema of its fact alone; nil is yes.
func hubVerdict(t *testing.T, fact string, raw []byte) error {
	t.Helper()
	all, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return all["hub."+fact+".schema.json"].Validate(doc)
}

// TestHubExamples holds what the hub says itself to its schemas, and its own
// check to the same verdict.
func TestHubExamples(t *testing.T) {
	facts := map[string]bool{}
	for folder, want := range map[string]bool{"valid": true, "invalid": false} {
		for name, raw := range examples(t, "examples/hub/"+folder+"/*.json") {
			fact, _, _ := strings.Cut(name, ".")
			facts[fact] = true
			if err := hubVerdict(t, fact, raw); (err == nil) != want {
				t.Errorf("%s: the schema says %v", name, err)
			}
			e, problems := event.Parse(raw)
			if problems = append(problems, e.Plausible(now)...); learning.Refused(problems) == want {
				t.Errorf("%s: the check finds %+v", name, problems)
			}
			if !e.Type.Hub() || !e.Source.Hub() {
				t.Errorf("%s: %s of %s is not the hub's own", name, e.Type, e.Source)
			}
		}
	}
	if diff := cmp.Diff([]string{"joined", "split"}, slices.Sorted(maps.Keys(facts))); diff != "" {
		t.Errorf("facts with examples (-want +got):\n%s", diff)
	}
}
