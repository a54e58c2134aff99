package hub

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Running is what <user config folder>/lernverbund/up.json says of the hub on
// this machine: the default of every command given neither a server nor a
// data directory.
type Running struct {
	PID  int    `json:"pid"`
	HTTP string `json:"http"` // http://127.0.0.1:8080
	NATS string `json:"nats"` // nats://127.0.0.1:4222
	Data string `json:"data"` // absolute path
}

// ErrNotRunning is returned by FindRunning when no hub runs on this machine.
var ErrNotRunning = errors.New("no hub is running on this machine")

func runningFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "lernverbund", "up.json"), nil
}

// FindRunning reads up.json; a file whose process is gone counts as none.
func FindRunning() (Running, error) {
	var r Running
	file, err := runningFile()
	if err != nil {
		return r, fmt.Errorf("find running hub: %w", err)
	}
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return r, ErrNotRunning
	}
	if err != nil {
		return r, fmt.Errorf("find running hub: %w", err)
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return r, fmt.Errorf("find running hub: %s: %w", file, err)
	}
	if err := syscall.Kill(r.PID, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return r, ErrNotRunning
	}
	return r, nil
}

// announce writes up.json and returns what takes it away again.
func announce(r Running) (withdraw func(), err error) {
	file, err := runningFile()
	if err != nil {
		return nil, fmt.Errorf("announce: %w", err)
	}
	raw, err := json.Marshal(r, jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("announce: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("announce: %w", err)
	}
	temp := fmt.Sprintf("%s.%d", file, r.PID)
	if err := os.WriteFile(temp, raw, 0o600); err != nil {
		return nil, fmt.Errorf("announce: %w", err)
	}
	if err := os.Rename(temp, file); err != nil {
		return nil, fmt.Errorf("announce: %w", err)
	}
	return func() {
		if now, err := FindRunning(); err == nil && now.PID == r.PID {
			_ = os.Remove(file)
		}
	}, nil
}
