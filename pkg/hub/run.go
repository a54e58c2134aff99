package hub

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/landing"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Config is a hub.
type Config struct {
	Data string // the data directory, made if missing
	HTTP string // address of the pages and the API, port 0 for a free one
	NATS string // address for the Länder, port 0 for a free one
	// Public is where people find the pages, as in https://lernverbund.example;
	// empty: what each request says.
	Public string
	// Imprint is who answers for the pages; without it they say that it is missing.
	Imprint landing.Operator
	Demo    bool // publish the demo data through the real outboxes
	// Rate is how much one address may ask, this machine not counted; the zero value is generous.
	Rate api.Rate
	// Ready is called once, when all of it serves.
	Ready  func(Ready)
	Logger *slog.Logger
	// Crash is called at each named crash point; nil does nothing.
	Crash func(point string)
	// Places says where towns and postal codes are; nil knows the larger towns.
	Places *gazetteer.Gazetteer
	// Thesaurus is asked where a search finds little; nil is none.
	Thesaurus *search.Thesaurus
}

// Ready is where a hub serves.
type Ready struct {
	HTTP    string // http://127.0.0.1:8080
	NATS    string // nats://127.0.0.1:4222
	Data    string
	Created bool // the data directory was empty
	// Demo is what became of the demo data, nil without it.
	Demo *Demo
}

// Run runs a hub until ctx is done or a stage fails. It is the whole flow:
//
//	outboxes --> intake --> log, quarantine, ledger --> projector --> catalogue --> search --> api --> landing
func Run(ctx context.Context, cfg Config) error {
	cfg = cfg.complete()
	web, err := listenHTTP(cfg.HTTP)
	if err != nil {
		return err
	}
	defer func() { _ = web.Close() }()

	p, err := open(ctx, cfg)
	if err != nil {
		return err
	}
	defer p.close()

	pages, err := p.handler()
	if err != nil {
		return err
	}

	if err := p.run(ctx, web, pages); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// run runs the stages until ctx is done or one of them fails.
func (p *parts) run(ctx context.Context, web net.Listener, pages http.Handler) error {
	stages, running := errgroup.WithContext(ctx)
	stages.Go(stage(running, "intake", p.intake.Run))
	stages.Go(stage(running, "projector", p.projector.Run))
	stages.Go(stage(running, "retention", p.retention.Run))
	stages.Go(stage(running, "requests", p.serveRequests))
	stages.Go(stage(running, "pulse", p.feelPulse))
	stages.Go(stage(running, "http", func(ctx context.Context) error { return serveHTTP(ctx, web, pages, p.cfg.Logger) }))
	stages.Go(func() error { return p.announceReady(running, p.cfg, web) })
	return stages.Wait()
}

// stage names a stage in the error it returns; a stage that ends because it
// was told to is no error.
func stage(ctx context.Context, name string, run func(context.Context) error) func() error {
	return func() error {
		err := run(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return fmt.Errorf("%s: %w", name, err)
		}
		return fmt.Errorf("%s: ended by itself", name)
	}
}

// loopback is this machine.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

func (cfg Config) complete() Config {
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	if cfg.Ready == nil {
		cfg.Ready = func(Ready) {}
	}
	// What comes from this machine is its operator or a proxy that names the visitor.
	cfg.Rate.Proxies = append(slices.Clone(cfg.Rate.Proxies), loopback...)
	cfg.Rate.Free = append(slices.Clone(cfg.Rate.Free), loopback...)
	return cfg
}

// announceReady waits until what was in the outboxes is visible, publishes the
// demo data if asked to, and says that everything serves.
func (p *parts) announceReady(ctx context.Context, cfg Config, web net.Listener) error {
	if err := p.caughtUp(ctx); err != nil {
		return err
	}
	r := Ready{HTTP: "http://" + web.Addr().String(), NATS: p.server.ClientURL(), Data: cfg.Data, Created: p.registry.Created()}
	data, err := filepath.Abs(cfg.Data)
	if err != nil {
		return err
	}
	if err := p.dir.say(holder{PID: os.Getpid(), NATS: r.NATS}); err != nil {
		return err
	}
	withdraw, err := announce(Running{PID: os.Getpid(), HTTP: r.HTTP, NATS: r.NATS, Data: data})
	if err != nil {
		return err
	}
	p.onClose(withdraw)
	if cfg.Demo {
		if r.Demo, err = p.publishDemo(ctx, data, r.NATS); err != nil {
			return err
		}
	}
	cfg.Ready(r)
	<-ctx.Done()
	return nil
}

// serveHTTP serves pages and API until ctx is done.
func serveHTTP(ctx context.Context, web net.Listener, pages http.Handler, logger *slog.Logger) error {
	srv := &http.Server{
		Handler:           pages,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(web) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		over, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if srv.Shutdown(over) != nil {
			_ = srv.Close()
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}
}
