package intake

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// identities knows every recorded event by (source, id): where it stands, what
// its bytes were and where it was read. It is an open hash table of 32 bytes a
// slot, 38 to 56 bytes an event, in shards that grow one by one, so that no
// growth needs the whole table twice. One goroutine at a time.
type identities struct {
	shards [256]shard
	n      int
}

type shard struct {
	slots []slot
	used  int
}

// slot is one recorded event; a zero where is an empty slot.
type slot struct {
	key    identity
	digest uint64 // the first 8 bytes of the SHA-256 of its bytes
	where  uint64 // the position, and in the upper 24 bits a hash of its origin
}

// identity is a hash of (source, id).
type identity [16]byte

const (
	positionBits = 40
	positionMask = 1<<positionBits - 1
)

func identityOf(source, id string) (key identity) {
	b := make([]byte, 0, 192)
	b = append(b, source...)
	b = append(b, 0)
	b = append(b, id...)
	sum := sha256.Sum256(b)
	copy(key[:], sum[:])
	return key
}

// recorded is what the table says of an event.
type recorded struct {
	position eventlog.Position
	digest   uint64
	origin   uint64
}

// same reports whether the recorded event has these bytes.
func (r recorded) same(digest [sha256.Size]byte) bool { return r.digest == short(digest) }

// from reports whether the recorded event was read there. One in 16 million
// events read elsewhere is taken for it, which changes the word "duplicate" in
// its receipt into "accepted" and nothing else.
func (r recorded) from(o eventlog.Origin) bool { return r.origin == originTag(o) }

func short(digest [sha256.Size]byte) uint64 { return binary.BigEndian.Uint64(digest[:8]) }

// originTag is a hash of 24 bits of an origin (splitmix64).
func originTag(o eventlog.Origin) uint64 {
	h := uint64(o.Created)
	for _, v := range [...]uint64{o.Sequence, uint64(o.Index)} {
		h ^= v + 0x9e3779b97f4a7c15 + h<<6 + h>>2
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h >> positionBits
}

func (t *identities) lookup(key identity) (recorded, bool) {
	s := &t.shards[key[0]]
	if len(s.slots) == 0 {
		return recorded{}, false
	}
	e := &s.slots[s.find(key)]
	if e.where == 0 {
		return recorded{}, false
	}
	return recorded{eventlog.Position(e.where & positionMask), e.digest, e.where >> positionBits}, true
}

// add takes in an event; if its identity is there already, the first stays.
func (t *identities) add(key identity, digest [sha256.Size]byte, p eventlog.Position, o eventlog.Origin) {
	s := &t.shards[key[0]]
	if s.used*7 >= len(s.slots)*6 {
		s.grow()
	}
	i := s.find(key)
	if s.slots[i].where != 0 {
		return
	}
	s.slots[i] = slot{key, short(digest), uint64(p)&positionMask | originTag(o)<<positionBits}
	s.used++
	t.n++
}

// find is the slot of a key, or the empty one where it belongs. There is always an empty one.
func (s *shard) find(key identity) int {
	i := int(binary.BigEndian.Uint64(key[1:9]) % uint64(len(s.slots)))
	for s.slots[i].where != 0 && s.slots[i].key != key {
		if i++; i == len(s.slots) {
			i = 0
		}
	}
	return i
}

func (s *shard) grow() {
	old := s.slots
	s.slots = make([]slot, len(old)+len(old)/2+8)
	for i := range old {
		if old[i].where != 0 {
			s.slots[s.find(old[i].key)] = old[i]
		}
	}
}
