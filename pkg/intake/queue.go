package intake

import (
	"context"
	"sync"
	"time"
)

// queue hands values from one goroutine to another, in order and without a
// limit: those who put bound what is under way.
type queue[T any] struct {
	mu     sync.Mutex
	items  []T
	closed bool
	signal chan struct{}
}

func newQueue[T any]() *queue[T] { return &queue[T]{signal: make(chan struct{}, 1)} }

func (q *queue[T]) put(items ...T) {
	q.mu.Lock()
	q.items = append(q.items, items...)
	q.mu.Unlock()
	q.ring()
}

// close says that nothing more will come.
func (q *queue[T]) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.ring()
}

func (q *queue[T]) ring() {
	select {
	case q.signal <- struct{}{}:
	default:
	}
}

// take gives up to most items and waits for the first; none means closed.
func (q *queue[T]) take(most int) []T {
	for {
		q.mu.Lock()
		if n := min(most, len(q.items)); n > 0 {
			items := q.items[:n:n]
			q.items = q.items[n:]
			if len(q.items) == 0 {
				q.items = nil
			} else {
				q.ring()
			}
			q.mu.Unlock()
			return items
		}
		closed := q.closed
		q.mu.Unlock()
		if closed {
			return nil
		}
		<-q.signal
	}
}

// backoff waits longer from time to time.
type backoff struct{ last time.Duration }

const (
	firstWait = 50 * time.Millisecond
	mostWait  = 5 * time.Second
)

// sleep waits, at most until ctx is done.
func (b *backoff) sleep(ctx context.Context) {
	b.last = min(max(2*b.last, firstWait), mostWait)
	t := time.NewTimer(b.last)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
