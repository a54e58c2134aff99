package api

import (
	"net/http"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Status is the answer of /api/v1/status: do log, ledger and catalogue agree,
// and how fresh is each Land.
type Status struct {
	Log       LogStatus       `json:"log"`
	Ledger    LedgerStatus    `json:"ledger"`
	Catalogue CatalogueStatus `json:"catalogue"`
	Laender   []LandStatus    `json:"laender"` // all of them, in byte order
}

// LogStatus is the log's tip.
type LogStatus struct {
	Position event.Position `json:"position"`
}

// LedgerStatus is the hash tree over the log: how many leaves, and its root in lower-case hex.
type LedgerStatus struct {
	Size uint64 `json:"size"`
	Root string `json:"root"`
}

// CatalogueStatus is the catalogue at its checkpoint.
type CatalogueStatus struct {
	Position    event.Position `json:"position"`
	Offers      int            `json:"offers"`
	Digest      string         `json:"digest"`
	FoldVersion int            `json:"foldVersion"`
	Orphans     int            `json:"orphans"` // session facts that found no offer
	// AsOf is when the catalogue last held all that was in the log, null if that
	// was not looked at yet; Connected is false while the broker does not answer,
	// so that nothing new can come.
	AsOf      *time.Time `json:"asOf"`
	Connected bool       `json:"connected"`
}

// LandStatus is one Land.
type LandStatus struct {
	Land         learning.Land `json:"land"`
	Offers       int           `json:"offers"`
	Digest       string        `json:"digest"`       // of no lines if it has no live offer
	LastEvent    *time.Time    `json:"lastEvent"`    // null if there was none
	LastDelivery *time.Time    `json:"lastDelivery"` // null if there was none
	Lag          uint64        `json:"lag"`          // outbox messages not yet judged
	Held         int           `json:"held"`         // withdrawals kept back by the brake
	Rejected     int           `json:"rejected"`     // in quarantine
	Noise        uint64        `json:"noise"`        // outbox messages without our content type or under a foreign subject, since the start
	Notice       string        `json:"notice,omitempty"`
}

func (a *API) status(w http.ResponseWriter, r *http.Request) error {
	if err := nothingAsked(r); err != nil {
		return err
	}
	s, err := a.Status(r.Context())
	if err != nil {
		return err
	}
	return reply(w, r, s)
}
