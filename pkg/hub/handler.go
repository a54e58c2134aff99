package hub

import (
	"context"
	"net/http"
	"time"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/landing"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/statistics"
)

// handler is API and pages on one listener. The pages read the API and
// nothing else, here without a network between.
func (p *parts) handler() (http.Handler, error) {
	a, err := api.New(api.Config{
		Catalogue: func() catalogue.Reader { return p.store },
		Index:     func() *search.Index { return p.index.Load() },
		Tally:     func() *statistics.Tally { return p.tally.Load() },
		Status:    p.status,
		Ready:     p.ready,
		Rate:      p.cfg.Rate,
		Logger:    p.cfg.Logger,
	})
	if err != nil {
		return nil, err
	}
	pages, err := landing.New(landing.Config{API: landing.InProcess(a), Public: p.cfg.Public, Operator: p.cfg.Imprint, Logger: p.cfg.Logger})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, pattern := range []string{"/api/", "/openapi.json", "/docs", "/healthz", "/readyz", "/metrics"} {
		mux.Handle(pattern, a)
	}
	mux.Handle("/", a.Limit(pages))
	return mux, nil
}

// readyWithin is how far behind the newest record the catalogue may be.
const readyWithin = 5 * time.Second

// ready is nil while the server takes what the Länder send and the catalogue
// follows the log.
func (p *parts) ready(ctx context.Context) error {
	if err := p.server.Health(); err != nil {
		return err
	}
	last, err := p.log.Last(ctx)
	if err != nil {
		return err
	}
	limit, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if p.projector.WaitFor(limit, last) != nil {
		return errLagging
	}
	return nil
}
