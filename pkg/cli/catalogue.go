package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/hub"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

type catalogueCommand struct {
	Split  splitCommand  `cmd:"" help:"Angebote trennen, die nicht dasselbe sind: sie stehen nie mehr auf einer Karte."`
	Join   joinCommand   `cmd:"" aliases:"unsplit" help:"Eine Trennung zurücknehmen."`
	Splits splitsCommand `cmd:"" help:"Was getrennt ist."`
}

func (catalogueCommand) Example() string {
	return "lernverbund catalogue split by:bayvsa:4711 he:lms:12 --note \"Grundkurs und Aufbaukurs\"\n" +
		"lernverbund catalogue splits\nlernverbund catalogue join by:bayvsa:4711 he:lms:12"
}

type splitCommand struct {
	target
	Offers []learning.OfferID `arg:"" name:"id" help:"Kennungen der Angebote, wie sie am Ende ihrer Seite stehen: <land>:<system>:<kennung>."`
	Note   string             `help:"Warum; steht im Log und in catalogue splits." placeholder:"TEXT"`
	JSON   bool               `help:"Ein Objekt JSON: position und before."`
}

func (splitCommand) Example() string {
	return "lernverbund catalogue split by:bayvsa:4711 he:lms:12 --note \"Grundkurs und Aufbaukurs\"\n" +
		"lernverbund catalogue split --data ./lernverbund-data by:bayvsa:4711 he:lms:12     (der Hub läuft nicht)"
}

// Run splits offers.
func (c *splitCommand) Run(ctx context.Context, s *streams) error {
	d, err := decide(ctx, s, c.target, hub.Splitting{Offers: c.Offers, Note: c.Note})
	if err != nil || c.JSON {
		return result(s, d, err)
	}
	if d.Before {
		fmt.Fprintln(s.out, "Das ist schon getrennt; nichts war zu tun.")
		return nil
	}
	fmt.Fprintf(s.out, "Getrennt (Position %s): %s.\nDas gilt auch nach der nächsten Lieferung. Zurücknehmen: lernverbund catalogue join %s\n",
		number(d.Position), listed(c.Offers), strings.Join(quoted(c.Offers), " "))
	return nil
}

type joinCommand struct {
	target
	Offers []learning.OfferID `arg:"" name:"id" help:"Kennungen der Angebote, die getrennt waren."`
	Note   string             `help:"Warum; steht im Log." placeholder:"TEXT"`
	JSON   bool               `help:"Ein Objekt JSON: position und before."`
}

func (joinCommand) Example() string { return "lernverbund catalogue join by:bayvsa:4711 he:lms:12" }

// Run takes a split back.
func (c *joinCommand) Run(ctx context.Context, s *streams) error {
	d, err := decide(ctx, s, c.target, hub.Splitting{Offers: c.Offers, Note: c.Note, Join: true})
	if err != nil || c.JSON {
		return result(s, d, err)
	}
	if d.Before {
		fmt.Fprintln(s.out, "Das war nicht getrennt; nichts war zu tun.")
		return nil
	}
	fmt.Fprintf(s.out, "Zurückgenommen (Position %s): %s stehen wieder auf einer Karte, wenn sie dasselbe sind.\n", number(d.Position), listed(c.Offers))
	return nil
}

func decide(ctx context.Context, s *streams, t target, what hub.Splitting) (hub.Decided, error) {
	h, err := t.open(ctx, s)
	if err != nil {
		return hub.Decided{}, err
	}
	defer h.Close()
	return h.Split(ctx, what)
}

// result writes an object JSON, unless there is an error.
func result(s *streams, v any, err error) error {
	if err != nil {
		return err
	}
	if err := json.MarshalWrite(s.out, v); err != nil {
		return err
	}
	fmt.Fprintln(s.out)
	return nil
}

type splitsCommand struct {
	target
	JSON bool `help:"Eine Zeile JSON je Paar."`
}

func (splitsCommand) Example() string { return "lernverbund catalogue splits --json" }

// Run lists what is split.
func (c *splitsCommand) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	splits, err := h.Splits(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		for _, split := range splits {
			if err := result(s, split, nil); err != nil {
				return err
			}
		}
		return nil
	}
	if len(splits) == 0 {
		fmt.Fprintln(s.out, "Nichts ist getrennt.")
		return nil
	}
	width := 0
	for _, split := range splits {
		width = max(width, len([]rune(split.Offers[0])), len([]rune(split.Offers[1])))
	}
	fmt.Fprintf(s.out, "%-*s  %-*s  %-19s  %s\n", width, "Angebot", width, "ist nicht", "seit", "warum")
	for _, split := range splits {
		fmt.Fprintln(s.out, strings.TrimRight(fmt.Sprintf("%-*s  %-*s  %-19s  %s",
			width, split.Offers[0], width, split.Offers[1], moment(split.RecordedAt), split.Note), " "))
	}
	return nil
}

// listed is "a und b", "a, b und c".
func listed(offers []learning.OfferID) string {
	words := make([]string, len(offers))
	for i, id := range offers {
		words[i] = string(id)
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " und " + words[last]
}

// quoted are ids as a shell takes them.
func quoted(offers []learning.OfferID) (words []string) {
	for _, id := range offers {
		word := string(id)
		if strings.ContainsAny(word, " \t'\"\\$&;()<>|*?!#`~[]{}") {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		words = append(words, word)
	}
	return words
}
