package projector

import (
	"context"
	"fmt"
	"hash/maphash"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// newest are the newest versions of the offers of a batch; nil for one that
// the catalogue has never seen.
type newest map[learning.OfferID]*catalogue.Version

// fold folds batch after batch. While one is being applied the next is folded:
// what the batch in flight changes is seen in its newest versions, all else is
// asked of the store.
func (p *pipeline) fold(ctx context.Context, from <-chan *chunk, to chan<- batch) error {
	var flying newest
	var met *meetings
	if p.after == 0 {
		met = newMeetings()
	}
	for c := range from {
		inputs, err := gather(ctx, c, from)
		if err != nil {
			return err
		}
		known, err := p.priors(ctx, inputs, flying, met)
		if err != nil {
			return err
		}
		b := batch{checkpoint: inputs[len(inputs)-1].Position}
		for _, in := range inputs {
			b.changes = append(b.changes, known.fold(in)...)
		}
		if err := send(ctx, to, b); err != nil { // the batch before is applied now, this one flies
			return err
		}
		flying = known
	}
	return nil
}

// gather is a batch: a chunk, and those that are decoded behind it already.
func gather(ctx context.Context, c *chunk, from <-chan *chunk) (inputs []catalogue.Input, err error) {
	bytes := 0
	for {
		select {
		case <-c.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if c.err != nil {
			return nil, c.err
		}
		inputs, bytes = append(inputs, c.inputs...), bytes+c.bytes
		if len(inputs)+chunkSize > mostEvents || bytes+chunkBytes > mostBytes {
			return inputs, nil
		}
		select {
		case next, more := <-from:
			if !more {
				return inputs, nil
			}
			c = next
		default:
			return inputs, nil
		}
	}
}

// priors are the newest versions of all offers that the inputs speak of.
func (p *pipeline) priors(ctx context.Context, inputs []catalogue.Input, flying newest, met *meetings) (newest, error) {
	known := newest{}
	var ask []learning.OfferID
	for _, in := range inputs {
		id, ok := catalogue.Subject(in)
		if !ok {
			continue
		}
		if _, have := known[id]; have {
			continue
		}
		v, have := flying[id]
		if known[id] = v; !have && !met.first(id) {
			ask = append(ask, id)
		}
	}
	if len(ask) == 0 {
		return known, nil
	}
	found, err := p.store.Newest(ctx, ask)
	if err != nil {
		return nil, fmt.Errorf("project: %w", err)
	}
	for id, v := range found {
		known[id] = &v
	}
	return known, nil
}

// meetings remember, from an empty catalogue on, which offers were met: the
// store need not be asked for one that is met for the first time. Only hashes
// are kept, 8 bytes an offer; two offers of one hash cost a question.
type meetings struct {
	seed maphash.Seed
	met  map[uint64]struct{}
}

func newMeetings() *meetings {
	return &meetings{seed: maphash.MakeSeed(), met: map[uint64]struct{}{}}
}

// first reports whether the offer is surely met for the first time.
func (m *meetings) first(id learning.OfferID) bool {
	if m == nil {
		return false
	}
	h := maphash.String(m.seed, string(id))
	_, met := m.met[h]
	m.met[h] = struct{}{}
	return !met
}

// fold folds one input and keeps the newest version of its offer.
func (k newest) fold(in catalogue.Input) []catalogue.Change {
	var prior *catalogue.Version
	if id, ok := catalogue.Subject(in); ok {
		prior = k[id]
	}
	changes := catalogue.Fold(prior, in)
	for _, c := range changes {
		if r, ok := c.(catalogue.Revised); ok {
			k[r.Version.ID] = &r.Version
		}
	}
	return changes
}
