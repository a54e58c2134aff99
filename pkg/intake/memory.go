package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// memory is what intake knows of everything recorded so far: read once at the
// start from the log and the quarantine, then kept by the committer alone.
type memory struct {
	known    identities
	redacted map[[32]byte]eventlog.Position // by the digest of what was taken away
	last     eventlog.Position
	at       time.Time // of the newest record or entry
	// offers are the open held entries by the offer they would withdraw.
	offers map[offerKey][]heldEntry
	// overtaken are the held entries about whose offer something newer has come.
	overtaken map[quarantine.Number]bool
	unsettled []settlement
}

// offerKey names an offer. The subject is free, so the three are not joined.
type offerKey struct {
	land    learning.Land
	system  learning.System
	subject string
}

// moment is when something came in the order of one Land: the hub's clock, and
// within one cycle the place in the outbox.
type moment struct {
	at     time.Time
	origin eventlog.Origin
}

func (m moment) after(n moment) bool {
	return m.at.After(n.at) || m.at.Equal(n.at) && m.origin.Created == n.origin.Created &&
		(m.origin.Sequence > n.origin.Sequence || m.origin.Sequence == n.origin.Sequence && m.origin.Index > n.origin.Index)
}

type heldEntry struct {
	moment
	number quarantine.Number
	key    identity
}

// settlement is a decision about held entries that stands in the log; after a
// crash the quarantine may not know it yet.
type settlement struct {
	delivery delivery
	release  bool
	by       string // the delivery that superseded it
	moment   moment
	complete bool // a full delivery was completed; whether it superseded anything is still to be seen
}

// delivery names one delivery of a system.
type delivery struct {
	land   learning.Land
	system learning.System
	id     string
}

func newMemory() *memory {
	return &memory{redacted: map[[32]byte]eventlog.Position{}, offers: map[offerKey][]heldEntry{}, overtaken: map[quarantine.Number]bool{}}
}

// hold takes in an open held entry.
func (m *memory) hold(e quarantine.Entry) {
	k := offerKey{e.Land, e.System, e.Subject}
	m.offers[k] = append(m.offers[k], heldEntry{moment{e.RecordedAt, e.Origin}, e.Number, identityOf(e.Source, e.ID)})
}

// settle forgets entries that are no longer held.
func (m *memory) settle(entries []quarantine.Entry) {
	for _, e := range entries {
		k := offerKey{e.Land, e.System, e.Subject}
		rest := slices.DeleteFunc(m.offers[k], func(h heldEntry) bool { return h.number == e.Number })
		if len(rest) > 0 {
			m.offers[k] = rest
		} else {
			delete(m.offers, k)
		}
		delete(m.overtaken, e.Number)
	}
}

// overtake notes that an event about an offer was recorded: what is held about
// that offer from before is not to be released any more.
func (m *memory) overtake(k offerKey, key identity, now moment) {
	for _, h := range m.offers[k] {
		if now.after(h.moment) && h.key != key {
			m.overtaken[h.number] = true
		}
	}
}

// reader builds the memory from one pass over the log.
type reader struct {
	*memory
	pasts   map[learning.Land]map[int64]*past
	notices map[learning.Land]Notice
	skip    map[eventlog.Origin]bool // held entries: released, they stand in the log with their old origins
	waiting map[event.Source]bool    // systems with something held
	newest  map[learning.Land]int64  // the outbox a Land used last
	heard   map[learning.Land]time.Time
}

// remember reads log and quarantine. visit, if not nil, is shown every record.
func remember(ctx context.Context, log eventlog.Log, q *quarantine.Store, visit func(eventlog.Record) error) (*reader, error) {
	r := &reader{
		memory: newMemory(), pasts: map[learning.Land]map[int64]*past{}, notices: map[learning.Land]Notice{},
		skip: map[eventlog.Origin]bool{}, waiting: map[event.Source]bool{}, newest: map[learning.Land]int64{}, heard: map[learning.Land]time.Time{},
	}
	aside := map[learning.Land]map[int64]*past{}
	for s := range q.All() {
		r.at = later(r.at, s.RecordedAt)
		in(aside, s.Origin).note(s.Origin, s.Short(), s.RecordedAt)
		if s.Verdict == quarantine.Held {
			r.skip[s.Origin] = true
		}
	}
	for _, e := range q.Held() {
		r.hold(e)
		r.waiting[event.NewSource(e.Land, e.System)] = true
	}
	for rec, err := range log.Read(ctx, 1, eventlog.Filter{}) {
		if err != nil {
			return nil, fmt.Errorf("read log: %w", err)
		}
		if visit != nil {
			if err := visit(rec); err != nil {
				return nil, err
			}
		}
		if err := r.take(rec); err != nil {
			return nil, err
		}
	}
	for land, streams := range aside {
		for created, p := range streams {
			own := in(r.pasts, eventlog.Origin{Land: land, Created: created})
			*own = merge(*own, *p)
		}
	}
	return r, nil
}

func in(pasts map[learning.Land]map[int64]*past, o eventlog.Origin) *past {
	if pasts[o.Land] == nil {
		pasts[o.Land] = map[int64]*past{}
	}
	p := pasts[o.Land][o.Created]
	if p == nil {
		p = &past{}
		pasts[o.Land][o.Created] = p
	}
	return p
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// take reads one record.
func (r *reader) take(rec eventlog.Record) error {
	r.last, r.at = rec.Position, later(r.at, rec.RecordedAt)
	r.heard[rec.Land] = rec.RecordedAt
	if rec.Land != learning.Hub && !r.skip[rec.Origin] {
		p := in(r.pasts, rec.Origin)
		if p.last > rec.Origin.Sequence {
			r.notices[rec.Land] = Notice{noticeRestored, rec.RecordedAt}
		}
		if was := r.newest[rec.Land]; was != 0 && was != rec.Origin.Created {
			r.notices[rec.Land] = Notice{noticeAnew, rec.RecordedAt}
		}
		r.newest[rec.Land] = rec.Origin.Created
		p.note(rec.Origin, short(rec.Digest), rec.RecordedAt)
	}
	if rec.Raw == nil {
		r.redacted[rec.Digest] = rec.Position
		return nil
	}
	g, ok := glance(rec.Raw)
	if !ok {
		return fmt.Errorf("position %d: %w: not an event", rec.Position, eventlog.ErrCorrupt)
	}
	key := identityOf(string(g.source), string(g.id))
	r.known.add(key, rec.Digest, rec.Position, rec.Origin)
	switch typ := event.Type(g.typ); {
	case rec.Land == learning.Hub:
		return r.settled(rec)
	case len(r.offers) > 0 && r.waiting[event.Source(g.source)]:
		land, system, _ := event.Source(g.source).Split()
		if noun, _, _ := typ.Split(); noun == "offer" || noun == "session" {
			r.overtake(offerKey{land, system, string(g.subject)}, key, moment{rec.RecordedAt, rec.Origin})
		}
		if typ == event.TypeDeliveryCompleted {
			return r.completed(rec, land, system)
		}
	}
	return nil
}

// settled reads a record of the hub's own about held entries.
func (r *reader) settled(rec eventlog.Record) error {
	e, err := event.Open(rec.Raw)
	if err != nil {
		return fmt.Errorf("position %d: %w: %w", rec.Position, eventlog.ErrCorrupt, err)
	}
	switch f := e.Fact.(type) {
	case *event.HeldReleased:
		r.unsettled = append(r.unsettled, settlement{delivery: delivery{f.Land, f.System, f.Delivery}, release: true, moment: moment{at: rec.RecordedAt}})
	case *event.HeldDropped:
		r.unsettled = append(r.unsettled, settlement{delivery: delivery{f.Land, f.System, f.Delivery}, by: f.Superseded, moment: moment{at: rec.RecordedAt}})
	}
	return nil
}

// completed notes a full delivery of a system that has something held.
func (r *reader) completed(rec eventlog.Record, land learning.Land, system learning.System) error {
	e, err := event.Open(rec.Raw)
	if err != nil {
		return fmt.Errorf("position %d: %w: %w", rec.Position, eventlog.ErrCorrupt, err)
	}
	if f, ok := e.Fact.(*event.DeliveryCompleted); ok && f.Full {
		r.unsettled = append(r.unsettled, settlement{delivery: delivery{land, system, ""}, by: e.Subject, moment: moment{rec.RecordedAt, rec.Origin}, complete: true})
	}
	return nil
}
