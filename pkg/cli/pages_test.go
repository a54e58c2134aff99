package cli_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lernverbund/lernverbund/pkg/browsertest"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// visitor is one person's browser: nobody's cookies, nobody's memory.
type visitor struct {
	*browsertest.Tab
	t   *testing.T
	hub string
}

// visitors opens a Chromium; each call of what it returns is a new visitor.
func visitors(t *testing.T, hub string) func(t *testing.T) *visitor {
	t.Helper()
	first := browsertest.Start(t)
	return func(t *testing.T) *visitor {
		t.Helper()
		v := &visitor{Tab: browsertest.NewTab(first, t, chromedp.WithNewBrowserContext()), t: t, hub: hub}
		v.do(chromedp.EmulateViewport(360, 780, chromedp.EmulateMobile, chromedp.EmulateTouch))
		return v
	}
}

// private holds that nobody set a cookie, and that nobody else was asked, since
// the last call.
func (v *visitor) private() {
	v.t.Helper()
	notes := v.Noted()
	if len(notes.Cookies) > 0 {
		v.t.Errorf("answers that set a cookie: %v", notes.Cookies)
	}
	for _, r := range notes.Requests {
		if !strings.HasPrefix(r, v.hub+"/") && !strings.HasPrefix(r, "data:") {
			v.t.Errorf("somebody else was asked for %s", r)
		}
	}
	if len(notes.Requests) == 0 {
		v.t.Error("nothing was asked for at all")
	}
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	for i, s := range steps {
		limit, cancel := testbed.Within(v, testbed.Patience)
		err := chromedp.Do(limit, s)
		cancel()
		if err != nil {
			v.t.Fatalf("step %d: %v", i+1, err)
		}
	}
}

func (v *visitor) says(script string) string {
	v.t.Helper()
	return browsertest.Evaluate[string](v, v.t, script)
}

// tabTo presses Tab until something that the script knows has the focus, which
// must be seen on the way; at most so many times.
func (v *visitor) tabTo(what, known string, most int) {
	v.t.Helper()
	for range most {
		v.do(chromedp.KeyEvent(kb.Tab))
		at := v.says(`(() => {
			const e = document.activeElement, r = e.getBoundingClientRect(), c = getComputedStyle(e);
			const seen = c.outlineStyle !== "none" && parseFloat(c.outlineWidth) >= 3 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
			return (seen ? "" : "unseen ") + ((e => ` + known + `)(e) ? "here" : e.tagName + " " + (e.innerText || e.name || "").slice(0, 40));
		})()`)
		if strings.HasPrefix(at, "unseen") {
			v.t.Errorf("on the way to %s: %s", what, at)
		}
		if strings.HasSuffix(at, "here") {
			return
		}
	}
	v.t.Fatalf("%d times Tab do not lead to %s", most, what)
}

const wish = "Datenschutz für Einsteiger online"

// The acceptance of the pages: from the start page to a bookable online data
// protection course for beginners that an employee of a Hessian municipality
// may attend, in one search and two clicks, on a phone, whatever one has.
func TestAVisitorFindsHerCourse(t *testing.T) {
	browsertest.Chromium(t)
	hub := demoHub(t)
	visit := visitors(t, hub)
	t.Run("touch", func(t *testing.T) {
		v := visit(t)
		v.touch()
		v.arrived()
	})
	t.Run("touch without scripts", func(t *testing.T) {
		v := visit(t)
		browsertest.SwitchScripts(v, t, true)
		v.touch()
		v.arrived()
	})
	t.Run("keyboard", func(t *testing.T) {
		v := visit(t)
		v.keys()
		v.arrived()
	})
	t.Run("the same for all", func(t *testing.T) { shared(t, hub, visit) })
}

// touch goes the way with a finger: the search, and one click to the offer.
func (v *visitor) touch() {
	v.t.Helper()
	v.search()
	v.do(chromedp.ScrollIntoView(".karten article h2 a"), chromedp.Tap(".karten article h2 a"), chromedp.WaitVisible(".rechts .stempel"))
}

func (v *visitor) search() {
	v.t.Helper()
	v.do(
		chromedp.Navigate(v.hub+"/"),
		chromedp.Tap("#q"), chromedp.KeyEvent(wish),
		chromedp.SetValue("#myLand", "he"), chromedp.SetValue("#employer", "municipal"), // the phone's own lists
		chromedp.Tap(".suche button"), chromedp.WaitVisible(".karten"),
	)
}

// keys goes the way with keys alone.
func (v *visitor) keys() {
	v.t.Helper()
	v.do(chromedp.Navigate(v.hub + "/"))
	v.tabTo("the search", `e.id === "q"`, 10)
	v.do(chromedp.KeyEvent(wish))
	v.tabTo("the Land", `e.id === "myLand"`, 3)
	v.do(chromedp.KeyEvent("He"))
	v.tabTo("the employer", `e.id === "employer"`, 2)
	v.do(chromedp.KeyEvent("Ko"))
	if got := v.says(`document.querySelector("#myLand").value + " " + document.querySelector("#employer").value`); got != "he municipal" {
		v.t.Fatalf("typed into the lists: %q", got)
	}
	back := chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	v.do(back, back)
	if got := v.says(`document.activeElement.innerText`); got != "Suchen" {
		v.t.Fatalf("two stops back from the employer is %q", got)
	}
	v.do(chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(".karten"))
	v.tabTo("the way past the filters", `e.getAttribute("href") === "#treffer"`, 20)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.tabTo("the first offer", `e.closest(".karten h2")`, 20)
	v.do(chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(".rechts .stempel"))
	v.tabTo("the registration", `e.closest(".rechts") && e.innerText.startsWith("Anmelden")`, 20)
}

// arrived holds that the visitor is where she wanted to be.
func (v *visitor) arrived() {
	v.t.Helper()
	page := v.says(`document.querySelector("main").innerText`)
	for _, want := range []string{"Datenschutz", "Ja, Sie dürfen teilnehmen", "Geprüft für Kommune in Hessen", "Einstieg", "Anmelden beim Anbieter"} {
		if !strings.Contains(page, want) {
			v.t.Errorf("the page of the offer lacks %q: %.300s", want, page)
		}
	}
	if facts := v.says(`document.querySelector(".rechts").innerText`); !strings.Contains(strings.ToLower(facts), "online") {
		v.t.Errorf("the course is not online: %s", facts)
	}
	if to := v.says(`document.querySelector(".rechts a.knopf").href`); !strings.HasPrefix(to, "https://") {
		v.t.Errorf("one registers at %q", to)
	}
	v.private()
}

// shared holds that the address of a result shows everybody the same list.
func shared(t *testing.T, hub string, visit func(*testing.T) *visitor) {
	const list = `[...document.querySelectorAll("h1, .verstanden, .urteile, .karten article")].map(
		e => e.innerText.replace(/gemeldet vor .*/g, "") + [...e.querySelectorAll("a")].map(a => a.href)).join("\n---\n")`
	first := visit(t)
	first.touch() // she has searched before, and looked at an offer
	first.search()
	address := first.says(`location.href`)
	if strings.Contains(address, "#") || !strings.Contains(address, "myLand=he") {
		t.Errorf("the address of the result is %s", address)
	}
	want := first.says(list)
	for _, language := range []string{"de", "en-GB,en", "tr, fr;q=0.5"} {
		v := visit(t)
		if _, err := chromedp.Call(v, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": language}}); err != nil {
			t.Fatal(err)
		}
		v.do(chromedp.Navigate(address), chromedp.WaitVisible(".karten"))
		if got := v.says(list); got != want {
			t.Errorf("somebody who reads %s sees\n%s\nwant\n%s", language, got, want)
		}
		v.private()
		cookies, err := chromedp.Call(v, network.GetCookies, network.GetCookiesParams{})
		if err != nil || len(cookies.Cookies) > 0 {
			t.Errorf("cookies: %v, %v", cookies.Cookies, err)
		}
	}
	first.private()
	if len(want) < 500 {
		t.Errorf("the list is %q", want)
	}
}
