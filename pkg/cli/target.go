package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/hub"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// server is how a command finds the hub's NATS server and the rights it has.
type server struct {
	Server string `help:"NATS-Adresse des Hubs; sonst der Hub, der auf diesem Rechner läuft." placeholder:"nats://…" env:"LERNVERBUND_SERVER"`
	Creds  string `help:"Datei mit dem Zugang; sonst der Zugang aus dem Datenverzeichnis." placeholder:"DATEI" env:"LERNVERBUND_CREDS"`
}

// land connects with the rights of a Land's system, or of the whole Land.
func (s server) land(land learning.Land, system learning.System) (*federation.Client, error) {
	url, creds := s.Server, s.Creds
	if url == "" || creds == "" {
		running, err := hub.FindRunning()
		if err != nil {
			return nil, noHub(err)
		}
		if url == "" {
			url = running.NATS
		}
		if creds == "" {
			creds = credsIn(running.Data, land, system)
		}
	}
	return federation.Connect(url, creds)
}

// credsIn is the most particular credential a data directory has for a system.
func credsIn(data string, land learning.Land, system learning.System) string {
	wide := filepath.Join(data, "creds", string(land)+".creds")
	if system == "" {
		return wide
	}
	own := filepath.Join(data, "creds", string(land)+"."+string(system)+".creds")
	if _, err := os.Stat(own); err == nil {
		return own
	}
	return wide
}

// target is a hub that runs, or a data directory of one that does not.
type target struct {
	server
	Data string `help:"Datenverzeichnis eines Hubs, der nicht läuft." placeholder:"DIR" type:"path"`
}

// operator connects with the rights to operate the hub.
func (t target) operator() (*federation.Client, error) {
	url, creds := t.Server, t.Creds
	if url == "" || creds == "" {
		running, err := hub.FindRunning()
		if err != nil {
			return nil, noHub(err)
		}
		if url == "" {
			url = running.NATS
		}
		if creds == "" {
			creds = filepath.Join(running.Data, "creds", "operator.creds")
		}
	}
	return federation.Connect(url, creds)
}

func noHub(err error) error {
	if errors.Is(err, hub.ErrNotRunning) {
		return fmt.Errorf("auf diesem Rechner läuft kein Hub (%w). Starten: lernverbund up. Oder anderswo: --server nats://… --creds DATEI", err)
	}
	return err
}

// open opens the hub a command is meant for: the data directory it names, or
// the hub that runs.
func (t target) open(ctx context.Context, s *streams) (*hub.Operator, error) {
	if t.Data != "" && t.Server == "" {
		logger := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
		return hub.OpenStopped(ctx, hub.Config{Data: t.Data, Logger: logger, Crash: hub.CrashPoints()})
	}
	client, err := t.operator()
	if err != nil {
		return nil, err
	}
	return hub.Remote(ctx, client)
}
