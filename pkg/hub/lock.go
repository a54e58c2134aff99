package hub

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/go-json-experiment/json"
)

// LockedError is returned when another process has the data directory open.
type LockedError struct {
	Dir string
	PID int // of that process; 0 if it could not be read
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("data directory %s is in use by process %d", e.Dir, e.PID)
}

// directory is a data directory under its exclusive lock. Two servers on one
// store would both acknowledge and lose events.
type directory struct {
	path string
	file *os.File
}

// holder is what DATA/lock says of the process that has the directory.
type holder struct {
	PID  int    `json:"pid"`
	NATS string `json:"nats,omitempty"` // where its server listens, once it does
}

// lock takes the exclusive lock of a data directory, making the directory first.
func lock(dir string) (*directory, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data directory: %w", err)
	}
	d := &directory{path: dir, file: f}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, &LockedError{Dir: dir, PID: d.read().PID}
		}
		return nil, fmt.Errorf("lock data directory: %w", err)
	}
	if err := d.say(holder{PID: os.Getpid()}); err != nil {
		f.Close()
		return nil, err
	}
	return d, nil
}

// say writes who has the directory.
func (d *directory) say(h holder) error {
	raw, err := json.Marshal(h)
	if err == nil {
		err = d.file.Truncate(0)
	}
	if err == nil {
		_, err = d.file.WriteAt(raw, 0)
	}
	if err != nil {
		return fmt.Errorf("lock data directory: %w", err)
	}
	return nil
}

func (d *directory) read() (h holder) {
	buf := make([]byte, 4096)
	n, _ := d.file.ReadAt(buf, 0)
	_ = json.Unmarshal(buf[:n], &h)
	return h
}

// unlock lets go of the directory.
func (d *directory) unlock() { d.file.Close() }

// sub is a path in the directory.
func (d *directory) sub(parts ...string) string {
	return filepath.Join(append([]string{d.path}, parts...)...)
}

// ServedBy is the address of the NATS server that serves a data directory
// right now; ok is false if none does.
func ServedBy(dir string) (url string, ok bool) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR, 0)
	if err != nil {
		return "", false
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		return "", false // nobody has it
	}
	h := (&directory{file: f}).read()
	return h.NATS, h.NATS != ""
}
