package natsd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// trust puts the registry's accounts into the options, after reading every token.
func (s *Server) trust(opts *server.Options) error {
	reg := s.cfg.Registry
	accounts, err := reg.Accounts()
	if err != nil {
		return err
	}
	var reserved int64
	for _, a := range accounts {
		reserved += max(a.Claims.Limits.DiskStorage, 0)
		if a.Name == federation.SystemAccount {
			opts.SystemAccount = a.ID
		}
	}
	if s.cfg.MaxStore == 0 {
		opts.JetStreamMaxStore = reserved + hubStore
	}
	if reserved > opts.JetStreamMaxStore {
		return fmt.Errorf("%w: %d > %d bytes", ErrMaxStore, reserved, opts.JetStreamMaxStore)
	}
	operator, err := reg.Operator()
	if err != nil {
		return err
	}
	opts.TrustedOperators = []*jwt.OperatorClaims{operator}
	opts.AccountResolver = resolver{reg}
	return nil
}

// resolver lets the server read the tokens in accounts/. It keeps nothing.
type resolver struct{ reg *federation.Registry }

func (r resolver) Fetch(id string) (string, error) { return r.reg.Token(id) }
func (r resolver) Store(string, string) error      { return errors.New("the registry is read only") }
func (r resolver) IsReadOnly() bool                { return true }
func (r resolver) IsTrackingUpdate() bool          { return false } // the server itself hears of pushed tokens
func (r resolver) Start(*server.Server) error      { return nil }
func (r resolver) Reload() error                   { return nil }
func (r resolver) Close()                          {}

// Prepare makes the streams of a Land and the consumers for the receipts of
// each of its systems, and takes the hub's place in its account. Start has
// done so for every Land; a Land added later needs it once.
func (s *Server) Prepare(ctx context.Context, land learning.Land) error {
	if err := s.reserve(string(land)); err != nil {
		return err
	}
	s.mu.Lock()
	nc := s.first[string(land)]
	s.mu.Unlock()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	if err := federation.EnsureStreams(ctx, js, land, s.cfg.Registry.Limits()); err != nil {
		return err
	}
	systems, err := s.cfg.Registry.Systems(land)
	if err != nil {
		return err
	}
	for _, system := range systems {
		if err := federation.EnsureReceipts(ctx, js, land, system); err != nil {
			return err
		}
	}
	return nil
}

// reserve makes the connection that the next Connect to the account will return.
func (s *Server) reserve(account string) error {
	nc, err := s.Connect(account)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.first[account] = nc
	return nil
}

// checkLoaded compares the streams on disk with those the server has loaded.
// It leaves out streams it cannot read and accounts that do not fit, and says
// so in its log at most.
func (s *Server) checkLoaded() error {
	info, err := s.srv.Jsz(&server.JSzOptions{Accounts: true, Streams: true})
	if err != nil {
		return fmt.Errorf("jsz: %w", err)
	}
	loaded := map[string]bool{}
	for _, a := range info.AccountDetails {
		for _, st := range a.Streams {
			loaded[a.Id+"/"+st.Name] = true
		}
	}
	root := filepath.Join(s.cfg.StoreDir, server.JetStreamStoreDir)
	metas, err := filepath.Glob(filepath.Join(root, "*", "streams", "*", server.JetStreamMetaFile))
	if err != nil {
		return err
	}
	for _, meta := range metas {
		if st, err := os.Stat(meta); err != nil || !st.Mode().IsRegular() {
			continue
		}
		dir := filepath.Dir(meta)
		name := filepath.Base(dir)
		account := filepath.Base(filepath.Dir(filepath.Dir(dir)))
		if !loaded[account+"/"+name] && !strings.HasPrefix(name, ".") {
			return fmt.Errorf("%w: %s (%s); the server's log is in %s", ErrNotLoaded, dir, s.nameOf(account), s.journal.path)
		}
	}
	return nil
}

// nameOf names an account by its id for people.
func (s *Server) nameOf(id string) string {
	if s.cfg.Registry == nil {
		return "default account"
	}
	accounts, err := s.cfg.Registry.Accounts()
	if err != nil {
		return "unknown account"
	}
	for _, a := range accounts {
		if a.ID == id {
			return a.Name
		}
	}
	return "unknown account"
}
