package ledger

import (
	"context"
	"fmt"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// many is how many records are made durable at once while catching up.
const many = 8192

// CatchUp adds what the log has and the ledger has not: after a crash between
// the two, or all of it. It looks first whether the log still has the
// ledger's last record: [BehindError], [DifferenceError]. It says how many
// records it added.
func (l *Ledger) CatchUp(ctx context.Context, log eventlog.Log) (added int, err error) {
	if added, err = l.catchUp(ctx, log); err != nil {
		return added, fmt.Errorf("catch up ledger: %w", err)
	}
	return added, nil
}

func (l *Ledger) catchUp(ctx context.Context, log eventlog.Log) (added int, err error) {
	size := l.Size()
	last, err := log.Last(ctx)
	if err != nil {
		return 0, err
	}
	if last < size {
		return 0, &BehindError{Log: last, Ledger: size}
	}
	batch := make([]eventlog.Record, 0, many)
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := l.Append(ctx, batch)
		if err == nil {
			added += len(batch)
		}
		batch = batch[:0]
		return err
	}
	for r, err := range log.Read(ctx, size, eventlog.Filter{}) {
		if err != nil {
			return added, differs(r, size+eventlog.Position(added+len(batch))+1, err)
		}
		if r.Position == size {
			if err := l.knows(&r); err != nil {
				return added, err
			}
			continue
		}
		r.Raw = nil // the leaf needs the digest only
		if batch = append(batch, r); len(batch) == many {
			if err := flush(); err != nil {
				return added, err
			}
		}
	}
	return added, flush()
}

// knows compares a record with its leaf.
func (l *Ledger) knows(r *eventlog.Record) error {
	p, err := l.Prove(r.Position)
	if err != nil {
		return err
	}
	if p.Check(r) != nil {
		return &DifferenceError{Position: r.Position, Land: r.Land, Origin: r.Origin}
	}
	return nil
}
