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
	"github.com/lernverbund/lernverbund/pkg/browsertest"
)

// place is a page in a state that a template can have.
type place struct {
	hub  *hub
	path string
	bad  bool // answered with a status of an error
}

// thorough are the templates that are looked at in several looks by default.
var thorough = []string{"start", "treffer", "null", "angebot", "daten", "fehler"}

// inEnglish are the English pages that axe sees by default.
var inEnglish = []string{"en-start", "en-treffer", "en-angebot", "en-500"}

// places are all of everyTemplate, and what pages say in trouble.
func places(t *testing.T) map[string]place {
	t.Helper()
	rich, trouble, cut, broken := livelyHub(t), richHub(t), newHub(t), newHub(t)
	trouble.Alter = func(s *api.Status) {
		inTrouble(s)
		s.Catalogue.AsOf = new(now.Add(-46 * time.Minute))
	}
	cut.cut.Store(true)
	broken.fail.Store(true)
	out := map[string]place{
		"stoerung-daten":   {trouble, "/daten", false},
		"stoerung-land":    {trouble, "/laender/st?myLand=st&employer=state", false},
		"en-stoerung":      {trouble, "/en/daten", false},
		"verlauf":          {rich, "/angebote/" + url.PathEscape(string(longID)) + "?myLand=he&employer=municipal", false},
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
// one of the looks, a thorough one in three, and in English, which changes the
// words and no element, axe sees a few; with LVTEST_BROWSER=all it is all in all.
func lookAtAll(ctx context.Context, t *testing.T) {
	axe, all := browsertest.Axe(t), places(t)
	tabs := make(chan *browsertest.Tab, 2) // a new one takes longer than a look
	for range cap(tabs) {
		tabs <- browsertest.NewTab(ctx, t)
	}
	for i, name := range slices.Sorted(maps.Keys(all)) {
		some := browsertest.Looks
		switch {
		case browsertest.Everything():
		case slices.Contains(thorough, name):
			some = []browsertest.Look{browsertest.Looks[0], browsertest.Looks[3], browsertest.Looks[4]} // narrow and light, wide and dark, forced
		default:
			some = browsertest.Looks[i%len(browsertest.Looks):][:1]
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := <-tabs
			defer func() { tabs <- tab }()
			some[0].Set(tab, t)
			lookAt(tab, t, all[name])
			if seenBefore(name) {
				inspect(tab, t, some, "")
			} else {
				inspect(tab, t, some, axe)
			}
		})
	}
}

// seenBefore reports whether axe has seen the elements of a page in another
// language, which is enough by default.
func seenBefore(name string) bool {
	return !browsertest.Everything() && strings.HasPrefix(name, "en-") && !slices.Contains(inEnglish, name)
}

// lookAt opens a page, which asks nobody but us, says nothing and weighs little.
func lookAt(tab *browsertest.Tab, t *testing.T, p place) {
	t.Helper()
	tab.Noted() // the page before
	browsertest.Open(tab, t, p.hub.URL+p.path)
	notes := tab.Noted()
	for _, r := range notes.Requests {
		if !strings.HasPrefix(r, p.hub.URL+"/") && !strings.HasPrefix(r, "data:") { // an icon of the browser's own
			t.Errorf("it asks for %s", r)
		}
	}
	if notes.Bytes == 0 || notes.Bytes > 50_000 {
		t.Errorf("%.0f bytes came over the wire, want at most 50,000", notes.Bytes)
	}
	for {
		old := lookedAt.heaviest.Load()
		if int64(notes.Bytes) <= old || lookedAt.heaviest.CompareAndSwap(old, int64(notes.Bytes)) {
			break
		}
	}
	for _, s := range notes.Said {
		if !p.bad || !strings.Contains(s, "Failed to load resource") { // the page itself
			t.Errorf("the console: %s", s)
		}
	}
	lookedAt.pages.Add(1)
}

// inspect wants of an open page that it fits the window in some looks, and that
// axe, if it is not "", finds nothing.
func inspect(tab *browsertest.Tab, t *testing.T, some []browsertest.Look, axe string) {
	t.Helper()
	browsertest.Execute(tab, t, axe)
	for i, l := range some {
		l.Set(tab, t)
		if i == len(some)-1 {
			browsertest.Execute(tab, t, `document.querySelectorAll("details").forEach(d => d.open = true)`)
		}
		if wide := browsertest.Evaluate[string](tab, t, overflow); wide != "" {
			t.Errorf("%s: wider than the window: %s", l.Name, wide)
		}
		if axe == "" {
			continue
		}
		for _, f := range browsertest.Evaluate[[]string](tab, t, audit) {
			t.Errorf("%s: axe: %s", l.Name, f)
		}
		lookedAt.audits.Add(1)
	}
	spacious(tab, t)
}

// spacious sets the widest spacing of WCAG 1.4.12 on a narrow window: nothing
// is wider than that, and no text is cut off.
func spacious(ctx context.Context, t *testing.T) {
	browsertest.Looks[0].Set(ctx, t)
	browsertest.Execute(ctx, t, `(() => {
		const s = new CSSStyleSheet();
		s.replaceSync("* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important} p {margin-bottom: 2em !important}");
		document.adoptedStyleSheets = [s];
	})()`)
	if wide := browsertest.Evaluate[string](ctx, t, overflow); wide != "" {
		t.Errorf("with more space between letters, words and lines: wider than the window: %s", wide)
	}
	if cut := browsertest.Evaluate[string](ctx, t, clipped); cut != "" {
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
