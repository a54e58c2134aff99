package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// decided are entries of which a record of the log says what became of them.
type decided struct {
	entries []quarantine.Entry
	by      string
}

// supersede writes down that full deliveries took the place of what other
// deliveries of their systems left held.
func (c *committer) supersede(ctx context.Context, completed []settlement) (records []eventlog.Record, all []decided, err error) {
	for _, s := range completed {
		byDelivery := map[delivery][]quarantine.Entry{}
		var order []delivery
		for _, e := range c.in.cfg.Quarantine.Held() {
			d := delivery{e.Land, e.System, e.Delivery}
			if d.land != s.delivery.land || d.system != s.delivery.system || d.id == s.by ||
				!s.moment.after(moment{e.RecordedAt, e.Origin}) || c.underWay(d) != nil {
				continue
			}
			if byDelivery[d] == nil {
				order = append(order, d)
			}
			byDelivery[d] = append(byDelivery[d], e)
		}
		for _, d := range order {
			entries := byDelivery[d]
			own, err := c.ownRecord(ctx, event.TypeHeldDropped, decisionID("superseded", d, entries[0].Number, s.by), d,
				event.HeldDropped{Land: d.land, System: d.system, Delivery: d.id, Dropped: len(entries), Superseded: s.by})
			if err != nil {
				return nil, nil, err
			}
			records = append(records, own...)
			c.mem.settle(entries)
			all = append(all, decided{entries, s.by})
		}
	}
	return records, all, nil
}

// settleOld finishes what a crash left between the log and the quarantine.
func (c *committer) settleOld(ctx context.Context) error {
	for _, s := range c.mem.unsettled {
		if err := c.settleOne(ctx, s); err != nil {
			return err
		}
	}
	c.mem.unsettled = nil
	return nil
}

func (c *committer) settleOne(ctx context.Context, s settlement) error {
	if s.complete {
		c.now()
		records, all, err := c.supersede(ctx, []settlement{s})
		if err == nil {
			err = c.ledger(ctx, records)
		}
		for _, d := range all {
			if err == nil {
				err = c.resolve(ctx, d.entries, quarantine.Superseded, d.by)
			}
		}
		return err
	}
	open := slices.DeleteFunc(c.open(s.delivery), func(e quarantine.Entry) bool { return !e.RecordedAt.Before(s.moment.at) })
	switch {
	case len(open) == 0 || s.by != "": // what was superseded follows from the delivery that did it
		return nil
	case s.release:
		_, err := c.letThrough(ctx, s.delivery, open, false)
		if errors.Is(err, ErrNoOutbox) { // the Land is not connected any more: its entries stay as they are
			c.in.cfg.Logger.Error("a release cannot be finished", "land", s.delivery.land, "delivery", s.delivery.id, "error", err)
			return nil
		}
		return err
	}
	c.mem.settle(open)
	return c.resolve(ctx, open, quarantine.Dropped, "")
}

// decisionID is the id of the hub's record about a decision: the same decision, made again, has the same.
func decisionID(what string, d delivery, first quarantine.Number, by string) string {
	name := fmt.Sprintf("%s\x00%s\x00%s\x00%s\x00%d\x00%s", what, d.land, d.system, d.id, first, by)
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}
