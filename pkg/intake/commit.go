package intake

import (
	"context"
	"errors"
	"time"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// stepTime is how long one step of a commit may take before it is tried again.
const stepTime = 30 * time.Second

// committer is the only one who writes into the log. It takes what was judged
// while it synced the last time, decides in order, and makes it durable.
type committer struct {
	in  *Intake
	mem *memory
	// releasing are deliveries whose release is in the log and not yet told to the Land.
	releasing map[delivery]*releasing
}

func newCommitter(in *Intake, m *memory) *committer {
	return &committer{in: in, mem: m, releasing: map[delivery]*releasing{}}
}

// run works until ctx is done, or until something of our own is broken.
func (c *committer) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-c.in.requests:
			made, err := r.do(c, ctx)
			r.answer <- reply{made, err}
			if fatal(err) {
				return err
			}
			continue
		case err := <-c.in.failures:
			return err
		case <-c.in.ready:
		}
		for c.gather(ctx) {
			if err := c.round(ctx, c.collect()); err != nil {
				return err
			}
		}
	}
}

// fatal reports whether an error is our own corruption: then the process has to stop.
func fatal(err error) bool {
	for _, own := range []error{eventlog.ErrConflict, eventlog.ErrClock, eventlog.ErrCommit, eventlog.ErrCorrupt, quarantine.ErrCorrupt, errLedger} {
		if errors.Is(err, own) {
			return true
		}
	}
	return false
}

// errLedger marks an error of the ledger. It is a file of our own: what goes
// wrong there does not pass by itself, and a start catches up with the log.
var errLedger = errors.New("the ledger cannot be written")

const (
	// worthwhile is how many events a round should have while more are being judged.
	worthwhile = 2000
	// patience is how long a round waits for them, and how often it looks.
	patience = 15 * time.Millisecond
	look     = patience / 20
)

// gather waits until a round is worth its syncs: until there are enough
// events, or nothing is left to be judged, or patience ends. A single event
// that nothing follows never waits. It reports whether there is anything.
func (c *committer) gather(ctx context.Context) bool {
	for waited := time.Duration(0); ; waited += look {
		ready, more := 0, false
		for _, b := range c.in.boxes {
			n, unjudged := b.waiting()
			ready += n
			more = more || unjudged
		}
		switch {
		case ctx.Err() != nil || ready == 0:
			return false
		case ready >= worthwhile || !more || waited >= patience:
			return true
		}
		t := time.NewTimer(look)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
		}
	}
}

// waiting is how many events (a message without any counts as one) are judged
// and in order, at most about those of one commit, and whether more are being judged.
func (b *box) waiting() (events int, more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.judged < len(b.queue) && b.events < eventlog.MaxEvents && b.queue[b.judged].left.Load() == 0 {
		b.events += max(1, len(b.queue[b.judged].events))
		b.judged++
	}
	return b.events, b.judged < len(b.queue) && b.events < eventlog.MaxEvents
}

// collect takes what is judged, in the order of each outbox, at most one commit of each Land.
func (c *committer) collect() (all []*message) {
	for _, b := range c.in.boxes {
		all = append(all, b.collect()...)
	}
	return all
}

func (b *box) collect() []*message {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, events, bytes := 0, 0, 0
	for ; n < len(b.queue); n++ {
		m := b.queue[n]
		if m.left.Load() != 0 {
			break
		}
		events += len(m.events)
		bytes += m.size
		if n > 0 && (events > eventlog.MaxEvents || bytes > eventlog.MaxBytes) {
			break
		}
	}
	taken := b.queue[:n:n]
	b.judged, b.events = 0, 0
	if b.queue = b.queue[n:]; len(b.queue) == 0 {
		b.queue = nil
	}
	return taken
}

// round makes one cycle durable and hands it to those who answer.
func (c *committer) round(ctx context.Context, messages []*message) error {
	started := time.Now()
	cy := &cycle{at: c.now(), position: c.mem.last + 1, messages: messages}
	for _, m := range messages {
		if err := c.answerTo(ctx, cy, m); err != nil {
			return err
		}
	}
	if err := c.store(ctx, cy); err != nil {
		return err
	}
	c.advance(cy)
	for _, m := range messages {
		m.events = nil
		m.box.answers.put(&answer{m: m, system: m.system, receipts: m.receipts})
	}
	cy.seen.Took = time.Since(started)
	if c.in.cfg.Observe != nil {
		c.in.cfg.Observe(cy.seen)
	}
	return nil
}

// now is the hub's clock, and never behind what is recorded.
func (c *committer) now() time.Time {
	at := c.in.cfg.Clock().Round(0).UTC()
	if !at.After(c.mem.at) {
		at = c.mem.at.Add(1)
	}
	c.mem.at = at
	return at
}

// answerTo decides every event of a message.
func (c *committer) answerTo(ctx context.Context, cy *cycle, m *message) error {
	m.receipts = make([]federation.Receipt, 0, len(m.events))
	for i := range m.events {
		r, err := c.decide(ctx, cy, m, i)
		if err != nil { // it could not read an old entry, and has noted nothing
			r, err = retry(ctx, c, func(ctx context.Context) (federation.Receipt, error) { return c.decide(ctx, cy, m, i) })
		}
		if err != nil {
			return err
		}
		m.receipts = append(m.receipts, r)
	}
	return nil
}

// advance notes how far each outbox has come, and counts.
func (c *committer) advance(cy *cycle) {
	cy.seen.Verdicts = map[learning.Land]map[federation.Verdict]int{}
	for rest := cy.messages; len(rest) > 0; {
		b, n := rest[0].box, 1
		for n < len(rest) && rest[n].box == b {
			n++
		}
		verdicts := b.advance(rest[:n], cy.at)
		for _, n := range verdicts {
			cy.seen.Events += n
		}
		cy.seen.Verdicts[b.Land] = verdicts
		rest = rest[n:]
	}
}

// advance notes messages that are durable and counts their verdicts.
func (b *box) advance(messages []*message, at time.Time) map[federation.Verdict]int {
	verdicts := map[federation.Verdict]int{}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range messages {
		if m.noise {
			b.stat.Noise++
		}
		for _, r := range m.receipts {
			verdicts[r.Verdict]++
		}
	}
	b.stat.count(verdicts)
	if verdicts[federation.Accepted]+verdicts[federation.Warned] > 0 {
		b.stat.LastEvent = at
	}
	newest := messages[len(messages)-1]
	p := b.pasts[newest.created]
	if p == nil {
		p = &past{}
		b.pasts[newest.created] = p
	}
	p.created, p.last, p.done, p.at = newest.created, newest.sequence, true, at
	p.high = max(p.high, newest.sequence)
	p.prints = map[int]uint64{}
	if n := len(newest.events); n > 0 { // the last event says enough
		p.prints[n-1] = short(newest.events[n-1].digest)
	}
	return verdicts
}

// restored notes that the outbox gives its sequences out again.
func (b *box) restored() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stat.Notice = Notice{noticeRestored, b.in.cfg.Clock()}
}
