package schemas_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// TestTypedAndSchemaVerdictsAreEqual changes the valid examples at random and
// holds that event.Parse and the JSON Schema say the same about each. The seed
// is printed; LVTEST_SEED repeats a run, LVTEST_CASES makes it longer.
func TestTypedAndSchemaVerdictsAreEqual(t *testing.T) {
	seed, cases := number(t, "LVTEST_SEED", uint64(time.Now().UnixNano())), number(t, "LVTEST_CASES", 10_000)
	t.Logf("LVTEST_SEED=%d LVTEST_CASES=%d", seed, cases)
	files := examples(t, "examples/valid/*.json")
	order := slices.Sorted(maps.Keys(files))
	m := &mutator{Rand: rand.New(rand.NewPCG(seed, 0)), names: names(t, files)}
	refused, differ := 0, 0
	for i := range cases {
		name := order[m.IntN(len(order))]
		raw := m.mutant(t, files[name])
		if len(raw) > event.MaxBytes {
			continue // the size is not for a schema to judge
		}
		schema := schemaVerdict(raw)
		if schema != nil {
			refused++
		}
		if typed := typedProblems(raw); (schema == nil) != (typed == nil) {
			t.Errorf("case %d from %s:\nschema: %v\ntyped: %+v\n%s", i, name, schema, typed, learning.Shorten(string(raw))+tail(raw))
			if differ++; differ == 10 {
				t.Fatal("enough")
			}
		}
	}
	t.Logf("%d of %d refused by both", refused, cases)
	if uint64(refused) < cases/4 || uint64(refused) > cases*19/20 {
		t.Errorf("%d of %d refused: the mutations test one side only", refused, cases)
	}
}

func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// typedProblems are what makes the typed check refuse the event, nil if it
// does not. The hub's own records are no contract with the Länder.
func typedProblems(raw []byte) (refusing []learning.Problem) {
	e, problems := event.Parse(raw)
	if e.Source.Hub() || e.Type.Hub() {
		return []learning.Problem{{Rule: "hub"}}
	}
	for _, p := range problems {
		if !p.Warning {
			refusing = append(refusing, p)
		}
	}
	return refusing
}

// mutant is the example with one to three changes.
func (m *mutator) mutant(t *testing.T, example []byte) []byte {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(example))
	d.UseNumber()
	var root map[string]any
	if err := d.Decode(&root); err != nil {
		t.Fatal(err)
	}
	for range 1 + m.IntN(3) {
		if m.IntN(3) > 0 {
			if data, ok := root["data"].(map[string]any); ok {
				m.mutate(data)
				continue
			}
		}
		m.mutate(root)
	}
	raw, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	if i := bytes.LastIndexByte(raw, ','); m.IntN(50) == 0 && i > 0 && raw[i+1] == '"' { // a name twice
		raw = append(slices.Insert(slices.Clone(raw[:len(raw)-1]), len(raw)-1, []byte(`,"data":{}`)...), '}')
	}
	return raw
}

// names are all member names in the examples.
func names(t *testing.T, files map[string][]byte) []string {
	t.Helper()
	all := map[string]bool{}
	for _, raw := range files {
		var root map[string]any
		if err := json.Unmarshal(raw, &root); err != nil {
			t.Fatal(err)
		}
		objects, _ := spots(root)
		for _, o := range objects {
			for name := range o {
				all[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func tail(raw []byte) string {
	if len(raw) > 6000 {
		return strings.ToValidUTF8(string(raw[len(raw)-1000:]), "?")
	}
	return "\n" + string(raw)
}

// TestManyUnknownMembers holds that unknown members are no reason to refuse, however many they are.
func TestManyUnknownMembers(t *testing.T) {
	var root map[string]any
	if err := json.Unmarshal(examples(t, "examples/valid/offer.published.by.json")["offer.published.by.json"], &root); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		root["data"].(map[string]any)["unbekannt"+strconv.Itoa(i)] = i
		root["ext"+strconv.Itoa(i)] = i
	}
	raw, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := schemaVerdict(raw); err != nil {
		t.Errorf("schema refuses it: %v", err)
	}
	if p := typedProblems(raw); p != nil {
		t.Errorf("typed check refuses it: %+v", p)
	}
}
