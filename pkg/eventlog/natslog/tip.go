package natslog

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// tip is where the log ends.
type tip struct {
	seq     uint64 // last sequence of the stream, also if that message was deleted
	last    eventlog.Position
	at      time.Time
	laender map[learning.Land]eventlog.Position // last position of each Land
}

// add moves the tip behind a commit.
func (t *tip) add(seq uint64, h head) {
	t.seq = max(t.seq, seq)
	t.laender[h.land] = max(t.laender[h.land], h.last)
	if h.last > t.last {
		t.last, t.at = h.last, h.at
	}
}

// end is the last position that a filter admits.
func (t *tip) end(f eventlog.Filter) eventlog.Position {
	if f.Land != "" {
		return t.laender[f.Land]
	}
	return t.last
}

// fewNew is up to how many new messages are read one by one before the tip is loaded anew.
const fewNew = 64

// syncTip brings the known tip up to date, which costs one question if nothing
// is new, and gives a copy of it.
func (l *Log) syncTip(ctx context.Context) (tip, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n := 0; ; n++ {
		if l.stale || n == fewNew {
			t, err := l.loadTip(ctx)
			if err != nil {
				return tip{}, err
			}
			l.tip, l.stale = t, false
			return l.tip.copy(), nil
		}
		m, err := next(ctx, l.stream, l.tip.seq+1, Subjects)
		if err != nil {
			return tip{}, err
		}
		if m == nil {
			return l.tip.copy(), nil
		}
		h, err := decodeHead(m.Header)
		if err != nil {
			return tip{}, err
		}
		l.tip.add(m.Sequence, h)
	}
}

func (t *tip) copy() tip {
	c := *t
	c.laender = maps.Clone(t.laender)
	return c
}

// knownTip is the tip without asking.
func (l *Log) knownTip() tip {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tip.copy()
}

// loadTip asks for the last message of each Land, and looks what was redacted
// behind it. l.mu is held.
func (l *Log) loadTip(ctx context.Context) (tip, error) {
	info, err := l.stream.Info(ctx, jetstream.WithSubjectFilter(Subjects))
	if err != nil {
		return tip{}, fmt.Errorf("info of %s: %w", Stream, err)
	}
	t := tip{seq: info.State.LastSeq, laender: map[learning.Land]eventlog.Position{}}
	for subject := range info.State.Subjects {
		m, err := l.stream.GetLastMsgForSubject(ctx, subject)
		if errors.Is(err, jetstream.ErrMsgNotFound) && !l.gone(ctx, subject) {
			return tip{}, fmt.Errorf("%w: last message of %s: %w", eventlog.ErrCorrupt, subject, err)
		}
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return tip{}, fmt.Errorf("last message of %s: %w", subject, err)
		}
		h, err := decodeHead(m.Header)
		if err != nil {
			return tip{}, err
		}
		t.add(m.Sequence, h)
	}
	if err := l.scanRedacted(ctx); err != nil {
		return tip{}, err
	}
	for _, e := range l.removed.entries {
		t.add(0, e.head)
	}
	return t, nil
}

// gone reports whether a subject has no message any more: the last one was
// redacted a moment ago.
func (l *Log) gone(ctx context.Context, subject string) bool {
	info, err := l.stream.Info(ctx, jetstream.WithSubjectFilter(subject))
	return err == nil && info.State.Subjects[subject] == 0
}
