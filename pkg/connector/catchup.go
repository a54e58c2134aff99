package connector

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

const (
	// pulled and pulledBytes bound one pull; a receipt message is at most 256 KiB.
	pulled      = 100
	pulledBytes = 8 << 20
	// answerTime is how long the server may take to answer a pull.
	answerTime = 5 * time.Second
	// foldTries bounds how often receipts are folded anew because another connector wrote the same shards.
	foldTries = 20
)

// catchUp takes the receipts that came while nobody listened: it pulls the
// durable consumer empty, folds each receipt into the shard of the system in
// its subject, makes that durable, and only then acknowledges. hear, if not
// nil, is told of every one.
func catchUp(ctx context.Context, own *memory, hear func([]federation.Receipt)) error {
	p, err := newPuller(ctx, own.client)
	if err != nil {
		return err
	}
	defer p.close()
	memories := map[learning.System]*memory{own.system: own}
	for {
		messages, more, err := p.pull(ctx)
		if err != nil {
			return err
		}
		for system, receipts := range said(messages, own.land) {
			m := memories[system]
			if m == nil {
				if m, err = loadMemory(ctx, own.client, own.land, system); err != nil {
					return err
				}
				memories[system] = m
			}
			if err := m.absorb(ctx, receipts); err != nil {
				return err
			}
			if hear != nil {
				hear(receipts)
			}
		}
		for _, msg := range messages {
			if err := msg.Respond([]byte("+ACK")); err != nil {
				return fmt.Errorf("acknowledge receipts: %w", err)
			}
		}
		if !more {
			return p.flush(ctx)
		}
	}
}

// said are the receipts in messages, by system, in their order. A reply may
// have put foreign JSON among them, which says nothing.
func said(messages []*nats.Msg, own learning.Land) map[learning.System][]federation.Receipt {
	all := map[learning.System][]federation.Receipt{}
	for _, msg := range messages {
		land, system, _, err := federation.ParseReceipts(msg.Subject)
		receipts, valid := federation.DecodeReceipts(msg.Data)
		if err == nil && land == own && valid {
			all[system] = append(all[system], receipts...)
		}
	}
	return all
}

// absorb folds receipts into the memory and makes that durable. Folding does
// not depend on what was planned, so a conflict is settled here: the shard is
// read anew and the receipts are folded again.
func (m *memory) absorb(ctx context.Context, receipts []federation.Receipt) error {
	for try := 1; ; try++ {
		m.fold(receipts)
		err := m.save(ctx)
		if !errors.Is(err, ErrConflict) || try == foldTries {
			return err
		}
		if err := m.load(ctx, func(s *shard) bool { return s.old }); err != nil {
			return err
		}
	}
}

// fold takes receipts in: by event id, so that one of an older event changes nothing.
func (m *memory) fold(receipts []federation.Receipt) {
	own := string(event.NewSource(m.land, m.system))
	for _, r := range receipts {
		subject, known := m.subjects[r.ID]
		if !known || r.Source != own {
			continue
		}
		s := &m.shards[federation.Shard(subject)]
		if e := s.entries[subject]; e.ID == r.ID && e.settle(r) {
			s.entries[subject], s.dirty = e, true
		}
	}
}

// puller asks the durable consumer for receipts. The raw request is what a
// system's rights allow, and needs no consumer information.
type puller struct {
	client  *federation.Client
	inbox   string
	pulls   int
	arrived chan *nats.Msg
	over    chan struct{}
	sub     *nats.Subscription
}

func newPuller(ctx context.Context, client *federation.Client) (*puller, error) {
	p := &puller{client: client, inbox: client.NewInbox() + ".", arrived: make(chan *nats.Msg, pulled), over: make(chan struct{})}
	var err error
	if p.sub, err = client.Subscribe(ctx, p.inbox+"*", func(msg *nats.Msg) {
		select {
		case p.arrived <- msg:
		case <-p.over:
		}
	}); err != nil {
		return nil, fmt.Errorf("pull receipts: %w", err)
	}
	return p, nil
}

func (p *puller) close() {
	close(p.over)
	_ = p.sub.Unsubscribe()
}

// pull gives what is there, without waiting for more, and whether there may be
// more. A consumer that does not answer has nothing: what it holds is caught
// up next time.
func (p *puller) pull(ctx context.Context) (messages []*nats.Msg, more bool, err error) {
	ask, err := json.Marshal(map[string]any{"batch": pulled, "max_bytes": pulledBytes, "no_wait": true})
	if err != nil {
		return nil, false, err
	}
	p.pulls++
	inbox := p.inbox + strconv.Itoa(p.pulls)
	subject := "$JS.API.CONSUMER.MSG.NEXT." + federation.Receipts + "." + federation.ConsumerName(p.client.System())
	if err := p.client.PublishRequest(subject, inbox, ask); err != nil {
		return nil, false, fmt.Errorf("pull receipts: %w", err)
	}
	limit := time.NewTimer(answerTime)
	defer limit.Stop()
	for {
		select {
		case msg := <-p.arrived:
			switch status := msg.Header.Get("Status"); {
			case status == "":
				if messages = append(messages, msg); len(messages) == pulled {
					return messages, true, nil
				}
			case msg.Subject != inbox: // the end of a pull before
			default: // 404 no more, 409 the next is beyond the bytes, 503 no such consumer
				return messages, status == "409" && len(messages) > 0, nil
			}
		case <-limit.C:
			return messages, false, nil
		case <-ctx.Done():
			return nil, false, fmt.Errorf("pull receipts: %w", ctx.Err())
		}
	}
}

// flush returns when the server has what was sent, the acknowledgements that is.
func (p *puller) flush(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	if err := p.client.FlushWithContext(ctx); err != nil {
		return fmt.Errorf("acknowledge receipts: %w", err)
	}
	return nil
}
