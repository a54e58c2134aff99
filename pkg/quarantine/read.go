package quarantine

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// pullBytes bounds what is under way while the stream is read.
const pullBytes = 8 << 20

// catchUp reads into the index what the stream has beyond it.
func (s *Store) catchUp(ctx context.Context) error {
	info, err := s.stream.Info(ctx)
	if err != nil {
		return err
	}
	from := s.last + 1
	if s.last == 0 && info.State.FirstSeq > 1 {
		from = info.State.FirstSeq
	}
	if info.State.LastSeq < from {
		s.last = max(s.last, info.State.LastSeq)
		return nil
	}
	r := reading{store: s, first: info.State.FirstSeq}
	for msg, err := range s.messages(ctx, from, info.State.LastSeq) {
		if err != nil {
			return err
		}
		if err := r.take(msg); err != nil {
			return err
		}
	}
	return r.end()
}

type stored struct {
	sequence uint64
	subject  string
	header   nats.Header // nil if there is no such message any more
	data     []byte
}

// messages are those of the stream with these sequences, also those that are missing.
func (s *Store) messages(ctx context.Context, from, to uint64) iter.Seq2[stored, error] {
	return func(yield func(stored, error) bool) {
		c, err := s.stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
			DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from,
		})
		if err != nil {
			yield(stored{}, err)
			return
		}
		it, err := c.Messages(jetstream.PullMaxBytes(pullBytes))
		if err != nil {
			yield(stored{}, err)
			return
		}
		defer it.Stop()
		for want := from; want <= to; want++ {
			msg, err := it.Next(jetstream.NextContext(ctx))
			if err != nil {
				yield(stored{}, fmt.Errorf("read message %d: %w", want, err))
				return
			}
			meta, err := msg.Metadata()
			if err != nil {
				yield(stored{}, err)
				return
			}
			for ; want < meta.Sequence.Stream; want++ {
				if !yield(stored{sequence: want}, nil) {
					return
				}
			}
			header := msg.Headers()
			if header == nil {
				header = nats.Header{}
			}
			if !yield(stored{want, msg.Subject(), header, msg.Data()}, nil) {
				return
			}
		}
	}
}

// reading is one pass over messages of the stream.
type reading struct {
	store  *Store
	first  uint64 // sequence of the first message of the stream
	states []wireState
	filled bool // entries came after what may be said of them
}

// take puts one message into the index.
func (r *reading) take(msg stored) error {
	s := r.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if msg.header == nil {
		s.x.holes[msg.sequence] = true
	}
	switch msg.header.Get(kindHeader) {
	case kindEntries:
		b, err := decode(msg.subject, msg.data)
		if err != nil {
			return fmt.Errorf("message %d: %w", msg.sequence, err)
		}
		if len(b.replaces) > 0 {
			r.replaced(b.replaces)
			r.filled = s.x.replace(msg.sequence, b) || r.filled
		} else if err := s.x.add(msg.sequence, b.entries); err != nil {
			return err
		}
	case kindState:
		var w wireState
		if err := json.Unmarshal(msg.data, &w, lax); err != nil {
			return fmt.Errorf("%w: message %d: %w", ErrCorrupt, msg.sequence, err)
		}
		s.x.resolve(w.Numbers, w.State, w.By)
		r.states = append(r.states, w)
	}
	s.last = msg.sequence // anything else is noise: an operator's reply subject can put it here
	return nil
}

// replaced closes the holes of messages for which another stands; one that is still there has to go.
func (r *reading) replaced(messages []uint64) {
	x := r.store.x
	for _, m := range messages {
		if !x.holes[m] && m >= r.first {
			x.leftover = append(x.leftover, m)
		}
		delete(x.holes, m)
	}
}

// end says what was missing, and what became of entries that came late.
func (r *reading) end() error {
	x := r.store.x
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	for message := range x.holes {
		return fmt.Errorf("%w: message %d is missing", ErrCorrupt, message)
	}
	if r.filled {
		for _, w := range r.states {
			x.resolve(w.Numbers, w.State, w.By)
		}
	}
	return nil
}

// Show gives one entry with its bytes.
func (s *Store) Show(ctx context.Context, n Number) (Entry, error) {
	for e, err := range s.read(ctx, []Number{n}) {
		return e, err
	}
	return Entry{}, fmt.Errorf("entry %d: %w", n, ErrNumber)
}

// Entries gives entries with their bytes, in the order of those it is given.
func (s *Store) Entries(ctx context.Context, of []Entry) iter.Seq2[Entry, error] {
	numbers := make([]Number, len(of))
	for i, e := range of {
		numbers[i] = e.Number
	}
	return s.read(ctx, numbers)
}

// List gives the entries that pass the filter, in the order of numbers, without their bytes.
func (s *Store) List(ctx context.Context, f Filter) iter.Seq2[Entry, error] {
	s.mu.RLock()
	var numbers []Number
	for n := s.x.next(); n > s.x.first && (f.Last == 0 || len(numbers) < f.Last); n-- {
		if s.x.matches(n-1, f) {
			numbers = append(numbers, n-1)
		}
	}
	s.mu.RUnlock()
	slices.Reverse(numbers)
	return func(yield func(Entry, error) bool) {
		for e, err := range s.read(ctx, numbers) {
			e.Raw = nil
			if !yield(e, err) {
				return
			}
		}
	}
}

// read gives entries by their numbers; each message is fetched once if they are in order.
func (s *Store) read(ctx context.Context, numbers []Number) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		var have uint64
		var b block
		for _, n := range numbers {
			k, by, err := s.lookup(n)
			if err == nil && k.message != have {
				k, b, err = s.load(ctx, n, k)
				have = k.message
			}
			if err != nil {
				yield(Entry{}, err)
				return
			}
			e := b.entries[k.slot]
			e.State, e.By = k.state, by
			if !yield(e, nil) {
				return
			}
		}
	}
}

func (s *Store) lookup(n Number) (known, string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	k, ok := s.x.at(n)
	if !ok {
		return known{}, "", fmt.Errorf("entry %d: %w", n, ErrNumber)
	}
	return *k, s.x.by[n], nil
}

// load gives the message of an entry; while something in it is being forgotten, it moves.
func (s *Store) load(ctx context.Context, n Number, k known) (known, block, error) {
	b, err := s.fetch(ctx, k.message)
	for errors.Is(err, jetstream.ErrMsgNotFound) {
		now, _, found := s.lookup(n)
		if found != nil || now.message == k.message {
			break
		}
		k = now
		b, err = s.fetch(ctx, k.message)
	}
	return k, b, err
}

// fetch gives the entries of one message.
func (s *Store) fetch(ctx context.Context, message uint64) (block, error) {
	msg, err := s.stream.GetMsg(ctx, message)
	if err != nil {
		return block{}, fmt.Errorf("read quarantine: message %d: %w", message, err)
	}
	if !strings.HasPrefix(msg.Subject, "quarantine.") {
		return block{}, fmt.Errorf("%w: message %d under %s", ErrCorrupt, message, msg.Subject)
	}
	return decode(msg.Subject, msg.Data)
}
