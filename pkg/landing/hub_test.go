package landing_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/html"

	"github.com/lernverbund/lernverbund/pkg/api/apitest"
	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/landing"
)

// now is the day of the tests.
var now = apitest.Now

// hub is a catalogue and an index behind the real API, and the pages before it, over real HTTP.
type hub struct {
	*apitest.Hub
	cut  atomic.Bool // no way to the API
	fail atomic.Bool // the API answers every request with an error of its own
}

// newHub is an empty hub.
func newHub(t *testing.T) *hub {
	t.Helper()
	return pagesOver(t, apitest.New(t))
}

// demoHub reads the demo data, which others read too.
func demoHub(t *testing.T) (*hub, []demo.Offering) {
	t.Helper()
	return pagesOver(t, apitest.Demo(t)), apitest.Offerings(t)
}

// pagesOver are the pages before an API.
func pagesOver(t *testing.T, below *apitest.Hub) *hub {
	t.Helper()
	h := &hub{Hub: below}
	pages, err := landing.New(landing.Config{
		API: h, Now: apitest.Clock, Logger: slog.New(slog.DiscardHandler),
		Operator: landing.Operator{Name: "Testbetrieb", Address: []string{"Musterweg 1", "65183 Wiesbaden"}, Email: "hilfe@lernverbund.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, path := range []string{"/api/", "/docs", "/openapi.json"} {
		mux.Handle(path, h.API)
	}
	mux.Handle("/", pages)
	h.Serve(mux)
	return h
}

// RoundTrip is the pages' way to the API, which the test may cut.
func (h *hub) RoundTrip(r *http.Request) (*http.Response, error) {
	if h.cut.Load() {
		return nil, errors.New("cut")
	}
	if h.fail.Load() {
		return &http.Response{StatusCode: http.StatusInternalServerError, Body: io.NopCloser(strings.NewReader(`{"title":"Das hat nicht geklappt","status":500}`))}, nil
	}
	return landing.InProcess(h.API).RoundTrip(r)
}

// page reads a page; the status must be as wanted.
func (h *hub) page(path string, want int) (*html.Node, string, http.Header) {
	h.T.Helper()
	raw, status, header := h.text(path)
	if status != want {
		h.T.Fatalf("GET %s: status %d, want %d: %s", path, status, want, raw)
	}
	doc, err := html.Parse(strings.NewReader(raw))
	if err != nil {
		h.T.Fatalf("GET %s: %v", path, err)
	}
	return doc, raw, header
}

// text reads a file.
func (h *hub) text(path string) (string, int, http.Header) {
	h.T.Helper()
	status, raw, header := h.Ask(path, nil)
	return raw, status, header
}
