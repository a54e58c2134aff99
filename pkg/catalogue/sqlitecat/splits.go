package sqlitecat

import (
	"context"
	"fmt"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
)

// part says of every two offers that they are not the same.
func (b *batch) part(ctx context.Context, c catalogue.Parted) error {
	for _, pair := range catalogue.Pairs(c.Offers) {
		if _, err := b.w.split.ExecContext(ctx, string(pair[0]), string(pair[1]), int64(c.Position), c.RecordedAt.UnixNano(), c.Note); err != nil {
			return err
		}
	}
	return nil
}

// join takes that back.
func (b *batch) join(ctx context.Context, c catalogue.Joined) error {
	for _, pair := range catalogue.Pairs(c.Offers) {
		if _, err := b.w.join.ExecContext(ctx, string(pair[0]), string(pair[1])); err != nil {
			return err
		}
	}
	return nil
}

// Splits are all pairs of offers that are split, in byte order.
func (s *Store) Splits(ctx context.Context) ([]catalogue.Split, error) {
	splits, err := s.splits(ctx)
	if err != nil {
		return nil, fmt.Errorf("read splits: %w", corrupt(err))
	}
	return splits, nil
}

func (s *Store) splits(ctx context.Context) (splits []catalogue.Split, err error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer discard(tx.Rollback)
	rows, err := tx.StmtContext(ctx, s.read.splits).QueryContext(ctx) //nolint:sqlclosecheck // ends with tx
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // it was only read
	for rows.Next() {
		var split catalogue.Split
		var recorded int64
		if err := rows.Scan(&split.Offers[0], &split.Offers[1], &split.Position, &recorded, &split.Note); err != nil {
			return nil, err
		}
		split.RecordedAt = time.Unix(0, recorded).UTC()
		splits = append(splits, split)
	}
	return splits, rows.Err()
}
