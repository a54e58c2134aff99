package connector

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/event"
)

// sender puts events into the outbox, in order, as batches within the limits of one message.
type sender struct {
	Config
	ears    *ears
	subject string
}

// send sends n events; each is encoded when its batch is made, so that only
// one batch is in memory. ears expects their receipts.
func (s sender) send(ctx context.Context, n int, encode func(int) ([]byte, error)) error {
	var batch [][]byte
	size := 2
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		header := nats.Header{"Content-Type": {event.BatchContentType}}
		ack, err := s.Client.Publish(ctx, s.subject, header, event.JoinBatch(batch))
		if err != nil {
			return fmt.Errorf("publish %d events: %w", len(batch), err)
		}
		s.ears.expect(ack.Sequence, len(batch))
		s.Crash(CrashBatch)
		batch, size = batch[:0], 2
		return nil
	}
	for i := range n {
		raw, err := encode(i)
		if err != nil {
			return err
		}
		if len(batch) == event.MaxBatch || len(batch) > 0 && size+len(raw)+1 > event.MaxBatchBytes {
			if err := flush(); err != nil {
				return err
			}
		}
		batch, size = append(batch, raw), size+len(raw)+1
	}
	return flush()
}
