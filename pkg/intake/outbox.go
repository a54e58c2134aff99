package intake

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/event"
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
	room    chan struct{} // rung when less is under way

	mu      sync.Mutex
	pasts   map[int64]*past
	current int64 // creation time of the stream read last
	session uint64
	queue   []*message // read, in order, waiting for the committer
	flight  int        // messages under way
	bytes   int
	high    uint64 // highest sequence of the current stream that log or quarantine may know already
	gap     [2]uint64
	stat    Status
}

func newBox(in *Intake, o Outbox, r *reader) *box {
	b := &box{Outbox: o, in: in, answers: newQueue[*answer](), room: make(chan struct{}, 1), pasts: r.pasts[o.Land], current: r.newest[o.Land]}
	b.stat.Land, b.stat.Notice = o.Land, r.notices[o.Land]
	if b.pasts == nil {
		b.pasts = map[int64]*past{}
	}
	for _, p := range b.pasts {
		b.stat.LastEvent = later(b.stat.LastEvent, p.at)
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

// read is one session: it sets the consumer to where the log ends and queues
// what comes, in order and without gaps.
func (b *box) read(ctx context.Context) error {
	created, next, consumer, err := b.begin(ctx)
	if err != nil {
		return err
	}
	it, err := consumer.Messages(jetstream.PullMaxMessagesWithBytesLimit(pullMessages, pullBytes), jetstream.PullHeartbeat(beat))
	if err != nil {
		return fmt.Errorf("pull: %w", err)
	}
	defer it.Stop()
	b.trouble(nil)
	for {
		msg, err := it.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("pull: %w", err)
		}
		meta, err := msg.Metadata()
		if err != nil {
			return fmt.Errorf("pull: %w", err)
		}
		switch seq := meta.Sequence.Stream; {
		case seq < next:
			continue // delivered again while it is under way
		case seq > next && !b.gapKnown(next, seq):
			return fmt.Errorf("pull: message %d came instead of %d", seq, next)
		default:
			next = seq + 1
			if err := b.enqueue(ctx, msg, created, seq); err != nil {
				return err
			}
		}
	}
}

// gapKnown reports whether messages are missing in the outbox itself: then the
// second session meets the same gap. A first one may be a delivery that got lost.
func (b *box) gapKnown(want, got uint64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	same := b.gap == [2]uint64{want, got}
	b.gap = [2]uint64{want, got}
	if same {
		b.stat.Notice = Notice{noticeGap, b.in.cfg.Clock()}
		b.in.cfg.Logger.Error("messages are missing in an outbox", "land", b.Land, "from", want, "to", got-1)
	}
	return same
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
	raws, err := event.SplitBatch(data)
	if err == nil && len(raws) == 0 {
		err = errors.New("no events")
	}
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

// begin finds out where to read from and sets the consumer there.
func (b *box) begin(ctx context.Context) (created int64, start uint64, c jetstream.Consumer, err error) {
	stream, err := ask(ctx, func(ctx context.Context) (jetstream.Stream, error) { return b.JetStream.Stream(ctx, federation.Outbox) })
	if err != nil {
		return 0, 0, nil, fmt.Errorf("outbox: %w", err)
	}
	info := stream.CachedInfo()
	cond := condition{created: info.Created.UnixNano(), first: info.State.FirstSeq, last: info.State.LastSeq}
	consumer, err := ask(ctx, func(ctx context.Context) (jetstream.Consumer, error) {
		return stream.Consumer(ctx, federation.IntakeConsumer)
	})
	switch {
	case err == nil:
		cond.acked, cond.hasAcked = consumer.CachedInfo().AckFloor.Stream, true
	case !errors.Is(err, jetstream.ErrConsumerNotFound):
		return 0, 0, nil, fmt.Errorf("consumer: %w", err)
	}
	p := b.pastOf(cond.created)
	if cond.other, err = b.replaced(ctx, stream, p, cond); err != nil {
		return 0, 0, nil, err
	}
	if !p.done {
		cond.answered, cond.hasAnswered = b.answered(ctx, cond.created)
	}
	start, notice := p.resume(cond)
	consumer, err = b.reset(ctx, stream, consumer, start)
	if err != nil {
		return 0, 0, nil, fmt.Errorf("consumer: %w", err)
	}
	b.opened(cond, p, notice)
	b.in.cfg.Logger.Info("reading outbox", "land", b.Land, "from", start, "last", cond.last, "notice", notice)
	return cond.created, start, consumer, nil
}

// pastOf is what is known of the stream with this creation time; if there is
// nothing, of the one that was read last.
func (b *box) pastOf(created int64) past {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.pasts[created]; p != nil {
		return *p
	}
	if p := b.pasts[b.current]; p != nil {
		return *p
	}
	return past{}
}

// opened notes what a new session found.
func (b *box) opened(c condition, p past, notice string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.session++
	b.current = c.created
	b.high = 0
	if p.created == c.created {
		b.high = p.high
	}
	if notice != "" {
		b.stat.Notice = Notice{notice, b.in.cfg.Clock()}
		b.in.cfg.Logger.Warn("outbox is not the one it was", "land", b.Land, "notice", notice)
	}
}

// replaced reports whether the last message we know is another one by now: the
// stream was restored from an older copy and has given its sequence out again.
func (b *box) replaced(ctx context.Context, stream jetstream.Stream, p past, c condition) (bool, error) {
	if p.created != c.created || len(p.prints) == 0 || p.last < c.first || p.last > c.last {
		return false, nil
	}
	msg, err := ask(ctx, func(ctx context.Context) (*jetstream.RawStreamMsg, error) { return stream.GetMsg(ctx, p.last) })
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("outbox message %d: %w", p.last, err)
	}
	place, ok := placeOf(b.Land, msg.Subject, msg.Header)
	return !ok || !p.holds(msg.Data, place.batch), nil
}

// reset makes the consumer if it is missing and sets it to start. A server
// before 2.14 cannot set it: there it is made anew.
func (b *box) reset(ctx context.Context, stream jetstream.Stream, have jetstream.Consumer, start uint64) (jetstream.Consumer, error) {
	cfg := jetstream.ConsumerConfig{
		Name: federation.IntakeConsumer, Durable: federation.IntakeConsumer, AckPolicy: jetstream.AckAllPolicy,
		AckWait: 10 * time.Minute, MaxAckPending: maxAckPending, DeliverPolicy: jetstream.DeliverAllPolicy,
	}
	if have == nil && start > 1 {
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, start
	}
	if have == nil {
		return ask(ctx, func(ctx context.Context) (jetstream.Consumer, error) { return stream.CreateConsumer(ctx, cfg) })
	}
	is := have.CachedInfo().Config
	if is.AckPolicy == cfg.AckPolicy && is.MaxAckPending == cfg.MaxAckPending && is.FilterSubject == "" && len(is.FilterSubjects) == 0 {
		_, err := ask(ctx, func(ctx context.Context) (*jetstream.ConsumerResetResponse, error) {
			return stream.ResetConsumerToSequence(ctx, federation.IntakeConsumer, start)
		})
		if err == nil || ctx.Err() != nil {
			return have, err
		}
	}
	_, err := ask(ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, stream.DeleteConsumer(ctx, federation.IntakeConsumer)
	})
	if err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return nil, err
	}
	return b.reset(ctx, stream, nil, start)
}

// answersHeader says in a receipt message up to which message of which outbox
// everything is answered: "<created>/<sequence>".
const answersHeader = "Lernverbund-Answers"

// mostBack is how many receipt messages are looked through for that header.
const mostBack = 200

// answered reads from RECEIPTS up to where everything is answered. Receipts
// are not synced, so a crash can lose the newest; a Land's own server does not
// crash with us and is not asked.
func (b *box) answered(ctx context.Context, created int64) (uint64, bool) {
	if b.JetStream.Options().Domain != "" {
		return 0, false
	}
	stream, err := ask(ctx, func(ctx context.Context) (jetstream.Stream, error) {
		return b.JetStream.Stream(ctx, federation.Receipts)
	})
	if err != nil {
		return 0, false
	}
	state := stream.CachedInfo().State
	if state.LastSeq == 0 {
		return 0, true
	}
	for seq := state.LastSeq; seq > 0 && seq >= state.FirstSeq && seq+mostBack > state.LastSeq; seq-- {
		msg, err := ask(ctx, func(ctx context.Context) (*jetstream.RawStreamMsg, error) { return stream.GetMsg(ctx, seq) })
		if err != nil {
			return 0, false
		}
		if of, upTo, ok := parseAnswers(msg.Header); ok {
			if of != created {
				return 0, true
			}
			return upTo, true
		}
	}
	return 0, false
}

func parseAnswers(h nats.Header) (created int64, sequence uint64, ok bool) {
	left, right, _ := strings.Cut(h.Get(answersHeader), "/")
	created, err1 := strconv.ParseInt(left, 10, 64)
	sequence, err2 := strconv.ParseUint(right, 10, 64)
	return created, sequence, err1 == nil && err2 == nil
}

// ask makes one request to a Land's server with a deadline.
func ask[T any](ctx context.Context, request func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	return request(ctx)
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
