package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Config is what the API stands on. The functions are asked at each request,
// because a rebuild swaps what they give.
type Config struct {
	Catalogue func() catalogue.Reader
	Index     func() *search.Index
	Status    func(context.Context) (Status, error)
	// Ready is nil when everything serves, else why not.
	Ready  func(context.Context) error
	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // nil: slog.Default
}

// API answers the requests under /api/v1, /openapi.json, /docs, /healthz and /readyz.
type API struct {
	Config
	openapi []byte
	docs    []byte
	mux     *http.ServeMux
}

// New makes the API; the error says what is wrong with the embedded description.
func New(cfg Config) (*API, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	a := &API{Config: cfg, mux: http.NewServeMux()}
	if err := a.describe(); err != nil {
		return nil, err
	}
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /api/v1/offers":              a.list,
		"GET /api/v1/offers/{id}":         a.offer,
		"GET /api/v1/offers/{id}/history": a.history,
		"GET /api/v1/status":              a.status,
		"POST /api/v1/validate":           a.validate,
		"GET /openapi.json":               a.openAPI,
		"GET /docs":                       a.readable,
		"GET /healthz":                    a.healthy,
		"GET /readyz":                     a.ready,
	} {
		a.mux.Handle(pattern, a.answer(handle))
	}
	a.mux.Handle("/api/", a.answer(func(http.ResponseWriter, *http.Request) error { return notFound("") }))
	return a, nil
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// answer turns a handler's error into problem details.
func (a *API) answer(handle func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Access-Control-Allow-Origin", "*") // open data, no cookies
		if err := handle(w, r); err != nil {
			a.complain(w, r, err)
		}
	})
}

func (a *API) healthy(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
	return nil
}

func (a *API) ready(w http.ResponseWriter, r *http.Request) error {
	if err := a.Ready(r.Context()); err != nil {
		return &Problem{
			Status: http.StatusServiceUnavailable, Title: "Noch nicht bereit", Detail: "Der Hub nimmt zurzeit nichts an.",
			DetailEn: "The hub takes nothing at the moment.", cause: err,
		}
	}
	return a.healthy(w, r)
}
