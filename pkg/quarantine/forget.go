package quarantine

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// errStays is an error of the server's, which said that it had deleted a message.
var errStays = errors.New("the server did not delete it")

// Forget takes the bytes of refused entries away for good, because the law
// demands it, and with them their problems, which quote the bytes. What an
// entry was, where it came from and the SHA-256 of its bytes stay. Forgetting
// twice is forgetting once; after an error do it again. [ErrNumber] and
// [ErrHeld] say that nothing was done.
func (s *Store) Forget(ctx context.Context, numbers []Number, reason string) error {
	s.write.Lock()
	defer s.write.Unlock()
	if reason == "" {
		reason = "no reason given"
	}
	wanted := map[Number]bool{}
	for _, n := range numbers {
		wanted[n] = true
	}
	messages, err := s.refused(numbers)
	for err == nil && len(messages) > 0 {
		if err = s.sweep(ctx); err == nil {
			err = s.forget(ctx, messages[0], wanted, reason)
			messages = messages[1:]
		}
	}
	if err == nil {
		err = s.sweep(ctx)
	}
	if err != nil {
		return fmt.Errorf("forget in quarantine: %w", err)
	}
	return nil
}

// refused are the messages in which the entries of the numbers lie.
func (s *Store) refused(numbers []Number) (messages []uint64, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, n := range numbers {
		k, ok := s.x.at(n)
		switch {
		case !ok:
			return nil, fmt.Errorf("entry %d: %w", n, ErrNumber)
		case k.verdict == Held:
			return nil, fmt.Errorf("entry %d: %w", n, ErrHeld)
		}
		messages = append(messages, k.message)
	}
	slices.Sort(messages)
	return slices.Compact(messages), nil
}

// forget writes a message anew without the bytes of the entries; [Store.sweep] deletes the old one.
func (s *Store) forget(ctx context.Context, message uint64, wanted map[Number]bool, reason string) error {
	b, err := s.fetch(ctx, message)
	if err != nil {
		return err
	}
	b.replaces = append(b.replaces, message)
	changed := false
	for i := range b.entries {
		if e := &b.entries[i]; e.Forgotten == "" && wanted[e.Number] {
			e.forget(reason)
			changed = true
		}
	}
	for changed {
		b.next = s.x.next()
		msg, err := b.encode()
		if err != nil {
			return err
		}
		err = s.publish(ctx, msg, func(at uint64) error {
			s.x.replace(at, b)
			s.x.leftover = append(s.x.leftover, message)
			return nil
		})
		if err != nil {
			return err
		}
		s.mu.RLock()
		changed = s.x.known[b.entries[0].Number-s.x.first].message == message // the stream had moved on, and this was not it
		s.mu.RUnlock()
	}
	return nil
}

// forget leaves of an entry what says nothing of its content.
func (e *Entry) forget(reason string) {
	digest := e.Digest()
	e.SHA256, e.Forgotten, e.Raw = hex.EncodeToString(digest[:]), reason, nil
	e.Problems = []learning.Problem{{
		Rule:      "forgotten",
		Message:   "Der Inhalt dieses Ereignisses wurde gelöscht, und mit ihm, was daran zu beanstanden war.",
		MessageEn: "The content of this event was deleted, and with it what was wrong with it.",
	}}
}

// encode writes the block as one message.
func (b block) encode() (*nats.Msg, error) {
	w := wireEntries{First: b.entries[0].Number, RecordedAt: b.entries[0].RecordedAt, Replaces: b.replaces, Next: b.next}
	for _, e := range b.entries {
		w.Entries = append(w.Entries, wired(e))
	}
	return w.message(b.entries)
}

// sweep deletes messages for which others stand; the server overwrites their bytes.
func (s *Store) sweep(ctx context.Context) error {
	for {
		s.mu.RLock()
		left := s.x.leftover
		s.mu.RUnlock()
		if len(left) == 0 {
			return nil
		}
		err := s.stream.SecureDeleteMsg(ctx, left[0])
		if _, gone := s.stream.GetMsg(ctx, left[0]); !errors.Is(gone, jetstream.ErrMsgNotFound) {
			return fmt.Errorf("message %d is still there: %w", left[0], cmp.Or(err, gone, errStays))
		}
		s.mu.Lock()
		s.x.leftover = s.x.leftover[1:]
		s.mu.Unlock()
	}
}
