package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// ErrRefused is returned by Record when the hub would not accept its own event.
var ErrRefused = errors.New("the record would be refused")

// Own is a record of the hub's own to be written: what somebody who operates
// it has decided.
type Own struct {
	Stage string // whose decision it is: source "/hub/<stage>"
	Type  event.Type
	Data  any
}

// Record writes a record of the hub's own and gives its position once it is
// durable in log and ledger. It is held to the same check as what a Land sends:
// [ErrRefused] names the first problem. Other errors: [ErrStopped]; if ctx ends
// first, the record may be written all the same.
func (in *Intake) Record(ctx context.Context, o Own) (eventlog.Position, error) {
	var written eventlog.Position // not read unless the request was answered
	_, err := in.request(ctx, func(c *committer, ctx context.Context) (*releasing, error) {
		position, err := c.record(ctx, o)
		if err != nil {
			return nil, err
		}
		written = position
		done := make(chan struct{})
		close(done)
		return &releasing{done: done}, nil
	})
	if err != nil {
		return 0, err
	}
	return written, nil
}

func (c *committer) record(ctx context.Context, o Own) (eventlog.Position, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return 0, err
	}
	d := event.Draft{ID: id.String(), Source: event.HubSource(o.Stage), Type: o.Type, Subject: id.String(), Time: c.now(), Data: o.Data}
	raw, err := d.Encode()
	if err != nil {
		return 0, err
	}
	e, problems := event.Parse(raw)
	for _, p := range append(problems, e.Plausible(d.Time)...) {
		if !p.Warning {
			return 0, fmt.Errorf("%w: %s: %s", ErrRefused, p.Pointer, p.Message)
		}
	}
	records, err := c.own(ctx, d)
	if err != nil {
		return 0, err
	}
	if err := c.ledger(ctx, records); err != nil {
		return 0, err
	}
	c.in.cfg.Crash(CrashDecided)
	return records[0].Position, nil
}
