package connector

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// ErrConflict is returned by Run when other connectors of the same system
// wrote the memory again and again while this one planned.
var ErrConflict = errors.New("another delivery of the same system is running")

// inFlight is how many shards are read or written at a time.
const inFlight = 64

// memory is what one system has published, read from PUBLISHED.
type memory struct {
	client *federation.Client
	land   learning.Land
	system learning.System
	shards [federation.Shards]shard
	// subjects are the subjects by the id of the event last sent; older ids may linger.
	subjects map[string]string
}

// shard is one message of the memory.
type shard struct {
	entries  map[string]Entry
	sequence uint64 // of the message in PUBLISHED, 0 if there is none yet
	dirty    bool   // not saved
	old      bool   // somebody has written it since
	foreign  bool   // what stood in it is not ours
}

// loadMemory reads all shards of a system.
func loadMemory(ctx context.Context, client *federation.Client, land learning.Land, system learning.System) (*memory, error) {
	m := &memory{client: client, land: land, system: system, subjects: map[string]string{}}
	return m, m.load(ctx, func(*shard) bool { return true })
}

// load reads the shards that which says.
func (m *memory) load(ctx context.Context, which func(*shard) bool) error {
	read, err := m.each(ctx, which, m.loadOne)
	if err != nil {
		return fmt.Errorf("read memory of %s/%s: %w", m.land, m.system, err)
	}
	for _, n := range read {
		for subject, e := range m.shards[n].entries {
			m.subjects[e.ID] = subject
		}
	}
	return nil
}

// each does something with the shards that which says, many at a time, and gives their numbers.
func (m *memory) each(ctx context.Context, which func(*shard) bool, do func(context.Context, int) error) (done []int, err error) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(inFlight)
	for n := range m.shards {
		if which(&m.shards[n]) {
			done = append(done, n)
			g.Go(func() error {
				if err := do(ctx, n); err != nil {
					return fmt.Errorf("shard %02x: %w", n, err)
				}
				return nil
			})
		}
	}
	return done, g.Wait()
}

func (m *memory) subject(n int) string {
	return federation.PublishedSubject(m.land, m.system, byte(n))
}

// loadOne reads one shard by direct get, the only read a system's rights allow.
func (m *memory) loadOne(ctx context.Context, n int) error {
	msg, err := m.client.Request(ctx, federation.DirectGet(m.subject(n)), nil, nil)
	if err != nil {
		return err
	}
	s := shard{entries: map[string]Entry{}}
	defer func() { m.shards[n] = s }()
	switch status := msg.Header.Get("Status"); status {
	case "":
	case "404":
		return nil
	default:
		return fmt.Errorf("status %s %s", status, msg.Header.Get("Description"))
	}
	// The server writes its headers behind those of the message. Where there
	// are two, the message is itself the answer to a direct get: somebody else
	// of the Land had it sent here instead of to himself.
	sequences := msg.Header.Values("Nats-Sequence")
	if s.sequence, err = strconv.ParseUint(last(sequences), 10, 64); err != nil {
		return fmt.Errorf("sequence: %w", err)
	}
	entries, err := decodeShard(msg.Data, n)
	if err != nil || len(sequences) > 1 {
		s.foreign, s.dirty = true, true
		return nil
	}
	s.entries = entries
	return nil
}

func last(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

// all is every entry by subject.
func (m *memory) all() map[string]Entry {
	out := map[string]Entry{}
	for n := range m.shards {
		maps.Copy(out, m.shards[n].entries)
	}
	return out
}

// lost is how many shards somebody else has overwritten.
func (m *memory) lost() (n int) {
	for i := range m.shards {
		if m.shards[i].foreign {
			n++
		}
	}
	return n
}

// entry is what the memory holds of an offer.
func (m *memory) entry(subject string) Entry {
	return m.shards[federation.Shard(subject)].entries[subject]
}

// put remembers an entry; save makes it durable.
func (m *memory) put(e Entry) {
	s := &m.shards[federation.Shard(e.Subject)]
	if was := s.entries[e.Subject]; was.ID == e.ID && was.Verdict == e.Verdict {
		return
	}
	s.entries[e.Subject], s.dirty = e, true
	m.subjects[e.ID] = e.Subject
}

// save writes what has changed since it was read. Shards that somebody else
// wrote in between stay as they are there: then the error is ErrConflict.
func (m *memory) save(ctx context.Context) error {
	written, err := m.each(ctx, func(s *shard) bool { return s.dirty }, m.saveOne)
	if err != nil {
		return fmt.Errorf("write memory of %s/%s: %w", m.land, m.system, err)
	}
	for _, n := range written {
		if m.shards[n].old {
			return fmt.Errorf("write memory of %s/%s: shard %02x: %w", m.land, m.system, n, ErrConflict)
		}
	}
	return nil
}

func (m *memory) saveOne(ctx context.Context, n int) error {
	s := &m.shards[n]
	raw, err := encodeShard(s.entries)
	if err != nil {
		return err
	}
	header := nats.Header{"Nats-Expected-Last-Subject-Sequence": {strconv.FormatUint(s.sequence, 10)}}
	ack, err := m.client.Publish(ctx, m.subject(n), header, raw)
	switch {
	case isConflict(err):
		s.old = true
	case err != nil:
		return err
	default:
		s.sequence, s.dirty = ack.Sequence, false
	}
	return nil
}

// isConflict reports whether the server says "wrong last sequence".
func isConflict(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}
