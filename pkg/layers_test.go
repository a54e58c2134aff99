package pkg

import (
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/lernverbund/lernverbund/"

// floors reads the package comment: for each package its floor, 0 at the top.
func floors(t *testing.T) map[string]int {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	floor := map[string]int{}
	n := 0
	for line := range strings.Lines(f.Doc.Text()) {
		if !strings.HasPrefix(line, "\t") {
			if n > 0 {
				break
			}
			continue
		}
		for _, name := range strings.Fields(strings.ReplaceAll(line, "|", " ")) {
			floor[name] = n
		}
		n++
	}
	return floor
}

// packages are the folders below root.
func packages(t *testing.T, root string) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || path == root {
			return err
		}
		if name := d.Name(); name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			return filepath.SkipDir
		}
		dirs = append(dirs, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

func TestImportsGoDownOnly(t *testing.T) {
	floor := floors(t)
	if len(floor) < 15 || floor["cli"] != 0 || floor["schemas"] == 0 {
		t.Fatalf("the package comment names %d packages: %v", len(floor), floor)
	}
	found := 0
	for _, dir := range packages(t, ".") {
		p, err := build.ImportDir(dir, 0)
		if err != nil {
			continue // a folder without Go files
		}
		name := filepath.ToSlash(dir)
		own, ok := floor[name]
		if !ok {
			t.Errorf("package %s stands on no floor: name it in doc.go", name)
			continue
		}
		found++
		for _, path := range p.Imports {
			hold(t, floor, name, own, path)
		}
	}
	if found < 8 {
		t.Fatalf("looked at %d packages only", found)
	}
}

// hold judges one import of a package on floor own.
func hold(t *testing.T, floor map[string]int, name string, own int, path string) {
	t.Helper()
	rest, ours := strings.CutPrefix(path, module)
	if !ours {
		return
	}
	if strings.HasPrefix(rest, "services/") {
		t.Errorf("%s imports a program: %s", name, rest)
		return
	}
	below, known := floor[strings.TrimPrefix(rest, "pkg/")]
	switch {
	case forTests(rest) && !forTests(name):
		t.Errorf("%s imports %s, which is for tests alone", name, rest)
	case !known:
		t.Errorf("%s imports %s, which stands on no floor", name, rest)
	case below <= own:
		t.Errorf("%s (floor %d) imports %s (floor %d): imports go down only", name, own, rest, below)
	}
}

// forTests reports whether a package is there for tests alone.
func forTests(name string) bool {
	base := path.Base(name)
	return strings.HasSuffix(base, "test") || base == "testbed" || base == "relevance"
}

// A program is its command line and nothing else, so what is for tests alone is in none.
func TestProgramsAreThin(t *testing.T) {
	dirs := packages(t, "../services")
	for _, dir := range dirs {
		p, err := build.ImportDir(dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range p.Imports {
			if strings.HasPrefix(path, module) && path != module+"pkg/cli" {
				t.Errorf("%s imports %s", dir, path)
			}
		}
	}
	if len(dirs) == 0 {
		t.Error("there are no programs")
	}
}

// An external test package may use anything but the assembly and the programs.
func TestTestsStayBelowTheAssembly(t *testing.T) {
	for _, dir := range packages(t, ".") {
		p, err := build.ImportDir(dir, 0)
		if err != nil || dir == "cli" || dir == "hub" {
			continue
		}
		for _, path := range append(p.XTestImports, p.TestImports...) {
			rest := strings.TrimPrefix(path, module)
			if rest == "pkg/hub" || rest == "pkg/cli" || strings.HasPrefix(rest, "services/") {
				t.Errorf("a test of %s imports %s", dir, rest)
			}
		}
	}
}

// learning stands on the standard library and the vocabularies alone.
func TestLearningKnowsNobody(t *testing.T) {
	p, err := build.ImportDir("learning", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range p.Imports {
		if strings.Contains(path, ".") && path != module+"schemas" {
			t.Errorf("learning imports %s", strconv.Quote(path))
		}
	}
}
