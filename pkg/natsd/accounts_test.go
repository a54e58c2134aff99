package natsd_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

func open(t *testing.T, dir string, limits federation.Limits) *federation.Registry {
	t.Helper()
	reg, err := federation.Open(federation.Config{Dir: dir, Laender: []learning.Land{"by", "nw"}, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

func start(t *testing.T, dir string) *natsd.Server {
	t.Helper()
	srv, err := natsd.Start(config(dir, open(t, dir, federation.Limits{})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Shutdown)
	return srv
}

func config(dir string, reg *federation.Registry) natsd.Config {
	return natsd.Config{StoreDir: filepath.Join(dir, "nats"), Registry: reg}
}

func inside(t *testing.T, srv *natsd.Server, account string) jetstream.JetStream {
	t.Helper()
	nc, err := srv.Connect(account)
	if err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

func TestEveryLandHasItsStreamsAfterEachStart(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	dir := testbed.Dir(t)
	created := map[string]time.Time{}
	for round := uint64(1); round <= 3; round++ {
		srv := start(t, dir)
		for _, land := range []string{"by", "nw"} {
			ack, err := inside(t, srv, land).Publish(ctx, "laender."+land+".x.batch", []byte("[]"))
			if err != nil || ack.Sequence != round {
				t.Fatalf("round %d, %s: got %+v, %v", round, land, ack, err)
			}
			states, err := srv.Streams(land)
			if err != nil || len(states) != 3 {
				t.Fatalf("round %d, %s: got %d streams, %v, want 3", round, land, len(states), err)
			}
			outbox := states[federation.Outbox]
			if outbox.Last != round || outbox.First != 1 || outbox.Messages != round {
				t.Errorf("round %d, %s: got %+v", round, land, outbox)
			}
			if at, ok := created[land]; ok && !at.Equal(outbox.Created) {
				t.Errorf("round %d, %s: created %s, before %s", round, land, outbox.Created, at)
			}
			created[land] = outbox.Created
		}
		srv.Shutdown()
	}
	for _, sub := range []string{"nats", "keys", "accounts", "creds"} {
		err := filepath.WalkDir(filepath.Join(dir, sub), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: got mode %o, want nothing for others", path, info.Mode().Perm())
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// The settings of the streams are what ACCOUNTS measured: each flag closes a door.
func TestStreamSettings(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	js := inside(t, start(t, testbed.Dir(t)), "by")
	got := map[string]jetstream.StreamConfig{}
	for _, name := range []string{federation.Outbox, federation.Receipts, federation.Published} {
		s, err := js.Stream(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		c := s.CachedInfo().Config
		got[name] = c
		if c.Retention != jetstream.LimitsPolicy || c.MaxAge != 0 || c.Duplicates != 100*time.Millisecond || !c.DenyDelete || c.MaxBytes <= 0 ||
			c.MaxMsgSize <= 0 || c.MaxConsumers <= 0 || c.AllowRollup || c.AllowMsgTTL || c.AllowAtomicPublish || c.DenyPurge {
			t.Errorf("%s: got %+v", name, c)
		}
	}
	if c := got[federation.Outbox]; c.Discard != jetstream.DiscardNew || c.PersistMode != jetstream.DefaultPersistMode || c.Compression != jetstream.S2Compression {
		t.Errorf("OUTBOX: got %+v", c)
	}
	if c := got[federation.Receipts]; c.Discard != jetstream.DiscardOld || c.PersistMode != jetstream.AsyncPersistMode {
		t.Errorf("RECEIPTS: got %+v", c)
	}
	if c := got[federation.Published]; c.Discard != jetstream.DiscardNew || c.MaxMsgsPerSubject != 1 || !c.AllowDirect {
		t.Errorf("PUBLISHED: got %+v", c)
	}
}

// Raised limits reach streams that exist; nothing in them is touched.
func TestLimitsAreBroughtUpToDate(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	dir := testbed.Dir(t)
	srv := start(t, dir)
	if _, err := inside(t, srv, "by").Publish(ctx, "laender.by.x.batch", nil); err != nil {
		t.Fatal(err)
	}
	srv.Shutdown()
	limits := federation.DefaultLimits()
	limits.OutboxBytes *= 2
	srv, err := natsd.Start(config(dir, open(t, dir, limits)))
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Shutdown()
	s, err := inside(t, srv, "by").Stream(ctx, federation.Outbox)
	if err != nil {
		t.Fatal(err)
	}
	if info := s.CachedInfo(); info.Config.MaxBytes != limits.OutboxBytes || info.State.Msgs != 1 {
		t.Errorf("got %d bytes, %d messages, want %d, 1", info.Config.MaxBytes, info.State.Msgs, limits.OutboxBytes)
	}
}

func TestStartStopsLoudly(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(t *testing.T, dir string, cfg *natsd.Config) (names string)
		want   error
	}{
		"stream not loaded": {func(t *testing.T, dir string, _ *natsd.Config) string {
			metas, err := filepath.Glob(filepath.Join(dir, "nats/jetstream/*/streams/OUTBOX/meta.inf"))
			if err != nil || len(metas) != 2 {
				t.Fatalf("got %v, %v", metas, err)
			}
			if err := os.WriteFile(metas[0], []byte("{"), 0o600); err != nil {
				t.Fatal(err)
			}
			return filepath.Dir(metas[0])
		}, natsd.ErrNotLoaded},
		"token torn": {func(t *testing.T, dir string, _ *natsd.Config) string {
			tokens, err := filepath.Glob(filepath.Join(dir, "accounts/by.*.jwt"))
			if err != nil || len(tokens) != 1 {
				t.Fatalf("got %v, %v", tokens, err)
			}
			if err := os.Truncate(tokens[0], 1000); err != nil {
				t.Fatal(err)
			}
			return tokens[0]
		}, federation.ErrTorn},
		"token gone": {func(t *testing.T, dir string, _ *natsd.Config) string {
			tokens, err := filepath.Glob(filepath.Join(dir, "accounts/by.*.jwt"))
			if err != nil || len(tokens) != 1 {
				t.Fatalf("got %v, %v", tokens, err)
			}
			if err := os.Remove(tokens[0]); err != nil {
				t.Fatal(err)
			}
			return strings.Split(filepath.Base(tokens[0]), ".")[1]
		}, natsd.ErrNotLoaded},
		"no room for all": {func(_ *testing.T, _ string, cfg *natsd.Config) string {
			cfg.MaxStore = 3 << 30
			return ""
		}, natsd.ErrMaxStore},
		"bare and registry": {func(_ *testing.T, _ string, cfg *natsd.Config) string {
			cfg.Bare = true
			return ""
		}, natsd.ErrConfig},
	} {
		t.Run(name, func(t *testing.T) {
			dir := testbed.Dir(t)
			start(t, dir).Shutdown()
			cfg := config(dir, open(t, dir, federation.Limits{}))
			names := c.damage(t, dir, &cfg)
			srv, err := natsd.Start(cfg)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if srv != nil || !strings.Contains(err.Error(), names) {
				t.Errorf("got %v and %q, want nothing and the name %s", srv, err, names)
			}
		})
	}
}
