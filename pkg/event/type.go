package event

import (
	"regexp"
	"slices"
	"strings"
)

// Type names a fact and its version: "de.lernverbund.<noun>.<fact>.v1".
type Type string

// The types a Land may publish.
const (
	TypeOfferPublished     Type = "de.lernverbund.offer.published.v1"
	TypeOfferRevised       Type = "de.lernverbund.offer.revised.v1"
	TypeOfferWithdrawn     Type = "de.lernverbund.offer.withdrawn.v1"
	TypeSessionScheduled   Type = "de.lernverbund.session.scheduled.v1"
	TypeSessionRescheduled Type = "de.lernverbund.session.rescheduled.v1"
	TypeSessionCancelled   Type = "de.lernverbund.session.cancelled.v1"
	TypeSeatsReported      Type = "de.lernverbund.session.seats_reported.v1"
	TypeProviderRegistered Type = "de.lernverbund.provider.registered.v1"
	TypeProviderRevised    Type = "de.lernverbund.provider.revised.v1"
	TypeProviderRetired    Type = "de.lernverbund.provider.retired.v1"
	TypeDeliveryCompleted  Type = "de.lernverbund.delivery.completed.v1"
)

// The types of the hub's own records.
const (
	TypeHeldReleased Type = "de.lernverbund.hub.released.v1"
	TypeHeldDropped  Type = "de.lernverbund.hub.dropped.v1"
	TypeOffersSplit  Type = "de.lernverbund.hub.split.v1"
	TypeOffersJoined Type = "de.lernverbund.hub.joined.v1"
)

// makers gives an empty fact to decode into, by type.
var makers = map[Type]func() Fact{
	TypeOfferPublished:     func() Fact { return new(OfferPublished) },
	TypeOfferRevised:       func() Fact { return new(OfferRevised) },
	TypeOfferWithdrawn:     func() Fact { return new(OfferWithdrawn) },
	TypeSessionScheduled:   func() Fact { return new(SessionScheduled) },
	TypeSessionRescheduled: func() Fact { return new(SessionRescheduled) },
	TypeSessionCancelled:   func() Fact { return new(SessionCancelled) },
	TypeSeatsReported:      func() Fact { return new(SeatsReported) },
	TypeProviderRegistered: func() Fact { return new(ProviderRegistered) },
	TypeProviderRevised:    func() Fact { return new(ProviderRevised) },
	TypeProviderRetired:    func() Fact { return new(ProviderRetired) },
	TypeDeliveryCompleted:  func() Fact { return new(DeliveryCompleted) },
	TypeHeldReleased:       func() Fact { return new(HeldReleased) },
	TypeHeldDropped:        func() Fact { return new(HeldDropped) },
	TypeOffersSplit:        func() Fact { return new(OffersSplit) },
	TypeOffersJoined:       func() Fact { return new(OffersJoined) },
}

var typePattern = regexp.MustCompile(`^de\.lernverbund\.([a-z_]+)\.([a-z_]+)\.v([1-9][0-9]{0,2})$`)

// split is the parts of the types we know, so that nobody has to search in them.
var split = func() map[Type][2]string {
	parts := map[Type][2]string{}
	for t := range makers {
		m := typePattern.FindStringSubmatch(string(t))
		parts[t] = [2]string{m[1], m[2]}
	}
	return parts
}()

// Split names noun and fact ("offer", "published"); ok is false if t is no type of ours.
func (t Type) Split() (noun, fact string, ok bool) {
	if parts, known := split[t]; known {
		return parts[0], parts[1], true
	}
	m := typePattern.FindStringSubmatch(string(t))
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// Known reports whether this package can read the type, in this or an older version.
func (t Type) Known() bool { return makers[t] != nil || upcasts[t].to != "" }

// Hub reports whether only the hub itself may write the type.
func (t Type) Hub() bool { return strings.HasPrefix(string(t), "de.lernverbund.hub.") }

// Types are the newest types a Land may publish, in byte order.
func Types() []Type {
	var types []Type
	for t := range makers {
		if !t.Hub() {
			types = append(types, t)
		}
	}
	slices.Sort(types)
	return types
}
