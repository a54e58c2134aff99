package natslog_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// server is an embedded nats-server on a folder of its own.
type server struct {
	dir string
	srv *natsd.Server
	js  jetstream.JetStream
}

func start(t testing.TB) *server {
	s := &server{dir: testbed.Dir(t)}
	s.begin(t)
	t.Cleanup(func() { s.srv.Shutdown() })
	return s
}

func (s *server) begin(t testing.TB) {
	t.Helper()
	srv, err := natsd.Start(natsd.Config{StoreDir: s.dir, Bare: true})
	if err != nil {
		t.Fatal(err)
	}
	s.srv = srv
	nc, err := srv.Connect("")
	if err != nil {
		t.Fatal(err)
	}
	if s.js, err = jetstream.New(nc); err != nil {
		t.Fatal(err)
	}
}

func (s *server) log(t testing.TB, cfg natslog.Config) *natslog.Log {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	l, err := natslog.Open(ctx, s.js, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (s *server) open(t *testing.T) eventlog.Log { return s.log(t, natslog.Config{}) }

func (s *server) reopen(t *testing.T) eventlog.Log {
	s.srv.Shutdown()
	s.begin(t)
	return s.open(t)
}

// found reports whether a file under dir holds a text.
func found(t *testing.T, dir, text string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found = found || indexOf(content, text) >= 0
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func indexOf(content []byte, text string) int { return bytes.Index(content, []byte(text)) }
