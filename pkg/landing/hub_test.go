package landing_test

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/net/html"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/memcat"
	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/landing"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// now is the day of the tests.
var now = time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)

// hub is a catalogue and an index behind the real API, and the pages before it, over real HTTP.
type hub struct {
	t     *testing.T
	store *memcat.Store
	index *search.Index
	last  catalogue.Position
	url   string
	api   http.Handler
	cut   atomic.Bool // no way to the API
	alter func(*api.Status)
	fail  atomic.Bool      // the API answers every request with an error of its own
	rich  learning.OfferID // of richHub: an offer with everything in it
	gone  learning.OfferID // of richHub: one that was withdrawn
	long  learning.OfferID // of livelyHub: one with a long history
	ago   time.Duration    // how long before the hour of the tests what is published now was
}

// newHub is an empty hub.
func newHub(t *testing.T) *hub {
	t.Helper()
	clock := func() time.Time { return now }
	h := &hub{t: t, store: memcat.New(), index: search.New(search.Config{Now: clock})}
	a, err := api.New(api.Config{
		Catalogue: func() catalogue.Reader { return h.store },
		Index:     func() *search.Index { return h.index },
		Status:    h.status,
		Ready:     func(context.Context) error { return nil },
		Rate:      api.Rate{PerSecond: -1},
		Now:       clock,
		Logger:    slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.api = a
	pages, err := landing.New(landing.Config{
		API: h, Now: clock, Logger: slog.New(slog.DiscardHandler),
		Operator: landing.Operator{Name: "Testbetrieb", Address: []string{"Musterweg 1", "65183 Wiesbaden"}, Email: "hilfe@lernverbund.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, path := range []string{"/api/", "/docs", "/openapi.json"} {
		mux.Handle(path, a)
	}
	mux.Handle("/", pages)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	h.url = srv.URL
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
	return landing.InProcess(h.api).RoundTrip(r)
}

// demoHub holds the demo data.
func demoHub(t *testing.T) (*hub, []demo.Offering) {
	t.Helper()
	h := newHub(t)
	return h, h.fillDemo(nil)
}

// fillDemo publishes the demo data; before tells each offer's number.
func (h *hub) fillDemo(before func(i, of int)) []demo.Offering {
	h.t.Helper()
	all, err := demo.Offerings(now)
	if err != nil {
		h.t.Fatal(err)
	}
	for i, o := range all {
		if before != nil {
			before(i, len(all))
		}
		h.publish(o.Land, o.System, o.Subject, event.TypeOfferPublished, o.Offer)
	}
	return all
}

// publish records one event and folds it, as a projector does.
func (h *hub) publish(land learning.Land, system learning.System, subject string, fact event.Type, data any) learning.OfferID {
	h.t.Helper()
	h.last++
	at := now.Add(-h.ago - time.Hour + time.Duration(h.last)*time.Second)
	raw, err := event.Draft{
		ID: strconv.Itoa(int(h.last)), Source: event.NewSource(land, system), Type: fact, Subject: subject, Time: at, Data: data,
	}.Encode()
	if err != nil {
		h.t.Fatal(err)
	}
	e, err := event.Open(raw)
	if err != nil {
		h.t.Fatalf("%s: %v", raw, err)
	}
	in := catalogue.Input{Position: h.last, Land: land, RecordedAt: at, Event: e}
	id := learning.NewOfferID(land, system, subject)
	var prior *catalogue.Version
	if v, err := h.store.Offer(h.t.Context(), id); err == nil {
		prior = &v
	} else if !errors.Is(err, catalogue.ErrNotFound) {
		h.t.Fatal(err)
	}
	if err := h.store.Apply(h.t.Context(), h.last, catalogue.Fold(prior, in)); err != nil {
		h.t.Fatal(err)
	}
	v, err := h.store.Offer(h.t.Context(), id)
	if errors.Is(err, catalogue.ErrNotFound) {
		return id // a provider
	}
	if err != nil {
		h.t.Fatal(err)
	}
	if !v.Live() {
		h.index.Remove(id)
		return id
	}
	o := new(learning.Offer)
	if err := json.Unmarshal(v.Document, o); err != nil {
		h.t.Fatal(err)
	}
	h.index.Put(search.Document{ID: id, Land: land, System: system, Subject: subject, Offer: o, SeenAt: at})
	return id
}

func (h *hub) status(ctx context.Context) (api.Status, error) {
	st, err := h.store.Status(ctx)
	if err != nil {
		return api.Status{}, err
	}
	s := api.Status{
		Log: api.LogStatus{Position: h.last}, Ledger: api.LedgerStatus{Size: uint64(h.last), Root: hex.EncodeToString(make([]byte, 32))},
		Catalogue: api.CatalogueStatus{
			Position: st.Position, Offers: st.Offers, Digest: hex.EncodeToString(st.Digest[:]), FoldVersion: st.FoldVersion, Orphans: st.Orphans,
		},
	}
	for _, land := range learning.Laender {
		row := api.LandStatus{Land: land}
		for _, l := range st.Laender {
			if l.Land == land {
				row.Offers, row.LastEvent = l.Offers, &l.LastEvent
			}
		}
		s.Laender = append(s.Laender, row)
	}
	if h.alter != nil {
		h.alter(&s)
	}
	return s, nil
}

// page reads a page; the status must be as wanted.
func (h *hub) page(path string, want int) (*html.Node, string, http.Header) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.url+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if res.StatusCode != want {
		h.t.Fatalf("GET %s: status %d, want %d: %s", path, res.StatusCode, want, raw)
	}
	doc, err := html.Parse(strings.NewReader(string(raw)))
	if err != nil {
		h.t.Fatalf("GET %s: %v", path, err)
	}
	return doc, string(raw), res.Header
}
