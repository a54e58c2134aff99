package browsertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is a further tab of a browser, which notes what happens in it.
type Tab struct {
	context.Context
	mu    sync.Mutex
	notes Notes
}

// Notes are what happened in a tab.
type Notes struct {
	Requests []string // addresses
	Cookies  []string // requests whose answer sets one
	Bytes    float64  // that came over the wire
	Said     []string // to the console, by the browser or a page
	Bound    []string // what was given to a binding of the test
}

// NewTab opens a tab in a browser of Start. That takes longer than to look at a
// page: use it again. It closes with the test.
func NewTab(ctx context.Context, t testing.TB, opts ...chromedp.ContextOption) *Tab {
	t.Helper()
	inner, cancel := chromedp.NewContext(ctx, opts...)
	t.Cleanup(cancel)
	n := &Tab{Context: inner}
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

func (n *Tab) note(ev any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		n.notes.Requests = append(n.notes.Requests, e.Request.URL)
	case *network.EventResponseReceivedExtraInfo:
		for name := range e.Headers {
			if strings.EqualFold(name, "Set-Cookie") {
				n.notes.Cookies = append(n.notes.Cookies, e.RequestID.String())
			}
		}
	case *network.EventLoadingFinished:
		n.notes.Bytes += e.EncodedDataLength
	case *cdplog.EventEntryAdded:
		n.notes.Said = append(n.notes.Said, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
	case *cdpruntime.EventExceptionThrown:
		n.notes.Said = append(n.notes.Said, "exception: "+e.ExceptionDetails.Text)
	case *cdpruntime.EventConsoleAPICalled:
		n.notes.Said = append(n.notes.Said, "console."+string(e.Type))
	case *cdpruntime.EventBindingCalled:
		n.notes.Bound = append(n.notes.Bound, e.Payload)
	}
}

// Noted is what happened since the last call.
func (n *Tab) Noted() Notes {
	n.mu.Lock()
	defer n.mu.Unlock()
	notes := n.notes
	n.notes = Notes{}
	return notes
}

// Bound is what was given to a binding so far; Noted will still tell it.
func (n *Tab) Bound() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.notes.Bound)
}

// Open navigates a tab to an address and waits until it is loaded.
func Open(ctx context.Context, t testing.TB, address string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
}

// Evaluate is the value of a script, or of what it promises.
func Evaluate[T any](ctx context.Context, t testing.TB, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("evaluate %.60s: %v", script, err)
	}
	return v
}

// Execute runs a script.
func Execute(ctx context.Context, t testing.TB, script string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		t.Fatalf("execute %.60s: %v", script, err)
	}
}

// SwitchScripts switches the scripts of pages off, or on again.
func SwitchScripts(ctx context.Context, t testing.TB, off bool) {
	t.Helper()
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off}); err != nil {
		t.Fatal(err)
	}
}
