package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Stream is the name of the stream in the hub's account that holds the
// checkpoint: one message.
const Stream = "RETENTION"

const checkpointSubject = "retention.checkpoint"

var settings = jetstream.StreamConfig{
	Name:              Stream,
	Description:       "Bis wohin im Log gelöscht ist, was gelöscht werden muss",
	Subjects:          []string{checkpointSubject},
	Retention:         jetstream.LimitsPolicy,
	Discard:           jetstream.DiscardOld,
	MaxMsgsPerSubject: 1,
	Storage:           jetstream.FileStorage,
	AllowDirect:       true,
	Duplicates:        100 * time.Millisecond, // the smallest window; 0 would mean two minutes
	Replicas:          1,
}

// checkpoint is how far the log was looked through, and what was seen there.
type checkpoint struct {
	// Position is up to where everything that had to be redacted is.
	Position eventlog.Position `json:"position"`
	// Outboxes are the streams that records were read from.
	Outboxes []outboxSeen `json:"outboxes"`
}

// outboxSeen is one stream and the highest sequence of which there is a record.
type outboxSeen struct {
	Land     learning.Land `json:"land"`
	Created  int64         `json:"created,string"` // ns since 1970
	Sequence uint64        `json:"sequence"`
}

// note takes in the origin of a record.
func (c *checkpoint) note(o eventlog.Origin) {
	if o == (eventlog.Origin{}) {
		return
	}
	i := slices.IndexFunc(c.Outboxes, func(s outboxSeen) bool { return s.Land == o.Land && s.Created == o.Created })
	if i < 0 {
		c.Outboxes = append(c.Outboxes, outboxSeen{o.Land, o.Created, o.Sequence})
		return
	}
	c.Outboxes[i].Sequence = max(c.Outboxes[i].Sequence, o.Sequence)
}

// seen is the highest sequence of a stream of which there is a record, 0 if there is none.
func (c *checkpoint) seen(land learning.Land, created int64) uint64 {
	for _, s := range c.Outboxes {
		if s.Land == land && s.Created == created {
			return s.Sequence
		}
	}
	return 0
}

// load reads the checkpoint once. One that does not read, or that knows more
// than the log, is none.
func (r *Retention) load(ctx context.Context) error {
	if r.loaded {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	stream, err := r.cfg.JetStream.CreateOrUpdateStream(ctx, settings)
	if err != nil {
		return fmt.Errorf("stream %s: %w", Stream, err)
	}
	last, err := r.cfg.Log.Last(ctx)
	if err != nil {
		return err
	}
	msg, err := stream.GetLastMsgForSubject(ctx, checkpointSubject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		r.loaded = true
		return nil
	}
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	var at checkpoint
	if err := json.Unmarshal(msg.Data, &at); err != nil || at.Position > last {
		r.cfg.Logger.Warn("checkpoint of retention is not of this log, the log is looked through again", "position", at.Position, "last", last, "error", err)
		at = checkpoint{}
	}
	r.at, r.loaded = at, true
	return nil
}

// save makes the checkpoint durable.
func (r *Retention) save(ctx context.Context) error {
	raw, err := json.Marshal(r.at)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stepTime)
	defer cancel()
	if _, err := r.cfg.JetStream.Publish(ctx, checkpointSubject, raw, jetstream.WithExpectStream(Stream)); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}
