package natsd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/nats-io/nats-server/v2/logger"
)

const (
	journalBytes = 10 << 20 // a flood of refused publishes wrote 865 MB in 19 s without a bound
	journalFiles = 3
)

// journal is the server's logger: a file beside JetStream's, bounded. The
// server's own would end the process on a fatal line; this one keeps it for
// Start to return.
type journal struct {
	path string
	file *logger.Logger // nil in bare mode

	mu   sync.Mutex
	last error
}

func openJournal(cfg Config) (*journal, error) {
	if cfg.Bare {
		return &journal{}, nil
	}
	path := filepath.Join(cfg.StoreDir, "nats-server.log")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600) // the logger itself would end the process here
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	file := logger.NewFileLogger(path, true, false, false, false, logger.LogUTC(true))
	return &journal{path: path, file: file}, errors.Join(file.SetSizeLimit(journalBytes), file.SetMaxNumFiles(journalFiles))
}

func (j *journal) close() {
	if j != nil && j.file != nil {
		_ = j.file.Close() // nothing is written any more
	}
}

// fatal is what stopped the server, or nil.
func (j *journal) fatal() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

// Fatalf keeps the line instead of ending the process.
func (j *journal) Fatalf(format string, v ...any) {
	j.mu.Lock()
	if j.last == nil {
		j.last = fmt.Errorf(format, v...)
	}
	j.mu.Unlock()
	j.Errorf(format, v...)
}

func (j *journal) Errorf(format string, v ...any) {
	if j.file != nil {
		j.file.Errorf(format, v...)
	}
}

func (j *journal) Warnf(format string, v ...any) {
	if j.file != nil {
		j.file.Warnf(format, v...)
	}
}

func (j *journal) Noticef(format string, v ...any) {
	if j.file != nil {
		j.file.Noticef(format, v...)
	}
}

func (j *journal) Debugf(string, ...any) {}
func (j *journal) Tracef(string, ...any) {}
