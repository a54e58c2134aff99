package connector

import (
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
	// Base is how many offers of the system are live, Missing how many of them
	// the delivery lacks, whether it withdraws them or not.
	Base, Missing int
	// Twice are the subjects that stand more than once in the delivery: the first counts, nothing is withdrawn.
	Twice []string
	// Again are the subjects whose content the hub has rejected before.
	Again []string
}

// Send is one event to publish and the entry that remembers it.
type Send struct {
	Entry Entry
	Raw   []byte
}

// NewPlan compares a delivery with the memory. now becomes the time of the
// events; memory maps a subject to its entry.
func NewPlan(d *Delivery, memory map[string]Entry, now time.Time) (*Plan, error) {
	p := &Plan{}
	present := make(map[string]bool, len(d.Records))
	for _, r := range d.Records {
		p.Counts.Read++
		if r.Document == nil {
			p.Counts.Refused++
			present[r.Subject] = true
			continue
		}
		if present[r.Subject] {
			p.Counts.Refused++
			p.Twice = append(p.Twice, r.Subject)
			continue
		}
		present[r.Subject] = true
		if err := p.record(d, memory[r.Subject], r, now); err != nil {
			return nil, err
		}
	}
	return p, p.absences(d, memory, present, now)
}

// record decides about one record.
func (p *Plan) record(d *Delivery, was Entry, r Record, now time.Time) error {
	digest := digestOf(r.Document)
	same := was.Digest == digest
	offer := was.Type != event.TypeOfferWithdrawn && was.ID != ""
	switch {
	case same && offer && was.Verdict == sent:
		p.count(was)
		return p.send(d, was, r.Document)
	case same && offer && was.Verdict == federation.Rejected && !d.Resend:
		p.Counts.Unchanged++
		p.Counts.Rejected++
		p.Again = append(p.Again, r.Subject)
		return nil
	case same && offer && was.Verdict != federation.Rejected,
		// A withdrawal that is held or was rejected left the offer live as it was.
		same && !offer && was.Live && was.Verdict != sent:
		p.Counts.Unchanged++
		return nil
	}
	e := Entry{
		Subject: r.Subject, Digest: digest, Time: now, Verdict: sent, Before: was.ID,
		Type: event.TypeOfferPublished, Live: maybeLive(was),
	}
	if e.Live {
		e.Type = event.TypeOfferRevised
	}
	e.ID = eventID(source(d), r.Subject, digest, was.ID)
	p.count(e)
	return p.send(d, e, r.Document)
}

// maybeLive reports whether the hub may hold an accepted version: it does, or
// an event about the offer is out and nobody knows yet. To withdraw an offer
// that the hub does not have changes nothing; to forget one it has leaves it
// in the catalogue for ever.
func maybeLive(e Entry) bool {
	return e.Live || e.Verdict == sent && e.Type != event.TypeOfferWithdrawn
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
func (p *Plan) absences(d *Delivery, memory map[string]Entry, present map[string]bool, now time.Time) error {
	var missing []Entry
	for subject, e := range memory {
		if !e.Live {
			continue
		}
		p.Base++
		if !present[subject] {
			missing = append(missing, e)
		}
	}
	p.Missing = len(missing)
	if !p.withdraws(d) {
		return nil
	}
	slices.SortFunc(missing, func(a, b Entry) int { return strings.Compare(a.Subject, b.Subject) })
	for _, was := range missing {
		e := was
		if was.Verdict != sent || was.Type != event.TypeOfferWithdrawn {
			e = Entry{
				Subject: was.Subject, Digest: was.Digest, Time: now, Verdict: sent, Before: was.ID,
				Type: event.TypeOfferWithdrawn, Live: true,
				Absence: &Absence{Delivery: d.ID, Base: p.Base, Missing: len(missing)},
				ID:      eventID(source(d), was.Subject, "absent", was.ID, d.ID),
			}
		}
		p.Counts.Withdrawn++
		if err := p.send(d, e, nil); err != nil {
			return err
		}
	}
	return nil
}

// withdraws reports whether what the delivery lacks is withdrawn.
func (p *Plan) withdraws(d *Delivery) bool {
	return d.Full && d.Partial == "" && len(p.Twice) == 0
}

// send adds the event of an entry. The same entry and document give the same bytes.
func (p *Plan) send(d *Delivery, e Entry, document []byte) error {
	draft := event.Draft{ID: e.ID, Source: source(d), Type: e.Type, Subject: e.Subject, Time: e.Time}
	if e.Type == event.TypeOfferWithdrawn {
		draft.Data = event.OfferWithdrawn{Reason: event.Absent}
		draft.Extensions = map[string]any{
			"delivery": e.Absence.Delivery, "deliverybase": e.Absence.Base, "deliverymissing": e.Absence.Missing,
		}
	} else {
		draft.Data = jsontext.Value(document)
	}
	raw, err := draft.Encode()
	if err != nil {
		return err
	}
	p.Sends = append(p.Sends, Send{Entry: e, Raw: raw})
	return nil
}

// completed is the event that closes the delivery.
func (p *Plan) completed(d *Delivery, now time.Time) ([]byte, error) {
	return event.Draft{
		ID: d.ID, Source: source(d), Type: event.TypeDeliveryCompleted, Subject: d.ID, Time: now,
		Data: map[string]any{
			"full": p.withdraws(d), "read": p.Counts.Read, "new": p.Counts.New, "revised": p.Counts.Revised,
			"withdrawn": p.Counts.Withdrawn, "unchanged": p.Counts.Unchanged, "refused": p.Counts.Refused,
			"base": p.Base, "missing": p.Missing,
		},
	}.Encode()
}

func source(d *Delivery) event.Source { return event.NewSource(d.Land, d.System) }
