package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// Everything reports whether all of what there is to see is looked at, instead
// of a fair sample: LVTEST_BROWSER=all, which task browser and CI set.
func Everything() bool { return os.Getenv("LVTEST_BROWSER") == "all" }

// Chromium is the path of the browser: LVTEST_CHROMIUM, or Debian's.
func Chromium(t testing.TB) string {
	t.Helper()
	return testbed.Optional(t, "chromium", os.Getenv("LVTEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser")
}

// Axe is the text of axe-core: the file LVTEST_AXE, or the one .ci/run installs.
func Axe(t testing.TB) string {
	t.Helper()
	source, err := os.ReadFile(testbed.Optional(t, "axe", os.Getenv("LVTEST_AXE"), module("axe-core/axe.min.js")))
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// Program is a program of npm: the file that a variable of the environment names,
// or the one .ci/run installs.
func Program(t testing.TB, variable, name string) string {
	t.Helper()
	return testbed.Optional(t, name, os.Getenv(variable), module(filepath.Join(".bin", name)))
}

func module(path string) string {
	home, _ := os.UserHomeDir()
	return filepath.Join(home, ".cache/lernverbund/npm/node_modules", path)
}

// Start starts a Chromium that ends with the test, and gives its first tab; the
// context is of chromedp.
func Start(t testing.TB) context.Context {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(testbed.Dir(t)),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "de"))
	if testbed.Memory() != "" {
		options = append(options, chromedp.Flag("disable-dev-shm-usage", false))
	}
	process, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	tab, cancel := chromedp.NewContext(process)
	t.Cleanup(cancel)
	if err := chromedp.Do(tab); err != nil {
		t.Fatal(err)
	}
	return tab
}
