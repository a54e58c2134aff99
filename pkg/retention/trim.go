package retention

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// stream names one outbox as it was made.
type stream struct {
	land    learning.Land
	created int64 // ns since 1970
}

// Trim lets go of the beginning of every outbox: of what is older than
// Config.Keep, acknowledged, and in log or quarantine as far as the last
// [Retention.Erase] has looked. An outbox that cannot be trimmed does not keep
// the others from it.
func (r *Retention) Trim(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx); err != nil {
		return fmt.Errorf("trim: %w", err)
	}
	aside := map[stream]uint64{}
	for s := range r.cfg.Quarantine.All() {
		of := stream{s.Origin.Land, s.Origin.Created}
		aside[of] = max(aside[of], s.Origin.Sequence)
	}
	var errs []error
	for _, o := range r.cfg.Outboxes {
		if err := r.trim(ctx, o, aside); err != nil {
			errs = append(errs, fmt.Errorf("trim outbox of %s: %w", o.Land, err))
		}
	}
	return errors.Join(errs...)
}

func (r *Retention) trim(ctx context.Context, o Outbox, aside map[stream]uint64) error {
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	s, err := o.State(ctx)
	if err != nil {
		return err
	}
	of := stream{o.Land, s.Created.UnixNano()}
	last := min(s.Acked, max(r.at.seen(of.land, of.created), aside[of]))
	if s.First == 0 || last < s.First {
		return nil
	}
	box, err := r.outbox(ctx, o)
	if err != nil {
		return err
	}
	keep, err := r.firstToKeep(ctx, box, s.First, last)
	if err != nil || keep == s.First {
		return err
	}
	if err := box.Purge(ctx, jetstream.WithPurgeSequence(keep)); err != nil {
		return fmt.Errorf("purge before %d: %w", keep, err)
	}
	r.cfg.Crash(CrashTrimmed)
	r.cfg.Logger.Info("outbox trimmed", "land", o.Land, "messages", keep-s.First, "first", keep)
	return nil
}

// outbox is the stream of an outbox; asking for it once is enough.
func (r *Retention) outbox(ctx context.Context, o Outbox) (jetstream.Stream, error) {
	if box := r.streams[o.Land]; box != nil {
		return box, nil
	}
	box, err := o.JetStream.Stream(ctx, federation.Outbox)
	if err != nil {
		return nil, err
	}
	r.streams[o.Land] = box
	return box, nil
}

// firstToKeep is the sequence of the first message that is not old enough, at
// most last+1. One question if it is the first, else it halves: some twenty in
// an outbox of a million messages.
func (r *Retention) firstToKeep(ctx context.Context, box jetstream.Stream, first, last uint64) (uint64, error) {
	since := r.cfg.Clock().Add(-r.cfg.Keep)
	low, high := first, last+1 // what is before low may go, high stays
	for low < high {
		middle := low + (high-low)/2
		if low == first && high == last+1 {
			middle = first
		}
		msg, err := box.GetMsg(ctx, middle, jetstream.WithGetMsgSubject(">")) // or the first after it
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return low, nil // nothing is left to be kept or to go
		}
		if err != nil {
			return 0, fmt.Errorf("message %d: %w", middle, err)
		}
		if msg.Time.Before(since) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}
