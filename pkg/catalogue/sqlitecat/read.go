package sqlitecat

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Newest asks in chunks of one of these sizes, so that three statements are enough.
const (
	fewIDs  = 24 // a page of results
	manyIDs = 250
)

// reading holds the readers' statements.
type reading struct {
	one, few, many, history, now, asOf, digests, provider, state, systems, days, splits *sql.Stmt
}

func (r *reading) prepare(ctx context.Context, db *sql.DB) error {
	newest := func(n int) string { return fmt.Sprintf(selectNewest, "?"+strings.Repeat(", ?", n-1)) }
	return prepare(ctx, db, map[string]**sql.Stmt{
		newest(1): &r.one, newest(fewIDs): &r.few, newest(manyIDs): &r.many,
		selectHistory: &r.history, selectNow: &r.now, selectAsOf: &r.asOf, selectDigests: &r.digests,
		selectProvider: &r.provider, selectState: &r.state, selectSystems: &r.systems,
		selectDays: &r.days, selectSplits: &r.splits,
	})
}

// Checkpoint is the position of the last applied event.
func (s *Store) Checkpoint(ctx context.Context) (catalogue.Position, error) {
	var layout, fold, position, orphans int64
	if err := s.read.state.QueryRowContext(ctx).Scan(&layout, &fold, &position, &orphans); err != nil {
		return 0, fmt.Errorf("read checkpoint: %w", corrupt(err))
	}
	return catalogue.Position(position), nil
}

// Offer is the newest version of an offer.
func (s *Store) Offer(ctx context.Context, id learning.OfferID) (catalogue.Version, error) {
	for v, err := range query(ctx, s.read.one, string(id)) {
		return v, err
	}
	return catalogue.Version{}, catalogue.ErrNotFound
}

// Newest is Offer for many offers at once.
func (s *Store) Newest(ctx context.Context, ids []learning.OfferID) (map[learning.OfferID]catalogue.Version, error) {
	found := make(map[learning.OfferID]catalogue.Version, len(ids))
	tx, err := s.begin(ctx)
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", corrupt(err))
	}
	defer discard(tx.Rollback)
	for len(ids) > 0 {
		statement, size := s.read.many, manyIDs
		switch {
		case len(ids) == 1:
			statement, size = s.read.one, 1
		case len(ids) <= fewIDs:
			statement, size = s.read.few, fewIDs
		}
		args := make([]any, size)
		for i := range args {
			args[i] = string(ids[min(i, len(ids)-1)])
		}
		for v, err := range query(ctx, tx.StmtContext(ctx, statement), args...) {
			if err != nil {
				return nil, err
			}
			found[v.ID] = v
		}
		ids = ids[min(size, len(ids)):]
	}
	return found, nil
}

// begin begins a transaction that sees one checkpoint.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	return s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
}

// History is every version of an offer, oldest first.
func (s *Store) History(ctx context.Context, id learning.OfferID) (history []catalogue.Version, err error) {
	for v, err := range query(ctx, s.read.history, string(id)) {
		if err != nil {
			return nil, err
		}
		history = append(history, v)
	}
	if len(history) == 0 {
		return nil, catalogue.ErrNotFound
	}
	return history, nil
}

// Offers yields the live offers as of a position in byte order of id.
func (s *Store) Offers(ctx context.Context, asOf catalogue.Position) iter.Seq2[catalogue.Version, error] {
	if asOf == 0 {
		return ordered(query(ctx, s.read.now))
	}
	return ordered(query(ctx, s.read.asOf, int64(asOf)))
}

// ordered ends with an error where offers do not come in byte order of id.
func ordered(offers iter.Seq2[catalogue.Version, error]) iter.Seq2[catalogue.Version, error] {
	return func(yield func(catalogue.Version, error) bool) {
		var last learning.OfferID
		for v, err := range offers {
			if err == nil && v.ID <= last {
				err = fmt.Errorf("read offers: %w: %s comes after %s", catalogue.ErrCorrupt, v.ID, last)
			}
			if !yield(v, err) || err != nil {
				return
			}
			last = v.ID
		}
	}
}

// Provider is the newest state of a provider.
func (s *Store) Provider(ctx context.Context, land learning.Land, system learning.System, subject string) (catalogue.Provider, error) {
	p := catalogue.Provider{Land: land, System: system, Subject: subject}
	switch err := s.read.provider.QueryRowContext(ctx, string(land), string(system), subject).Scan(&p.Position, &p.Retired, &p.Document); {
	case errors.Is(err, sql.ErrNoRows):
		return p, catalogue.ErrNotFound
	case err != nil:
		return p, fmt.Errorf("read provider: %w", corrupt(err))
	}
	return p, nil
}

// query yields the versions a statement selects; it is one transaction.
func query(ctx context.Context, statement *sql.Stmt, args ...any) iter.Seq2[catalogue.Version, error] {
	return func(yield func(catalogue.Version, error) bool) {
		rows, err := statement.QueryContext(ctx, args...)
		if err != nil {
			yield(catalogue.Version{}, fmt.Errorf("read offers: %w", corrupt(err)))
			return
		}
		defer rows.Close() //nolint:errcheck // it was only read
		for rows.Next() && ctx.Err() == nil {
			v, err := scan(rows)
			if !yield(v, err) || err != nil {
				return
			}
		}
		if err := cmp.Or(ctx.Err(), rows.Err()); err != nil { // what was cut short never looks complete
			yield(catalogue.Version{}, fmt.Errorf("read offers: %w", corrupt(err)))
		}
	}
}

// scan reads one row and holds its document against its digest.
func scan(rows *sql.Rows) (v catalogue.Version, err error) {
	var live bool
	var recorded, happened, happenedNS int64
	var digest []byte // no RawBytes: they would hold the rows against a cancel
	var withdrawn sql.Null[string]
	if err := rows.Scan(&v.ID, &v.From, &live, &digest, &v.Erased, &recorded, &happened, &happenedNS,
		&v.Type, &withdrawn, &v.Document, &v.To); err != nil {
		return v, fmt.Errorf("read offers: %w", corrupt(err))
	}
	copy(v.Digest[:], digest)
	v.RecordedAt, v.HappenedAt = time.Unix(0, recorded).UTC(), time.Unix(happened, happenedNS).UTC()
	if withdrawn.Valid {
		v.Withdrawn = new(event.OfferWithdrawn)
		if err := json.Unmarshal([]byte(withdrawn.V), v.Withdrawn); err != nil {
			return v, fmt.Errorf("read offer %s: %w: %w", v.ID, catalogue.ErrCorrupt, err)
		}
	}
	if live != (v.Document != nil) || live && sha256.Sum256(v.Document) != v.Digest {
		return v, fmt.Errorf("read offer %s from position %d: %w: the document is not the one that was stored", v.ID, v.From, catalogue.ErrCorrupt)
	}
	return v, nil
}
