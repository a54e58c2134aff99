package sqlitecat

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// writing holds the writer's statements.
type writing struct {
	version, erase, provider, seen, delivery, changed, days, split, join, state *sql.Stmt
}

func (w *writing) prepare(ctx context.Context, db *sql.DB) error {
	return prepare(ctx, db, map[string]**sql.Stmt{
		insertVersion: &w.version, eraseVersions: &w.erase, setProvider: &w.provider,
		setSeen: &w.seen, setDelivery: &w.delivery, setChanged: &w.changed, addEvents: &w.days,
		setSplit: &w.split, dropSplit: &w.join, setState: &w.state,
	})
}

func prepare(ctx context.Context, db *sql.DB, statements map[string]**sql.Stmt) (err error) {
	for text, into := range statements {
		if *into, err = db.PrepareContext(ctx, text); err != nil { //nolint:sqlclosecheck // ends with db
			return err
		}
	}
	return nil
}

// Apply makes the changes and the checkpoint one durable transaction.
func (s *Store) Apply(ctx context.Context, checkpoint catalogue.Position, changes []catalogue.Change) error {
	if err := s.apply(ctx, checkpoint, changes); err != nil {
		return fmt.Errorf("apply up to position %d: %w", checkpoint, corrupt(err))
	}
	return nil
}

func (s *Store) apply(ctx context.Context, checkpoint catalogue.Position, changes []catalogue.Change) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer discard(tx.Rollback)
	var layout, fold, before, orphans int64
	if err := tx.QueryRowContext(ctx, selectState).Scan(&layout, &fold, &before, &orphans); err != nil {
		return err
	}
	if checkpoint <= catalogue.Position(before) {
		return nil
	}
	if err := catalogue.Check(catalogue.Position(before), checkpoint, changes); err != nil {
		return err
	}
	within := context.WithoutCancel(ctx) // the transaction itself watches ctx, once and not for every row
	b := s.batch(within, tx)
	for _, c := range changes {
		if err := b.change(within, c); err != nil {
			return err
		}
	}
	if err := b.finish(within, checkpoint); err != nil {
		return err
	}
	s.cfg.Crash("catalogue.apply")
	if err := tx.Commit(); err != nil {
		return errors.Join(err, ctx.Err())
	}
	s.cfg.Crash("catalogue.applied")
	return s.clean(ctx, b.erased)
}

// batch is one transaction under way. What only the last change of a batch
// decides is collected and written once.
type batch struct {
	w       writing // the transaction's own
	orphans int
	erased  bool
	changed map[learning.Land]catalogue.Position
	seen    map[source]catalogue.Seen
	last    map[source]catalogue.Delivery
	events  map[daily]int
}

// daily is a Land on one day.
type daily struct {
	day  catalogue.Day
	land learning.Land
}

type source struct {
	land   learning.Land
	system learning.System
}

func (s *Store) batch(ctx context.Context, tx *sql.Tx) *batch {
	own := func(statement *sql.Stmt) *sql.Stmt { return tx.StmtContext(ctx, statement) }
	return &batch{
		w: writing{
			version: own(s.write.version), erase: own(s.write.erase), provider: own(s.write.provider), seen: own(s.write.seen),
			delivery: own(s.write.delivery), changed: own(s.write.changed), days: own(s.write.days),
			split: own(s.write.split), join: own(s.write.join), state: own(s.write.state),
		},
		changed: map[learning.Land]catalogue.Position{},
		seen:    map[source]catalogue.Seen{},
		last:    map[source]catalogue.Delivery{},
		events:  map[daily]int{},
	}
}

func (b *batch) change(ctx context.Context, c catalogue.Change) (err error) {
	switch c := c.(type) {
	case catalogue.Revised:
		land, _, _, _ := c.Version.ID.Parts()
		b.changed[land] = c.Version.From
		return b.revise(ctx, &c.Version)
	case catalogue.Erased:
		b.erased = true
		_, err = b.w.erase.ExecContext(ctx, string(c.ID))
	case catalogue.ProviderSet:
		p := c.Provider
		_, err = b.w.provider.ExecContext(ctx, string(p.Land), string(p.System), p.Subject, int64(p.Position), p.Retired, p.Document)
	case catalogue.Delivered:
		b.last[source{c.Delivery.Land, c.Delivery.System}] = c.Delivery
	case catalogue.Orphaned:
		b.orphans++
	case catalogue.Seen:
		b.seen[source{c.Land, c.System}] = c
		b.events[daily{catalogue.DayOf(c.RecordedAt), c.Land}]++
	case catalogue.Parted:
		err = b.part(ctx, c)
	case catalogue.Joined:
		err = b.join(ctx, c)
	}
	return err
}

func (b *batch) revise(ctx context.Context, v *catalogue.Version) error {
	var withdrawn any
	if !v.Live() {
		raw, err := json.Marshal(v.Withdrawn)
		if err != nil {
			return err
		}
		withdrawn = string(raw)
	}
	digest := []byte{}
	if v.Document != nil {
		digest = v.Digest[:]
	}
	_, err := b.w.version.ExecContext(ctx, string(v.ID), int64(v.From), v.Document != nil, digest, v.Erased,
		v.RecordedAt.UnixNano(), v.HappenedAt.Unix(), v.HappenedAt.Nanosecond(), string(v.Type), withdrawn, v.Document)
	return err
}

// finish writes what was collected, and the checkpoint.
func (b *batch) finish(ctx context.Context, checkpoint catalogue.Position) error {
	for land, position := range b.changed {
		if _, err := b.w.changed.ExecContext(ctx, string(land), int64(position)); err != nil {
			return err
		}
	}
	for of, seen := range b.seen {
		if _, err := b.w.seen.ExecContext(ctx, string(of.land), string(of.system), seen.RecordedAt.UnixNano()); err != nil {
			return err
		}
	}
	for of, delivery := range b.last {
		raw, err := json.Marshal(delivery)
		if err != nil {
			return err
		}
		if _, err := b.w.delivery.ExecContext(ctx, string(of.land), string(of.system), string(raw)); err != nil {
			return err
		}
	}
	for of, n := range b.events {
		if _, err := b.w.days.ExecContext(ctx, int64(of.day), string(of.land), n); err != nil {
			return err
		}
	}
	_, err := b.w.state.ExecContext(ctx, int64(checkpoint), b.orphans)
	return err
}

// clean takes what was erased out of the write-ahead log too. While somebody
// reads it cannot be, and the next batch tries again.
func (s *Store) clean(ctx context.Context, erased bool) error {
	if s.purge = s.purge || erased; !s.purge {
		return nil
	}
	var busy, log, moved int
	err := s.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved)
	if err == nil && busy == 0 {
		s.purge = false
	}
	return nil // the changes are durable: what is left is left to the next batch
}
