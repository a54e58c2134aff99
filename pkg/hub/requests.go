package hub

import (
	"context"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// serveRequests answers the operator over NATS until ctx is done. Only the
// operator's credential may publish under the subject.
func (p *parts) serveRequests(ctx context.Context) error {
	arrived := make(chan *nats.Msg, 16)
	sub, err := p.hub.ChanSubscribe(requests+"*", arrived)
	if err != nil {
		return err
	}
	defer func() { _ = sub.Unsubscribe() }()
	for {
		select {
		case m := <-arrived:
			// NATS does not check where a reply goes: nobody may have our answer
			// put into a stream.
			if strings.HasPrefix(m.Reply, replies) {
				go p.serve(ctx, m)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// replies is where the operator's inboxes lie.
var replies = federation.InboxPrefix(federation.HubAccount, string(federation.RoleOperator)) + "."

// serve answers one request: signs of progress, then the result or an error.
func (p *parts) serve(ctx context.Context, m *nats.Msg) {
	var last time.Time
	progress := func(done, total int) {
		if time.Since(last) > 200*time.Millisecond {
			last = time.Now()
			p.respond(m, answer{Done: done, Total: total})
		}
	}
	out, err := p.perform(ctx, strings.TrimPrefix(m.Subject, requests), m.Data, progress)
	if err == nil {
		var raw []byte
		if raw, err = json.Marshal(out); err == nil {
			p.respond(m, answer{Result: raw})
			return
		}
	}
	p.respond(m, answer{Error: err.Error(), Code: codeOf(err)})
}

func (p *parts) respond(m *nats.Msg, a answer) {
	raw, err := json.Marshal(a)
	if err == nil {
		err = m.Respond(raw)
	}
	if err != nil {
		p.cfg.Logger.Warn("answer to the operator failed", "request", m.Subject, "err", err)
	}
}

// perform does what is asked.
func (p *parts) perform(ctx context.Context, operation string, in []byte, progress func(done, total int)) (any, error) {
	switch operation {
	case "status":
		return p.Status(ctx)
	case "verify":
		return p.Verify(ctx, progress)
	case "rebuild":
		return p.Rebuild(ctx, progress)
	case "list":
		var f quarantine.Filter
		if err := json.Unmarshal(in, &f); err != nil {
			return nil, err
		}
		return p.List(ctx, f)
	case "split":
		var s Splitting
		if err := json.Unmarshal(in, &s); err != nil {
			return nil, err
		}
		return p.Split(ctx, s)
	case "splits":
		splits, err := p.Splits(ctx)
		return append([]catalogue.Split{}, splits...), err
	}
	var n quarantine.Number
	if err := json.Unmarshal(in, &n); err != nil {
		return nil, err
	}
	switch operation {
	case "show":
		return p.Show(ctx, n)
	case "release":
		return p.Release(ctx, n)
	case "drop":
		return p.Drop(ctx, n)
	}
	return nil, errUnknownRequest
}
