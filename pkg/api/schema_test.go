package api_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lernverbund/lernverbund/schemas"
)

// described is the API's own description, as it serves it.
type described struct {
	t        *testing.T
	compiler *jsonschema.Compiler
	doc      map[string]any
}

const descriptionURL = "https://lernverbund.de/openapi.json"

// description reads /openapi.json and all JSON Schemas it points to.
func description(t *testing.T, h *hub) *described {
	t.Helper()
	raw, _ := h.raw("/openapi.json", 200)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(descriptionURL, value); err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(schemas.FS, "*.schema.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d schemas, %v", len(files), err)
	}
	for _, f := range files {
		raw, err := schemas.FS.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(schemas.Base+f, schema); err != nil {
			t.Fatal(err)
		}
	}
	return &described{t, c, value.(map[string]any)}
}

// holds fails the test if an answer is not as a component schema says.
func (d *described) holds(component string, answer []byte) {
	d.t.Helper()
	schema, err := d.compiler.Compile(descriptionURL + "#/components/schemas/" + component)
	if err != nil {
		d.t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer))
	if err != nil {
		d.t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		d.t.Errorf("answer is no %s: %v\n%.2000s", component, err, answer)
	}
}

// parameters are the query parameters of an operation.
func (d *described) parameters(path, method string) []string {
	d.t.Helper()
	raw, err := json.Marshal(d.doc["paths"])
	if err != nil {
		d.t.Fatal(err)
	}
	var paths map[string]map[string]struct {
		Parameters []struct {
			Name string `json:"name"`
			In   string `json:"in"`
		} `json:"parameters"`
	}
	if err := json.Unmarshal(raw, &paths); err != nil {
		d.t.Fatal(err)
	}
	names := map[string]bool{}
	for _, p := range paths[path][method].Parameters {
		if p.In == "query" {
			names[p.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
