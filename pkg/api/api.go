package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/statistics"
)

// Config is what the API stands on. The functions are asked at each request,
// because a rebuild swaps what they give.
type Config struct {
	Catalogue func() catalogue.Reader
	Index     func() *search.Index
	// Tally counts the live offers; nil: the API counts them itself, whenever the
	// catalogue has changed, which is for small ones.
	Tally  func() *statistics.Tally
	Status func(context.Context) (Status, error)
	// Ready is nil when everything serves, else why not.
	Ready  func(context.Context) error
	Rate   Rate             // of one client; the zero value is generous
	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // nil: slog.Default
}

// MaxAddress is the longest path and query that is read, in bytes.
const MaxAddress = 8 << 10

// API answers the requests under /api/v1, /openapi.json, /docs, /healthz,
// /readyz and /metrics.
type API struct {
	Config
	openapi []byte
	docs    []byte
	mux     *http.ServeMux
	limiter *limiter
	counted counted
	again   again
	metrics *metrics
	handler http.Handler
}

// New makes the API; the error says what is wrong with the embedded description.
func New(cfg Config) (*API, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	a := &API{Config: cfg, mux: http.NewServeMux(), limiter: newLimiter(cfg.Rate)}
	a.metrics = newMetrics(cfg.Status)
	if err := a.describe(); err != nil {
		return nil, err
	}
	compress, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false), gzhttp.CompressionLevel(2))
	if err != nil {
		return nil, err
	}
	a.routes()
	a.handler = a.Limit(compress(http.HandlerFunc(a.route)))
	return a, nil
}

// routes is everything there is.
func (a *API) routes() {
	for pattern, handle := range map[string]handler{
		"GET /api/v1/offers":              a.list,
		"GET /api/v1/offers/{id}":         a.offer,
		"GET /api/v1/offers/{id}/history": a.history,
		"GET /api/v1/suggest":             a.suggest,
		"GET /api/v1/status":              a.status,
		"GET /api/v1/statistics":          a.statistics,
		"GET /api/v1/providers":           a.providers,
		"GET /api/v1/providers/{id}":      a.provider,
		"POST /api/v1/validate":           a.validate,
		"GET /openapi.json":               a.openAPI,
		"GET /docs":                       a.readable,
		"GET /healthz":                    a.healthy,
		"GET /readyz":                     a.ready,
	} {
		a.mux.Handle(pattern, a.answer(pattern, handle))
	}
	a.mux.Handle("GET /metrics", a.metrics.page)
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// route finds the handler of a request, or says as a problem that there is none.
func (a *API) route(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Allow-Origin", "*") // open data, no cookies
	fallback, pattern := a.mux.Handler(r)
	switch {
	case len(r.URL.RequestURI()) > MaxAddress:
		a.answer("other", tooLong).ServeHTTP(w, r)
	case pattern != "":
		a.mux.ServeHTTP(w, r)
	default:
		a.answer("other", missing(fallback)).ServeHTTP(w, r)
	}
}

// handler is a handler that may fail; its error becomes problem details.
type handler func(http.ResponseWriter, *http.Request) error

// answer counts and times a handler, and turns its error into problem details.
func (a *API) answer(route string, handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &witness{ResponseWriter: w, status: http.StatusOK}
		if err := handle(seen, r); err != nil {
			a.complain(seen, r, err)
		}
		a.metrics.observe(route, seen.status, time.Since(began))
	})
}

// witness remembers the status that was answered.
type witness struct {
	http.ResponseWriter
	status int
}

func (w *witness) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
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
