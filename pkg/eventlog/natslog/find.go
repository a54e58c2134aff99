package natslog

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// find is the last message of LOG that begins at p or before; nil if there is
// none. It halves the sequences, of which some may be deleted: some twenty
// direct gets in a log of a million commits.
func (l *Log) find(ctx context.Context, p eventlog.Position, t tip) (*jetstream.RawStreamMsg, error) {
	var best *jetstream.RawStreamMsg
	low, high := uint64(1), t.seq
	for first := true; low <= high; first = false {
		middle := low + (high-low)/2
		switch {
		case first && p == 1:
			middle = low
		case first && p == t.last:
			middle = high
		}
		m, err := next(ctx, l.stream, middle, Subjects)
		if err != nil {
			return nil, err
		}
		if m == nil || m.Sequence > high {
			high = middle - 1
			continue
		}
		h, err := decodeHead(m.Header)
		if err != nil {
			return nil, err
		}
		if h.first > p {
			high = middle - 1
			continue
		}
		best, low = m, m.Sequence+1
		if h.last >= p {
			break
		}
	}
	return best, nil
}
