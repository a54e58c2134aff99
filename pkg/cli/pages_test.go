package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// optional finds a program or a file that the machine may lack; LVTEST_REQUIRE,
// a list of names, turns the skip into a failure.
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

func chromium(t *testing.T) string {
	t.Helper()
	return optional(t, "chromium", os.Getenv("LVTEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser")
}

// demoHub starts the whole program with the demo data and gives the address of its pages.
func demoHub(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("lernverbund", "up", "--demo", "--data", filepath.Join(dir, "data"), "--http", "127.0.0.1:0", "--nats", "127.0.0.1:0")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_CONFIG_HOME=" + filepath.Join(dir, "config")}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGINT)
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	m := readyLine.FindStringSubmatch(strings.TrimSpace(line))
	if err != nil || m == nil {
		t.Fatalf("hub: %q, %v\n%s", line, err, errs.String())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return m[1]
}

// visitor is one person's browser: nobody's cookies, nobody's memory.
type visitor struct {
	context.Context
	t    *testing.T
	hub  string
	mu   sync.Mutex
	set  []string // answers that set a cookie
	away []string // requests that went to somebody else
}

// visitors opens a Chromium; each call of what it returns is a new visitor.
func visitors(t *testing.T, hub string) func(t *testing.T) *visitor {
	t.Helper()
	limit, cancel := context.WithTimeout(t.Context(), 100*time.Second)
	t.Cleanup(cancel)
	process, cancel := chromedp.NewExecAllocator(limit, append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))...)
	t.Cleanup(cancel)
	first, cancel := chromedp.NewContext(process)
	t.Cleanup(cancel)
	if err := chromedp.Do(first); err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T) *visitor {
		t.Helper()
		tab, cancel := chromedp.NewContext(first, chromedp.WithNewBrowserContext())
		t.Cleanup(cancel)
		v := &visitor{Context: tab, t: t, hub: hub}
		if err := chromedp.Listen(tab, v.note); err != nil {
			t.Fatal(err)
		}
		v.do(chromedp.EmulateViewport(360, 780, chromedp.EmulateMobile, chromedp.EmulateTouch))
		return v
	}
}

func (v *visitor) note(ev any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, v.hub) && !strings.HasPrefix(e.Request.URL, "data:") {
			v.away = append(v.away, e.Request.URL)
		}
	case *network.EventResponseReceivedExtraInfo:
		for name := range e.Headers {
			if strings.EqualFold(name, "Set-Cookie") {
				v.set = append(v.set, e.RequestID.String())
			}
		}
	}
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	for i, s := range steps {
		limit, cancel := context.WithTimeout(v, 20*time.Second)
		err := chromedp.Do(limit, s)
		cancel()
		if err != nil {
			v.t.Fatalf("step %d: %v", i+1, err)
		}
	}
}

func (v *visitor) says(script string) string {
	v.t.Helper()
	got, err := chromedp.Run(v, chromedp.Evaluate[string](script))
	if err != nil {
		v.t.Fatal(err)
	}
	return got
}

// withoutScripts switches off the scripts of pages.
func (v *visitor) withoutScripts() {
	v.t.Helper()
	if _, err := chromedp.Call(v, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		v.t.Fatal(err)
	}
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
	chromium(t)
	hub := demoHub(t)
	visit := visitors(t, hub)
	t.Run("touch", func(t *testing.T) {
		v := visit(t)
		v.touch()
		v.arrived()
	})
	t.Run("touch without scripts", func(t *testing.T) {
		v := visit(t)
		v.withoutScripts()
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
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.set) > 0 || len(v.away) > 0 {
		v.t.Errorf("answers that set a cookie %v, requests to others %v", v.set, v.away)
	}
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
		cookies, err := chromedp.Call(v, network.GetCookies, network.GetCookiesParams{})
		if err != nil || len(cookies.Cookies) > 0 || len(v.set) > 0 {
			t.Errorf("cookies: %v, %v, %v", cookies.Cookies, v.set, err)
		}
	}
	if len(want) < 500 || len(first.set) > 0 {
		t.Errorf("the list is %q, cookies were set by %v", want, first.set)
	}
}
