package quarantine

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// index is the store in memory, without texts and bytes: where the message of
// a number lies, which origins are known and what became of the entries.
type index struct {
	first   Number // number of known[0], 1 unless old messages were purged
	known   []known
	origins map[[16]byte]Number
	places  []place
	byPlace map[place]uint32
	counts  map[learning.Land]Counts
	held    map[Number]Entry  // held and open, without bytes
	by      map[Number]string // the deliveries that superseded entries
	// holes are the messages that are not there; each needs one that replaces it.
	holes map[uint64]bool
	// leftover are messages that are there although others replace them: a crash came between.
	leftover []uint64
}

// known is one entry in the index; one that was purged, or that is still to be
// met in a message that replaces its own, has no message.
type known struct {
	message  uint64 // sequence of its message
	at       int64  // recordedAt, ns since 1970
	sequence uint64 // of its origin
	digest   [16]byte
	slot     int32 // its place in the message
	index    int32 // of its origin
	place    uint32
	verdict  Verdict
	state    State
}

// place is what many entries have in common.
type place struct {
	land     learning.Land
	system   learning.System
	created  int64
	delivery string
}

func newIndex() *index {
	return &index{
		first: 1, origins: map[[16]byte]Number{}, byPlace: map[place]uint32{},
		counts: map[learning.Land]Counts{}, held: map[Number]Entry{}, by: map[Number]string{},
		holes: map[uint64]bool{},
	}
}

// next is the number the next entry gets.
func (x *index) next() Number { return x.first + Number(len(x.known)) }

func (x *index) at(n Number) (*known, bool) {
	if n < x.first || n >= x.next() || x.known[n-x.first].message == 0 {
		return nil, false
	}
	return &x.known[n-x.first], true
}

// originKey identifies an entry: its origin and its bytes.
func originKey(o eventlog.Origin, digest [sha256.Size]byte) (key [16]byte) {
	b := make([]byte, 0, 80)
	b = append(b, o.Land...)
	b = append(b, 0)
	b = binary.BigEndian.AppendUint64(b, uint64(o.Created))
	b = binary.BigEndian.AppendUint64(b, o.Sequence)
	b = binary.BigEndian.AppendUint64(b, uint64(o.Index))
	b = append(b, digest[:]...)
	sum := sha256.Sum256(b)
	copy(key[:], sum[:])
	return key
}

// add takes in the entries of one message.
func (x *index) add(message uint64, entries []Entry) error {
	if len(x.known) == 0 {
		x.first = entries[0].Number // what was purged is gone with its numbers
	}
	if len(x.holes) > 0 {
		x.cover(x.first, entries[0].Number)
	}
	for i, e := range entries {
		if e.Number != x.next() {
			return fmt.Errorf("%w: message %d begins with entry %d, expected was %d", ErrCorrupt, message, e.Number, x.next())
		}
		x.known = append(x.known, known{})
		x.fill(e, message, i)
	}
	return nil
}

// cover makes room for the numbers from one to before another.
func (x *index) cover(from, to Number) {
	if len(x.known) == 0 {
		x.first = from
	}
	if from < x.first {
		x.known = append(make([]known, x.first-from), x.known...)
		x.first = from
	}
	if n := x.next(); n < to {
		x.known = append(x.known, make([]known, to-n)...)
	}
}

// replace takes in a message that stands for an earlier one, and says whether
// it brought entries that were not known.
func (x *index) replace(message uint64, b block) (filled bool) {
	x.cover(b.entries[0].Number, max(b.next, b.entries[len(b.entries)-1].Number+1))
	for i, e := range b.entries {
		if k := &x.known[e.Number-x.first]; k.message != 0 {
			k.message, k.slot = message, int32(i)
			continue
		}
		x.fill(e, message, i)
		filled = true
	}
	return filled
}

// fill puts an entry where there is room for its number.
func (x *index) fill(e Entry, message uint64, slot int) {
	digest := e.Digest()
	k := known{
		message: message, at: e.RecordedAt.UnixNano(), sequence: e.Origin.Sequence, slot: int32(slot), index: int32(e.Origin.Index),
		place: x.place(place{e.Land, e.System, e.Origin.Created, e.Delivery}), verdict: e.Verdict, state: Undecided,
	}
	copy(k.digest[:], digest[:])
	x.known[e.Number-x.first] = k
	x.origins[originKey(e.Origin, digest)] = e.Number
	c := x.counts[e.Land]
	if e.Verdict == Held {
		e.Raw = nil
		x.held[e.Number] = e
		c.Held++
	} else {
		c.Rejected++
	}
	x.counts[e.Land] = c
}

func (x *index) place(p place) uint32 {
	i, ok := x.byPlace[p]
	if !ok {
		i = uint32(len(x.places))
		x.places = append(x.places, p)
		x.byPlace[p] = i
	}
	return i
}

// resolve notes what became of entries. Numbers that were purged are passed over.
func (x *index) resolve(numbers []Number, state State, by string) {
	for _, n := range numbers {
		k, ok := x.at(n)
		if !ok || k.verdict != Held || k.state != Undecided {
			continue
		}
		k.state = state
		delete(x.held, n)
		if by != "" {
			x.by[n] = by
		}
		land := x.places[k.place].land
		c := x.counts[land]
		c.Held--
		x.counts[land] = c
	}
}

// seen is what the index knows of an entry.
func (x *index) seen(n Number) Seen {
	k, p := x.known[n-x.first], x.places[x.known[n-x.first].place]
	return Seen{
		Number: n, System: p.system, Verdict: k.verdict, State: k.state, Delivery: p.delivery, digest: k.digest,
		Origin:     eventlog.Origin{Land: p.land, Created: p.created, Sequence: k.sequence, Index: int(k.index)},
		RecordedAt: time.Unix(0, k.at).UTC(),
	}
}

func (x *index) matches(n Number, f Filter) bool {
	if _, ok := x.at(n); !ok {
		return false
	}
	s := x.seen(n)
	return (f.Land == "" || f.Land == s.Origin.Land) && (f.System == "" || f.System == s.System) &&
		(f.Verdict == "" || f.Verdict == s.Verdict) && (f.State == "" || f.State == s.State) &&
		(f.Delivery == "" || f.Delivery == s.Delivery)
}

// Seen is what the store knows of an entry without reading it again.
type Seen struct {
	Number     Number
	System     learning.System
	Origin     eventlog.Origin
	RecordedAt time.Time
	Verdict    Verdict
	State      State
	Delivery   string
	digest     [16]byte
}

// Short is the first 8 bytes of the SHA-256 of the entry's bytes.
func (s Seen) Short() uint64 { return binary.BigEndian.Uint64(s.digest[:8]) }

// Same reports whether the entry has the bytes of this SHA-256.
func (s Seen) Same(digest [sha256.Size]byte) bool { return s.digest == [16]byte(digest[:16]) }
