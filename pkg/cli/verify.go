package cli

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/hub"
)

type verifyCommand struct {
	target
	JSON bool `help:"Das Ergebnis als JSON-Objekt."`
}

func (verifyCommand) Example() string {
	return "lernverbund verify\nlernverbund verify --data ./lernverbund-data"
}

// Run compares log, ledger and catalogue; exit status 1 if they differ.
func (c *verifyCommand) Run(ctx context.Context, s *streams) error {
	bar := newProgress(s.err, "vergleichen", "Ereignisse")
	r, err := c.compare(ctx, s, bar)
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		if err := json.MarshalWrite(s.out, r); err != nil {
			return err
		}
		fmt.Fprintln(s.out)
	case r.Finding == "":
		fmt.Fprintf(s.out, "Log      %s Ereignisse, lückenlos\nLedger   Wurzel %s stimmt\nKatalog  Digest %s = neu gefaltet aus dem Log\nin Ordnung  (%s)\n",
			number(r.Events), short(r.Root), short(r.Digest), seconds(bar.elapsed()))
	default:
		part := map[string]string{"log": "Log", "ledger": "Ledger", "catalogue": "Katalog", "quarantine": "Quarantäne"}[r.Part]
		fmt.Fprintf(s.out, "%-8s ", part)
		if r.Position > 0 {
			fmt.Fprintf(s.out, "Position %s: ", number(r.Position))
		}
		fmt.Fprintf(s.out, "%s\n", r.Finding)
		if r.Detail != "" {
			fmt.Fprintf(s.err, "         (%s)\n", r.Detail)
		}
		if r.Part == "catalogue" {
			fmt.Fprintln(s.out, "         Wie es weitergeht: lernverbund rebuild")
		}
		fmt.Fprintln(s.out, "nicht in Ordnung")
	}
	if r.Finding != "" {
		return errFound
	}
	return nil
}

// compare asks the hub; one too damaged to open says so itself.
func (c *verifyCommand) compare(ctx context.Context, s *streams, bar *progress) (hub.Report, error) {
	h, err := c.open(ctx, s)
	if damage, ok := hub.Damage(err); ok {
		return damage, nil
	}
	if err != nil {
		return hub.Report{}, err
	}
	defer h.Close()
	r, err := h.Verify(ctx, bar.set)
	bar.done()
	return r, err
}

// short shows the ends of a hash.
func short(hash string) string {
	if len(hash) < 12 {
		return hash
	}
	return hash[:6] + "…" + hash[len(hash)-4:]
}

type rebuildCommand struct {
	target
	JSON bool `help:"Das Ergebnis als JSON-Objekt."`
}

func (rebuildCommand) Example() string { return "lernverbund rebuild" }

// Run folds the catalogue anew; exit status 1 if it came out differently.
func (c *rebuildCommand) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	bar := newProgress(s.err, "falten", "Ereignisse")
	r, err := h.Rebuild(ctx, bar.set)
	bar.done()
	if err != nil {
		return err
	}
	same := r.Before == "" || r.Before == r.Digest
	if c.JSON {
		if err := json.MarshalWrite(s.out, r); err != nil {
			return err
		}
		fmt.Fprintln(s.out)
	} else {
		fmt.Fprintf(s.out, "Neu gefaltet: %s Angebote bis Position %s, Digest %s (%s)\n", number(r.Offers), number(r.Position), short(r.Digest), seconds(bar.elapsed()))
		if !same {
			fmt.Fprintf(s.out, "Der Katalog davor hatte den Digest %s: er stimmte nicht mit dem Log überein.\n", short(r.Before))
		}
	}
	if !same {
		return errFound
	}
	return nil
}
