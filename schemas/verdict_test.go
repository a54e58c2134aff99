package schemas_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lernverbund/lernverbund/schemas"
)

// compiled are all schemas by their file name, compiled as a stranger would:
// from the files alone, with the published $id.
var compiled = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	files, err := fs.Glob(schemas.FS, "*.schema.json")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		raw, err := schemas.FS.ReadFile(f)
		if err != nil {
			return nil, err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		if err := c.AddResource(schemas.Base+f, doc); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
	}
	all := make(map[string]*jsonschema.Schema)
	for _, f := range files {
		if all[f], err = c.Compile(schemas.Base + f); err != nil {
			return nil, err
		}
	}
	return all, nil
})

// schemaVerdict judges an event by strict JSON and the schema of its type alone; nil is yes.
func schemaVerdict(raw []byte) error {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	if _, err := d.ReadValue(); err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	members, ok := doc.(map[string]any)
	if !ok {
		return fmt.Errorf("not an object")
	}
	typ, _ := members["type"].(string)
	all, err := compiled()
	if err != nil {
		return err
	}
	schema := all[typ+".schema.json"]
	if schema == nil || !strings.HasPrefix(typ, "de.lernverbund.") {
		return fmt.Errorf("no schema of type %q", typ)
	}
	return schema.Validate(doc)
}

func TestSchemasCompileAndTheirExamplesHold(t *testing.T) {
	all, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	for name, schema := range all {
		raw, err := schemas.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var head struct {
			ID          string `json:"$id"`
			Title       string
			Description string
			Examples    []json.RawMessage
		}
		if err := json.Unmarshal(raw, &head); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, want := head.ID, schemas.Base+name; got != want {
			t.Errorf("%s: $id = %q, want %q", name, got, want)
		}
		if head.Title == "" || head.Description == "" {
			t.Errorf("%s: title or description missing", name)
		}
		for i, example := range head.Examples {
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(example))
			if err != nil {
				t.Fatalf("%s: example %d: %v", name, i, err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%s: example %d: %v", name, i, err)
			}
		}
	}
}
