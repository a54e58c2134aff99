package sqlitecat

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// landDigest is the digest of a Land as of the position of its last change.
type landDigest struct {
	changed catalogue.Position
	offers  int
	digest  catalogue.Digest
}

// Status sums the catalogue up. The digest of a Land is computed when one of
// its offers has changed since (about 1 µs an offer), else remembered.
func (s *Store) Status(ctx context.Context) (catalogue.Status, error) {
	status, err := s.status(ctx)
	if err != nil {
		return catalogue.Status{}, fmt.Errorf("read status: %w", corrupt(err))
	}
	return status, nil
}

func (s *Store) status(ctx context.Context) (status catalogue.Status, err error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return status, err
	}
	defer discard(tx.Rollback)
	var layout int
	state := tx.StmtContext(ctx, s.read.state) //nolint:sqlclosecheck // ends with tx
	if err := state.QueryRowContext(ctx).Scan(
		&layout, &status.FoldVersion, &status.Position, &status.Orphans); err != nil {
		return status, err
	}
	changed, err := s.systems(ctx, tx, &status)
	if err != nil {
		return status, err
	}
	days, err := s.days(ctx, tx)
	if err != nil {
		return status, err
	}
	for i := range status.Laender {
		row := &status.Laender[i]
		row.Days = days[row.Land]
		d, err := s.landDigest(ctx, tx, row.Land, changed[row.Land])
		if err != nil {
			return status, err
		}
		row.Digest, row.Offers = d.digest, d.offers
		status.Offers += d.offers
	}
	status.Digest = catalogue.LaenderDigest(status.Laender)
	return status, nil
}

// systems fills the rows of the Länder, and gives the position of the last change of each.
func (s *Store) systems(ctx context.Context, tx *sql.Tx, status *catalogue.Status) (map[learning.Land]catalogue.Position, error) {
	rows, err := tx.StmtContext(ctx, s.read.systems).QueryContext(ctx) //nolint:sqlclosecheck // ends with tx
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // it was only read
	changed := map[learning.Land]catalogue.Position{}
	for rows.Next() {
		var land learning.Land
		var system catalogue.SystemStatus
		var seen int64
		var delivery sql.Null[string]
		var at catalogue.Position
		if err := rows.Scan(&land, &system.System, &seen, &delivery, &at); err != nil {
			return nil, err
		}
		system.LastEvent = time.Unix(0, seen).UTC()
		if delivery.Valid {
			if err := json.Unmarshal([]byte(delivery.V), &system.Delivery); err != nil {
				return nil, fmt.Errorf("%w: delivery of %s: %w", catalogue.ErrCorrupt, land, err)
			}
		}
		if n := len(status.Laender); n == 0 || status.Laender[n-1].Land != land {
			status.Laender = append(status.Laender, catalogue.LandStatus{Land: land})
		}
		status.Laender[len(status.Laender)-1].Add(system)
		changed[land] = at
	}
	return changed, rows.Err()
}

func (s *Store) landDigest(ctx context.Context, tx *sql.Tx, land learning.Land, changed catalogue.Position) (landDigest, error) {
	s.mu.Lock()
	d, known := s.memo[land]
	s.mu.Unlock()
	if known && d.changed == changed {
		return d, nil
	}
	rows, err := tx.StmtContext(ctx, s.read.digests).QueryContext(ctx, string(land)+":", string(land)+";") //nolint:sqlclosecheck // ends with tx; ";" follows ":"
	if err != nil {
		return d, err
	}
	defer rows.Close() //nolint:errcheck // it was only read
	var failed error
	d = landDigest{changed: changed}
	d.digest, d.offers = catalogue.LandDigest(func(yield func(learning.OfferID, catalogue.Digest) bool) {
		var id, digest sql.RawBytes
		var live bool
		var from int64
		for rows.Next() {
			if failed = rows.Scan(&id, &digest, &live, &from); failed != nil {
				return
			}
			if live && len(digest) != len(d.digest) {
				failed = fmt.Errorf("%w: offer %s has no digest", catalogue.ErrCorrupt, id)
				return
			}
			if live && !yield(learning.OfferID(id), catalogue.Digest(digest)) {
				return
			}
		}
	})
	if err := cmp.Or(failed, ctx.Err(), rows.Err()); err != nil {
		return d, err
	}
	s.mu.Lock()
	s.memo[land] = d
	s.mu.Unlock()
	return d, nil
}

// days are the events of each Land on the last days.
func (s *Store) days(ctx context.Context, tx *sql.Tx) (map[learning.Land][]catalogue.DayCount, error) {
	rows, err := tx.StmtContext(ctx, s.read.days).QueryContext(ctx, catalogue.RecentDays) //nolint:sqlclosecheck // ends with tx
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // it was only read
	days := map[learning.Land][]catalogue.DayCount{}
	for rows.Next() {
		var land learning.Land
		var d catalogue.DayCount
		if err := rows.Scan(&land, &d.Day, &d.Events); err != nil {
			return nil, err
		}
		days[land] = append(days[land], d)
	}
	return days, rows.Err()
}
