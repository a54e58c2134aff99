package intake

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
)

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
	// The consumer must be on the stream that was asked, not on one that took its place since.
	now, err := ask(ctx, func(ctx context.Context) (*jetstream.StreamInfo, error) { return stream.Info(ctx) })
	if err == nil && !now.Created.Equal(info.Created) {
		err = errors.New("it was made anew this moment")
	}
	if err != nil {
		return 0, 0, nil, fmt.Errorf("outbox: %w", err)
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
