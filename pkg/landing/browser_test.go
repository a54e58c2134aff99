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
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
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
	limit, cancel := context.WithTimeout(t.Context(), 100*time.Second)
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
	p.Media = l.media["media"]
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

// thorough are the templates that are looked at in every look.
var thorough = []string{"start", "treffer", "null", "angebot", "daten", "fehler"}

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
		"saarland": "/laender/sl?myLand=sl&employer=municipal",
		"themen":   "/themen",
		"thema":    "/themen/data_protection",
		"leer":     "/themen/audit",
		"alle":     "/anbieter",
		"anbieter": "/anbieter/" + url.PathEscape("Beispielakademie Rheinbogen"),
		"daten":    "/daten",
		"hilfe":    "/hilfe",
		"barriere": "/barrierefreiheit",
		"schutz":   "/datenschutz",
		"fehler":   "/gibt-es-nicht",
		"docs":     "/docs",

		"leicht":     "/leichte-sprache",
		"en-start":   "/en",
		"en-treffer": "/en/angebote?q=Datenschuz+online&myLand=he&employer=municipal&mode=online&mode=self_paced",
		"en-angebot": "/en/angebote/" + url.PathEscape(string(h.rich)) + "?myLand=he&employer=municipal",
	}
}

// everyTemplate are those, and every other page of fixed words, in every language.
func everyTemplate(h *hub) map[string]string {
	out := map[string]string{"impressum": "/impressum"}
	for _, name := range []string{"suchen", "mitmachen", "anmelden", "kontakt", "barrierefreiheit"} {
		out["leicht-"+name] = "/leichte-sprache/" + name
	}
	out["leicht-fehler"] = "/leichte-sprache/gibt-es-nicht"
	for name, path := range templates(h) {
		out[name] = path
		if name != "docs" && !strings.HasPrefix(name, "leicht") && !strings.HasPrefix(name, "en-") {
			out["en-"+name] = strings.TrimSuffix("/en"+path, "/")
		}
	}
	out["en-impressum"] = "/en/impressum"
	return out
}

// TestBrowser looks at the pages in one real browser. LVTEST_SHOTS=folder
// keeps screenshots there.
func TestBrowser(t *testing.T) {
	home, _ := os.UserHomeDir()
	axe := optional(t, "axe", os.Getenv("LVTEST_AXE"), filepath.Join(home, ".cache/lernverbund/npm/node_modules/axe-core/axe.min.js"))
	source, err := os.ReadFile(axe)
	if err != nil {
		t.Fatal(err)
	}
	ctx := browser(t)
	h := richHub(t)
	t.Run("axe", func(t *testing.T) { auditAll(ctx, t, h, string(source)) })
	t.Run("trouble", func(t *testing.T) { auditTrouble(ctx, t, string(source)) })
	t.Run("data", func(t *testing.T) { readData(ctx, t, h) })
	t.Run("keyboard", func(t *testing.T) { tabThrough(ctx, t, h) })
	t.Run("suggest", func(t *testing.T) { typeAhead(ctx, t, h, string(source)) })
	t.Run("visit", func(t *testing.T) { visit(ctx, t, h) })
	t.Run("hostile", func(t *testing.T) { openHostile(ctx, t, hostileHub(t)) })
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

// auditAll wants that axe finds nothing on any template in any look, and that
// nothing is wider than the window.
func auditAll(ctx context.Context, t *testing.T, h *hub, axe string) {
	for name, path := range templates(h) {
		open(ctx, t, h.url+path)
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](axe)); err != nil {
			t.Fatal(err)
		}
		for i, l := range looks {
			if !slices.Contains(thorough, name) && i%3 > 0 {
				continue // narrow and light, wide and dark
			}
			l.set(ctx, t)
			if wide := evaluate[string](ctx, t, overflow); wide != "" {
				t.Errorf("%s, %s: wider than the window: %s", name, l.name, wide)
			}
			for _, f := range evaluate[[]string](ctx, t, audit) {
				t.Errorf("%s, %s: axe: %s", name, l.name, f)
			}
		}
		shoot(ctx, t, name, h.url+path)
	}
}

// readData wants that the page's data block is there for programs, whatever the
// policy says of scripts, and that no page breaks its own policy.
func readData(ctx context.Context, t *testing.T, h *hub) {
	for _, path := range []string{templates(h)["angebot"], "/", "/en"} {
		open(ctx, t, h.url+path)
		got := evaluate[string](ctx, t, `[...document.querySelectorAll('script[type="application/ld+json"]')].map(s => JSON.parse(s.textContent)["@type"]).join()`)
		if want := map[bool]string{true: "Course"}[strings.HasPrefix(path, "/angebote/")]; got != want {
			t.Errorf("%s: data blocks %q, want %q", path, got, want)
		}
		broken := evaluate[[]string](ctx, t, `new Promise(done => {
			const found = [];
			new ReportingObserver(all => found.push(...all.map(r => r.body.effectiveDirective + " " + r.body.blockedURL)), {types: ["csp-violation"], buffered: true}).observe();
			setTimeout(() => done(found), 50);
		})`)
		if len(broken) > 0 {
			t.Errorf("%s breaks its own policy: %v", path, broken)
		}
	}
}

// tabThrough wants that every stop of the Tab key shows its focus and is in view.
func tabThrough(ctx context.Context, t *testing.T, h *hub) {
	looks[1].set(ctx, t)
	for name, path := range map[string]string{"start": "/", "treffer": templates(h)["treffer"], "angebot": templates(h)["angebot"], "daten": "/daten"} {
		open(ctx, t, h.url+path)
		stops := 0
		for range 150 {
			if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
				t.Fatal(err)
			}
			at := evaluate[struct {
				What    string  `json:"what"`
				Outline float64 `json:"outline"`
				Shadow  bool    `json:"shadow"`
				InView  bool    `json:"inView"`
			}](ctx, t, focused)
			if at.What == "" {
				break
			}
			if stops == 0 && !strings.Contains(at.What, "Zum Inhalt springen") {
				t.Errorf("%s: the first stop is %s", name, at.What)
			}
			if stops++; at.Outline < 3 || !at.Shadow || !at.InView {
				t.Errorf("%s: %s has an outline of %v px, inner ring %v, in view %v", name, at.What, at.Outline, at.Shadow, at.InView)
			}
		}
		if stops < 20 {
			t.Errorf("%s: only %d stops", name, stops)
		}
	}
}

// visit goes the way of a visitor, with scripts switched off: from the start
// page to an online data protection course for beginners that she may attend.
func visit(ctx context.Context, t *testing.T, h *hub) {
	switchScripts(ctx, t, true)
	defer switchScripts(ctx, t, false)
	open(ctx, t, h.url+"/")
	for _, step := range []chromedp.Action[chromedp.Void]{
		chromedp.SetValue("#myLand", "he"), chromedp.SetValue("#employer", "municipal"),
		chromedp.SendKeys("#q", "Datenschutz für Einsteiger online"), chromedp.Submit("#q"), chromedp.WaitVisible(".karten"),
		chromedp.Click(".karten article h2 a"), chromedp.WaitVisible(".rechts .stempel"),
	} {
		if err := chromedp.Do(ctx, step); err != nil {
			t.Fatal(err)
		}
	}
	got := evaluate[string](ctx, t, `document.querySelector("h1").innerText + " | " + document.querySelector(".stempel").innerText + " | " + document.querySelector(".rechts a.knopf").href`)
	if !strings.HasPrefix(got, "Datenschutz für Einsteiger | Ja") || !strings.Contains(got, "| https://") {
		t.Errorf("the visit ends at %q, want the course, a yes and a way to the provider", got)
	}
}

// openHostile opens what a hostile feed may hold without the policy that
// would stop it: nothing runs all the same, and nothing leaves the window.
func openHostile(ctx context.Context, t *testing.T, h *hub) {
	looks[0].set(ctx, t)
	if _, err := chromedp.Call(ctx, cdppage.SetBypassCSP, cdppage.SetBypassCSPParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	paths := []string{"/", "/angebote", "/laender/by", "/anbieter", "/themen"}
	for _, bad := range evil {
		paths = append(append(paths, pagesOf(bad)[:2]...), "/en"+pagesOf(bad)[0])
		paths = append(paths, "/anbieter/"+url.PathEscape(bad))
	}
	for _, path := range paths {
		open(ctx, t, h.url+path)
		if evaluate[bool](ctx, t, `window.hit !== undefined`) {
			t.Errorf("GET %s: something ran", path)
		}
		if wide := evaluate[string](ctx, t, overflow); wide != "" {
			t.Errorf("GET %s: wider than the window: %s", path, wide)
		}
	}
	// The test would notice: the same text as HTML does run.
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`document.body.innerHTML = '<img src=x onerror="window.hit=1">'`)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`window.hit === 1`)); err != nil {
		t.Errorf("what is known to run did not: %v", err)
	}
}

const (
	focused = `(() => {
		const e = document.activeElement, r = e.getBoundingClientRect(), c = getComputedStyle(e);
		if (e === document.body || e === document.documentElement) return {what: ""};
		return {what: e.tagName + " " + (e.innerText || e.name || "").trim().slice(0, 40), outline: c.outlineStyle === "none" ? 0 : parseFloat(c.outlineWidth),
			shadow: c.boxShadow !== "none", inView: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth};
	})()`
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
		{"800-druck", 800, 900, map[string]string{"media": "print"}},
		{"1280-kontrast", 1280, 900, map[string]string{"forced-colors": "active", "prefers-color-scheme": "dark"}},
	} {
		l.set(ctx, t)
		open(ctx, t, address)
		png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%s.png", name, l.name)), png, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
