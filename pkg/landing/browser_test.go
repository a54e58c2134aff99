package landing_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
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

// browser is one Chromium for a whole test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := optional(t, "chromium", os.Getenv("LVTEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser")
	limit, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	t.Cleanup(cancel)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))
	process, cancel := chromedp.NewExecAllocator(limit, options...)
	t.Cleanup(cancel)
	tab, cancel := chromedp.NewContext(process)
	t.Cleanup(cancel)
	return tab
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
}

// set makes the tab look like that.
func (l look) set(ctx context.Context, t *testing.T) {
	t.Helper()
	p := emulation.SetEmulatedMediaParams{}
	for name, value := range l.media {
		p.Features = append(p.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, p); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(l.width, l.height)); err != nil {
		t.Fatal(err)
	}
}

// templates are addresses that show every template on the demo data.
func templates(h *hub) map[string]string {
	return map[string]string{
		"start":    "/",
		"treffer":  "/angebote?q=Datenschuz+online&myLand=he&employer=municipal&mode=online&mode=self_paced",
		"liste":    "/angebote",
		"null":     "/angebote?q=Datenschutz&kind=mentoring&land=sl&level=advanced",
		"angebot":  "/angebote/" + url.PathEscape(string(h.rich)) + "?myLand=he&employer=municipal",
		"weg":      "/angebote/" + url.PathEscape(string(h.gone)),
		"laender":  "/laender",
		"land":     "/laender/he",
		"daten":    "/daten",
		"hilfe":    "/hilfe",
		"barriere": "/barrierefreiheit",
		"fehler":   "/gibt-es-nicht",
		"docs":     "/docs",
	}
}

// TestBrowser looks at every template in a real browser: axe finds nothing,
// nothing is wider than the window, and no request leaves for elsewhere.
// LVTEST_SHOTS=folder keeps screenshots there.
func TestBrowser(t *testing.T) {
	home, _ := os.UserHomeDir()
	axe := optional(t, "axe", os.Getenv("LVTEST_AXE"), filepath.Join(home, ".cache/lernverbund/npm/node_modules/axe-core/axe.min.js"))
	source, err := os.ReadFile(axe)
	if err != nil {
		t.Fatal(err)
	}
	ctx := browser(t)
	h := richHub(t)
	for name, path := range templates(h) {
		if err := chromedp.Do(ctx, chromedp.Navigate(h.url+path)); err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](string(source))); err != nil {
			t.Fatal(err)
		}
		for _, l := range looks {
			l.set(ctx, t)
			wide, err := chromedp.Run(ctx, chromedp.Evaluate[string](overflow))
			if err != nil {
				t.Fatal(err)
			}
			if wide != "" {
				t.Errorf("%s, %s: wider than the window: %s", name, l.name, wide)
			}
			found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](audit, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				t.Errorf("%s, %s: axe: %s", name, l.name, f)
			}
		}
		shoot(ctx, t, name, h.url+path)
	}
}

const (
	overflow = `(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return "";
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1)
			.slice(0, 5).map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).join(" | ") || "unknown";
	})()`
	audit = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(
		v => v.id + " (" + v.impact + "): " + v.nodes.slice(0, 3).map(n => n.target + " " + n.html.slice(0, 160) + " " + n.any.map(a => a.message).join("; ")).join(" | ")))`
)

// shoot keeps pictures of a page, if somebody asked for them.
func shoot(ctx context.Context, t *testing.T, name, address string) {
	t.Helper()
	dir := os.Getenv("LVTEST_SHOTS")
	if dir == "" {
		return
	}
	for _, l := range []look{
		{"360-hell", 360, 780, map[string]string{"prefers-color-scheme": "light"}},
		{"1280-hell", 1280, 900, map[string]string{"prefers-color-scheme": "light"}},
		{"360-dunkel", 360, 780, map[string]string{"prefers-color-scheme": "dark"}},
		{"1280-dunkel", 1280, 900, map[string]string{"prefers-color-scheme": "dark"}},
		{"1280-kontrast", 1280, 900, map[string]string{"forced-colors": "active", "prefers-color-scheme": "dark"}},
	} {
		l.set(ctx, t)
		if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
			t.Fatal(err)
		}
		png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%s.png", name, l.name)), png, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
