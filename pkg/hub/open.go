package hub

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/ledger"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/projector"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/retention"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/statistics"
)

// parts are the opened pieces of a hub.
type parts struct {
	cfg        Config
	dir        *directory
	registry   *federation.Registry
	server     *natsd.Server
	hub        *nats.Conn // in the hub's own account
	log        *natslog.Log
	ledger     *ledger.Ledger
	quarantine *quarantine.Store
	intake     *intake.Intake
	store      *projector.Catalogue
	index      atomic.Pointer[search.Index]     // over the store; read anew if a rebuild found it wrong
	tally      atomic.Pointer[statistics.Tally] // beside it
	projector  *projector.Projector
	pulse      pulse
	begun      time.Time            // when this process opened the hub
	retention  *retention.Retention // nil while the hub is stopped
	outboxes   map[learning.Land]jetstream.JetStream
	closers    []func()
}

// onClose adds what has to be done at the end; the last added is done first.
func (p *parts) onClose(f func()) { p.closers = append(p.closers, f) }

func (p *parts) close() {
	for _, f := range slices.Backward(p.closers) {
		f()
	}
	p.closers = nil
}

// open opens everything, in the order of truth: accounts and server, log,
// ledger, then what is made from the log. The log is held against its ledger
// before anything is served from it.
func open(ctx context.Context, cfg Config) (*parts, error) {
	p := newParts(cfg)
	if err := p.openAll(ctx); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// openAll loads what is made from the log while the log is held against its
// ledger. If both fail, the log's error is the one that counts.
func (p *parts) openAll(ctx context.Context) error {
	if err := p.openStores(ctx); err != nil {
		return err
	}
	made := make(chan error, 1)
	go func() { made <- p.openCatalogue(ctx) }()
	err := p.checkLog(ctx)
	if err == nil {
		err = p.openIntake(ctx)
	}
	if late := <-made; err == nil {
		err = late
	}
	if err != nil {
		return err
	}
	return p.openRetention()
}

func newParts(cfg Config) *parts {
	return &parts{cfg: cfg, begun: time.Now(), outboxes: map[learning.Land]jetstream.JetStream{}}
}

// openStores opens what holds the truth, and checks nothing yet. After an
// error the caller closes what was opened.
func (p *parts) openStores(ctx context.Context) (err error) {
	cfg := p.cfg
	if p.dir, err = lock(cfg.Data); err != nil {
		return err
	}
	p.onClose(p.dir.unlock)
	if p.registry, err = federation.Open(federation.Config{Dir: cfg.Data, Crash: cfg.Crash}); err != nil {
		return err
	}
	host, port, err := address(cfg.NATS)
	if err != nil {
		return err
	}
	if p.server, err = natsd.Start(natsd.Config{StoreDir: p.dir.sub("nats"), Host: host, Port: port, Registry: p.registry}); err != nil {
		return err
	}
	p.onClose(p.server.Shutdown)
	if p.hub, err = p.server.Connect(federation.HubAccount); err != nil {
		return err
	}
	js, err := jetstream.New(p.hub)
	if err != nil {
		return err
	}
	if p.log, err = natslog.Open(ctx, js, natslog.Config{Crash: cfg.Crash}); err != nil {
		return err
	}
	if p.ledger, err = ledger.Open(p.dir.sub("ledger"), p.dir.sub("keys"), ledger.Config{Crash: cfg.Crash}); err != nil {
		return err
	}
	p.onClose(func() { _ = p.ledger.Close() })
	if p.quarantine, err = quarantine.Open(ctx, js); err != nil {
		return err
	}
	return nil
}

// address splits "127.0.0.1:4222".
func address(s string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(s)
	if err != nil {
		return "", 0, fmt.Errorf("address %q: %w", s, err)
	}
	if port, err = strconv.Atoi(text); err != nil || port < 0 || port > 65535 {
		return "", 0, fmt.Errorf("address %q: no such port", s)
	}
	return host, port, nil
}

// checkLog holds the log against its ledger, record by record, and lets the
// ledger catch up with what a crash left between the two.
func (p *parts) checkLog(ctx context.Context) error {
	if err := p.ledger.Verify(ctx, p.log, nil); err != nil {
		return err
	}
	added, err := p.ledger.CatchUp(ctx, p.log)
	if err != nil {
		return err
	}
	if added > 0 {
		p.cfg.Logger.Info("ledger caught up", "records", added)
	}
	return nil
}

// openIntake prepares the outbox of every Land and what intake knows of the log.
func (p *parts) openIntake(ctx context.Context) error {
	var outboxes []intake.Outbox
	for _, land := range learning.Laender {
		js, err := p.outbox(land)
		if err != nil {
			return err
		}
		outboxes = append(outboxes, intake.Outbox{Land: land, JetStream: js, LastSequence: p.lastSequence(land)})
	}
	var err error
	p.intake, err = intake.Open(ctx, intake.Config{
		Outboxes: outboxes, Log: p.log, Ledger: p.ledger, Quarantine: p.quarantine, Crash: p.cfg.Crash, Logger: p.cfg.Logger,
	})
	return err
}

// outbox is the JetStream in which the OUTBOX of a Land lies; all stages share
// one connection to it.
func (p *parts) outbox(land learning.Land) (jetstream.JetStream, error) {
	if js := p.outboxes[land]; js != nil {
		return js, nil
	}
	conn, err := p.server.Connect(string(land))
	if err != nil {
		return nil, err
	}
	js, err := jetstream.New(conn)
	if err != nil {
		return nil, err
	}
	p.outboxes[land] = js
	return js, nil
}

// lastSequence asks the server itself how far an outbox is: a flood of
// requests to the API cannot delay that.
func (p *parts) lastSequence(land learning.Land) func(context.Context) (uint64, error) {
	return func(context.Context) (uint64, error) {
		streams, err := p.server.Streams(string(land))
		if err != nil {
			return 0, err
		}
		return streams[federation.Outbox].Last, nil
	}
}

// errLagging is the reason for not being ready while the outboxes are read.
var errLagging = errors.New("the catalogue is still behind the outboxes")
