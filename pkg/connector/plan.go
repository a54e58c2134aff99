package connector

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
)

// Plan is what a delivery would do: pure, made from the delivery and the memory.
type Plan struct {
	Sends  []Send
	Counts Counts
	// Base is how many offers of the system are live, as far as the memory
	// knows; Missing is how many of them the delivery lacks, whether it
	// withdraws them or not.
	Base, Missing int
	// Twice are the subjects that stand more than once in the delivery: the first counts, nothing is withdrawn.
	Twice []string
	// TooLarge are the subjects whose document is larger than an event may be; they count as refused.
	TooLarge []string
	// Again are the subjects whose content the hub has rejected before.
	Again []string
	// Lost is how many of the memory's shards somebody else has overwritten.
	// What they knew is published anew, but an offer that is gone by now stays
	// in the catalogue.
	Lost int

	source event.Source
}

// Send is one event to publish and the entry that remembers it.
type Send struct {
	Entry Entry
	// Document is the offer, nil for a withdrawal.
	Document []byte
	source   event.Source
}

// NewPlan compares a delivery with the memory. now becomes the time of the
// events; memory maps a subject to its entry. The error is a document that is
// not JSON.
func NewPlan(d *Delivery, memory map[string]Entry, now time.Time) (*Plan, error) {
	p := &Plan{source: event.NewSource(d.Land, d.System)}
	present := make(map[string]bool, len(d.Records))
	for _, r := range d.Records {
		p.Counts.Read++
		twice := present[r.Subject]
		present[r.Subject] = true
		switch {
		case r.Document == nil || r.Subject == "":
			p.Counts.Refused++
		case twice:
			p.Counts.Refused++
			p.Twice = append(p.Twice, r.Subject)
		case len(r.Document) > event.MaxBytes:
			p.Counts.Refused++
			p.TooLarge = append(p.TooLarge, r.Subject)
		case !jsontext.Value(r.Document).IsValid():
			return nil, fmt.Errorf("record %q: its document is not JSON", r.Subject)
		default:
			p.record(d, memory[r.Subject], r, now)
		}
	}
	p.absences(d, memory, present, now)
	return p, nil
}

// record decides about one record.
func (p *Plan) record(d *Delivery, was Entry, r Record, now time.Time) {
	digest := digestOf(r.Document)
	same := was.Digest == digest
	offer := was.Type != event.TypeOfferWithdrawn && was.ID != ""
	switch {
	case same && offer && was.Verdict == sent:
		p.count(was)
		p.send(was, r.Document)
		return
	case same && offer && was.Verdict == federation.Rejected && !d.Resend:
		p.Counts.Unchanged++
		p.Counts.Rejected++
		p.Again = append(p.Again, r.Subject)
		return
	case same && offer && was.Verdict != federation.Rejected,
		// A withdrawal that is held or was rejected left the offer live as it was.
		same && !offer && was.Live && was.Verdict != sent:
		p.Counts.Unchanged++
		return
	}
	e := Entry{
		Subject: r.Subject, Digest: digest, Time: now, Verdict: sent, Before: was.ID,
		Type: event.TypeOfferPublished, Live: was.maybeLive(),
	}
	if e.Live {
		e.Type = event.TypeOfferRevised
	}
	e.ID = eventID(p.source, r.Subject, digest, was.ID)
	p.count(e)
	p.send(e, r.Document)
}

// count counts an offer as new or revised; what is sent again counts once more.
func (p *Plan) count(e Entry) {
	if e.Type == event.TypeOfferRevised {
		p.Counts.Revised++
	} else {
		p.Counts.New++
	}
}

// absences withdraws what a full delivery lacks.
func (p *Plan) absences(d *Delivery, memory map[string]Entry, present map[string]bool, now time.Time) {
	var missing []Entry
	for subject, e := range memory {
		if !e.maybeLive() {
			continue
		}
		p.Base++
		if !present[subject] {
			missing = append(missing, e)
		}
	}
	p.Missing = len(missing)
	if !d.Full || d.Partial != "" || len(p.Twice) > 0 {
		return
	}
	slices.SortFunc(missing, func(a, b Entry) int { return strings.Compare(a.Subject, b.Subject) })
	for _, was := range missing {
		e := was
		if was.Verdict != sent || was.Type != event.TypeOfferWithdrawn {
			e = Entry{
				Subject: was.Subject, Digest: was.certain(), Time: now, Verdict: sent, Before: was.ID,
				Type: event.TypeOfferWithdrawn, Live: true,
				Absence: &Absence{Delivery: d.ID, Base: p.Base, Missing: len(missing)},
				ID:      eventID(p.source, was.Subject, "absent", was.ID, d.ID),
			}
		}
		p.Counts.Withdrawn++
		p.send(e, nil)
	}
}

func (p *Plan) send(e Entry, document []byte) {
	p.Sends = append(p.Sends, Send{Entry: e, Document: document, source: p.source})
}

// older are the withdrawals of deliveries before this one that go out again,
// because nobody knows what became of them.
func (p *Plan) older(delivery string) (older []Send) {
	for _, s := range p.Sends {
		if s.Entry.Absence != nil && s.Entry.Absence.Delivery != delivery {
			older = append(older, s)
		}
	}
	return older
}

// Encode writes the event. The same entry and document give the same bytes.
func (s *Send) Encode() ([]byte, error) {
	e := s.Entry
	draft := event.Draft{ID: e.ID, Source: s.source, Type: e.Type, Subject: e.Subject, Time: e.Time}
	if e.Absence != nil {
		draft.Data = event.OfferWithdrawn{Reason: event.Absent}
		draft.Extensions = map[string]any{
			"delivery": e.Absence.Delivery, "deliverybase": e.Absence.Base, "deliverymissing": e.Absence.Missing,
		}
	} else {
		draft.Data = jsontext.Value(s.Document)
	}
	return draft.Encode()
}

// completed is the event that closes the delivery. A full one takes the place
// of what other deliveries left held, so one that only repeats an older
// delivery's withdrawals, or may not withdraw, does not call itself full.
func (p *Plan) completed(d *Delivery, now time.Time) ([]byte, error) {
	full := d.Full && d.Partial == "" && len(p.Twice) == 0 && len(p.older(d.ID)) == 0
	return event.Draft{
		ID: d.ID, Source: p.source, Type: event.TypeDeliveryCompleted, Subject: d.ID, Time: now,
		Data: map[string]any{
			"full": full, "read": p.Counts.Read, "new": p.Counts.New, "revised": p.Counts.Revised,
			"withdrawn": p.Counts.Withdrawn, "unchanged": p.Counts.Unchanged, "refused": p.Counts.Refused,
			"base": p.Base, "missing": p.Missing,
		},
	}.Encode()
}
