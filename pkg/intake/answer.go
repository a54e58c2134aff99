package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

const (
	// mostAnswers is how many outbox messages are answered and acknowledged together.
	mostAnswers = 256
	// grace is how long answers may take after intake was told to stop.
	grace = 2 * time.Second
)

var errNoAnswer = errors.New("the server did not answer")

// answer is what a Land is to be told about one outbox message, or about the
// release of something held (then m is nil).
type answer struct {
	m        *message
	system   learning.System
	receipts []federation.Receipt
	// after runs when the receipts are stored; may be nil.
	after func(context.Context)
}

// answer tells the Land, in order, and acknowledges its outbox. It goes on
// until the queue is closed and empty, or grace after ctx is done.
func (b *box) answer(ctx context.Context) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	defer stop()
	for {
		group := b.answers.take(mostAnswers)
		if group == nil {
			b.settle(work)
			return
		}
		if !b.tell(work, group) {
			return
		}
	}
}

// settle waits until the newest acknowledgement has arrived, so that the start
// after an orderly stop answers nothing twice. The server answers an
// acknowledgement that it knows already, too.
func (b *box) settle(ctx context.Context) {
	if b.acked == nil {
		return
	}
	_, err := ask(ctx, func(ctx context.Context) (*nats.Msg, error) {
		return b.JetStream.Conn().RequestWithContext(ctx, b.acked.msg.Reply(), []byte("+ACK"))
	})
	if err != nil {
		b.in.cfg.Logger.Debug("acknowledge", "land", b.Land, "sequence", b.acked.sequence, "error", err)
	}
}

// tell stores the receipts of a group, acknowledges what it answers and says
// whether it could; it tries for as long as ctx lets it.
func (b *box) tell(ctx context.Context, group []*answer) bool {
	var pending []*nats.Msg
	for _, a := range group {
		pending = append(pending, b.encode(a)...)
	}
	wait := backoff{}
	for {
		var err error
		if pending, err = b.store(ctx, pending); len(pending) == 0 {
			break
		}
		if ctx.Err() != nil {
			return false
		}
		b.trouble(fmt.Errorf("receipts: %w", err))
		wait.sleep(ctx)
	}
	if wait.last > 0 {
		b.trouble(nil)
	}
	b.in.cfg.Crash(CrashReceipted)
	b.finish(ctx, group)
	return true
}

// encode writes the receipts of one answer as messages.
func (b *box) encode(a *answer) []*nats.Msg {
	encoded, err := federation.EncodeReceipts(b.Land, a.system, a.receipts)
	if err != nil { // a receipt is made of texts and numbers: only a mistake of ours can bring this about
		b.in.cfg.Logger.Error("receipts cannot be written", "land", b.Land, "system", a.system, "error", err)
		return nil
	}
	msgs := make([]*nats.Msg, len(encoded))
	for i, r := range encoded {
		msgs[i] = &nats.Msg{Subject: r.Subject, Data: r.Data, Header: nats.Header{"Content-Type": {"application/json"}}}
	}
	if a.m != nil && len(msgs) > 0 {
		msgs[len(msgs)-1].Header[answersHeader] = []string{fmt.Sprintf("%d/%d", a.m.created, a.m.sequence)}
	}
	return msgs
}

// store publishes messages and gives back those of which it is not certain that they are stored.
func (b *box) store(ctx context.Context, msgs []*nats.Msg) (left []*nats.Msg, cause error) {
	futures := make([]jetstream.PubAckFuture, len(msgs))
	for i, m := range msgs {
		f, err := b.JetStream.PublishMsgAsync(m)
		if err != nil {
			cause = err
		} else {
			futures[i] = f
		}
	}
	timer := time.NewTimer(askTime)
	defer timer.Stop()
	late := false
	for i, f := range futures {
		if f == nil {
			left = append(left, msgs[i])
			continue
		}
		if late {
			select {
			case <-f.Ok():
			default:
				left = append(left, msgs[i])
			}
			continue
		}
		select {
		case <-f.Ok():
			continue
		case cause = <-f.Err():
		case <-timer.C:
			cause, late = errNoAnswer, true
		case <-ctx.Done():
			cause, late = ctx.Err(), true
		}
		left = append(left, msgs[i])
	}
	for i, m := range left { // a published message belongs to its future: the next try has its own
		left[i] = &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data}
	}
	return left, cause
}

// finish acknowledges the newest message of the group, and with it all before it.
func (b *box) finish(ctx context.Context, group []*answer) {
	var newest *message
	messages, bytes := 0, 0
	for _, a := range group {
		if a.after != nil {
			a.after(ctx)
		}
		if a.m != nil {
			newest = a.m
			messages++
			bytes += a.m.size
		}
	}
	if newest == nil {
		return
	}
	b.mu.Lock()
	current := newest.session == b.session
	b.mu.Unlock()
	if current {
		// Without an answer: if it gets lost, the next acknowledgement covers it, and after a start the log decides.
		if err := newest.msg.Ack(); err != nil {
			b.in.cfg.Logger.Debug("acknowledge", "land", b.Land, "sequence", newest.sequence, "error", err)
		}
		b.acked = newest
	}
	b.in.cfg.Crash(CrashAcked)
	b.landed(messages, bytes)
}
