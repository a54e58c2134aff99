package schemas_test

import (
	"encoding/json"
	"io/fs"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/schemas"
)

// now is the day for which the examples are written.
var now = time.Date(2026, 11, 23, 12, 0, 0, 0, learning.Berlin)

func examples(t *testing.T, pattern string) map[string][]byte {
	t.Helper()
	files, err := fs.Glob(schemas.FS, pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("examples %s: %d files, error %v", pattern, len(files), err)
	}
	raw := make(map[string][]byte)
	for _, f := range files {
		if raw[path.Base(f)], err = schemas.FS.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	return raw
}

func TestValidExamples(t *testing.T) {
	types, kinds := map[event.Type]bool{}, map[learning.Kind]bool{}
	ids := map[string]string{}
	for name, raw := range examples(t, "examples/valid/*.json") {
		t.Run(name, func(t *testing.T) {
			if err := schemaVerdict(raw); err != nil {
				t.Errorf("schema refuses it: %v", err)
			}
			e, problems := event.Parse(raw)
			problems = append(problems, e.Plausible(now)...)
			for _, p := range problems {
				if !p.Warning || !strings.Contains(name, "unknown_members") {
					t.Errorf("problem %+v, want none", p)
				}
			}
			if other := ids[e.ID]; other != "" {
				t.Errorf("id %s is that of %s too", e.ID, other)
			}
			ids[e.ID] = name
			types[e.Type] = true
			if o := e.Offer(); o != nil {
				kinds[o.Kind] = true
			}
		})
	}
	for _, want := range event.Types() {
		if !types[want] {
			t.Errorf("no valid example of %s", want)
		}
	}
	for _, term := range learning.Terms(learning.VocabKinds) {
		if !kinds[learning.Kind(term.Code)] {
			t.Errorf("no valid example of kind %s", term.Code)
		}
	}
}

// TestMaximalExample holds that the maximal offer has every member there is.
func TestMaximalExample(t *testing.T) {
	e, _ := event.Parse(examples(t, "examples/valid/offer.published.maximal.json")["offer.published.maximal.json"])
	typed, err := json.Marshal(e.Offer())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"offer", "session", "provider"} {
		raw, err := schemas.FS.ReadFile(name + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		var schema any
		if err := json.Unmarshal(raw, &schema); err != nil {
			t.Fatal(err)
		}
		for _, member := range memberNames(schema) {
			if !strings.Contains(string(typed), `"`+member+`":`) {
				t.Errorf("%s.schema.json has member %q, the maximal example has not", name, member)
			}
		}
	}
}

// memberNames are the names under every "properties" of a schema.
func memberNames(schema any) (names []string) {
	switch node := schema.(type) {
	case map[string]any:
		for key, value := range node {
			if members, ok := value.(map[string]any); ok && key == "properties" {
				for name := range members {
					names = append(names, name)
				}
			}
			if key != "examples" {
				names = append(names, memberNames(value)...)
			}
		}
	case []any:
		for _, value := range node {
			names = append(names, memberNames(value)...)
		}
	}
	return names
}

func TestInvalidExamples(t *testing.T) {
	var index []struct {
		File, Pointer, Rule string
		By                  string // who refuses it: size (and depth), json, schema or plausibility
	}
	files := examples(t, "examples/invalid/*.json")
	if err := json.Unmarshal(files["INDEX.json"], &index); err != nil {
		t.Fatal(err)
	}
	delete(files, "INDEX.json")
	for _, want := range index {
		raw, ok := files[want.File]
		if !ok {
			t.Errorf("INDEX.json names %s, which is not there", want.File)
			continue
		}
		delete(files, want.File)
		t.Run(want.File, func(t *testing.T) {
			e, problems := event.Parse(raw)
			refusedBySchema := schemaVerdict(raw) != nil
			if want.By == "plausibility" {
				if refusedBySchema || learning.Refused(problems) {
					t.Fatalf("refused by the schema or its typed twin: %v", problems)
				}
				problems = e.Plausible(now)
			} else if !refusedBySchema && want.By != "size" {
				t.Errorf("the schema takes it, want it refused")
			}
			var got []string
			for _, p := range problems {
				if !p.Warning {
					got = append(got, p.Pointer+" "+p.Rule)
				}
				if p.Message == "" || p.MessageEn == "" {
					t.Errorf("problem without words: %+v", p)
				}
			}
			if diff := cmp.Diff([]string{want.Pointer + " " + want.Rule}, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
	for name := range files {
		t.Errorf("%s is not in INDEX.json", name)
	}
}
