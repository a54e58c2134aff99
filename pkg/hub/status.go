package hub

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// status sums up log, ledger, catalogue and Länder.
func (p *parts) status(ctx context.Context) (api.Status, error) {
	c, err := p.store.Status(ctx)
	if err != nil {
		return api.Status{}, err
	}
	root, size := p.ledger.Root(), p.ledger.Size()
	felt := p.pulse.feel()
	if felt.connected || !felt.ever { // else it is not asked: nobody waits for a broker that is away
		last, err := p.log.Last(ctx)
		switch {
		case err == nil:
			felt.last = last
		case !felt.ever:
			return api.Status{}, err
		default:
			felt.connected = false
		}
	}
	felt.last = max(felt.last, size) // what is in the ledger is in the log
	for _, l := range c.Laender {
		if felt.ever && l.LastEvent.After(felt.asOf) {
			felt.asOf = l.LastEvent // between two beats
		}
	}
	s := api.Status{
		Log:    api.LogStatus{Position: felt.last},
		Ledger: api.LedgerStatus{Size: uint64(size), Root: hex.EncodeToString(root[:])},
		Catalogue: api.CatalogueStatus{
			Position: c.Position, Offers: c.Offers, Digest: hex.EncodeToString(c.Digest[:]), FoldVersion: c.FoldVersion, Orphans: c.Orphans,
			AsOf: known(felt.asOf), Connected: felt.connected,
		},
		Laender: p.laender(ctx, c),
	}
	return s, nil
}

// laender is one row for each Land, also for those that never published.
func (p *parts) laender(ctx context.Context, c catalogue.Status) []api.LandStatus {
	var outboxes []intake.Status
	if p.intake != nil {
		outboxes = p.intake.Status(ctx)
	}
	rows := make([]api.LandStatus, 0, len(learning.Laender))
	for _, land := range learning.Laender {
		quarantined := p.quarantine.Count(land)
		row := api.LandStatus{Land: land, Digest: nothing, Held: quarantined.Held, Rejected: quarantined.Rejected}
		for _, l := range c.Laender {
			if l.Land != land {
				continue
			}
			row.Offers, row.LastEvent, row.LastDelivery = l.Offers, known(l.LastEvent), known(l.LastDelivery)
			if l.Offers > 0 {
				row.Digest = hex.EncodeToString(l.Digest[:])
			}
		}
		for _, o := range outboxes {
			if o.Land == land {
				row.Lag, row.Noise, row.Notice = o.Pending, o.Noise, o.Notice.Text
			}
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b api.LandStatus) int { return strings.Compare(string(a.Land), string(b.Land)) })
	return rows
}

// nothing is the digest of a Land without a live offer: of no lines at all.
var nothing = fmt.Sprintf("%x", sha256.Sum256(nil))

// known is nil for a time that never was.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
