package catalogue

import (
	"bytes"
	"crypto/sha256"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Subject is the offer an input speaks of, whose newest version [Fold] asks
// for; ok is false if it speaks of none.
func Subject(in Input) (id learning.OfferID, ok bool) {
	if in.Event == nil {
		return "", false
	}
	return in.Event.OfferID()
}

// Fold says what one event does to the catalogue. prior is the newest version
// of the event's [Subject], withdrawn ones included; nil if the catalogue has
// never seen it. The input's event must have been read by [event.Open] or
// [event.OpenData]. What
// a redacted record does is nothing; of the hub's own records only splits and
// joins do anything.
//
// The rules are those of the package comment; each has a golden test.
func Fold(prior *Version, in Input) []Change {
	if in.Event == nil {
		return nil
	}
	if in.Event.Type.Hub() {
		return decide(in)
	}
	land, system, ok := in.Event.Source.Split()
	if !ok {
		return nil
	}
	if in.Data == nil {
		in.Prepare()
	}
	return append(effect(prior, in, land, system),
		Seen{Land: land, System: system, Position: in.Position, RecordedAt: in.RecordedAt.UTC()})
}

// decide is what a record of the hub's own does.
func decide(in Input) []Change {
	switch f := in.Event.Fact.(type) {
	case *event.OffersSplit:
		return []Change{Parted{Offers: f.Offers, Position: in.Position, RecordedAt: in.RecordedAt.UTC(), Note: f.Note}}
	case *event.OffersJoined:
		return []Change{Joined{Offers: f.Offers, Position: in.Position}}
	}
	return nil
}

func effect(prior *Version, in Input, land learning.Land, system learning.System) []Change {
	switch f := in.Event.Fact.(type) {
	case *event.OfferPublished, *event.OfferRevised:
		return publish(prior, in)
	case *event.OfferWithdrawn:
		return withdraw(prior, in, f)
	case *event.SessionScheduled, *event.SessionRescheduled:
		return editSessions(prior, in, setSession)
	case *event.SessionCancelled:
		return editSessions(prior, in, cancelSession)
	case *event.SeatsReported:
		return editSessions(prior, in, reportSeats)
	case *event.ProviderRegistered, *event.ProviderRevised:
		return setProvider(in, Provider{Land: land, System: system})
	case *event.ProviderRetired:
		return setProvider(in, Provider{Land: land, System: system, Retired: true})
	case *event.DeliveryCompleted:
		return []Change{Delivered{Delivery{
			Land: land, System: system, ID: in.Event.Subject,
			Position: in.Position, RecordedAt: in.RecordedAt.UTC(), Counts: *f,
		}}}
	}
	return nil
}

// publish replaces all of the offer. Only seats that were reported later than
// those it brings survive it, and those of a withdrawn offer do not.
func publish(prior *Version, in Input) []Change {
	document := in.Data
	if prior != nil && prior.Live() {
		document = keepNewerSeats(document, prior.Document)
	}
	return revise(prior, in, document)
}

// revise begins a version with the document, unless it is the prior one's.
func revise(prior *Version, in Input, document []byte) []Change {
	if prior != nil && prior.Live() && bytes.Equal(prior.Document, document) {
		return nil
	}
	v := version(in)
	v.Document, v.Digest = document, sha256.Sum256(document)
	return []Change{Revised{v}}
}

// withdraw ends a live offer. For legal reasons it also takes all documents
// away, those of an offer that had left for another reason too.
func withdraw(prior *Version, in Input, fact *event.OfferWithdrawn) []Change {
	if prior == nil {
		return nil
	}
	legal := fact.Reason == event.Legal
	if !prior.Live() && (!legal || prior.Withdrawn.Reason == event.Legal) {
		return nil
	}
	v := version(in)
	v.Withdrawn, v.Erased = fact, legal
	if !legal {
		return []Change{Revised{v}}
	}
	return []Change{Revised{v}, Erased{v.ID}}
}

// editSessions applies an edit to the sessions of a live offer.
func editSessions(prior *Version, in Input, edit func(offer, data object) (object, bool)) []Change {
	if prior == nil || !prior.Live() {
		return []Change{Orphaned{in.Position}}
	}
	offer, ok := edit(members(prior.Document), members(in.Data))
	if !ok {
		return []Change{Orphaned{in.Position}}
	}
	return revise(prior, in, canonical(offer.encode()))
}

func setProvider(in Input, p Provider) []Change {
	p.Subject, p.Position, p.Document = in.Event.Subject, in.Position, in.Data
	return []Change{ProviderSet{p}}
}

// version is the version that begins with an input, still empty.
func version(in Input) Version {
	id, _ := Subject(in)
	return Version{
		ID: id, From: in.Position, Type: in.Event.Type,
		RecordedAt: in.RecordedAt.UTC(), HappenedAt: in.Event.Time.UTC(),
	}
}
