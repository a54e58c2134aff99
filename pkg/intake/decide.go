package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// cycle is one round of the committer: what is to be written, and to whom it is to be said.
type cycle struct {
	at        time.Time
	position  eventlog.Position // of the next event
	commits   []eventlog.Commit // in the order of their positions
	entries   []quarantine.Entry
	messages  []*message
	completed []settlement // full deliveries
	seen      Cycle
}

// decide gives an event its verdict: the checks that need to know the others,
// in the order of the outbox. It writes nothing; what is to be written is
// noted in the cycle.
func (c *committer) decide(ctx context.Context, cy *cycle, m *message, index int) (federation.Receipt, error) {
	j := &m.events[index]
	origin := eventlog.Origin{Land: m.land, Created: m.created, Sequence: m.sequence, Index: index}
	r := federation.Receipt{
		ID: j.id, Source: string(j.source), Problems: j.problems,
		Outbox: federation.Place{Created: origin.Created, Sequence: origin.Sequence, Index: origin.Index},
	}
	known, isKnown := c.mem.known.lookup(c.keyOf(m, j))
	if isKnown && known.same(j.digest) && known.from(origin) {
		return again(r, known.position), nil
	}
	if m.sequence <= m.high {
		seen, ok := c.in.cfg.Quarantine.Find(origin, j.digest)
		if ok && (seen.Verdict == quarantine.Held || !j.refused) {
			return c.asBefore(ctx, r, seen)
		}
	}
	gone, redacted := c.mem.redacted[j.digest]
	switch {
	case j.refused:
		r.Verdict = federation.Rejected
	case redacted:
		r.Verdict, r.Position = federation.Duplicate, gone
		return r, nil
	case isKnown && known.same(j.digest):
		r.Verdict, r.Position = federation.Duplicate, known.position
		return r, nil
	case isKnown:
		r.Verdict, r.Position = federation.Rejected, known.position
		r.Problems = append(r.Problems[:len(r.Problems):len(r.Problems)], taken(j.id, known.position))
	case j.absence != nil && c.in.cfg.Brake.holds(j.source, j.absence):
		r.Verdict = federation.Held
		r.Problems = append(r.Problems[:len(r.Problems):len(r.Problems)], braked(j.absence))
	default:
		return c.accept(cy, m, j, origin, r), nil
	}
	cy.entries = append(cy.entries, entryOf(m, j, origin, r, cy.at))
	return r, nil
}

// keyOf is the identity of an event; of one that is refused now it is looked
// for as well, because it may have been recorded before the rules changed.
func (c *committer) keyOf(m *message, j *judged) identity {
	if j.refused && j.id != "" && m.sequence <= m.high {
		return identityOf(string(j.source), j.id)
	}
	return j.key
}

// again answers an event that was read before at the same place and recorded.
func again(r federation.Receipt, p eventlog.Position) federation.Receipt {
	r.Verdict, r.Position = federation.Accepted, p
	var warnings []learning.Problem
	for _, p := range r.Problems {
		if p.Warning {
			warnings = append(warnings, p)
		}
	}
	if r.Problems = warnings; len(warnings) > 0 {
		r.Verdict = federation.Warned
	}
	return r
}

// asBefore answers an event that was read before at the same place and not recorded.
func (c *committer) asBefore(ctx context.Context, r federation.Receipt, seen quarantine.Seen) (federation.Receipt, error) {
	r.Verdict = federation.Verdict(seen.Verdict)
	e, err := c.in.cfg.Quarantine.Show(ctx, seen.Number)
	if err != nil {
		return r, err
	}
	r.Problems = e.Problems
	return r, nil
}

// accept notes an event for the log; its position is certain, because nobody else writes.
func (c *committer) accept(cy *cycle, m *message, j *judged, o eventlog.Origin, r federation.Receipt) federation.Receipt {
	if m.sequence <= m.high {
		m.box.restored()
	}
	if n := len(cy.commits); n == 0 || cy.commits[n-1].Land != m.land {
		cy.commits = append(cy.commits, eventlog.Commit{Land: m.land, RecordedAt: cy.at})
	}
	commit := &cy.commits[len(cy.commits)-1]
	commit.Entries = append(commit.Entries, eventlog.Entry{Raw: j.raw, Origin: o, Digest: j.digest})
	r.Verdict, r.Position = federation.Accepted, cy.position
	if len(r.Problems) > 0 {
		r.Verdict = federation.Warned
	}
	c.mem.known.add(j.key, j.digest, cy.position, o)
	cy.position++
	if j.offer && len(c.mem.offers) > 0 {
		c.mem.overtake(offerKey{m.land, m.system, j.subject}, j.key, moment{cy.at, o})
	}
	if j.completed != "" {
		cy.completed = append(cy.completed, settlement{
			delivery: delivery{m.land, m.system, ""}, by: j.completed, moment: moment{cy.at, o}, complete: true,
		})
	}
	return r
}

func entryOf(m *message, j *judged, o eventlog.Origin, r federation.Receipt, at time.Time) quarantine.Entry {
	e := quarantine.Entry{
		Land: m.land, System: m.system, Origin: o, RecordedAt: at, Verdict: quarantine.Verdict(r.Verdict),
		ID: j.id, Source: string(j.source), Type: string(j.typ), Subject: j.subject, Problems: r.Problems, Raw: j.raw,
	}
	if r.Verdict == federation.Held {
		e.Delivery = j.absence.delivery
	}
	return e
}

func taken(id string, p eventlog.Position) learning.Problem {
	return learning.Problem{
		Pointer: "/id", Rule: "identity", Value: learning.Shorten(id),
		Message:   fmt.Sprintf("Unter dieser Kennung ist schon ein anderes Ereignis verzeichnet (Position %d). Ein neues Ereignis braucht eine neue Kennung.", p),
		MessageEn: fmt.Sprintf("Another event is recorded under this id (position %d); a new event needs a new id.", p),
	}
}

func braked(a *absence) learning.Problem {
	return learning.Problem{
		Rule: "brake", Warning: true,
		Message: fmt.Sprintf("Der Lieferung fehlen %d von %d Angeboten. Das kann ein Versehen sein; die Rücknahmen warten, bis ein Mensch sie freigibt oder die nächste vollständige Lieferung kommt.",
			a.missing, a.base),
		MessageEn: fmt.Sprintf("The delivery lacks %d of %d offers. That may be a mistake; the withdrawals wait for a person or for the next full delivery.", a.missing, a.base),
	}
}
