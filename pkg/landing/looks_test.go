package landing_test

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/api"
)

// place is a page in a state that a template can have.
type place struct {
	hub  *hub
	path string
	bad  bool // answered with a status of an error
}

// thorough are the templates that are looked at in several looks by default.
var thorough = []string{"start", "treffer", "null", "angebot", "daten", "fehler"}

// places are all of everyTemplate, and what pages say in trouble.
func places(t *testing.T) map[string]place {
	t.Helper()
	rich, trouble, cut, broken := livelyHub(t), richHub(t), newHub(t), newHub(t)
	trouble.alter = func(s *api.Status) {
		inTrouble(s)
		s.Catalogue.AsOf = new(now.Add(-46 * time.Minute))
	}
	cut.cut.Store(true)
	broken.fail.Store(true)
	out := map[string]place{
		"stoerung-daten":   {trouble, "/daten", false},
		"stoerung-land":    {trouble, "/laender/st?myLand=st&employer=state", false},
		"en-stoerung":      {trouble, "/en/daten", false},
		"verlauf":          {rich, "/angebote/" + url.PathEscape(string(rich.long)) + "?myLand=he&employer=municipal", false},
		"503":              {cut, "/angebote", true},
		"500":              {broken, "/angebote", true},
		"en-500":           {broken, "/en/angebote", true},
		"400-in-der-Liste": {rich, "/angebote?from=gestern&to=2026-01-01&near=Mainzz", false},
	}
	for name, path := range everyTemplate(rich) {
		out[name] = place{rich, path, wanted(name) >= 400}
	}
	return out
}

// lookedAt counts what the browser looked at, for the last line of the test.
var lookedAt struct {
	pages, audits atomic.Int64
	heaviest      atomic.Int64
}

// lookAtAll wants of every page that axe finds nothing in any look, that
// nothing is wider than the window, that it asks nobody but us for anything,
// says nothing to the console and weighs little. By default a page is seen in
// one of the looks, a thorough one in three, with LVTEST_BROWSER=all in all.
func lookAtAll(ctx context.Context, t *testing.T) {
	axe, all := axeSource(t), places(t)
	tabs := make(chan *tab, 2) // a new one takes longer than a look
	for range cap(tabs) {
		tabs <- newTab(ctx, t)
	}
	for i, name := range slices.Sorted(maps.Keys(all)) {
		some := looks
		switch {
		case everything:
		case slices.Contains(thorough, name):
			some = []look{looks[0], looks[3], looks[4]} // narrow and light, wide and dark, forced
		default:
			some = looks[i%len(looks):][:1]
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := <-tabs
			defer func() { tabs <- tab }()
			lookAt(tab, t, all[name], some, axe)
		})
	}
}

func lookAt(tab *tab, t *testing.T, p place, some []look, axe string) {
	some[0].set(tab, t)
	tab.noted() // the page before
	open(tab, t, p.hub.url+p.path)
	requests, bytes, said, _ := tab.noted()
	for _, r := range requests {
		if !strings.HasPrefix(r, p.hub.url+"/") && !strings.HasPrefix(r, "data:") { // an icon of the browser's own

			t.Errorf("it asks for %s", r)
		}
	}
	if bytes == 0 || bytes > 50_000 {
		t.Errorf("%.0f bytes came over the wire, want at most 50,000", bytes)
	}
	for {
		old := lookedAt.heaviest.Load()
		if int64(bytes) <= old || lookedAt.heaviest.CompareAndSwap(old, int64(bytes)) {
			break
		}
	}
	for _, s := range said {
		if !p.bad || !strings.Contains(s, "Failed to load resource") { // the page itself
			t.Errorf("the console: %s", s)
		}
	}
	lookedAt.pages.Add(1)
	execute(tab, t, axe)
	for i, l := range some {
		l.set(tab, t)
		if i == len(some)-1 {
			execute(tab, t, `document.querySelectorAll("details").forEach(d => d.open = true)`)
		}
		if wide := evaluate[string](tab, t, overflow); wide != "" {
			t.Errorf("%s: wider than the window: %s", l.name, wide)
		}
		for _, f := range evaluate[[]string](tab, t, audit) {
			t.Errorf("%s: axe: %s", l.name, f)
		}
		lookedAt.audits.Add(1)
	}
	spacious(tab, t)
}

// spacious sets the widest spacing of WCAG 1.4.12 on a narrow window: nothing
// is wider than that, and no text is cut off.
func spacious(ctx context.Context, t *testing.T) {
	looks[0].set(ctx, t)
	execute(ctx, t, `(() => {
		const s = new CSSStyleSheet();
		s.replaceSync("* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important} p {margin-bottom: 2em !important}");
		document.adoptedStyleSheets = [s];
	})()`)
	if wide := evaluate[string](ctx, t, overflow); wide != "" {
		t.Errorf("with more space between letters, words and lines: wider than the window: %s", wide)
	}
	if cut := evaluate[string](ctx, t, clipped); cut != "" {
		t.Errorf("with more space between letters, words and lines: cut off: %s", cut)
	}
}

const (
	overflow = `(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return "";
		const scrolls = e => { for (; e; e = e.parentElement) if (e.className === "vh" || getComputedStyle(e).overflowX !== "visible") return true; };
		const words = e => { const r = document.createRange(); r.selectNodeContents(e); return r; };
		return [...document.querySelectorAll("body *")].filter(e => Math.max(e.getBoundingClientRect().right, words(e).getBoundingClientRect().right) > w + 1 && !scrolls(e))
			.map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).slice(-5).join(" | ") || "unknown";
	})()`
	// Titles in lists are cut after three lines on purpose, what is for screen readers alone is a pixel.
	clipped = `[...document.querySelectorAll("body *")].filter(e => {
			const c = getComputedStyle(e);
			return e.innerText && c.overflowY === "hidden" && !e.closest(".vh, h2 a, thead") && e.clientHeight > 1 && e.scrollHeight > e.clientHeight + 2;
		}).slice(0, 5).map(e => e.tagName + "." + e.className + " " + e.innerText.slice(0, 40)).join(" | ")`
	audit = `axe.run(document, {resultTypes: ["violations"], preload: false}).then(r => r.violations.map(
		v => v.id + " (" + v.impact + "): " + v.nodes.slice(0, 3).map(n => n.target + " " + n.html.slice(0, 160) + " " + n.any.map(a => a.message).join("; ")).join(" | ")))`
)
