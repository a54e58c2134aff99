package connector

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// ErrConflict is returned when another connector of the same system wrote the
// memory at the same time; what was planned must be planned anew.
var ErrConflict = errors.New("another delivery of the same system is running")

// memory is what one system has published, read from PUBLISHED.
type memory struct {
	client *federation.Client
	land   learning.Land
	system learning.System
	shards [federation.Shards]shard
}

// shard is one message of the memory.
type shard struct {
	entries  map[string]Entry
	sequence uint64 // of the message in PUBLISHED, 0 if there is none yet
	dirty    bool
}

// loadMemory reads all shards of a system.
func loadMemory(ctx context.Context, client *federation.Client, land learning.Land, system learning.System) (*memory, error) {
	m := &memory{client: client, land: land, system: system}
	for n := range m.shards {
		if err := m.load(ctx, n); err != nil {
			return nil, fmt.Errorf("read memory of %s/%s: %w", land, system, err)
		}
	}
	return m, nil
}

func (m *memory) subject(n int) string {
	return federation.PublishedSubject(m.land, m.system, byte(n))
}

// load reads one shard by direct get, the only read a system's rights allow.
func (m *memory) load(ctx context.Context, n int) error {
	msg, err := m.client.Request(ctx, federation.DirectGet(m.subject(n)), nil, nil)
	if err != nil {
		return err
	}
	m.shards[n] = shard{entries: map[string]Entry{}}
	switch status := msg.Header.Get("Status"); status {
	case "":
	case "404":
		return nil
	default:
		return fmt.Errorf("shard %02x: status %s %s", n, status, msg.Header.Get("Description"))
	}
	sequence, err := strconv.ParseUint(msg.Header.Get("Nats-Sequence"), 10, 64)
	if err != nil {
		return fmt.Errorf("shard %02x: sequence: %w", n, err)
	}
	entries, err := decodeShard(msg.Data)
	if err != nil {
		return fmt.Errorf("shard %02x: %w", n, err)
	}
	m.shards[n] = shard{entries: entries, sequence: sequence}
	return nil
}

// all is every entry by subject.
func (m *memory) all() map[string]Entry {
	out := map[string]Entry{}
	for n := range m.shards {
		maps.Copy(out, m.shards[n].entries)
	}
	return out
}

// put remembers an entry; save makes it durable.
func (m *memory) put(e Entry) {
	s := &m.shards[federation.Shard(e.Subject)]
	s.entries[e.Subject] = e
	s.dirty = true
}

// save writes what has changed since it was read. A shard that somebody else
// wrote in between gives ErrConflict.
func (m *memory) save(ctx context.Context) error {
	for n := range m.shards {
		s := &m.shards[n]
		if !s.dirty {
			continue
		}
		raw, err := encodeShard(s.entries)
		if err != nil {
			return fmt.Errorf("write memory shard %02x: %w", n, err)
		}
		header := nats.Header{"Nats-Expected-Last-Subject-Sequence": {strconv.FormatUint(s.sequence, 10)}}
		ack, err := m.client.Publish(ctx, m.subject(n), header, raw)
		if err != nil {
			return fmt.Errorf("write memory shard %02x: %w", n, conflict(err))
		}
		s.sequence, s.dirty = ack.Sequence, false
	}
	return nil
}

// conflict turns the server's "wrong last sequence" into ErrConflict.
func conflict(err error) error {
	var api *jetstream.APIError
	if errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence {
		return fmt.Errorf("%w (%w)", ErrConflict, err)
	}
	return err
}
