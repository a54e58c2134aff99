package federation_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// watched connects with a copy of a credential, as a Land does, and gives a
// channel that says when the connection has ended for good.
func watched(t *testing.T, h *hub, raw []byte) (*federation.Client, <-chan nats.Status) {
	t.Helper()
	c := h.client(t, copyOf(t, raw), nats.ReconnectWait(10*time.Millisecond))
	return c, c.StatusChanged(nats.CLOSED)
}

func copyOf(t *testing.T, raw []byte) string {
	t.Helper()
	file := filepath.Join(testbed.Dir(t), "copy.creds")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func wantRefused(t *testing.T, h *hub, raw []byte) {
	t.Helper()
	c, err := federation.Connect(h.srv.ClientURL(), copyOf(t, raw))
	var refused *federation.RefusedError
	if !errors.As(err, &refused) {
		t.Errorf("connect: got %v, want a RefusedError", err)
	}
	if err == nil {
		c.Close()
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func wantEnd(t *testing.T, ctx context.Context, end <-chan nats.Status) {
	t.Helper()
	select {
	case <-end:
	case <-ctx.Done():
		t.Fatal("the client is still connected")
	}
}

// tellers are the ways in which a change reaches the running server.
func tellers(h *hub) map[string]func(*testing.T) (*federation.Registry, federation.Hub) {
	return map[string]func(*testing.T) (*federation.Registry, federation.Hub){
		"in process": func(*testing.T) (*federation.Registry, federation.Hub) { return h.reg, h.srv.Live() },
		"from another process": func(t *testing.T) (*federation.Registry, federation.Hub) {
			reg := openRegistry(t, h.dir, federation.Limits{})
			return reg, federation.NewLive(reg, h.srv.ClientURL())
		},
	}
}

func TestRevokeSystem(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	for name, teller := range tellers(h) {
		t.Run(name, func(t *testing.T) {
			ctx := testContext(t)
			reg, live := teller(t)
			file, err := reg.Creds(ctx, live, "by", "bayvsa")
			if err != nil {
				t.Fatal(err)
			}
			copied := read(t, file)
			c, end := watched(t, h, copied)
			neighbour := h.client(t, h.creds(t, "by", "other"))
			if _, err := c.Publish(ctx, "laender.by.bayvsa.batch", nil, nil); err != nil {
				t.Fatal(err)
			}
			if err := reg.Revoke(ctx, live, "by", "bayvsa"); err != nil {
				t.Fatal(err)
			}
			wantEnd(t, ctx, end)
			wantRefused(t, h, copied)
			if _, err := os.Stat(file); !os.IsNotExist(err) {
				t.Errorf("the file of a revoked credential is still there: %v", err)
			}
			if _, err := neighbour.Publish(ctx, "laender.by.other.batch", nil, nil); err != nil {
				t.Errorf("the neighbour: %v", err)
			}
			if neighbour.Stats().Reconnects != 0 {
				t.Error("the neighbour was cut off too")
			}
			// A new credential works, the old one stays cut off.
			fresh, err := reg.Creds(ctx, live, "by", "bayvsa")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := h.client(t, fresh).Publish(ctx, "laender.by.bayvsa.batch", nil, nil); err != nil {
				t.Error(err)
			}
			wantRefused(t, h, copied)
		})
	}
}

func TestRevokeLand(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	inside := h.inside(t, "by")
	for name, teller := range tellers(h) {
		t.Run(name, func(t *testing.T) {
			ctx := testContext(t)
			reg, live := teller(t)
			var ends []<-chan nats.Status
			var copies [][]byte
			for _, system := range []string{"", "bayvsa", "other"} {
				file, err := reg.Creds(ctx, live, "by", learning.System(system))
				if err != nil {
					t.Fatal(err)
				}
				raw := read(t, file)
				_, end := watched(t, h, raw)
				ends, copies = append(ends, end), append(copies, raw)
			}
			neighbour := h.client(t, h.creds(t, "nw", ""))
			if err := reg.Revoke(ctx, live, "by", ""); err != nil {
				t.Fatal(err)
			}
			for i, end := range ends {
				wantEnd(t, ctx, end)
				wantRefused(t, h, copies[i])
			}
			if _, err := neighbour.Publish(ctx, "laender.nw.x.batch", nil, nil); err != nil || neighbour.Stats().Reconnects != 0 {
				t.Errorf("another Land: %v, %d reconnects", err, neighbour.Stats().Reconnects)
			}
			if _, err := inside.AccountInfo(ctx); err != nil || inside.Conn().Stats().Reconnects != 0 {
				t.Errorf("the hub's own connection: %v, %d reconnects", err, inside.Conn().Stats().Reconnects)
			}
		})
	}
	// What was revoked is not given out again by a start, only by a person.
	reg := openRegistry(t, h.dir, federation.Limits{})
	if _, err := os.Stat(h.dir + "/creds/by.creds"); !os.IsNotExist(err) {
		t.Errorf("the credential of a revoked Land is back: %v", err)
	}
	file, err := reg.AddLand(testContext(t), h.srv.Live(), "by")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.client(t, file).Publish(testContext(t), "laender.by.x.batch", nil, nil); err != nil {
		t.Error(err)
	}
}

// Whoever waits for an answer learns that the credential was revoked.
func TestRevokedIsTold(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	ctx := testContext(t)
	c, _ := watched(t, h, read(t, h.creds(t, "by", "bayvsa")))
	told := make(chan error, 1)
	go func() {
		for {
			if _, err := c.Publish(ctx, "laender.by.bayvsa.batch", nil, nil); err != nil {
				told <- err
				return
			}
		}
	}()
	if err := h.reg.Revoke(ctx, h.srv.Live(), "by", "bayvsa"); err != nil {
		t.Fatal(err)
	}
	err := <-told
	var refused *federation.RefusedError
	if !errors.As(err, &refused) && !errors.Is(err, federation.ErrClosed) && !errors.Is(err, nats.ErrConnectionClosed) {
		t.Errorf("got %v, want it to say that the credential is refused", err)
	}
}

func TestRevokeWhileStopped(t *testing.T) {
	dir := testbed.Dir(t)
	reg := openRegistry(t, dir, federation.Limits{})
	ctx := testContext(t)
	file, err := reg.Creds(ctx, nil, "by", "bayvsa")
	if err != nil {
		t.Fatal(err)
	}
	copied := read(t, file)
	kept, err := reg.Creds(ctx, nil, "by", "other")
	if err != nil {
		t.Fatal(err)
	}
	if err := reg.Revoke(ctx, nil, "by", "bayvsa"); err != nil {
		t.Fatal(err)
	}
	h := startHub(t, dir, federation.Limits{})
	wantRefused(t, h, copied)
	c := h.client(t, kept)
	if _, err := c.JetStream().Consumer(ctx, federation.Receipts, "other"); err != nil {
		t.Errorf("consumer of a credential made while the hub was stopped: %v", err)
	}
	if err := reg.Revoke(ctx, nil, "by", "never"); !errors.Is(err, federation.ErrNotIssued) {
		t.Errorf("got %v, want ErrNotIssued", err)
	}
	for _, land := range []learning.Land{"xx", "hub", "*", "../by", ""} {
		if err := reg.Revoke(ctx, nil, land, ""); !errors.Is(err, federation.ErrNames) {
			t.Errorf("revoke %q: got %v, want ErrNames", land, err)
		}
	}
}

// A change that the running server does not hear of says so.
func TestNotTold(t *testing.T) {
	dir := testbed.Dir(t)
	h := startHub(t, dir, federation.Limits{})
	url := h.srv.ClientURL()
	h.creds(t, "by", "bayvsa")
	h.srv.Shutdown()
	err := h.reg.Revoke(testContext(t), federation.NewLive(h.reg, url), "by", "bayvsa")
	if !errors.Is(err, federation.ErrNotTold) {
		t.Errorf("got %v, want ErrNotTold", err)
	}
}
