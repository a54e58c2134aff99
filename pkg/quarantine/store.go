package quarantine

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Store is the quarantine of a hub. Its methods may be called at the same
// time. Only one process may write; others may have it open to read, and see
// what was there when they opened it.
type Store struct {
	js     jetstream.JetStream
	stream jetstream.Stream

	write sync.Mutex // one publish at a time
	mu    sync.RWMutex
	x     *index
	last  uint64 // sequence of the last message in the index; guarded by write
}

// settings of the stream. It keeps everything; syncing is the server's business.
var settings = jetstream.StreamConfig{
	Name:        Stream,
	Description: "Abgewiesene und zurückgehaltene Ereignisse mit ihren Gründen",
	Subjects:    []string{"quarantine.*"},
	Retention:   jetstream.LimitsPolicy,
	Discard:     jetstream.DiscardNew,
	Storage:     jetstream.FileStorage,
	Compression: jetstream.S2Compression,
	AllowDirect: true,
	Duplicates:  100 * time.Millisecond, // the smallest window; 0 would mean two minutes
	Replicas:    1,
}

// Open opens the quarantine in the account of js, which is the hub's, makes the
// stream if there is none, and reads it once. The error is [ErrCorrupt] if a
// message in it is missing or unreadable.
func Open(ctx context.Context, js jetstream.JetStream) (*Store, error) {
	stream, err := js.Stream(ctx, Stream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		stream, err = js.CreateStream(ctx, settings)
	}
	if err != nil {
		return nil, fmt.Errorf("open quarantine: %w", err)
	}
	s := &Store{js: js, stream: stream, x: newIndex()}
	if err := s.catchUp(ctx); err != nil {
		return nil, fmt.Errorf("open quarantine: %w", err)
	}
	return s, nil
}

// Append adds entries in their order and gives their numbers; it is durable
// when it returns. The fields Number, State and By are not read. An entry whose
// origin and bytes are known keeps its number and is not added again, so after
// any error the same call may be made again.
func (s *Store) Append(ctx context.Context, entries []Entry) ([]Number, error) {
	s.write.Lock()
	defer s.write.Unlock()
	for {
		numbers, fresh, err := s.unknown(entries)
		if err != nil {
			return nil, fmt.Errorf("append to quarantine: %w", err)
		}
		if len(fresh) == 0 {
			return numbers, nil
		}
		msg, n, err := encode(s.x.next(), fresh)
		if err != nil {
			return nil, fmt.Errorf("append to quarantine: %w", err)
		}
		stored := slices.Clone(fresh[:n])
		err = s.publish(ctx, msg, func(message uint64) error {
			for i := range stored {
				stored[i].Number = s.x.next() + Number(i)
				stored[i].State, stored[i].By = Undecided, ""
			}
			return s.x.add(message, stored)
		})
		if err != nil {
			return nil, fmt.Errorf("append to quarantine: %w", err)
		}
	}
}

// unknown gives the numbers of the entries as far as they are known, and those that are not.
func (s *Store) unknown(entries []Entry) (numbers []Number, fresh []Entry, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	twice := map[[16]byte]bool{}
	for _, e := range entries {
		if e.Verdict != Held && e.Verdict != Rejected || !e.Land.Valid() || e.Origin.Land != e.Land {
			return nil, nil, fmt.Errorf("entry of %q with verdict %q is no entry", e.Land, e.Verdict)
		}
		key := originKey(e.Origin, e.Digest())
		n := s.x.origins[key]
		numbers = append(numbers, n)
		if n == 0 && !twice[key] {
			twice[key] = true
			fresh = append(fresh, e)
		}
	}
	return numbers, fresh, nil
}

// publish adds one message and takes it into the index. If the stream has
// moved on, an earlier message of ours was stored although its answer got
// lost: then it is read, and the caller looks again at what is left to do.
func (s *Store) publish(ctx context.Context, msg *nats.Msg, stored func(message uint64) error) error {
	ack, err := s.js.PublishMsg(ctx, msg, jetstream.WithExpectLastSequence(s.last))
	var api *jetstream.APIError
	if errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence {
		was := s.last
		if err := s.catchUp(ctx); err != nil {
			return err
		}
		if s.last == was {
			return fmt.Errorf("%w: the stream ends before message %d", ErrCorrupt, was)
		}
		return nil
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := stored(ack.Sequence); err != nil {
		return err
	}
	s.last = ack.Sequence
	return nil
}

// Resolve records what became of held entries: durable when it returns. by is
// the delivery that superseded them, "" otherwise. Entries for which something
// is recorded already stay as they are, so it may be called again.
func (s *Store) Resolve(ctx context.Context, numbers []Number, state State, by string) error {
	s.write.Lock()
	defer s.write.Unlock()
	for {
		open, err := s.open(numbers)
		if err != nil || len(open) == 0 {
			return err
		}
		land := s.x.places[s.x.known[open[0]-s.x.first].place].land
		body, err := json.Marshal(wireState{State: state, Numbers: open, By: by, At: time.Now().UTC()}, lax)
		if err != nil {
			return fmt.Errorf("resolve: %w", err)
		}
		err = s.publish(ctx, message(land, kindState, body), func(uint64) error {
			s.x.resolve(open, state, by)
			return nil
		})
		if err != nil {
			return fmt.Errorf("resolve in quarantine: %w", err)
		}
	}
}

// open are those of the numbers to which nothing has happened yet.
func (s *Store) open(numbers []Number) (open []Number, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, n := range numbers {
		k, ok := s.x.at(n)
		switch {
		case !ok:
			return nil, fmt.Errorf("entry %d: %w", n, ErrNumber)
		case k.verdict != Held:
			return nil, fmt.Errorf("entry %d: %w", n, ErrNotHeld)
		case k.state == Undecided:
			open = append(open, n)
		}
	}
	return open, nil
}

// Find gives the entry with this origin and these bytes.
func (s *Store) Find(o eventlog.Origin, digest [sha256.Size]byte) (Seen, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := s.x.origins[originKey(o, digest)]
	if n == 0 {
		return Seen{}, false
	}
	return s.x.seen(n), true
}

// Seen gives what is known of the entry of a number.
func (s *Store) Seen(n Number) (Seen, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if _, ok := s.x.at(n); !ok {
		return Seen{}, false
	}
	return s.x.seen(n), true
}

// All gives what is known of every entry, in the order of numbers.
func (s *Store) All() iter.Seq[Seen] {
	return func(yield func(Seen) bool) {
		s.mu.RLock()
		n, end := s.x.first, s.x.next()
		s.mu.RUnlock()
		for ; n < end; n++ {
			if seen, ok := s.Seen(n); ok && !yield(seen) {
				return
			}
		}
	}
}

// Held are the entries that are held and open, in the order of numbers, without their bytes.
func (s *Store) Held() []Entry {
	s.mu.RLock()
	defer s.mu.RUnlock()
	held := make([]Entry, 0, len(s.x.held))
	for _, e := range s.x.held {
		held = append(held, e)
	}
	slices.SortFunc(held, func(a, b Entry) int { return int(a.Number) - int(b.Number) })
	return held
}

// Count counts the entries of a Land.
func (s *Store) Count(land learning.Land) Counts {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.x.counts[land]
}
