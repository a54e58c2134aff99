package natslog

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// Redact copies what stays of the commit to REDACTED, then deletes the message
// in LOG securely: the server overwrites its bytes. See [eventlog.Log]. After
// an error do it again.
func (l *Log) Redact(ctx context.Context, p eventlog.Position, reason string) error {
	l.appending.Lock()
	defer l.appending.Unlock()
	if err := l.redact(ctx, p, reason); err != nil {
		return fmt.Errorf("redact log: position %d: %w", p, err)
	}
	return nil
}

func (l *Log) redact(ctx context.Context, p eventlog.Position, reason string) error {
	t, err := l.syncTip(ctx)
	if err != nil {
		return err
	}
	if p == 0 || p > t.last {
		return eventlog.ErrPosition
	}
	if err := l.syncRedacted(ctx); err != nil {
		return err
	}
	c, seq, old, err := l.holding(ctx, p, t)
	if err != nil {
		return err
	}
	r := &c.records[p-c.first]
	if r.Redacted != "" {
		return l.finishRedactions(ctx)
	}
	if reason == "" {
		reason = eventlog.NoReason
	}
	r.Raw, r.Redacted = nil, reason
	m := encode(c)
	m.Subject = "redacted." + string(c.land) + "." + c.first.String()
	m.Header[headerSequence] = []string{strconv.FormatUint(seq, 10)}
	if _, err := l.js.PublishMsg(ctx, m, jetstream.WithExpectStream(RedactedStream)); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	l.cfg.Crash(CrashRedactCopied)
	if old != 0 {
		return erase(ctx, l.redacted, old)
	}
	return erase(ctx, l.stream, seq)
}

// holding is the commit with a position, its sequence in LOG, and its sequence
// in REDACTED if it is there already.
func (l *Log) holding(ctx context.Context, p eventlog.Position, t tip) (c *commit, seq, old uint64, err error) {
	if e, ok := l.removal(p); ok {
		c, err := l.loadRedacted(ctx, e)
		return c, e.logSeq, e.seq, err
	}
	m, err := l.find(ctx, p, t)
	if err != nil {
		return nil, 0, 0, err
	}
	if m == nil {
		return nil, 0, 0, fmt.Errorf("%w: no commit holds it", eventlog.ErrCorrupt)
	}
	c, err = decode(m.Header, m.Data, nil)
	if err == nil && c.last < p {
		err = fmt.Errorf("%w: no commit holds it", eventlog.ErrCorrupt)
	}
	return c, m.Sequence, 0, err
}

// erase deletes securely; what is gone already is fine.
func erase(ctx context.Context, s jetstream.Stream, seq uint64) error {
	err := s.SecureDeleteMsg(ctx, seq)
	if _, gone := s.GetMsg(ctx, seq); errors.Is(gone, jetstream.ErrMsgNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("erase message %d: %w", seq, err)
	}
	return fmt.Errorf("erase message %d: it is still there", seq)
}

// finishRedactions deletes what a crash left after its redacted copy was durable.
func (l *Log) finishRedactions(ctx context.Context) error {
	if l.cfg.ReadOnly {
		return nil
	}
	l.mu.Lock()
	entries, superseded := l.removed.entries, l.removed.superseded
	l.removed.superseded = nil
	l.mu.Unlock()
	for _, seq := range superseded {
		if err := erase(ctx, l.redacted, seq); err != nil {
			return err
		}
	}
	for _, e := range entries {
		m, err := next(ctx, l.stream, e.logSeq, Subjects)
		if err != nil {
			return err
		}
		if m == nil || m.Sequence != e.logSeq || one(m.Header, headerPosition) != e.first.String() {
			continue
		}
		if err := erase(ctx, l.stream, e.logSeq); err != nil {
			return err
		}
	}
	return nil
}
