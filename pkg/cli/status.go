package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
)

type statusCommand struct {
	target
	JSON bool `help:"Dasselbe Objekt wie /api/v1/status, dazu die Quarantäne."`
}

func (statusCommand) Example() string {
	return "lernverbund status\nlernverbund status --json | jq .catalogue.digest"
}

// quiet is after how long a Land that publishes counts as silent.
const quiet = 7 * 24 * time.Hour

// Run prints the state of the hub; exit status 1 if log, ledger and catalogue are apart.
func (c *statusCommand) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	o, err := h.Status(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.MarshalWrite(s.out, o); err != nil {
			return err
		}
		fmt.Fprintln(s.out)
		return nil
	}
	mark := "✓"
	if o.Ledger.Size != uint64(o.Log.Position) {
		mark = "!"
	}
	fmt.Fprintf(s.out, "Log %s · Ledger %s %s · Katalog %s · Quarantäne %s · gehalten %s\n",
		number(o.Log.Position), number(o.Ledger.Size), mark, number(o.Catalogue.Position), number(o.Quarantine), number(o.Held))
	fmt.Fprintf(s.out, "%-5s %9s  %-18s %12s %10s %9s\n", "Land", "Angebote", "letztes Ereignis", "im Ausgang", "abgelehnt", "gehalten")
	now := time.Now()
	for _, l := range o.Laender {
		last := "nie"
		if l.LastEvent != nil {
			last = ago(*l.LastEvent, now)
			if now.Sub(*l.LastEvent) > quiet {
				last += " !"
			}
		}
		notice := l.Notice
		if l.Noise > 0 {
			notice += fmt.Sprintf(" %s Nachrichten ohne Content-Type oder unter fremdem Subject: nicht gelesen", number(l.Noise))
		}
		fmt.Fprintf(s.out, "%-5s %9s  %-18s %12s %10s %9s %s\n",
			l.Land, number(l.Offers), last, number(l.Lag), number(l.Rejected), number(l.Held), notice)
	}
	return nil
}
