package natsd

import (
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
)

var (
	// ErrPortInUse is returned by Start when another process listens on the wanted port.
	ErrPortInUse = errors.New("port in use")
	// ErrNotLoaded is returned by Start when a stream lies on disk and the server did not load it.
	ErrNotLoaded = errors.New("stream on disk was not loaded")
	// ErrStopped is returned by Connect after Shutdown.
	ErrStopped = errors.New("server is shut down")
)

// Config says how to start a server. The zero value of each field but StoreDir is usable.
type Config struct {
	// StoreDir is the folder of the server; JetStream lies in its subfolder jetstream. Made if missing (0700).
	StoreDir string
	// Host and Port are where clients from outside connect; "" is 127.0.0.1, port 0 a free one.
	Host string
	Port int
	// Bare means one default account without credentials: for tests of other packages.
	Bare bool
	// MaxStore is the most bytes JetStream may keep on disk; 0 is 1 TiB.
	MaxStore int64
}

// Server is a running nats-server.
type Server struct {
	cfg     Config
	srv     *server.Server
	journal *journal

	mu    sync.Mutex
	conns map[*nats.Conn]struct{}
	over  bool
}

const (
	defaultMaxStore = 1 << 40
	maxMemory       = 256 << 20
	maxPayload      = 2 << 20
	maxPending      = 16 << 20
	writeDeadline   = 2 * time.Second
	infoQueueLimit  = 100
)

// Start starts a server and returns when it serves. It takes as long as
// JetStream needs to read its files: some 50 ms, and about 12 µs a message if
// the index has to be made anew after a crash.
func Start(cfg Config) (*Server, error) {
	if cfg.Host == "" {
		cfg.Host = "127.0.0.1"
	}
	if cfg.MaxStore == 0 {
		cfg.MaxStore = defaultMaxStore
	}
	if err := os.MkdirAll(cfg.StoreDir, 0o700); err != nil {
		return nil, fmt.Errorf("start nats: %w", err)
	}
	if err := portFree(cfg.Host, cfg.Port); err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, conns: map[*nats.Conn]struct{}{}}
	if err := s.boot(); err != nil {
		s.Shutdown()
		return nil, err
	}
	return s, nil
}

// boot brings the server up step by step; on an error the caller shuts down what is there.
func (s *Server) boot() error {
	srv, err := server.NewServer(s.options())
	if err != nil {
		return fmt.Errorf("start nats: %w", err)
	}
	s.srv = srv
	s.journal = newJournal()
	srv.SetLoggerV2(s.journal, false, false, false)
	srv.Start() // synchronous; what stops it ends in the journal
	if err := s.journal.fatal(); err != nil {
		return fmt.Errorf("start nats: %w", err)
	}
	if !srv.JetStreamEnabled() {
		return errors.New("start nats: JetStream is not enabled")
	}
	return s.listen()
}

func (s *Server) options() *server.Options {
	port := s.cfg.Port
	if port == 0 {
		port = server.RANDOM_PORT
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
		JetStreamMaxStore:       s.cfg.MaxStore,
		JetStreamInfoQueueLimit: infoQueueLimit,
		MaxPayload:              maxPayload,
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
		return fmt.Errorf("start nats: %w", errors.Join(s.journal.fatal(), portFree(s.cfg.Host, s.cfg.Port)))
	}
	return nil
}

// portFree tells early, and with the port's name, that somebody else listens there.
func portFree(host string, port int) error {
	if port == 0 {
		return nil
	}
	addr := net.JoinHostPort(host, strconv.Itoa(port))
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("start nats: %s: %w", addr, ErrPortInUse)
	}
	if err != nil {
		return fmt.Errorf("start nats: %w", err)
	}
	return l.Close()
}

// ClientURL is where clients from outside connect, "nats://127.0.0.1:4222".
func (s *Server) ClientURL() string { return s.srv.ClientURL() }

// Connect makes an in-process connection to an account; in bare mode the
// account is "". Every call makes a connection of its own, which reconnects
// for ever; Shutdown closes what the caller has not closed.
func (s *Server) Connect(account string) (*nats.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return nil, fmt.Errorf("connect %q: %w", account, ErrStopped)
	}
	nc, err := nats.Connect("", s.connectOptions()...)
	if err != nil {
		return nil, fmt.Errorf("connect %q: %w", account, err)
	}
	s.conns[nc] = struct{}{}
	return nc, nil
}

func (s *Server) connectOptions() []nats.Option {
	return []nats.Option{
		nats.InProcessServer(s.srv),
		nats.Name("hub"),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(100 * time.Millisecond),
		nats.ReconnectJitter(0, 0),
		nats.ClosedHandler(s.forget),
	}
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
}
