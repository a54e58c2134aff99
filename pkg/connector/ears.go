package connector

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/federation"
)

// ears hear the receipts of what is sent while they listen. A receipt belongs
// to a place in the outbox, not to an id: of two events with one id each has
// its own, and one without a readable id has one as well.
type ears struct {
	sub  *nats.Subscription
	ring chan struct{} // rung when something came

	mu       sync.Mutex
	open     map[place]int                // the events without a receipt: their number among what was sent
	early    map[place]federation.Receipt // came before it was known whose it is
	receipts []*federation.Receipt        // of what was sent, in order; nil: none so far
	answered int
	sending  bool
}

// place of an event in the outbox.
type place struct {
	sequence uint64
	index    int
}

// listen hears the receipts under a subject until close is called.
func listen(ctx context.Context, client *federation.Client, subject string) (*ears, error) {
	e := &ears{ring: make(chan struct{}, 1), open: map[place]int{}, early: map[place]federation.Receipt{}, sending: true}
	var err error
	if e.sub, err = client.Subscribe(ctx, subject, func(msg *nats.Msg) {
		receipts, _ := federation.DecodeReceipts(msg.Data)
		e.hear(receipts)
	}); err != nil {
		return nil, fmt.Errorf("listen for receipts: %w", err)
	}
	// Decoding is quick; what waits for it is bounded by what this run sends.
	_ = e.sub.SetPendingLimits(-1, -1)
	return e, nil
}

func (e *ears) close() { _ = e.sub.Unsubscribe() }

// hear takes receipts in, also those that others found.
func (e *ears) hear(receipts []federation.Receipt) {
	e.mu.Lock()
	for _, r := range receipts {
		at := place{r.Outbox.Sequence, r.Outbox.Index}
		if n, ok := e.open[at]; ok {
			e.answer(at, n, r)
		} else if e.sending {
			e.early[at] = r
		}
	}
	e.mu.Unlock()
	select {
	case e.ring <- struct{}{}:
	default:
	}
}

func (e *ears) answer(at place, n int, r federation.Receipt) {
	delete(e.open, at)
	e.receipts[n] = &r
	e.answered++
}

// expect says that n events lie in the outbox under a sequence.
func (e *ears) expect(sequence uint64, n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range n {
		at := place{sequence, i}
		e.open[at] = len(e.receipts)
		e.receipts = append(e.receipts, nil)
		if r, ok := e.early[at]; ok {
			delete(e.early, at)
			e.answer(at, e.open[at], r)
		}
	}
}

// sent says that nothing more will be sent.
func (e *ears) sent() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sending, e.early = false, nil
}

// wait returns when every event sent has its receipt, or without an error when
// the time is over; told is called with how many have one.
func (e *ears) wait(ctx context.Context, until time.Time, told func(answered int)) error {
	limit := time.NewTimer(time.Until(until))
	defer limit.Stop()
	for {
		answered, all := e.count()
		told(answered)
		if answered == all {
			return nil
		}
		select {
		case <-e.ring:
		case <-limit.C:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("wait for receipts: %w", ctx.Err())
		}
	}
}

func (e *ears) count() (answered, all int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.answered, len(e.receipts)
}

// of is the receipt of the nth event sent; ok is false if it has none.
func (e *ears) of(n int) (r federation.Receipt, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.receipts[n] == nil {
		return r, false
	}
	return *e.receipts[n], true
}

// all are the receipts that came, in the order of what was sent.
func (e *ears) all() (receipts []federation.Receipt) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, r := range e.receipts {
		if r != nil {
			receipts = append(receipts, *r)
		}
	}
	return receipts
}

// add counts what a receipt says; one that did not come is pending.
func (c *Counts) add(r federation.Receipt, came bool) {
	switch {
	case !came:
		c.Pending++
	case r.Verdict == federation.Rejected:
		c.Rejected++
	case r.Verdict == federation.Held:
		c.Held++
	case r.Verdict == federation.Warned:
		c.Warned++
	default:
		c.Accepted++
	}
	c.Position = max(c.Position, r.Position)
}
