package schemas_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/schemas"
)

func document(t *testing.T, name string) map[string]any {
	t.Helper()
	raw, err := schemas.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return doc
}

// refs are all $ref of a tree.
func refs(node any) (found []string) {
	switch n := node.(type) {
	case map[string]any:
		for key, value := range n {
			if s, ok := value.(string); ok && key == "$ref" {
				found = append(found, s)
			}
			found = append(found, refs(value)...)
		}
	case []any:
		for _, value := range n {
			found = append(found, refs(value)...)
		}
	}
	return found
}

// TestReferencesLeadSomewhere holds that no $ref of AsyncAPI and OpenAPI is dead.
func TestReferencesLeadSomewhere(t *testing.T) {
	for _, name := range []string{"asyncapi.yaml", "catalogue.openapi.yaml"} {
		doc := document(t, name)
		all := refs(doc)
		if len(all) < 20 {
			t.Errorf("%s has %d references, want some more", name, len(all))
		}
		for _, ref := range all {
			if inside, ok := strings.CutPrefix(ref, "#/"); ok {
				var node any = doc
				for _, token := range strings.Split(inside, "/") {
					object, _ := node.(map[string]any)
					node = object[token]
				}
				if node == nil {
					t.Errorf("%s: %s leads nowhere", name, ref)
				}
				continue
			}
			file := strings.TrimPrefix(strings.TrimPrefix(ref, schemas.Base), "./")
			if _, err := fs.Stat(schemas.FS, file); err != nil {
				t.Errorf("%s: %s leads nowhere: %v", name, ref, err)
			}
		}
	}
}

// TestAsyncAPINamesEveryFact holds the NATS side to the facts a Land may publish.
func TestAsyncAPINamesEveryFact(t *testing.T) {
	doc := document(t, "asyncapi.yaml")
	var got, own []event.Type
	for _, m := range doc["components"].(map[string]any)["messages"].(map[string]any) {
		name := event.Type(m.(map[string]any)["name"].(string))
		switch {
		case name.Hub():
			own = append(own, name)
		case name.Known():
			got = append(got, name)
		}
	}
	slices.Sort(got)
	slices.Sort(own)
	if diff := cmp.Diff([]event.Type{event.TypeOffersJoined, event.TypeOffersSplit}, own); diff != "" {
		t.Errorf("the hub's own records with a schema (-event +asyncapi):\n%s", diff)
	}
	if diff := cmp.Diff(event.Types(), got); diff != "" {
		t.Errorf("facts (-event +asyncapi):\n%s", diff)
	}
}

// TestOpenAPIParameters holds the list to the parameters of the published
// surface: none of them is missing but those that are still to come, and none is invented.
func TestOpenAPIParameters(t *testing.T) {
	want := strings.Fields("q land placeLand kind mode topic level language provider audience access free from to seats competence funding " +
		"certificate recognition accessibility since myLand employer may current group literal explain sort limit offset")
	later := []string{"near", "radius", "as_of"}
	get := document(t, "catalogue.openapi.yaml")["paths"].(map[string]any)["/api/v1/offers"].(map[string]any)["get"].(map[string]any)
	var got []string
	for _, p := range get["parameters"].([]any) {
		parameter := p.(map[string]any)
		name, _ := parameter["name"].(string)
		if description, _ := parameter["description"].(string); description == "" {
			t.Errorf("parameter %s has no description", name)
		}
		if !slices.Contains(later, name) {
			got = append(got, name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parameters (-surface +openapi):\n%s", diff)
	}
}

// TestOpenAPISchemasCompile compiles every schema of the components, and
// holds that their lists of codes are those of the domain.
func TestOpenAPISchemasCompile(t *testing.T) {
	doc := document(t, "catalogue.openapi.yaml")
	raw, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	const address = "https://lernverbund.de/api/openapi.json"
	if err := c.AddResource(address, tree); err != nil {
		t.Fatal(err)
	}
	files, _ := fs.Glob(schemas.FS, "*.schema.json")
	for _, f := range files {
		raw, err := schemas.FS.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		one, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(schemas.Base+f, one); err != nil {
			t.Fatal(err)
		}
	}
	components := doc["components"].(map[string]any)["schemas"].(map[string]any)
	for name := range components {
		if _, err := c.Compile(address + "#/components/schemas/" + name); err != nil {
			t.Errorf("component %s: %v", name, err)
		}
	}
	want := fmt.Sprint(slices.Sorted(slices.Values(learning.Laender)))
	codes := components["Land"].(map[string]any)["enum"].([]any)
	slices.SortFunc(codes, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	if got := fmt.Sprint(codes); got != want {
		t.Errorf("Länder = %s, want %s", got, want)
	}
}

// TestReadmeNamesWhatIsThere holds the README to the files it names.
func TestReadmeNamesWhatIsThere(t *testing.T) {
	raw, err := schemas.FS.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`[A-Za-z_./]+\.(?:json|yaml|md)\b`).FindAllString(string(raw), -1) {
		if strings.HasPrefix(name, ".") {
			continue // an ending, not a name
		}
		if _, err := fs.Stat(schemas.FS, strings.TrimPrefix(name, "schemas/")); err != nil {
			t.Errorf("README.md names %s, which is not there", name)
		}
	}
	for _, typ := range event.Types() {
		if _, err := fs.Stat(schemas.FS, string(typ)+".schema.json"); err != nil {
			t.Errorf("there is no schema of %s", typ)
		}
	}
}
