package natsd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/federation"
)

var (
	// ErrPortInUse is returned by Start when another process listens on the wanted port.
	ErrPortInUse = errors.New("port in use")
	// ErrNotLoaded is returned by Start when a stream lies on disk and the server did not load it.
	ErrNotLoaded = errors.New("stream on disk was not loaded")
	// ErrMaxStore is returned by Start when the Länder may keep more than the server may: it would
	// leave out the last of them.
	ErrMaxStore = errors.New("accounts may keep more than the server")
	// ErrStopped is returned by Connect after Shutdown.
	ErrStopped = errors.New("server is shut down")
	// ErrNoJetStream is returned by Start and Health when the server runs without its store.
	ErrNoJetStream = errors.New("JetStream is not enabled")
	// ErrConfig is returned by Start when neither or both of Registry and Bare are set, or StoreDir is missing.
	ErrConfig = errors.New("incomplete configuration")
)

// Config says how to start a server.
type Config struct {
	// StoreDir is the folder of the server, made if missing (0700): JetStream lies in
	// its subfolder jetstream, the server's own log beside. With a Registry it is nats/ in the data directory.
	StoreDir string
	// Host and Port are where clients from outside connect; "" is 127.0.0.1, port 0 a free one.
	Host string
	Port int
	// Registry holds the accounts and their keys.
	Registry *federation.Registry
	// Bare means one default account without credentials instead: for tests of other packages.
	Bare bool
	// MaxStore is the most bytes JetStream may keep on disk; 0 is what the Länder may keep and 1 TiB for the hub.
	MaxStore int64
}

// Server is a running nats-server.
type Server struct {
	cfg     Config
	srv     *server.Server
	journal *journal

	mu    sync.Mutex
	conns map[*nats.Conn]struct{}
	first map[string]*nats.Conn // made before the port opened, not asked for yet
	over  bool
}

const (
	hubStore       = 1 << 40
	maxMemory      = 256 << 20
	maxPending     = 16 << 20
	writeDeadline  = 2 * time.Second
	infoQueueLimit = 100
)

// Start starts a server and returns when it serves. It takes as long as
// JetStream needs to read its files: some 50 ms, and about 12 µs a message if
// the index has to be made anew after a crash.
//
// With a Registry, every Land has its streams and the consumers for its
// receipts afterwards, and the hub a place in every account that no flood of a
// Land's connections can take.
func Start(cfg Config) (*Server, error) {
	if cfg.StoreDir == "" || cfg.Bare == (cfg.Registry != nil) {
		return nil, fmt.Errorf("start nats: %w", ErrConfig)
	}
	if cfg.Host == "" {
		cfg.Host = "127.0.0.1"
	}
	if err := os.MkdirAll(cfg.StoreDir, 0o700); err != nil {
		return nil, fmt.Errorf("start nats: %w", err)
	}
	if err := portFree(cfg.Host, cfg.Port); err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, conns: map[*nats.Conn]struct{}{}, first: map[string]*nats.Conn{}}
	if err := s.boot(); err != nil {
		s.Shutdown()
		return nil, fmt.Errorf("start nats: %w", err)
	}
	return s, nil
}

// boot brings the server up step by step; on an error the caller shuts down what is there.
func (s *Server) boot() error {
	opts := s.options()
	if s.cfg.Registry != nil {
		if err := s.trust(opts); err != nil {
			return err
		}
	}
	srv, err := server.NewServer(opts)
	if err != nil {
		return err
	}
	s.srv = srv
	if s.journal, err = openJournal(s.cfg); err != nil {
		return err
	}
	srv.SetLoggerV2(s.journal, false, false, false)
	srv.Start() // synchronous; what stops it stands in the journal
	if err := s.journal.fatal(); err != nil {
		return err
	}
	if !srv.JetStreamEnabled() {
		return ErrNoJetStream
	}
	if err := s.checkLoaded(); err != nil {
		return err
	}
	if s.cfg.Registry != nil {
		if err := s.settle(); err != nil {
			return err
		}
	}
	return s.listen()
}

func (s *Server) options() *server.Options {
	port, store := s.cfg.Port, s.cfg.MaxStore
	if port == 0 {
		port = server.RANDOM_PORT
	}
	if store == 0 {
		store = hubStore
	}
	return &server.Options{
		ServerName:              "lernverbund",
		Host:                    s.cfg.Host,
		Port:                    port,
		DontListen:              true, // listen opens the port when all else is up
		NoSigs:                  true,
		JetStream:               true,
		StoreDir:                s.cfg.StoreDir,
		SyncAlways:              true,
		JetStreamMaxMemory:      maxMemory,
		JetStreamMaxStore:       store,
		JetStreamInfoQueueLimit: infoQueueLimit,
		MaxPayload:              federation.MaxPayload,
		MaxPending:              maxPending,
		WriteDeadline:           writeDeadline,
		DisableJetStreamBanner:  true,
	}
}

// listen opens the port for clients from outside.
func (s *Server) listen() error {
	ready := make(chan struct{})
	s.srv.AcceptLoop(ready)
	<-ready
	if s.srv.Addr() == nil {
		return errors.Join(s.journal.fatal(), portFree(s.cfg.Host, s.cfg.Port))
	}
	return nil
}

// portFree tells early, and with the port's name, that somebody else listens there.
func portFree(host string, port int) error {
	if port == 0 {
		return nil
	}
	addr := net.JoinHostPort(host, strconv.Itoa(port))
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s: %w", addr, ErrPortInUse)
	}
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	return l.Close()
}

// ClientURL is where clients from outside connect, "nats://127.0.0.1:4222".
func (s *Server) ClientURL() string { return s.srv.ClientURL() }

// Connect makes an in-process connection of the hub to an account: a Land's
// code or [federation.HubAccount]; in bare mode "". Every call makes a
// connection of its own, which reconnects for ever, as a user signed anew each
// time; Shutdown closes what the caller has not closed.
func (s *Server) Connect(account string) (*nats.Conn, error) {
	s.mu.Lock()
	nc, over := s.first[account], s.over
	delete(s.first, account)
	s.mu.Unlock()
	if over {
		return nil, fmt.Errorf("connect %q: %w", account, ErrStopped)
	}
	if nc != nil {
		return nc, nil
	}
	opts := []nats.Option{
		nats.InProcessServer(s.srv),
		nats.Name("hub"),
		nats.CustomInboxPrefix("_INBOX_hub"),
		nats.MaxReconnects(-1),
		nats.IgnoreAuthErrorAbort(), // an account changing its keys refuses for a moment
		nats.ReconnectWait(100 * time.Millisecond),
		nats.ReconnectJitter(0, 0),
		nats.ClosedHandler(s.forget),
	}
	if s.cfg.Registry != nil {
		opts = append(opts, s.cfg.Registry.HubUser(account))
	}
	nc, err := nats.Connect("", opts...)
	if err != nil {
		return nil, fmt.Errorf("connect %q: %w", account, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		nc.Close()
		return nil, fmt.Errorf("connect %q: %w", account, ErrStopped)
	}
	s.conns[nc] = struct{}{}
	return nc, nil
}

func (s *Server) forget(nc *nats.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, nc)
}

// Shutdown closes the connections that Connect made, then the server, and
// returns when it has let go of its files. Stop what reads and writes before:
// then nothing acknowledged is lost. A second call does nothing.
func (s *Server) Shutdown() {
	s.mu.Lock()
	over := s.over
	s.over = true
	var conns []*nats.Conn
	for nc := range s.conns {
		conns = append(conns, nc)
	}
	s.mu.Unlock()
	if over {
		return
	}
	for _, nc := range conns {
		nc.Close()
	}
	if s.srv != nil {
		s.srv.Shutdown()
		s.srv.WaitForShutdown()
	}
	s.journal.close()
}

// Live tells the running server about changes of the registry, in process.
func (s *Server) Live() *federation.Live {
	return federation.NewLive(s.cfg.Registry, "", nats.InProcessServer(s.srv))
}

// settleTimeout is how long making the streams of all Länder may take.
const settleTimeout = time.Minute

// settle connects the hub to every account and makes what a Land needs.
func (s *Server) settle() error {
	ctx, cancel := context.WithTimeout(context.Background(), settleTimeout)
	defer cancel()
	laender, err := s.cfg.Registry.Laender()
	if err != nil {
		return err
	}
	for _, land := range laender {
		if err := s.Prepare(ctx, land); err != nil {
			return err
		}
	}
	return s.reserve(federation.HubAccount)
}
