package catalogue_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var update = flag.Bool("update", false, "write what is seen into the golden files")

const marker = "-- what changes --\n"

// Each file is a row of the table of facts: lines "land/system subject
// noun.fact data", and below the marker what the fold makes of them.
func TestFoldGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/fold/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("golden files: %v, %d files", err, len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			facts, want, _ := strings.Cut(string(raw), marker)
			got := tell(t, facts)
			if *update {
				if err := os.WriteFile(file, []byte(facts+marker+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// tell folds lines of facts and says in words what each changes.
func tell(t *testing.T, facts string) string {
	t.Helper()
	var out strings.Builder
	newest := map[learning.OfferID]*catalogue.Version{}
	position := catalogue.Position(0)
	for line := range strings.Lines(facts) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		position++
		in := input(t, position, line)
		name, _, _ := strings.Cut(line, " {")
		fmt.Fprintf(&out, "%d %s\n", position, name)
		id, _ := catalogue.Subject(in)
		for _, c := range catalogue.Fold(newest[id], in) {
			fmt.Fprintf(&out, "  %s\n", words(c))
			if r, ok := c.(catalogue.Revised); ok {
				newest[r.Version.ID] = &r.Version
			}
		}
	}
	return out.String()
}

func words(c catalogue.Change) string {
	switch c := c.(type) {
	case catalogue.Revised:
		v := c.Version
		if !v.Live() {
			return fmt.Sprintf("%s withdrawn, %+v, erased %t", v.ID, *v.Withdrawn, v.Erased)
		}
		return fmt.Sprintf("%s is %s", v.ID, v.Document)
	case catalogue.Erased:
		return fmt.Sprintf("%s erased", c.ID)
	case catalogue.ProviderSet:
		p := c.Provider
		return fmt.Sprintf("provider %s %s %s, retired %t, is %s", p.Land, p.System, p.Subject, p.Retired, p.Document)
	case catalogue.Delivered:
		d := c.Delivery
		return fmt.Sprintf("delivery %s %s %s: %+v", d.Land, d.System, d.ID, d.Counts)
	case catalogue.Orphaned:
		return "orphan"
	case catalogue.Parted:
		return fmt.Sprintf("%v are not the same, %q", c.Offers, c.Note)
	case catalogue.Joined:
		return fmt.Sprintf("%v may be the same", c.Offers)
	case catalogue.Seen:
		return fmt.Sprintf("seen %s %s", c.Land, c.System)
	}
	return fmt.Sprintf("%T", c)
}

// input reads a line of a golden file. "redacted" is a record without its bytes.
func input(t *testing.T, p catalogue.Position, line string) catalogue.Input {
	t.Helper()
	recorded := time.Date(2026, 3, 1, 8, int(p), 0, 0, time.UTC)
	part := strings.SplitN(line, " ", 4)
	if part[0] == "redacted" {
		return catalogue.Input{Position: p, Land: "by", RecordedAt: recorded}
	}
	land, system, _ := strings.Cut(part[0], "/")
	source := event.NewSource(learning.Land(land), learning.System(system))
	if land == "hub" {
		source = event.HubSource(system)
	}
	raw, err := event.Draft{
		ID: fmt.Sprintf("e%d", p), Source: source, Type: event.Type("de.lernverbund." + part[2] + ".v1"),
		Subject: part[1], Time: recorded.Add(-time.Minute), Data: jsontext.Value(part[3]),
	}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	e, err := event.Open(raw)
	if err != nil {
		t.Fatal(err)
	}
	// A land writes its members in any order: what stands in the file is what is folded.
	e.Data = bytes.Clone([]byte(part[3]))
	return catalogue.Input{Position: p, Land: learning.Land(land), RecordedAt: recorded, Event: e}
}
