package apitest

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/memcat"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Now is the day of the tests.
var Now = time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)

// Clock says Now.
func Clock() time.Time { return Now }

// Hub is a catalogue and an index behind the real API.
type Hub struct {
	T      testing.TB
	Store  *memcat.Store
	Index  *search.Index
	Last   catalogue.Position
	API    http.Handler
	URL    string            // of Serve
	Down   error             // what Status and Ready say, if it is not nil
	Alter  func(*api.Status) // may change what Status says
	Ago    time.Duration     // how long before the hour of the tests what is published now was
	shared bool              // others read the same catalogue
}

// New is an empty hub; change may alter the API's configuration.
func New(t testing.TB, change ...func(*api.Config)) *Hub {
	t.Helper()
	h := &Hub{T: t, Store: memcat.New(), Index: search.New(search.Config{Now: Clock})}
	cfg := api.Config{
		Catalogue: func() catalogue.Reader { return h.Store },
		Index:     func() *search.Index { return h.Index },
		Status:    h.Status,
		Ready:     func(context.Context) error { return h.Down },
		Rate:      api.Rate{PerSecond: -1},
		Now:       Clock,
		Logger:    slog.New(slog.DiscardHandler),
	}
	for _, c := range change {
		c(&cfg)
	}
	a, err := api.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	h.API = a
	return h
}

// Serve serves something, such as the API, until the test ends, at URL.
func (h *Hub) Serve(handler http.Handler) {
	h.T.Helper()
	srv := httptest.NewServer(handler)
	h.T.Cleanup(srv.Close)
	h.URL = srv.URL
}

// Publish records one event and folds it, as a projector does.
func (h *Hub) Publish(land learning.Land, system learning.System, subject string, fact event.Type, data any) learning.OfferID {
	h.T.Helper()
	if h.shared {
		h.T.Fatal("other tests read this catalogue: publish into one of the test's own")
	}
	h.Last++
	at := Now.Add(-h.Ago - time.Hour + time.Duration(h.Last)*time.Second)
	raw, err := event.Draft{
		ID: strconv.Itoa(int(h.Last)), Source: event.NewSource(land, system), Type: fact, Subject: subject, Time: at, Data: data,
	}.Encode()
	if err != nil {
		h.T.Fatal(err)
	}
	e, err := event.Open(raw)
	if err != nil {
		h.T.Fatalf("%s: %v", raw, err)
	}
	id := learning.NewOfferID(land, system, subject)
	v := h.fold(id, catalogue.Input{Position: h.Last, Land: land, RecordedAt: at, Event: e})
	switch {
	case v == nil: // of a provider
	case !v.Live():
		h.Index.Remove(id)
	default:
		o := new(learning.Offer)
		if err := json.Unmarshal(v.Document, o); err != nil {
			h.T.Fatal(err)
		}
		h.Index.Put(search.Document{ID: id, Land: land, System: system, Subject: subject, Offer: o, SeenAt: at})
	}
	return id
}

// fold applies an event, and gives what the catalogue then holds of an offer; nil if nothing.
func (h *Hub) fold(id learning.OfferID, in catalogue.Input) *catalogue.Version {
	h.T.Helper()
	ctx := h.T.Context()
	held := func() *catalogue.Version {
		v, err := h.Store.Offer(ctx, id)
		if errors.Is(err, catalogue.ErrNotFound) {
			return nil
		}
		if err != nil {
			h.T.Fatal(err)
		}
		return &v
	}
	if err := h.Store.Apply(ctx, h.Last, catalogue.Fold(held(), in)); err != nil {
		h.T.Fatal(err)
	}
	return held()
}

// Status is what the API says of the hub: every Land, with what the catalogue knows of it.
func (h *Hub) Status(ctx context.Context) (api.Status, error) {
	if h.Down != nil {
		return api.Status{}, h.Down
	}
	st, err := h.Store.Status(ctx)
	if err != nil {
		return api.Status{}, err
	}
	s := api.Status{
		Log: api.LogStatus{Position: h.Last}, Ledger: api.LedgerStatus{Size: uint64(h.Last), Root: hex.EncodeToString(make([]byte, 32))},
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
	if h.Alter != nil {
		h.Alter(&s)
	}
	return s, nil
}

// Ask gets a path of what is served, with headers; "Host" is the host asked for.
func (h *Hub) Ask(path string, headers map[string]string) (status int, body string, header http.Header) {
	h.T.Helper()
	req, err := http.NewRequestWithContext(h.T.Context(), http.MethodGet, h.URL+path, nil)
	if err != nil {
		h.T.Fatal(err)
	}
	for name, value := range headers {
		if name == "Host" {
			req.Host = value
		} else {
			req.Header.Set(name, value)
		}
	}
	res := h.Do(req)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		h.T.Fatal(err)
	}
	return res.StatusCode, string(raw), res.Header
}

// Do makes a request; the body of its answer must be closed.
func (h *Hub) Do(req *http.Request) *http.Response {
	h.T.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.T.Fatal(err)
	}
	return res
}
