package landing_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lernverbund/lernverbund/pkg/browsertest"
)

// TestBrowser looks at the pages in one real browser.
func TestBrowser(t *testing.T) {
	source := browsertest.Axe(t)
	ctx := browsertest.Start(t)
	h := richHub(t)
	t.Run("data", func(t *testing.T) { readData(ctx, t, h) })
	t.Run("keyboard", func(t *testing.T) { tabThrough(ctx, t, h) })
	t.Run("suggest", func(t *testing.T) { typeAhead(ctx, t, h, source) })
	t.Run("visit", func(t *testing.T) { visit(ctx, t, h) })
	t.Run("hostile", func(t *testing.T) { openHostile(ctx, t, hostileHub(t)) })
	t.Run("look", func(t *testing.T) { lookAtAll(ctx, t) })
	t.Logf("%d pages, %d looks, the heaviest page %d bytes", lookedAt.pages.Load(), lookedAt.audits.Load(), lookedAt.heaviest.Load())
	t.Run("stored", func(t *testing.T) { stored(ctx, t) })
}

// readData wants that the page's data block is there for programs, whatever the
// policy says of scripts, and that no page breaks its own policy.
func readData(ctx context.Context, t *testing.T, h *hub) {
	for _, path := range []string{templates(h)["angebot"], "/", "/en"} {
		browsertest.Open(ctx, t, h.URL+path)
		got := browsertest.Evaluate[string](ctx, t, `[...document.querySelectorAll('script[type="application/ld+json"]')].map(s => JSON.parse(s.textContent)["@type"]).join()`)
		if want := map[bool]string{true: "Course"}[strings.HasPrefix(path, "/angebote/")]; got != want {
			t.Errorf("%s: data blocks %q, want %q", path, got, want)
		}
		broken := browsertest.Evaluate[[]string](ctx, t, `new Promise(done => {
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
	browsertest.Looks[1].Set(ctx, t)
	for name, path := range map[string]string{"start": "/", "treffer": templates(h)["treffer"], "angebot": templates(h)["angebot"], "daten": "/daten"} {
		browsertest.Open(ctx, t, h.URL+path)
		stops := 0
		for range 150 {
			if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
				t.Fatal(err)
			}
			at := browsertest.Evaluate[struct {
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
	browsertest.SwitchScripts(ctx, t, true)
	defer browsertest.SwitchScripts(ctx, t, false)
	browsertest.Open(ctx, t, h.URL+"/")
	for _, step := range []chromedp.Action[chromedp.Void]{
		chromedp.SetValue("#myLand", "he"), chromedp.SetValue("#employer", "municipal"),
		chromedp.SendKeys("#q", "Datenschutz für Einsteiger online"), chromedp.Submit("#q"), chromedp.WaitVisible(".karten"),
		chromedp.Click(".karten article h2 a"), chromedp.WaitVisible(".rechts .stempel"),
	} {
		if err := chromedp.Do(ctx, step); err != nil {
			t.Fatal(err)
		}
	}
	got := browsertest.Evaluate[string](ctx, t, `document.querySelector("h1").innerText + " | " + document.querySelector(".stempel").innerText + " | " + document.querySelector(".rechts a.knopf").href`)
	if !strings.HasPrefix(got, "Datenschutz für Einsteiger | Ja") || !strings.Contains(got, "| https://") {
		t.Errorf("the visit ends at %q, want the course, a yes and a way to the provider", got)
	}
}

// openHostile opens what a hostile feed may hold without the policy that
// would stop it: nothing runs all the same, and nothing leaves the window.
func openHostile(ctx context.Context, t *testing.T, h *hub) {
	browsertest.Looks[0].Set(ctx, t)
	if _, err := chromedp.Call(ctx, cdppage.SetBypassCSP, cdppage.SetBypassCSPParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	paths := []string{"/", "/angebote", "/laender/by", "/anbieter", "/themen"}
	for i, bad := range evil {
		others := []string{pagesOf(bad)[1], "/en" + pagesOf(bad)[0], "/anbieter/" + url.PathEscape(bad)}
		if !browsertest.Everything() {
			others = others[i%len(others):][:1]
		}
		paths = append(append(paths, pagesOf(bad)[0]), others...)
	}
	for _, path := range paths {
		browsertest.Open(ctx, t, h.URL+path)
		if browsertest.Evaluate[bool](ctx, t, `window.hit !== undefined`) {
			t.Errorf("GET %s: something ran", path)
		}
		if wide := browsertest.Evaluate[string](ctx, t, overflow); wide != "" {
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
)
