package catalogue

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// FoldVersion is the version of [Fold]: a catalogue of another one is rebuilt
// from the log, and digests of different ones cannot be compared.
const FoldVersion = 1

var (
	// ErrNotFound is returned by Offer and History when there is no such offer,
	// not even a withdrawn one, and by Provider when none was registered.
	ErrNotFound = errors.New("not in the catalogue")
	// ErrFoldVersion is returned by an adapter's Open when the store was made by another [FoldVersion].
	ErrFoldVersion = errors.New("the catalogue was folded by another version")
	// ErrCorrupt is returned by every reading method when a stored document is not what was stored.
	ErrCorrupt = errors.New("the catalogue is damaged")
	// ErrBatch is returned by Apply when a change lies at or below the checkpoint before, or above the new one.
	ErrBatch = errors.New("a change lies outside of its batch")
)

// Position is the place of an event in the log, counted from 1.
type Position = event.Position

// Digest is a SHA-256.
type Digest = [sha256.Size]byte

// Version is one state of one offer, from one position until another.
type Version struct {
	ID   learning.OfferID
	From Position // of the event that made it
	To   Position // of the event that ended it; 0 while it holds
	// RecordedAt is when the hub recorded the event that made it (UTC); HappenedAt
	// is when it happened in the Land, as the event says.
	RecordedAt time.Time
	HappenedAt time.Time
	Type       event.Type
	// Document is the folded offer in RFC 8785 form, unknown members included;
	// nil while the offer is withdrawn, or erased.
	Document []byte
	Digest   Digest // SHA-256 of the Document; zero without one
	// Withdrawn says why the offer left, nil while it is live.
	Withdrawn *event.OfferWithdrawn
	// Erased is true if the document was taken away for legal reasons, or is
	// missing because the offer left for them.
	Erased bool
}

// Live reports whether the offer is in the catalogue in this version.
func (v *Version) Live() bool { return v.Withdrawn == nil }

// Input is one event of the log, opened.
type Input struct {
	Position   Position
	Land       learning.Land
	RecordedAt time.Time
	Event      *event.Event // nil if the record is redacted
	// Data is the event's data in RFC 8785 form, if [Input.Prepare] has made it.
	Data []byte
}

// Prepare makes what [Fold] would make otherwise: callers with several cores
// prepare inputs side by side and fold them one after the other.
func (in *Input) Prepare() {
	if in.Event != nil {
		in.Data = canonical(in.Event.Data)
	}
}

// Change is what one event does: one of the types below.
type Change interface{ change() }

type (
	// Revised ends the offer's version before, if any, and begins this one.
	Revised struct{ Version Version }
	// Erased takes the documents of all versions of an offer away, for ever.
	Erased struct{ ID learning.OfferID }
	// ProviderSet is the provider's newest state.
	ProviderSet struct{ Provider Provider }
	// Delivered is a completed delivery of one system.
	Delivered struct{ Delivery Delivery }
	// Orphaned counts a session fact that found no live offer or no such session.
	Orphaned struct{ Position Position }
	// Seen is the newest event of a system; every event of a Land makes one.
	Seen struct {
		Land       learning.Land
		System     learning.System
		Position   Position
		RecordedAt time.Time
	}
	// Parted says that no two of these offers are the same; of each two the
	// newest Parted or Joined counts.
	Parted struct {
		Offers     []learning.OfferID
		Position   Position
		RecordedAt time.Time
		Note       string
	}
	// Joined takes back what was said of any two of these offers.
	Joined struct {
		Offers   []learning.OfferID
		Position Position
	}
)

func (Revised) change()     {}
func (Erased) change()      {}
func (ProviderSet) change() {}
func (Delivered) change()   {}
func (Orphaned) change()    {}
func (Seen) change()        {}
func (Parted) change()      {}
func (Joined) change()      {}

// Split is two offers that somebody has split: they are not the same, whatever
// they look like.
type Split struct {
	Offers     [2]learning.OfferID `json:"offers"` // in byte order
	Position   Position            `json:"position"`
	RecordedAt time.Time           `json:"recordedAt"` // UTC
	Note       string              `json:"note,omitempty"`
}

// Pairs are every two different ones of some offers, each in byte order.
func Pairs(offers []learning.OfferID) (pairs [][2]learning.OfferID) {
	offers = slices.Compact(slices.Sorted(slices.Values(offers)))
	for i, a := range offers {
		for _, b := range offers[i+1:] {
			pairs = append(pairs, [2]learning.OfferID{a, b})
		}
	}
	return pairs
}

// Provider is a provider's page of its own.
type Provider struct {
	Land     learning.Land
	System   learning.System
	Subject  string
	Position Position
	Document []byte // RFC 8785 form
	Retired  bool
}

// Delivery is a completed delivery of one system.
type Delivery struct {
	Land       learning.Land
	System     learning.System
	ID         string
	Position   Position
	RecordedAt time.Time
	Counts     event.DeliveryCompleted
}

// LandStatus is one row of [Status].
type LandStatus struct {
	Land         learning.Land
	Offers       int    // live ones
	Digest       Digest // zero without a live offer
	LastEvent    time.Time
	LastDelivery time.Time      // zero if there was none
	Systems      []SystemStatus // in byte order
	// Days are the events of the last [RecentDays] days, oldest first; a day without any is left out.
	Days []DayCount
}

// SystemStatus is the freshness of one system of a Land.
type SystemStatus struct {
	System    learning.System
	LastEvent time.Time
	Delivery  *Delivery // the last one, nil if there was none
}

// Add puts a system, the next in byte order, into its Land's row.
func (l *LandStatus) Add(s SystemStatus) {
	l.Systems = append(l.Systems, s)
	if s.LastEvent.After(l.LastEvent) {
		l.LastEvent = s.LastEvent
	}
	if s.Delivery != nil && s.Delivery.RecordedAt.After(l.LastDelivery) {
		l.LastDelivery = s.Delivery.RecordedAt
	}
}

// Status is the catalogue at its checkpoint.
type Status struct {
	Position    Position
	FoldVersion int
	Offers      int
	Orphans     int
	Digest      Digest
	Laender     []LandStatus // of every Land that published anything, in byte order
}

// Reader is what is asked of a catalogue.
type Reader interface {
	// Checkpoint is the position of the last applied event.
	Checkpoint(ctx context.Context) (Position, error)
	// Offer is the newest version of an offer, withdrawn ones included.
	Offer(ctx context.Context, id learning.OfferID) (Version, error)
	// Newest is Offer for many offers at once; ids that are not known are left out.
	Newest(ctx context.Context, ids []learning.OfferID) (map[learning.OfferID]Version, error)
	// History is every version of an offer, oldest first.
	History(ctx context.Context, id learning.OfferID) ([]Version, error)
	// Offers yields the live offers as of a position (0: now) in byte order of
	// id, each with its document; those erased since are left out.
	Offers(ctx context.Context, asOf Position) iter.Seq2[Version, error]
	// Provider is the newest state of a provider, retired ones included.
	Provider(ctx context.Context, land learning.Land, system learning.System, subject string) (Provider, error)
	// Splits are all pairs of offers that are split, in byte order, whether the
	// offers are there or not.
	Splits(ctx context.Context) ([]Split, error)
	// Status sums the catalogue up.
	Status(ctx context.Context) (Status, error)
}

// Store is the contract; the package comment is its specification and package
// cattest its suite.
type Store interface {
	Reader
	// Apply makes the changes and the checkpoint one transaction.
	Apply(ctx context.Context, checkpoint Position, changes []Change) error
}

// Check says what is wrong with a batch after the checkpoint before, wrapping
// [ErrBatch]; every store asks it first.
func Check(before, checkpoint Position, changes []Change) error {
	for _, c := range changes {
		var p Position
		switch c := c.(type) {
		case Revised:
			p = c.Version.From
		case ProviderSet:
			p = c.Provider.Position
		case Delivered:
			p = c.Delivery.Position
		case Orphaned:
			p = c.Position
		case Seen:
			p = c.Position
		case Parted:
			p = c.Position
		case Joined:
			p = c.Position
		default:
			continue
		}
		if p <= before || p > checkpoint {
			return fmt.Errorf("%w: position %d, batch from %d to %d", ErrBatch, p, before+1, checkpoint)
		}
	}
	return nil
}
