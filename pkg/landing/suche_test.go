package landing_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lernverbund/lernverbund/pkg/browsertest"
)

// typeAhead goes through the suggestions by keyboard alone.
func typeAhead(ctx context.Context, t *testing.T, h *hub, axe string) {
	browsertest.Looks[0].Set(ctx, t)
	browsertest.Open(ctx, t, h.URL+"/angebote?myLand=he&employer=municipal")
	press := func(keys string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.KeyEvent(keys)); err != nil {
			t.Fatal(err)
		}
	}
	wait := func(what string) {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](what)); err != nil {
			t.Fatalf("wait for %s: %v", what, err)
		}
	}
	appears := func(selector string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.WaitVisible(selector)); err != nil {
			t.Fatalf("wait for %s: %v", selector, err)
		}
	}
	want := func(what string) {
		t.Helper()
		if !browsertest.Evaluate[bool](ctx, t, what) {
			t.Errorf("not so: %s", what)
		}
	}
	const expanded = `document.querySelector("#q").getAttribute("aria-expanded") === "true"`
	const options = `document.querySelectorAll("[role=option]").length`
	if err := chromedp.Do(ctx, chromedp.Focus("#q")); err != nil {
		t.Fatal(err)
	}
	want(`!(` + expanded + `)`) // never on focus
	press("Datensch")
	wait(expanded)
	want(options + ` > 1 && ` + options + ` <= 8`)
	want(`document.querySelector("[role=option] mark").textContent.toLowerCase() === "datensch"`)
	wait(`/^[0-9]+ Vorschläge$/.test(document.querySelector("[role=status]").textContent)`)
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](axe)); err != nil {
		t.Fatal(err)
	}
	press(kb.ArrowDown)
	want(`document.getElementById(document.querySelector("#q").getAttribute("aria-activedescendant")).getAttribute("aria-selected") === "true"`)
	for _, f := range browsertest.Evaluate[[]string](ctx, t, audit) {
		t.Errorf("open suggestions: axe: %s", f)
	}
	want(`(` + overflow + `) === ""`)
	press(kb.Escape)
	want(`!(` + expanded + `) && document.querySelector("#q").value === "Datensch"`)
	press(kb.ArrowDown)
	wait(expanded)
	press(kb.ArrowUp) // back to the field: nothing is chosen
	press(kb.Enter)
	appears(`#q[value="Datensch"]`)
	if at := browsertest.Evaluate[string](ctx, t, `location.pathname + location.search`); !strings.Contains(at, "myLand=he") {
		t.Errorf("Enter leads to %s, which forgets the answer", at)
	}
	if err := chromedp.Do(ctx, chromedp.Focus("#q")); err != nil {
		t.Fatal(err)
	}
	press(kb.End)
	press("utz")
	wait(`document.querySelector("[role=option] mark")?.textContent.toLowerCase() === "datenschutz"`)
	press(kb.ArrowDown)
	press(kb.Enter)
	appears(".rechts .stempel")
	at := browsertest.Evaluate[string](ctx, t, `location.pathname + location.search`)
	if u, err := url.Parse(at); err != nil || u.Query().Get("employer") != "municipal" {
		t.Errorf("a suggested offer leads to %s, want the answer with it", at)
	}
}
