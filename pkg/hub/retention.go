package hub

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/retention"
)

// openRetention prepares what trims the outboxes and erases what the law
// demands. It needs a projector that runs.
func (p *parts) openRetention() error {
	hub, err := jetstream.New(p.hub)
	if err != nil {
		return err
	}
	var outboxes []retention.Outbox
	for _, land := range learning.Laender {
		js, err := p.outbox(land)
		if err != nil {
			return err
		}
		outboxes = append(outboxes, retention.Outbox{Land: land, JetStream: js, State: p.outboxState(land)})
	}
	p.retention = retention.New(retention.Config{
		Log: p.log, Quarantine: p.quarantine, JetStream: hub, Outboxes: outboxes,
		Folded: p.projector.WaitFor, Crash: p.cfg.Crash, Logger: p.cfg.Logger,
	})
	return nil
}

// outboxState asks the server itself, as [parts.lastSequence] does.
func (p *parts) outboxState(land learning.Land) func(context.Context) (retention.State, error) {
	return func(context.Context) (retention.State, error) {
		streams, err := p.server.Streams(string(land))
		if err != nil {
			return retention.State{}, err
		}
		s := streams[federation.Outbox]
		return retention.State{Created: s.Created, First: s.First, Acked: s.Consumers[federation.IntakeConsumer]}, nil
	}
}
