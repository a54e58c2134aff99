package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// store makes a cycle durable: log, quarantine, ledger, in this order.
func (c *committer) store(ctx context.Context, cy *cycle) error {
	var records []eventlog.Record
	for _, commit := range cy.commits {
		added, err := c.append(ctx, commit)
		if err != nil {
			return err
		}
		records = append(records, added...)
	}
	if len(cy.commits) > 0 {
		c.in.cfg.Crash(CrashLogged)
	}
	if len(cy.entries) > 0 {
		numbers, err := retry(ctx, c, func(ctx context.Context) ([]quarantine.Number, error) {
			return c.in.cfg.Quarantine.Append(ctx, cy.entries)
		})
		if err != nil {
			return err
		}
		c.hold(cy, numbers)
		c.in.cfg.Crash(CrashQuarantined)
	}
	dropped, numbers, err := c.supersede(ctx, cy.completed)
	if err != nil {
		return err
	}
	records = append(records, dropped...)
	if err := c.ledger(ctx, records); err != nil {
		return err
	}
	for _, d := range numbers {
		if err := c.resolve(ctx, d.entries, quarantine.Superseded, d.by); err != nil {
			return err
		}
	}
	if len(records) > 0 {
		c.in.cfg.Crash(CrashLedgered)
	}
	return nil
}

// hold remembers what the cycle holds back.
func (c *committer) hold(cy *cycle, numbers []quarantine.Number) {
	for i, e := range cy.entries {
		if e.Verdict == quarantine.Held {
			e.Number, e.Raw = numbers[i], nil
			c.mem.hold(e)
		}
	}
}

// append adds one commit to the log and gives its records.
func (c *committer) append(ctx context.Context, commit eventlog.Commit) ([]eventlog.Record, error) {
	expected, tried := c.mem.last, false
	last, err := retry(ctx, c, func(ctx context.Context) (eventlog.Position, error) {
		last, err := c.in.cfg.Log.Append(ctx, expected, commit)
		if errors.Is(err, eventlog.ErrConflict) && tried {
			return c.landed(ctx, expected, commit, err)
		}
		tried = true
		return last, err
	})
	if err != nil {
		return nil, err
	}
	c.mem.last = last
	return commit.Records(last), nil
}

// landed finds out whether a commit of which nothing was heard is in the log:
// then what looks like a conflict is none.
func (c *committer) landed(ctx context.Context, expected eventlog.Position, commit eventlog.Commit, conflict error) (eventlog.Position, error) {
	want := commit.Records(expected + eventlog.Position(len(commit.Entries)))
	for rec, err := range c.in.cfg.Log.Read(ctx, expected+1, eventlog.Filter{}) {
		if err != nil {
			return 0, err
		}
		w := want[0]
		if rec.Land != w.Land || rec.Origin != w.Origin || rec.Digest != w.Digest || !rec.RecordedAt.Equal(w.RecordedAt) {
			return 0, conflict
		}
		if want = want[1:]; len(want) == 0 {
			return rec.Position, nil
		}
	}
	return 0, conflict
}

// ledger adds records to the ledger.
func (c *committer) ledger(ctx context.Context, records []eventlog.Record) error {
	if len(records) == 0 {
		return nil
	}
	if err := c.in.cfg.Ledger.Append(context.WithoutCancel(ctx), records); err != nil {
		return fmt.Errorf("%w: %w", errLedger, err)
	}
	return nil
}

// retry does a step until it succeeds, something of ours is broken, or ctx is
// done while the step does not succeed.
func retry[T any](ctx context.Context, c *committer, step func(context.Context) (T, error)) (T, error) {
	wait := backoff{}
	for {
		// A step that has begun is not cut off: whether it happened would be unknown.
		work, cancel := context.WithTimeout(context.WithoutCancel(ctx), stepTime)
		result, err := step(work)
		cancel()
		if err == nil || fatal(err) || ctx.Err() != nil {
			return result, err
		}
		c.in.cfg.Logger.Error("commit is tried again", "error", err)
		wait.sleep(ctx)
	}
}

// ownRecord writes one record of the hub's own about held entries, and gives
// what it became, nil if it is in the log already.
func (c *committer) ownRecord(ctx context.Context, typ event.Type, id string, d delivery, data any) ([]eventlog.Record, error) {
	return c.own(ctx, event.Draft{ID: id, Source: event.HubSource("intake"), Type: typ, Subject: d.id, Time: c.mem.at, Data: data})
}

// own writes one record of the hub's own and gives what it became, nil if it
// is in the log already.
func (c *committer) own(ctx context.Context, d event.Draft) ([]eventlog.Record, error) {
	key := identityOf(string(d.Source), d.ID)
	if _, there := c.mem.known.lookup(key); there {
		return nil, nil
	}
	raw, err := d.Encode()
	if err != nil {
		return nil, err
	}
	records, err := c.append(ctx, eventlog.Commit{Land: learning.Hub, RecordedAt: c.mem.at, Entries: []eventlog.Entry{{Raw: raw}}})
	if err != nil {
		return nil, err
	}
	c.mem.known.add(key, records[0].Digest, records[0].Position, eventlog.Origin{})
	return records, nil
}
