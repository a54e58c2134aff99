package connector

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// pulled is how many receipt messages one pull asks for.
const pulled = 100

// catchUp takes the receipts that came while nobody listened: it pulls the
// durable consumer empty, folds each receipt into the shard of the system in
// its subject, makes that durable, and only then acknowledges.
func catchUp(ctx context.Context, client *federation.Client, own *memory) error {
	others := map[learning.System]*memory{own.system: own}
	for {
		messages, err := pull(ctx, client)
		if err != nil || len(messages) == 0 {
			return err
		}
		for system, said := range verdicts(messages, own.land) {
			m := others[system]
			if m == nil {
				if m, err = loadMemory(ctx, client, own.land, system); err != nil {
					return err
				}
				others[system] = m
			}
			m.fold(said)
			if err := m.save(ctx); err != nil {
				return err
			}
		}
		for _, msg := range messages {
			if err := msg.Respond([]byte("+ACK")); err != nil {
				return fmt.Errorf("acknowledge receipts: %w", err)
			}
		}
		if err := client.FlushTimeout(answerTime); err != nil {
			return fmt.Errorf("acknowledge receipts: %w", err)
		}
	}
}

// verdicts are what receipt messages say, by system and event id. A reply may
// have put foreign JSON here, which says nothing.
func verdicts(messages []*nats.Msg, own learning.Land) map[learning.System]map[string]federation.Verdict {
	said := map[learning.System]map[string]federation.Verdict{}
	for _, msg := range messages {
		land, system, _, err := federation.ParseReceipts(msg.Subject)
		receipts, valid := federation.DecodeReceipts(msg.Data)
		if err != nil || land != own || !valid {
			continue
		}
		if said[system] == nil {
			said[system] = map[string]federation.Verdict{}
		}
		for _, r := range receipts {
			if r.ID != "" {
				said[system][r.ID] = r.Verdict
			}
		}
	}
	return said
}

// fold takes verdicts in: by event id, so that a receipt of an older event changes nothing.
func (m *memory) fold(said map[string]federation.Verdict) {
	for n := range m.shards {
		s := &m.shards[n]
		for subject, e := range s.entries {
			v, ok := said[e.ID]
			if ok && e.settle(v) {
				s.entries[subject], s.dirty = e, true
			}
		}
	}
}

// pull asks the durable consumer for what is there, without waiting. The raw
// request is what a system's rights allow, and needs no consumer information.
func pull(ctx context.Context, client *federation.Client) ([]*nats.Msg, error) {
	inbox := client.NewInbox()
	arrived := make(chan *nats.Msg, pulled+1)
	sub, err := client.Subscribe(ctx, inbox, func(msg *nats.Msg) { arrived <- msg })
	if err != nil {
		return nil, fmt.Errorf("pull receipts: %w", err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	ask, err := json.Marshal(map[string]any{"batch": pulled, "no_wait": true})
	if err != nil {
		return nil, err
	}
	subject := "$JS.API.CONSUMER.MSG.NEXT." + federation.Receipts + "." + federation.ConsumerName(client.System())
	if err := client.PublishRequest(subject, inbox, ask); err != nil {
		return nil, fmt.Errorf("pull receipts: %w", err)
	}
	limit := time.NewTimer(answerTime)
	defer limit.Stop()
	var messages []*nats.Msg
	for {
		select {
		case msg := <-arrived:
			if msg.Header.Get("Status") != "" {
				return messages, nil // no more, or the pull is over
			}
			if messages = append(messages, msg); len(messages) == pulled {
				return messages, nil
			}
		case <-limit.C:
			return nil, fmt.Errorf("pull receipts: no answer in %s", answerTime)
		case <-ctx.Done():
			return nil, fmt.Errorf("pull receipts: %w", ctx.Err())
		}
	}
}

// answerTime is how long the server may take to answer a pull.
const answerTime = 10 * time.Second

// listener hears the receipts of a running delivery.
type listener struct {
	sub     *nats.Subscription
	arrived chan *nats.Msg
}

func listen(ctx context.Context, client *federation.Client, land learning.Land, system learning.System) (*listener, error) {
	l := &listener{arrived: make(chan *nats.Msg, 64)}
	var err error
	if l.sub, err = client.Subscribe(ctx, federation.ReceiptsOf(land, system), func(msg *nats.Msg) {
		select {
		case l.arrived <- msg:
		case <-ctx.Done():
		}
	}); err != nil {
		return nil, fmt.Errorf("listen for receipts: %w", err)
	}
	return l, nil
}

// answers are the receipts of what was sent, by event.
type answers struct {
	open     map[identity]bool // events without a receipt
	receipts map[identity]federation.Receipt
}

// identity of an event: its source and id.
type identity struct{ source, id string }

func newAnswers(sent []identity) *answers {
	a := &answers{open: make(map[identity]bool, len(sent)), receipts: make(map[identity]federation.Receipt, len(sent))}
	for _, id := range sent {
		a.open[id] = true
	}
	return a
}

// collect waits until every event has its receipt or the time is over; told
// is called with what came. It returns without an error when the time is over.
func (l *listener) collect(ctx context.Context, a *answers, wait time.Duration, told func(*answers)) error {
	limit := time.NewTimer(wait)
	defer limit.Stop()
	for len(a.open) > 0 {
		select {
		case msg := <-l.arrived:
			receipts, _ := federation.DecodeReceipts(msg.Data)
			for _, r := range receipts {
				if id := (identity{r.Source, r.ID}); a.open[id] {
					delete(a.open, id)
					a.receipts[id] = r
				}
			}
			told(a)
		case <-limit.C:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("wait for receipts: %w", ctx.Err())
		}
	}
	return nil
}

// count adds the verdicts of events to a delivery's counts.
func (a *answers) count(c *Counts, sent []identity) {
	for _, id := range sent {
		r, ok := a.receipts[id]
		if !ok {
			c.Pending++
			continue
		}
		switch r.Verdict {
		case federation.Rejected:
			c.Rejected++
		case federation.Held:
			c.Held++
		case federation.Warned:
			c.Warned++
		default:
			c.Accepted++
		}
		c.Position = max(c.Position, r.Position)
	}
}

// list is the receipts that came, in the order of what was sent.
func (a *answers) list(sent []identity) []federation.Receipt {
	out := make([]federation.Receipt, 0, len(a.receipts))
	for _, id := range sent {
		if r, ok := a.receipts[id]; ok {
			out = append(out, r)
		}
	}
	return out
}
