package intake

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
)

const (
	// mostMessages and mostBytes are how much of one outbox may be under way
	// between reading and acknowledging.
	mostMessages = 4096
	mostBytes    = 8 << 20
	// pullMessages and pullBytes bound one request; a message of 1 MiB must fit.
	pullMessages = 512
	pullBytes    = 4 << 20
	// maxAckPending is above mostMessages and what lies in a client's buffer.
	maxAckPending = 1 << 14
	beat          = 5 * time.Second
	// askTime is how long one request to a Land's server may take.
	askTime = 5 * time.Second
)

// message is one outbox message under way.
type message struct {
	place
	box      *box
	session  uint64
	msg      jetstream.Msg
	created  int64
	sequence uint64
	high     uint64 // up to this sequence log or quarantine may know the message already
	noise    bool
	size     int
	events   []judged
	left     atomic.Int32 // parts still to be judged
	receipts []federation.Receipt
}

// box is one outbox while intake runs.
type box struct {
	Outbox
	in      *Intake
	answers *queue[*answer]
	acked   *message      // the newest acknowledged one; only the goroutine that answers uses it
	room    chan struct{} // rung when less is under way

	mu      sync.Mutex
	pasts   map[int64]*past
	current int64 // creation time of the stream read last
	session uint64
	queue   []*message // read, in order, waiting for the committer
	judged  int        // messages at the head of the queue that are judged, as far as somebody looked
	events  int        // in them
	flight  int        // messages under way
	bytes   int
	high    uint64 // highest sequence of the current stream that log or quarantine may know already
	gap     [2]uint64
	stat    Status
}

func newBox(in *Intake, o Outbox, r *reader) *box {
	b := &box{Outbox: o, in: in, answers: newQueue[*answer](), room: make(chan struct{}, 1), pasts: r.pasts[o.Land], current: r.newest[o.Land]}
	b.stat.Land, b.stat.Notice, b.stat.LastEvent = o.Land, r.notices[o.Land], r.heard[o.Land]
	if b.pasts == nil {
		b.pasts = map[int64]*past{}
	}
	return b
}

// run reads until ctx is done. Whatever ends a session passes: it begins another.
func (b *box) run(ctx context.Context) {
	wait := backoff{}
	for ctx.Err() == nil {
		before := b.pulled()
		err := b.read(ctx)
		if ctx.Err() != nil {
			return
		}
		b.trouble(err)
		if b.pulled() > before {
			wait = backoff{}
		}
		wait.sleep(ctx)
		b.drain(ctx)
	}
}

// enqueue hands a message to those who judge, and waits while too much is under way.
func (b *box) enqueue(ctx context.Context, msg jetstream.Msg, created int64, seq uint64) error {
	b.in.cfg.Crash(CrashPulled)
	m := &message{box: b, msg: msg, created: created, sequence: seq, size: len(msg.Data())}
	var ok bool
	m.place, ok = placeOf(b.Land, msg.Subject(), msg.Headers())
	m.noise = !ok
	if ok {
		m.split()
	}
	parts := (len(m.events) + chunk - 1) / chunk
	if len(m.events) == 1 && m.events[0].refused {
		parts = 0 // it could not be taken apart: nothing to be judged
	}
	m.left.Store(int32(parts))
	if err := b.wait(ctx, m); err != nil {
		return err
	}
	for i := range parts {
		select {
		case b.in.jobs <- job{m, i * chunk, min((i+1)*chunk, len(m.events))}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if parts == 0 {
		b.in.wake()
	}
	return nil
}

// split takes a message apart into its events.
func (m *message) split() {
	data := m.msg.Data()
	if !m.batch {
		m.events = []judged{{raw: data}}
		return
	}
	raws, err := splitBatch(data)
	if err != nil {
		m.events = []judged{unreadableBatch(data, err)}
		return
	}
	m.events = make([]judged, len(raws))
	for i, raw := range raws {
		m.events[i].raw = raw
	}
}

// wait queues the message as soon as there is room for it.
func (b *box) wait(ctx context.Context, m *message) error {
	for {
		b.mu.Lock()
		if b.flight == 0 || b.flight < mostMessages && b.bytes+m.size <= mostBytes {
			m.session, m.high = b.session, b.high
			b.flight++
			b.bytes += m.size
			b.queue = append(b.queue, m)
			b.stat.Pulled++
			b.mu.Unlock()
			return nil
		}
		b.mu.Unlock()
		select {
		case <-b.room:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// landed says that messages are answered and no longer under way.
func (b *box) landed(messages int, bytes int) {
	b.mu.Lock()
	b.flight -= messages
	b.bytes -= bytes
	b.mu.Unlock()
	select {
	case b.room <- struct{}{}:
	default:
	}
}

// drain waits until nothing of this outbox is under way: only then is it known where the next session begins.
func (b *box) drain(ctx context.Context) {
	for {
		b.mu.Lock()
		flight := b.flight
		b.mu.Unlock()
		if flight == 0 {
			return
		}
		select {
		case <-b.room:
		case <-ctx.Done():
			return
		}
	}
}

func (b *box) pulled() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stat.Pulled
}

// trouble notes why nothing is read, nil if all is well, and logs it once.
func (b *box) trouble(err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	b.mu.Lock()
	changed := text != b.stat.Trouble
	b.stat.Trouble = text
	b.mu.Unlock()
	if changed && err != nil {
		b.in.cfg.Logger.Warn("outbox cannot be read", "land", b.Land, "error", err)
	} else if changed {
		b.in.cfg.Logger.Info("outbox is read again", "land", b.Land)
	}
}
