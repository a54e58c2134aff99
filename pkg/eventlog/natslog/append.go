package natslog

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// Append adds a commit as one message; see [eventlog.Log]. If the server's
// answer does not come, it looks whether the commit is there.
func (l *Log) Append(ctx context.Context, expected eventlog.Position, c eventlog.Commit) (eventlog.Position, error) {
	if err := c.Check(); err != nil {
		return 0, fmt.Errorf("append log: %w", err)
	}
	l.appending.Lock()
	defer l.appending.Unlock()
	t := l.knownTip()
	if expected != t.last || l.isStale() {
		var err error
		if t, err = l.syncTip(ctx); err != nil {
			return 0, fmt.Errorf("append log: %w", err)
		}
	}
	if expected != t.last {
		return 0, conflict(expected, t.last)
	}
	if t.last > 0 && c.RecordedAt.Before(t.at) {
		return 0, fmt.Errorf("append log: %v after %v: %w", c.RecordedAt, t.at, eventlog.ErrClock)
	}
	last := expected + eventlog.Position(len(c.Entries))
	h := head{first: expected + 1, last: last, before: t.laender[c.Land], land: c.Land, at: c.RecordedAt.Round(0).UTC()}
	m := encode(&commit{head: h, records: c.Records(last)})
	m.Subject = subject(c.Land)
	if size := headerBytes(m.Header); size > maxHeaders || size+len(m.Data) > maxMessage {
		return 0, fmt.Errorf("append log: %w: %d bytes of headers, %d of events", eventlog.ErrCommit, size, len(m.Data))
	}
	l.cfg.Crash(CrashAppendBefore)
	seq, err := l.publish(ctx, m, t)
	if err != nil {
		return 0, err
	}
	l.cfg.Crash(CrashAppendAfter)
	l.mu.Lock()
	l.tip.add(seq, h)
	l.mu.Unlock()
	return last, nil
}

// publish gives the sequence of the message when it is durable.
func (l *Log) publish(ctx context.Context, m *nats.Msg, t tip) (uint64, error) {
	ack, err := l.js.PublishMsg(ctx, m, jetstream.WithExpectLastSequence(t.seq), jetstream.WithExpectStream(Stream))
	if err == nil {
		return ack.Sequence, nil
	}
	l.mu.Lock()
	l.stale = true
	l.mu.Unlock()
	var api *jetstream.APIError
	switch {
	case errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence:
		return 0, conflict(t.last, 0)
	case errors.As(err, &api), errors.Is(err, nats.ErrMaxPayload), errors.Is(err, jetstream.ErrNoStreamResponse):
		return 0, fmt.Errorf("append log: %w", err)
	}
	return l.resolve(ctx, m, t, err)
}

// resolve finds out what became of a publish whose answer did not come.
func (l *Log) resolve(ctx context.Context, m *nats.Msg, t tip, cause error) (uint64, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), resolveTime)
	defer cancel()
	there, err := next(ctx, l.stream, t.seq+1, Subjects)
	switch {
	case err != nil:
		return 0, fmt.Errorf("append log: %w; whether it is there is unknown: %w", cause, err)
	case there == nil:
		return 0, fmt.Errorf("append log: %w; it is not there yet", cause)
	case one(there.Header, headerDigest) != one(m.Header, headerDigest) || !bytes.Equal(there.Data, m.Data):
		return 0, conflict(t.last, 0)
	}
	return there.Sequence, nil
}

func (l *Log) isStale() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stale
}

// conflict says what was expected, and what is if it is known.
func conflict(expected, last eventlog.Position) error {
	if last == 0 {
		return fmt.Errorf("append log: expected position %d: %w", expected, eventlog.ErrConflict)
	}
	return fmt.Errorf("append log: expected position %d, it is %d: %w", expected, last, eventlog.ErrConflict)
}

// headerBytes is how long the headers are on the wire.
func headerBytes(h nats.Header) int {
	size := len("NATS/1.0\r\n\r\n")
	for name, values := range h {
		for _, v := range values {
			size += len(name) + len(": \r\n") + len(v)
		}
	}
	return size + 200 // those that JetStream adds
}
