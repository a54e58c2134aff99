package cli

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

type quarantineCommand struct {
	List    quarantineList    `cmd:"" help:"Was in Quarantäne liegt; von einer gehaltenen Lieferung eine Zeile."`
	Show    quarantineShow    `cmd:"" help:"Ein Eintrag mit Gründen und genauen Bytes."`
	Release quarantineRelease `cmd:"" help:"Eine gehaltene Lieferung freigeben: ihre Rücknahmen gelten."`
	Drop    quarantineDrop    `cmd:"" help:"Eine gehaltene Lieferung verwerfen: ihre Rücknahmen gelten nicht."`
}

func (quarantineCommand) Example() string {
	return "lernverbund quarantine list --held\nlernverbund quarantine show 7\nlernverbund quarantine release 7"
}

type quarantineList struct {
	target
	Land string `help:"Nur dieses Land."`
	Held bool   `help:"Nur Gehaltenes, über das noch niemand entschieden hat."`
	Last int    `help:"Nur die neuesten so vielen Einträge." default:"1000"`
	JSON bool   `help:"Eine Zeile JSON je Eintrag."`
}

func (quarantineList) Example() string { return "lernverbund quarantine list --held" }

// Run lists the entries.
func (c *quarantineList) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	f := quarantine.Filter{Land: learning.Land(c.Land), Last: c.Last}
	if c.Held {
		f.Verdict, f.State = quarantine.Held, quarantine.Undecided
	}
	entries, err := h.List(ctx, f)
	if err != nil {
		return err
	}
	if c.JSON {
		for _, e := range entries {
			if err := json.MarshalWrite(s.out, e); err != nil {
				return err
			}
			fmt.Fprintln(s.out)
		}
		return nil
	}
	fmt.Fprintf(s.out, "%6s  %-5s %-20s %-20s %-12s %s\n", "Nummer", "Land", "System", "seit", "Stand", "was")
	for _, row := range rows(entries) {
		e := row.first
		fmt.Fprintf(s.out, "%6d  %-5s %-20s %-20s %-12s %s\n", e.Number, e.Land, e.System, moment(e.RecordedAt), stateWord(e), row.what())
	}
	return nil
}

// row is one line: an entry, or all of a held delivery in one state.
type row struct {
	first quarantine.Entry
	count int
}

func rows(entries []quarantine.Entry) (out []row) {
	held := map[string]int{}
	for _, e := range entries {
		key := string(e.Land) + "/" + string(e.System) + "/" + e.Delivery + "/" + string(e.State)
		if i, ok := held[key]; ok && e.Verdict == quarantine.Held {
			out[i].count++
			continue
		}
		held[key] = len(out)
		out = append(out, row{e, 1})
	}
	return out
}

func (r row) what() string {
	e := r.first
	if e.Verdict == quarantine.Held {
		return fmt.Sprintf("%s Rücknahmen der Lieferung %s", number(r.count), e.Delivery)
	}
	what := e.Subject
	if len(e.Problems) > 0 {
		p := e.Problems[0]
		what += "  " + p.Pointer + "  " + p.Message + " [" + p.Rule + "]"
	}
	return what
}

func stateWord(e quarantine.Entry) string {
	if e.Verdict == quarantine.Rejected {
		return "abgelehnt"
	}
	return map[quarantine.State]string{
		quarantine.Undecided: "gehalten", quarantine.Released: "freigegeben", quarantine.Skipped: "überholt",
		quarantine.Dropped: "verworfen", quarantine.Superseded: "abgelöst",
	}[e.State]
}

type quarantineShow struct {
	target
	Number uint64 `arg:"" help:"Nummer aus quarantine list."`
	JSON   bool   `help:"Als JSON, die Bytes in Base64."`
}

func (quarantineShow) Example() string { return "lernverbund quarantine show 7" }

// Run shows one entry: where, what, why, what next, and the bytes.
func (c *quarantineShow) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	e, err := h.Show(ctx, quarantine.Number(c.Number))
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.MarshalWrite(s.out, e); err != nil {
			return err
		}
		fmt.Fprintln(s.out)
		return nil
	}
	fmt.Fprintf(s.out, "Nummer %d, %s/%s, %s, %s\nAusgang: Nachricht %d, Ereignis %d darin\nKennung %s, Gegenstand %s, Art %s\n",
		e.Number, e.Land, e.System, stateWord(e), moment(e.RecordedAt), e.Origin.Sequence, e.Origin.Index, e.ID, e.Subject, e.Type)
	for _, p := range e.Problems {
		fmt.Fprintf(s.out, "  %s\n", finding{string(e.Land) + "/" + string(e.System), p}.line())
	}
	if text := string(e.Raw); utf8.ValidString(text) && !strings.ContainsFunc(text, unreadable) {
		fmt.Fprintf(s.out, "\n%s\n", text)
	} else {
		fmt.Fprintf(s.out, "\n%q\n", e.Raw)
	}
	return nil
}

// unreadable is what a terminal should not be sent.
func unreadable(r rune) bool { return r != '\n' && r != '\t' && !learning.Printable(r) }

type quarantineRelease struct {
	target
	Number uint64 `arg:"" help:"Nummer aus quarantine list: die ganze Lieferung."`
}

func (quarantineRelease) Example() string { return "lernverbund quarantine release 7" }

// Run releases a held delivery.
func (c *quarantineRelease) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	r, err := h.Release(ctx, quarantine.Number(c.Number))
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Freigegeben: %s Rücknahmen; %s ausgelassen, weil seither Neueres kam.\n", number(r.Released), number(r.Skipped))
	return nil
}

type quarantineDrop struct {
	target
	Number uint64 `arg:"" help:"Nummer aus quarantine list: die ganze Lieferung."`
}

func (quarantineDrop) Example() string { return "lernverbund quarantine drop 7" }

// Run drops a held delivery.
func (c *quarantineDrop) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	r, err := h.Drop(ctx, quarantine.Number(c.Number))
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Verworfen: %s Rücknahmen. Die Angebote bleiben.\n", number(r.Dropped))
	return nil
}
