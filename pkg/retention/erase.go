package retention

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// withdrawal is where an offer was withdrawn as legal: what was said about it
// before has to go.
type withdrawal struct {
	position eventlog.Position
	at       time.Time
	origin   eventlog.Origin
}

func (w withdrawal) reason() string {
	return fmt.Sprintf("withdrawn as legal at position %d", w.position)
}

// Erase looks through what the log has beyond the checkpoint, and carries out
// every withdrawal as legal that it finds there. When it returns without an
// error, that is done and noted; after an error it is done again by the next
// call, here or in another process.
func (r *Retention) Erase(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.erase(ctx); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	return nil
}

func (r *Retention) erase(ctx context.Context) error {
	if err := r.load(ctx); err != nil {
		return err
	}
	last, found, err := r.look(ctx)
	if err != nil || last == r.at.Position {
		return err
	}
	if len(found) > 0 {
		if ok, err := r.folded(ctx, last); err != nil || !ok {
			return err
		}
		records, err := r.redactAll(ctx, found)
		if err != nil {
			return err
		}
		entries, err := r.forgetAll(ctx, found)
		if err != nil {
			return err
		}
		r.cfg.Crash(CrashForgotten)
		r.cfg.Logger.Info("erased for legal reasons", "offers", len(found), "records", records, "entries", entries)
	}
	r.at.Position = last
	return r.save(ctx)
}

// look reads the log from the checkpoint to its end, and gives the last
// withdrawal as legal of each offer.
func (r *Retention) look(ctx context.Context) (last eventlog.Position, found map[learning.OfferID]withdrawal, err error) {
	last, found = r.at.Position, map[learning.OfferID]withdrawal{}
	if tip, err := r.cfg.Log.Last(ctx); err != nil || tip == last {
		return last, nil, err
	}
	for rec, err := range r.cfg.Log.Read(ctx, last+1, eventlog.Filter{}) {
		if err != nil {
			return 0, nil, err
		}
		last = rec.Position
		r.at.note(rec.Origin)
		id, ok, err := legal(rec.Raw)
		if err != nil {
			return 0, nil, fmt.Errorf("position %d: %w", rec.Position, err)
		}
		if ok {
			found[id] = withdrawal{rec.Position, rec.RecordedAt, rec.Origin}
		}
	}
	return last, found, nil
}

// legal reports whether an event withdraws an offer as legal, and which.
func legal(raw []byte) (id learning.OfferID, ok bool, err error) {
	says := func(text string) bool { return bytes.Contains(raw, []byte(text)) }
	if (!says("withdrawn") || !says("legal")) && !says(`\u`) { // a text with an escape may say anything
		return "", false, nil
	}
	e, err := event.Open(raw)
	if err != nil {
		return "", false, err
	}
	if fact, is := e.Fact.(*event.OfferWithdrawn); !is || fact.Reason != event.Legal {
		return "", false, nil
	}
	id, ok = e.OfferID()
	return id, ok, nil
}

// folded waits a while for the catalogue; if it is not there by then, a later
// Erase finds the same again.
func (r *Retention) folded(ctx context.Context, p eventlog.Position) (bool, error) {
	wait, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	err := r.cfg.Folded(wait, p)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		r.cfg.Logger.Info("erasing waits for the catalogue", "position", p)
		return false, nil
	}
	return err == nil, err
}

// redactAll redacts the records about the offers, in the order of positions.
func (r *Retention) redactAll(ctx context.Context, found map[learning.OfferID]withdrawal) (n int, err error) {
	ends := map[learning.Land]eventlog.Position{}
	for id, w := range found {
		land, _, _, _ := id.Parts()
		ends[land] = max(ends[land], w.position)
	}
	for _, land := range slices.Sorted(maps.Keys(ends)) {
		due, err := r.about(ctx, land, ends[land], found)
		if err != nil {
			return n, err
		}
		for _, d := range due {
			if err := r.redact(ctx, d.position, d.reason); err != nil {
				return n, err
			}
			n++
			r.cfg.Crash(CrashRedacted)
		}
	}
	return n, nil
}

type dueRecord struct {
	position eventlog.Position
	reason   string
}

// about are the records of a Land before a position that have to go.
func (r *Retention) about(ctx context.Context, land learning.Land, end eventlog.Position, found map[learning.OfferID]withdrawal) (due []dueRecord, err error) {
	for rec, err := range r.cfg.Log.Read(ctx, 1, eventlog.Filter{Land: land}) {
		if err != nil {
			return nil, err
		}
		if rec.Position >= end {
			break
		}
		id, ok := offerOf(rec.Raw)
		w, is := found[id]
		if !ok || !is || rec.Position >= w.position {
			continue
		}
		if _, stays, err := legal(rec.Raw); err != nil {
			return nil, fmt.Errorf("position %d: %w", rec.Position, err)
		} else if !stays {
			due = append(due, dueRecord{rec.Position, w.reason()})
		}
	}
	return due, nil
}

// offerOf is the offer that a record is about. It reads the envelope alone.
func offerOf(raw []byte) (learning.OfferID, bool) {
	var env struct {
		Source  event.Source `json:"source"`
		Type    event.Type   `json:"type"`
		Subject string       `json:"subject"`
	}
	if len(raw) == 0 || json.Unmarshal(raw, &env) != nil {
		return "", false
	}
	return (&event.Event{Source: env.Source, Type: env.Type, Subject: env.Subject}).OfferID()
}

// redact is one redaction; one that has begun is not cut off.
func (r *Retention) redact(ctx context.Context, p eventlog.Position, reason string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stepTime)
	defer cancel()
	return r.cfg.Log.Redact(ctx, p, reason)
}

// forgetAll takes the bytes of refused events about the offers away, whoever sent them.
func (r *Retention) forgetAll(ctx context.Context, found map[learning.OfferID]withdrawal) (n int, err error) {
	due := map[string][]quarantine.Number{}
	for e, err := range r.cfg.Quarantine.List(ctx, quarantine.Filter{Verdict: quarantine.Rejected}) {
		if err != nil {
			return 0, err
		}
		land, system, ok := event.Source(e.Source).Split()
		w, is := found[learning.NewOfferID(land, system, e.Subject)]
		if noun, _, known := event.Type(e.Type).Split(); !ok || !is || known && noun != "offer" && noun != "session" {
			continue
		}
		if w.after(e) {
			due[w.reason()] = append(due[w.reason()], e.Number)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(due)) {
		if err := r.forget(ctx, due[reason], reason); err != nil {
			return n, err
		}
		n += len(due[reason])
	}
	return n, nil
}

// after reports whether an entry was kept aside before the withdrawal came. What
// came together has one time, and its order in the outbox.
func (w withdrawal) after(e quarantine.Entry) bool {
	if !e.RecordedAt.Equal(w.at) {
		return e.RecordedAt.Before(w.at)
	}
	return e.Origin.Land == w.origin.Land && e.Origin.Created == w.origin.Created &&
		(e.Origin.Sequence < w.origin.Sequence || e.Origin.Sequence == w.origin.Sequence && e.Origin.Index < w.origin.Index)
}

func (r *Retention) forget(ctx context.Context, numbers []quarantine.Number, reason string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stepTime)
	defer cancel()
	return r.cfg.Quarantine.Forget(ctx, numbers, reason)
}
