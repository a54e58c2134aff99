package natslog

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// ahead reads messages of LOG and opens them in a goroutine of its own, while
// the caller does something with those before. What it holds is bounded by
// maxPull, aheadCommits and what the caller has.
type ahead struct {
	log      *Log
	consumer jetstream.Consumer
	messages jetstream.MessagesContext
	pending  uint64 // messages there were when it began
	opened   chan opened
	free     chan []eventlog.Record // of commits the caller is done with
	over     chan struct{}          // closed by stop
	ended    chan struct{}          // closed by the goroutine
	idle     *time.Timer
}

const aheadCommits = 4

// opened is a message, opened, or why there are no more.
type opened struct {
	commit  *commit
	seq     uint64
	pending uint64 // messages behind it
	err     error
}

// ahead begins at a sequence of LOG. The caller stops it.
func (l *Log) ahead(ctx context.Context, seq uint64, f eventlog.Filter) (*ahead, error) {
	cfg := jetstream.OrderedConsumerConfig{
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       seq,
		InactiveThreshold: time.Minute,
	}
	if f.Land != "" {
		cfg.FilterSubjects = []string{subject(f.Land)}
	}
	consumer, err := l.stream.OrderedConsumer(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("consumer: %w", err)
	}
	messages, err := consumer.Messages(jetstream.PullMaxBytes(maxPull))
	if err != nil {
		return nil, fmt.Errorf("consumer: %w", err)
	}
	a := &ahead{
		log: l, consumer: consumer, messages: messages, pending: consumer.CachedInfo().NumPending,
		opened: make(chan opened, aheadCommits), free: make(chan []eventlog.Record, aheadCommits+2),
		over: make(chan struct{}), ended: make(chan struct{}), idle: time.NewTimer(idle),
	}
	go a.run()
	return a, nil
}

func (a *ahead) run() {
	defer close(a.ended)
	for {
		m := a.open()
		select {
		case a.opened <- m:
		case <-a.over:
			return
		}
		if m.err != nil {
			return
		}
	}
}

func (a *ahead) open() opened {
	m, err := a.messages.Next()
	if err != nil {
		return opened{err: fmt.Errorf("consumer: %w", err)}
	}
	meta, err := m.Metadata()
	if err != nil {
		return opened{err: fmt.Errorf("consumer: %w", err)}
	}
	var scratch []eventlog.Record
	select {
	case scratch = <-a.free:
	default:
	}
	c, err := decode(m.Headers(), m.Data(), scratch)
	return opened{commit: c, seq: meta.Sequence.Stream, pending: meta.NumPending, err: err}
}

// next waits for a message; it is not there if none came for a while.
func (a *ahead) next(ctx context.Context) (m opened, there bool, err error) {
	if err := ctx.Err(); err != nil {
		return opened{}, false, err
	}
	a.idle.Reset(idle)
	select {
	case m = <-a.opened:
		return m, true, m.err
	case <-a.idle.C:
		return opened{}, false, nil
	case <-ctx.Done():
		return opened{}, false, ctx.Err()
	}
}

// done gives the commit's records back to be used again.
func (a *ahead) done(m opened) {
	select {
	case a.free <- m.commit.records:
	default:
	}
}

// stop ends reading and returns when the goroutine has ended.
func (a *ahead) stop() {
	close(a.over)
	a.messages.Stop()
	<-a.ended
	a.idle.Stop()
	if a.log.cfg.ReadOnly {
		return // it may have no right to delete; the server forgets the consumer by itself
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = a.log.stream.DeleteConsumer(ctx, a.consumer.CachedInfo().Name) // else the server forgets it after InactiveThreshold
}
