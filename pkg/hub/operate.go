package hub

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/ledger"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/replay"
)

// Operations are what one may ask of a hub, in this process or over NATS.
type Operations interface {
	// Status is the same as the API's.
	Status(ctx context.Context) (Overview, error)
	// Verify compares log, ledger and catalogue; progress may be nil.
	Verify(ctx context.Context, progress func(done, total int)) (Report, error)
	// Rebuild folds the catalogue anew beside the running one and swaps.
	Rebuild(ctx context.Context, progress func(done, total int)) (Rebuilt, error)
	// List, Show, Release and Drop look after the quarantine.
	List(ctx context.Context, f quarantine.Filter) ([]quarantine.Entry, error)
	Show(ctx context.Context, n quarantine.Number) (quarantine.Entry, error)
	Release(ctx context.Context, n quarantine.Number) (intake.Result, error)
	Drop(ctx context.Context, n quarantine.Number) (intake.Result, error)
	// Split says that offers are not the same, or takes that back; Splits lists them.
	Split(ctx context.Context, s Splitting) (Decided, error)
	Splits(ctx context.Context) ([]catalogue.Split, error)
}

// Operator is a hub one may operate, with its log to read.
type Operator struct {
	Operations
	Log   eventlog.Log
	Close func()
}

// Overview is the state of a hub.
type Overview struct {
	api.Status
	Quarantine int `json:"quarantine"` // entries
	Held       int `json:"held"`       // of them held and undecided
}

// Report is what Verify found.
type Report struct {
	Events   int    `json:"events"`
	Position uint64 `json:"position"`
	Root     string `json:"root"`   // of the ledger, hex
	Digest   string `json:"digest"` // of the catalogue, hex
	// Finding is empty if everything agrees. Position is then the log's last;
	// else it is the first position that differs, 0 if it cannot be named.
	Finding string `json:"finding,omitempty"`
	Part    string `json:"part,omitempty"`   // log, ledger, catalogue or quarantine
	Detail  string `json:"detail,omitempty"` // the error behind the finding, for our own eyes
}

// Rebuilt is what Rebuild did.
type Rebuilt struct {
	Position uint64 `json:"position"`
	Offers   int    `json:"offers"`
	Digest   string `json:"digest"`
	Before   string `json:"before"` // the digest of the catalogue it took the place of
}

// Status sums the hub up.
func (p *parts) Status(ctx context.Context) (Overview, error) {
	s, err := p.status(ctx)
	if err != nil {
		return Overview{}, err
	}
	o := Overview{Status: s}
	for _, land := range learning.Laender {
		c := p.quarantine.Count(land)
		o.Quarantine += c.Rejected + c.Held
		o.Held += c.Held
	}
	return o, nil
}

// Verify compares log, ledger and catalogue, in the order of truth.
func (p *parts) Verify(ctx context.Context, progress func(done, total int)) (Report, error) {
	r, err := p.verifyLog(ctx, progress)
	if err != nil || r.Finding != "" {
		return r, err
	}
	return p.verifyCatalogue(ctx, r)
}

// verifyLog compares the log with the ledger.
func (p *parts) verifyLog(ctx context.Context, progress func(done, total int)) (Report, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	r := Report{}
	err := p.ledger.Verify(ctx, p.log, func(done, total eventlog.Position) { progress(int(done), int(total)) })
	if damage, ok := Damage(err); ok {
		return damage, nil
	}
	if err != nil {
		return r, err
	}
	root, size := p.ledger.Root(), p.ledger.Size()
	r.Root, r.Position, r.Events = hex.EncodeToString(root[:]), uint64(size), int(size)
	return r, nil
}

// Damage is the report of an error that says our own data are broken; ok is
// false for any other error. Opening a damaged hub gives such an error too.
func Damage(err error) (r Report, ok bool) {
	var differs *ledger.DifferenceError
	var behind *ledger.BehindError
	switch {
	case errors.As(err, &differs):
		return Report{Position: uint64(differs.Position), Part: "log", Finding: differenceIn(differs), Detail: err.Error()}, true
	case errors.As(err, &behind):
		return Report{
			Position: uint64(behind.Log) + 1, Part: "log", Detail: err.Error(),
			Finding: fmt.Sprintf("Das Log endet bei Position %d, das Ledger kennt %d: dazwischen fehlt etwas.", behind.Log, behind.Ledger),
		}, true
	case errors.Is(err, ledger.ErrDamaged):
		return Report{Part: "ledger", Finding: err.Error()}, true
	case errors.Is(err, eventlog.ErrCorrupt), errors.Is(err, natsd.ErrNotLoaded):
		return Report{Part: "log", Finding: err.Error()}, true
	case errors.Is(err, quarantine.ErrCorrupt):
		return Report{Part: "quarantine", Finding: err.Error()}, true
	}
	return Report{}, false
}

// differenceIn says in one sentence what is wrong at a position.
func differenceIn(d *ledger.DifferenceError) string {
	if d.Land == "" {
		return "Der Eintrag fehlt im Log oder ist unlesbar; das Ledger kennt ihn."
	}
	return fmt.Sprintf("Land %s, OUTBOX %d: Inhalt passt nicht zum Ledger.", d.Land, d.Origin.Sequence)
}

// verifyCatalogue folds the log up to the catalogue's checkpoint and compares
// digests, and every stored document with its own.
func (p *parts) verifyCatalogue(ctx context.Context, r Report) (Report, error) {
	store := p.store
	status, err := store.Status(ctx)
	if err != nil {
		return r, err
	}
	was, err := replay.AsOf(ctx, replay.AsOfConfig{Log: p.log, Moment: replay.AtPosition(status.Position)})
	if err != nil {
		return r, err
	}
	folded, _ := was.Digest()
	if folded != status.Digest {
		r.Part, r.Finding = "catalogue", fmt.Sprintf("catalogue digest %x, folded from the log up to position %d %x", status.Digest, status.Position, folded)
		return r, nil
	}
	for _, err := range store.Offers(ctx, 0) {
		if errors.Is(err, catalogue.ErrCorrupt) {
			r.Part, r.Finding = "catalogue", err.Error()
			return r, nil
		}
		if err != nil {
			return r, err
		}
	}
	r.Digest = hex.EncodeToString(status.Digest[:])
	return r, nil
}

// List is what lies in quarantine.
func (p *parts) List(ctx context.Context, f quarantine.Filter) ([]quarantine.Entry, error) {
	entries := []quarantine.Entry{}
	for e, err := range p.quarantine.List(ctx, f) {
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// Show is one entry with its bytes.
func (p *parts) Show(ctx context.Context, n quarantine.Number) (quarantine.Entry, error) {
	return p.quarantine.Show(ctx, n)
}

// Release lets a held delivery through.
func (p *parts) Release(ctx context.Context, n quarantine.Number) (intake.Result, error) {
	return p.intake.Release(ctx, n)
}

// Drop throws a held delivery away.
func (p *parts) Drop(ctx context.Context, n quarantine.Number) (intake.Result, error) {
	return p.intake.Drop(ctx, n)
}
