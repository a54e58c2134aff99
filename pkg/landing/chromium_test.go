package landing_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// optional finds something a test needs and the machine may lack; LVTEST_REQUIRE
// (a list such as "chromium,axe") turns the skip into a failure.
func optional(t *testing.T, name string, paths ...string) string {
	t.Helper()
	for _, p := range paths {
		if _, err := os.Stat(p); p != "" && err == nil {
			return p
		}
	}
	say := t.Skipf
	if slices.Contains(strings.Split(os.Getenv("LVTEST_REQUIRE"), ","), name) {
		say = t.Fatalf
	}
	say("%s is not on this machine (looked at %s)", name, strings.Join(paths, " "))
	return ""
}

// all of what the browser's tests can look at, instead of a fair sample.
var everything = os.Getenv("LVTEST_BROWSER") == "all"

// axeSource is the text of axe-core.
func axeSource(t *testing.T) string {
	t.Helper()
	home, _ := os.UserHomeDir()
	source, err := os.ReadFile(optional(t, "axe", os.Getenv("LVTEST_AXE"), filepath.Join(home, ".cache/lernverbund/npm/node_modules/axe-core/axe.min.js")))
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// browser is one Chromium for a whole test, and its first tab.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := optional(t, "chromium", os.Getenv("LVTEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser")
	limit, cancel := context.WithTimeout(t.Context(), 9*time.Minute)
	t.Cleanup(cancel)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "de"))
	process, cancel := chromedp.NewExecAllocator(limit, options...)
	t.Cleanup(cancel)
	tab, cancel := chromedp.NewContext(process)
	t.Cleanup(cancel)
	if err := chromedp.Do(tab); err != nil {
		t.Fatal(err)
	}
	return tab
}

// tab is a further tab of a browser, which notes what happens in it.
type tab struct {
	context.Context
	mu       sync.Mutex
	requests []string // addresses
	bytes    float64  // that came over the wire
	said     []string // to the console, by the browser or a page
	ran      []string // what called the canary
}

func newTab(ctx context.Context, t *testing.T, opts ...chromedp.ContextOption) *tab {
	t.Helper()
	inner, cancel := chromedp.NewContext(ctx, opts...)
	t.Cleanup(cancel)
	n := &tab{Context: inner}
	if err := chromedp.Listen(inner, n.note); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(inner, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}); err != nil {
		t.Fatal(err)
	}
	// Several tabs are open: each behaves as the one in front.
	if _, err := chromedp.Call(inner, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	return n
}

func (n *tab) note(ev any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		n.requests = append(n.requests, e.Request.URL)
	case *network.EventLoadingFinished:
		n.bytes += e.EncodedDataLength
	case *cdplog.EventEntryAdded:
		n.said = append(n.said, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
	case *cdpruntime.EventExceptionThrown:
		n.said = append(n.said, "exception: "+e.ExceptionDetails.Text)
	case *cdpruntime.EventConsoleAPICalled:
		n.said = append(n.said, "console."+string(e.Type))
	case *cdpruntime.EventBindingCalled:
		n.ran = append(n.ran, e.Payload)
	}
}

// noted is what was noted since the last time.
func (n *tab) noted() (requests []string, bytes float64, said, ran []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	requests, bytes, said, ran = n.requests, n.bytes, n.said, n.ran
	n.requests, n.bytes, n.said, n.ran = nil, 0, nil, nil
	return requests, bytes, said, ran
}

// look is a width, a height and a scheme of colours.
type look struct {
	name          string
	width, height int64
	media         map[string]string
}

var looks = []look{
	{"320-hell", 320, 780, map[string]string{"prefers-color-scheme": "light"}},
	{"1280-hell", 1280, 900, map[string]string{"prefers-color-scheme": "light"}},
	{"320-dunkel", 320, 780, map[string]string{"prefers-color-scheme": "dark"}},
	{"1280-dunkel", 1280, 900, map[string]string{"prefers-color-scheme": "dark"}},
	{"320-kontrast", 320, 256, map[string]string{"forced-colors": "active", "prefers-color-scheme": "dark"}}, // 1280 by 1024 at 400 %
	{"1280-kontrast", 1280, 900, map[string]string{"forced-colors": "active", "prefers-color-scheme": "light"}},
}

// set makes the tab look like that.
func (l look) set(ctx context.Context, t *testing.T) {
	t.Helper()
	p := emulation.SetEmulatedMediaParams{}
	p.Media = l.media["media"]
	for name, value := range l.media {
		if name != "media" {
			p.Features = append(p.Features, &emulation.MediaFeature{Name: name, Value: value})
		}
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, p); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(l.width, l.height)); err != nil {
		t.Fatal(err)
	}
}

func open(ctx context.Context, t *testing.T, address string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
}

func evaluate[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func execute(ctx context.Context, t *testing.T, script string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		t.Fatal(err)
	}
}
