package landing

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/lernverbund/lernverbund/pkg/format/feed"
)

// Config is what the pages need.
type Config struct {
	// API carries requests to the catalogue API; nil is http.DefaultTransport.
	API http.RoundTripper
	// Base is where the API is, without a slash at the end; empty will do if
	// API does not look at the host.
	Base string
	// Public is where people find the pages, as in https://lernverbund.example,
	// without a slash at the end; empty: what each request says.
	Public   string
	Operator Operator         // who answers for this installation
	Now      func() time.Time // nil: time.Now
	Logger   *slog.Logger     // nil: slog.Default
}

// MaxAddress is the longest path and query that is read, in bytes.
const MaxAddress = 8 << 10

// Site answers with pages.
type Site struct {
	Config
	api     client
	pages   pages
	assets  assets
	mux     *http.ServeMux
	handler http.Handler
	tried   popular
	fresh   freshness
	counted counted
	maps    siteMaps
}

// New makes the pages; the error says what is wrong with the embedded templates.
func New(cfg Config) (*Site, error) {
	if cfg.API == nil {
		cfg.API = http.DefaultTransport
	}
	if cfg.Base == "" {
		cfg.Base = "http://api.invalid"
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if err := CheckPublic(cfg.Public); err != nil {
		return nil, err
	}
	s := &Site{Config: cfg, mux: http.NewServeMux(), api: newClient(cfg.API, strings.TrimSuffix(cfg.Base, "/"))}
	var err error
	if s.assets, err = readAssets(); err != nil {
		return nil, fmt.Errorf("landing assets: %w", err)
	}
	if s.pages, err = readPages(); err != nil {
		return nil, fmt.Errorf("landing templates: %w", err)
	}
	compress, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false), gzhttp.CompressionLevel(5))
	if err != nil {
		return nil, fmt.Errorf("landing compression: %w", err)
	}
	s.routes()
	s.handler = compress(http.HandlerFunc(s.route))
	return s, nil
}

// routes is everything there is.
func (s *Site) routes() {
	for pattern, show := range map[string]view{
		"GET /{$}":                    s.start,
		"GET /angebote":               s.noted(s.results),
		"GET /laender":                s.laender,
		"GET /laender/{land}":         s.land,
		"GET /themen":                 s.topics,
		"GET /themen/{code}":          s.topic,
		"GET /anbieter":               s.providers,
		"GET /anbieter/{name}":        s.provider,
		"GET /daten":                  s.data,
		"GET " + easyPath:             s.easy,
		"GET " + easyPath + "/{page}": s.easy,
		"GET /hilfe":                  s.text("hilfe", "Hilfe zur Suche"),
		"GET /barrierefreiheit":       s.text("barrierefreiheit", "Erklärung zur Barrierefreiheit"),
		"GET /datenschutz":            s.text("datenschutz", "Datenschutzerklärung"),
		"GET /impressum":              s.text("impressum", "Impressum"),
	} {
		s.mux.Handle(pattern, s.show(show))
	}
	for pattern, m := range map[string]maker{
		"GET /opensearch.xml":                  s.openSearch,
		"GET " + suggestionsPath:               s.suggestions,
		"GET /angebote.atom":                   s.searchFeed(feed.Atom, feed.AtomType, "/angebote.atom"),
		"GET /angebote.rss":                    s.searchFeed(feed.RSS, feed.RSSType, "/angebote.rss"),
		"GET /angebote.ics":                    s.searchCalendar,
		"GET /angebote/{id}/termine/{session}": s.sessionCalendar,
		"GET /sitemap.xml":                     s.siteIndex,
		"GET /sitemap-seiten.xml":              s.sitePages,
		"GET /sitemap-angebote.xml":            s.siteOffers,
		"GET /robots.txt":                      s.robots,
	} {
		s.mux.Handle(pattern, s.offerFile(m))
	}
	s.mux.Handle("GET /angebote/{id}", s.orForm(s.show(s.offer)))
	s.mux.HandleFunc("GET /daten.csv", s.dataCSV)
	s.mux.HandleFunc("GET /stil.css", s.assets.serve("stil.css"))
	s.mux.HandleFunc("GET /suche.js", s.assets.serve("suche.js"))
	s.mux.HandleFunc("GET /vorschau.png", s.assets.serve("vorschau.png"))
	s.mux.HandleFunc("GET /favicon.svg", s.assets.serve("favicon.svg"))
	s.mux.HandleFunc("GET /favicon.ico", s.assets.serve("favicon.svg"))
}

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// policy is what a browser may do with a page: nothing that a text of a
// provider could use.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// route sets what every answer carries and finds its page.
func (s *Site) route(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	r = inGerman(r)
	fallback, pattern := s.mux.Handler(r)
	switch {
	case len(r.URL.RequestURI()) > MaxAddress:
		s.fail(w, r, &problem{Status: http.StatusRequestURITooLong})
	case pattern != "":
		s.mux.ServeHTTP(w, r)
	case allowed(fallback, r) != "":
		h.Set("Allow", allowed(fallback, r))
		s.fail(w, r, &problem{Status: http.StatusMethodNotAllowed})
	default:
		s.fail(w, r, &problem{Status: http.StatusNotFound})
	}
}

// allowed are the methods that an address has, "" if there is no such address.
func allowed(fallback http.Handler, r *http.Request) string {
	would := &memory{header: http.Header{}}
	fallback.ServeHTTP(would, r)
	return would.header.Get("Allow")
}
