// Package memcat is a catalogue in memory: the reference for every other
// store, and what tests use that need no file.
package memcat

import (
	"bytes"
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Store is a catalogue in memory. Make one with [New].
type Store struct {
	mu         sync.RWMutex
	checkpoint catalogue.Position
	versions   map[learning.OfferID][]catalogue.Version // oldest first
	providers  map[string]catalogue.Provider
	laender    map[learning.Land]map[learning.System]catalogue.SystemStatus
	days       map[learning.Land]map[catalogue.Day]int
	splits     map[[2]learning.OfferID]catalogue.Split
	orphans    int
}

var _ catalogue.Store = (*Store)(nil)

// New is an empty catalogue.
func New() *Store {
	return &Store{
		versions:  map[learning.OfferID][]catalogue.Version{},
		providers: map[string]catalogue.Provider{},
		splits:    map[[2]learning.OfferID]catalogue.Split{},
		laender:   map[learning.Land]map[learning.System]catalogue.SystemStatus{},
		days:      map[learning.Land]map[catalogue.Day]int{},
	}
}

// Apply makes the changes and the checkpoint one step.
func (s *Store) Apply(ctx context.Context, checkpoint catalogue.Position, changes []catalogue.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if checkpoint <= s.checkpoint {
		return nil
	}
	if err := catalogue.Check(s.checkpoint, checkpoint, changes); err != nil {
		return err
	}
	for _, c := range changes {
		s.apply(c)
	}
	s.checkpoint = checkpoint
	return nil
}

func (s *Store) apply(c catalogue.Change) {
	switch c := c.(type) {
	case catalogue.Revised:
		history := s.versions[c.Version.ID]
		if n := len(history); n > 0 {
			history[n-1].To = c.Version.From
		}
		s.versions[c.Version.ID] = append(history, clone(c.Version))
	case catalogue.Erased:
		for i := range s.versions[c.ID] {
			v := &s.versions[c.ID][i]
			v.Document, v.Digest, v.Erased = nil, catalogue.Digest{}, true
		}
	case catalogue.ProviderSet:
		p := c.Provider
		p.Document = bytes.Clone(p.Document)
		s.providers[key(p.Land, p.System, p.Subject)] = p
	case catalogue.Delivered:
		d := c.Delivery
		s.system(d.Land, d.System, func(row *catalogue.SystemStatus) { row.Delivery = &d })
	case catalogue.Orphaned:
		s.orphans++
	case catalogue.Seen:
		s.system(c.Land, c.System, func(row *catalogue.SystemStatus) { row.LastEvent = c.RecordedAt })
		if s.days[c.Land] == nil {
			s.days[c.Land] = map[catalogue.Day]int{}
		}
		s.days[c.Land][catalogue.DayOf(c.RecordedAt)]++
	case catalogue.Parted:
		for _, pair := range catalogue.Pairs(c.Offers) {
			s.splits[pair] = catalogue.Split{Offers: pair, Position: c.Position, RecordedAt: c.RecordedAt, Note: c.Note}
		}
	case catalogue.Joined:
		for _, pair := range catalogue.Pairs(c.Offers) {
			delete(s.splits, pair)
		}
	}
}

func (s *Store) system(land learning.Land, system learning.System, set func(*catalogue.SystemStatus)) {
	if s.laender[land] == nil {
		s.laender[land] = map[learning.System]catalogue.SystemStatus{}
	}
	row := s.laender[land][system]
	row.System = system
	set(&row)
	s.laender[land][system] = row
}

func key(land learning.Land, system learning.System, subject string) string {
	return string(learning.NewOfferID(land, system, subject))
}

// Checkpoint is the position of the last applied event.
func (s *Store) Checkpoint(ctx context.Context) (catalogue.Position, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.checkpoint, ctx.Err()
}

// Offer is the newest version of an offer.
func (s *Store) Offer(ctx context.Context, id learning.OfferID) (catalogue.Version, error) {
	history, err := s.History(ctx, id)
	if err != nil {
		return catalogue.Version{}, err
	}
	return history[len(history)-1], nil
}

// Newest is Offer for many offers at once.
func (s *Store) Newest(ctx context.Context, ids []learning.OfferID) (map[learning.OfferID]catalogue.Version, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := map[learning.OfferID]catalogue.Version{}
	for _, id := range ids {
		if history := s.versions[id]; len(history) > 0 {
			found[id] = clone(history[len(history)-1])
		}
	}
	return found, ctx.Err()
}

// History is every version of an offer, oldest first.
func (s *Store) History(ctx context.Context, id learning.OfferID) ([]catalogue.Version, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	history := s.versions[id]
	if len(history) == 0 {
		return nil, cmp.Or(ctx.Err(), catalogue.ErrNotFound)
	}
	out := make([]catalogue.Version, len(history))
	for i, v := range history {
		out[i] = clone(v)
	}
	return out, ctx.Err()
}

// Offers yields the live offers as of a position in byte order of id.
func (s *Store) Offers(ctx context.Context, asOf catalogue.Position) iter.Seq2[catalogue.Version, error] {
	return func(yield func(catalogue.Version, error) bool) {
		for _, v := range s.asOf(asOf) {
			if err := ctx.Err(); err != nil {
				yield(catalogue.Version{}, err)
				return
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}

func (s *Store) asOf(p catalogue.Position) (offers []catalogue.Version) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, id := range slices.Sorted(maps.Keys(s.versions)) {
		for _, v := range s.versions[id] {
			held := v.To == 0 || p != 0 && p < v.To
			if held && (p == 0 || v.From <= p) && v.Live() && !v.Erased {
				offers = append(offers, clone(v))
			}
		}
	}
	return offers
}

// Provider is the newest state of a provider.
func (s *Store) Provider(ctx context.Context, land learning.Land, system learning.System, subject string) (catalogue.Provider, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p, ok := s.providers[key(land, system, subject)]
	if !ok {
		return catalogue.Provider{}, cmp.Or(ctx.Err(), catalogue.ErrNotFound)
	}
	p.Document = bytes.Clone(p.Document)
	return p, ctx.Err()
}

// Splits are all pairs of offers that are split, in byte order.
func (s *Store) Splits(ctx context.Context) ([]catalogue.Split, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.SortedFunc(maps.Values(s.splits), func(a, b catalogue.Split) int {
		return slices.Compare(a.Offers[:], b.Offers[:])
	}), ctx.Err()
}

// clone is a version that shares nothing with v.
func clone(v catalogue.Version) catalogue.Version {
	v.Document = bytes.Clone(v.Document)
	if v.Withdrawn != nil {
		w := *v.Withdrawn
		v.Withdrawn = &w
	}
	return v
}
