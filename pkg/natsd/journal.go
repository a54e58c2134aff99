package natsd

import (
	"fmt"
	"sync"
)

// journal is the server's logger. The server's own would end the process on a
// fatal line; this one keeps it for Start to return.
type journal struct {
	mu   sync.Mutex
	last error
}

func newJournal() *journal { return &journal{} }

// fatal is what stopped the server, or nil.
func (j *journal) fatal() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

func (j *journal) Fatalf(format string, v ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.last == nil {
		j.last = fmt.Errorf(format, v...)
	}
}

func (j *journal) Errorf(string, ...any)  {}
func (j *journal) Warnf(string, ...any)   {}
func (j *journal) Noticef(string, ...any) {}
func (j *journal) Debugf(string, ...any)  {}
func (j *journal) Tracef(string, ...any)  {}
