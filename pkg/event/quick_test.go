package event

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const plain = `{"specversion":"1.0","id":"e-1","source":"/laender/by/bayvsa","type":"de.lernverbund.offer.published.v1",` +
	`"subject":"DS-101","time":"2026-11-23T10:00:00+01:00","data":{"title":{"de":"Datenschutz"},"provider":{"name":"BayVSA"}}}`

// same holds both ways of reading against each other.
func same(t *testing.T, raw []byte) (took bool) {
	t.Helper()
	e, problems, ok := quick(raw)
	if !ok {
		return false
	}
	want, wantProblems := thorough(raw)
	if diff := cmp.Diff(want, e, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("event (-thorough +quick):\n%s\nof %s", diff, raw)
	}
	if diff := cmp.Diff(wantProblems, problems, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("problems (-thorough +quick):\n%s\nof %s", diff, raw)
	}
	return true
}

func TestQuickSaysTheSame(t *testing.T) {
	swap := func(old, new string) string { return strings.Replace(plain, old, new, 1) }
	for raw, want := range map[string]bool{
		plain: true,
		" \n" + strings.ReplaceAll(plain, `":`, `" : `) + "\t":                     true,
		swap(`"id"`, `"delivery":"d-1","deliverybase":12,"x":true,"id"`):           true,
		swap(`"id"`, `"datacontenttype":"application/json","dataschema":"x","id"`): true,
		swap(`e-1`, ``):                             true, // what is missing is told by both
		swap(`"de":`, `"deutsch,":`):                true,
		swap(`Datenschutz`, `null Kosten`):          true,
		swap(`Datenschutz`, `"`):                    false,
		swap(`"id":"e-1"`, `"id":"e-1","id":"e-1"`): false,
		swap(`"id":"e-1"`, `"id":"","id":"e-1"`):    false,
		swap(`"id"`, `"x":1,"x":2,"id"`):            false,
		swap(`"id"`, `"x":01,"id"`):                 false,
		swap(`"id"`, `"x":[1],"id"`):                false,
		swap(`"id":"e-1"`, `"id":null`):             false,
		swap(`e-1`, `e\u002d1`):                     false,
		swap(`e-1`, "e\xff1"):                       false,
		swap(`"title"`, `"titel"`):                  false,
		swap(`"de":"Datenschutz"`, `"de":null`):     false,
		swap(`"de"`, `"de":"x","de"`):               false,
		swap(`published`, `praised`):                false,
		plain + "x":                                 false,
		plain[:len(plain)-1]:                        false,
		"":                                          false,
	} {
		if took := same(t, []byte(raw)); took != want {
			t.Errorf("quick took it: %v, want %v: %s", took, want, raw)
		}
	}
}

func TestQuickTakesTheExamples(t *testing.T) {
	files, err := filepath.Glob("../../schemas/examples/valid/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d examples, %v", len(files), err)
	}
	took := 0
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if same(t, bytes.TrimSpace(raw)) {
			took++
		}
	}
	if took < len(files)/2 {
		t.Errorf("took %d of %d examples", took, len(files))
	}
}

func FuzzQuick(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte(strings.Replace(plain, `"id"`, `"delivery":"d-1","deliverybase":12,"datacontenttype":"","id"`, 1)))
	f.Fuzz(func(t *testing.T, raw []byte) { same(t, raw) })
}

func BenchmarkParse(b *testing.B) {
	raw := []byte(strings.Replace(plain, `"title"`, `"description":{"de":"`+strings.Repeat("Grundlagen für Einsteiger – online. ", 40)+`"},"title"`, 1))
	for name, parse := range map[string]func(){
		"quick":    func() { Parse(raw) },
		"thorough": func() { thorough(raw) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				parse()
			}
		})
	}
}
