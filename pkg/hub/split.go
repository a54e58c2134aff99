package hub

import (
	"context"
	"errors"
	"fmt"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Splitting says which offers are not the same, or, to join them, which may be again.
type Splitting struct {
	Offers []learning.OfferID `json:"offers"`
	Note   string             `json:"note,omitempty"`
	Join   bool               `json:"join,omitzero"`
}

// Decided is what became of a [Splitting].
type Decided struct {
	Position uint64 `json:"position"` // of the hub's record, 0 if nothing had to be done
	Before   bool   `json:"before"`   // it was so before
}

// ErrNoOffer is returned by Split when the catalogue has never had one of the offers.
var ErrNoOffer = errors.New("no such offer")

// Split says that offers are not the same, or takes that back. It returns when
// the record is durable and the catalogue follows it. What is so already is
// not recorded again.
func (p *parts) Split(ctx context.Context, s Splitting) (Decided, error) {
	done, err := p.splitAlready(ctx, s)
	if err != nil || done {
		return Decided{Before: done}, err
	}
	position, err := p.intake.Record(ctx, s.record())
	if err != nil {
		return Decided{}, fmt.Errorf("split: %w", err)
	}
	return Decided{Position: uint64(position)}, p.projector.WaitFor(ctx, position)
}

// Splits are the offers that are split.
func (p *parts) Splits(ctx context.Context) ([]catalogue.Split, error) { return p.store.Splits(ctx) }

// record is the event that says so.
func (s Splitting) record() intake.Own {
	if s.Join {
		return intake.Own{Stage: "catalogue", Type: event.TypeOffersJoined, Data: event.OffersJoined{Offers: s.Offers, Note: s.Note}}
	}
	return intake.Own{Stage: "catalogue", Type: event.TypeOffersSplit, Data: event.OffersSplit{Offers: s.Offers, Note: s.Note}}
}

// splitAlready reports whether the catalogue says so already. To split, the
// offers must be known, be they there or not; what was split can always be joined.
func (p *parts) splitAlready(ctx context.Context, s Splitting) (bool, error) {
	if !s.Join {
		known, err := p.store.Newest(ctx, s.Offers)
		if err != nil {
			return false, err
		}
		for _, id := range s.Offers {
			if _, ok := known[id]; !ok {
				return false, fmt.Errorf("%w: %s", ErrNoOffer, id)
			}
		}
	}
	splits, err := p.store.Splits(ctx)
	if err != nil {
		return false, err
	}
	split := map[[2]learning.OfferID]bool{}
	for _, s := range splits {
		split[s.Offers] = true
	}
	pairs := catalogue.Pairs(s.Offers)
	for _, pair := range pairs {
		if split[pair] == s.Join {
			return false, nil
		}
	}
	return len(pairs) > 0, nil
}

// followSplits tells the index which offers are split, if a batch changed that.
func (p *parts) followSplits(ctx context.Context, changes []catalogue.Change) error {
	for _, c := range changes {
		switch c.(type) {
		case catalogue.Parted, catalogue.Joined:
			return split(ctx, p.store, p.index.Load())
		}
	}
	return nil
}

// Split and Splits of a stopped hub bring the catalogue up to the log first.
func (s *stopped) Split(ctx context.Context, what Splitting) (Decided, error) {
	if err := s.catalogue(ctx); err != nil {
		return Decided{}, err
	}
	if done, err := s.splitAlready(ctx, what); err != nil || done {
		return Decided{Before: done}, err
	}
	position, err := decide(ctx, s, func(ctx context.Context) (event.Position, error) { return s.intake.Record(ctx, what.record()) })
	if err != nil {
		return Decided{}, fmt.Errorf("split: %w", err)
	}
	return Decided{Position: uint64(position)}, s.projector.CatchUp(ctx)
}

func (s *stopped) Splits(ctx context.Context) ([]catalogue.Split, error) {
	if err := s.catalogue(ctx); err != nil {
		return nil, err
	}
	return s.parts.Splits(ctx)
}

// Split and Splits of a remote hub.
func (r remote) Split(ctx context.Context, s Splitting) (Decided, error) {
	return call[Decided](ctx, r, "split", s, nil)
}

func (r remote) Splits(ctx context.Context) ([]catalogue.Split, error) {
	return call[[]catalogue.Split](ctx, r, "splits", nil, nil)
}
