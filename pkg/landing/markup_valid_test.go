package landing_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/browsertest"
)

// rules of html-validate. Roles of tables are written out because cards change
// their display; a button in a form submits it.
const validRules = `{"root": true, "extends": ["html-validate:recommended"], "rules": {
	"no-redundant-role": "off", "no-implicit-button-type": "off", "prefer-native-element": ["error", {"exclude": ["rowgroup", "row", "table", "cell", "rowheader", "columnheader"]}],
	"form-dup-name": ["error", {"shared": ["radio", "checkbox"]}],
	"doctype-style": ["error", {"style": "lowercase"}], "long-title": "off"
}}`

// TestHTMLIsValid lets html-validate read every page in every language.
func TestHTMLIsValid(t *testing.T) {
	program := browsertest.Program(t, "LVTEST_HTMLVALIDATE", "html-validate")
	h := richHub(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".htmlvalidate.json"), []byte(validRules), 0o600); err != nil {
		t.Fatal(err)
	}
	pages := 0
	keep := func(name, path string) {
		_, raw, _ := h.Ask(path, nil)
		if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		pages++
	}
	for name, path := range everyTemplate(h) {
		keep(name, path)
	}
	h = hostileHub(t)
	for i, bad := range evil {
		keep("boese-"+string(rune('a'+i)), pagesOf(bad)[0])
		keep("boese-suche-"+string(rune('a'+i)), pagesOf(bad)[1])
	}
	// The check finds what is wrong.
	if err := os.WriteFile(filepath.Join(dir, "falsch.html"), []byte("<!doctype html><title>x</title><p><div></p><img src=x>"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "--formatter", "json", "--config", filepath.Join(dir, ".htmlvalidate.json"), dir+"/*.html")
	var stderr bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &stderr
	answer, err := os.Create(filepath.Join(dir, "answer.json")) // into a pipe it does not write all
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	cmd.Stdout = answer
	err = cmd.Run()
	out, readErr := os.ReadFile(answer.Name())
	if readErr != nil {
		t.Fatal(readErr)
	}
	var found []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line, Column    int
		}
	}
	if jsonErr := json.Unmarshal(out, &found); jsonErr != nil {
		t.Fatalf("html-validate: %v %v: %s %s", err, jsonErr, out, stderr.String())
	}
	wrong := 0
	for _, f := range found {
		name := strings.TrimSuffix(filepath.Base(f.FilePath), ".html")
		if name == "falsch" {
			wrong = len(f.Messages)
			continue
		}
		for _, m := range f.Messages {
			t.Errorf("%s:%d:%d: %s: %s", name, m.Line, m.Column, m.RuleID, m.Message)
		}
	}
	if wrong == 0 {
		t.Error("html-validate finds nothing wrong in what is wrong")
	}
	t.Logf("%d pages", pages)
}
