package cli

import (
	"context"
	"fmt"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/replay"
)

type replayCommand struct {
	target
	From   string `help:"Ab hier (einschließlich): Position, Tag oder Zeit nach der Uhr des Hubs." placeholder:"T|POS"`
	To     string `help:"Bis hier (Position einschließlich, Zeit ausschließlich)." placeholder:"T|POS"`
	Land   string `help:"Nur dieses Land; hub: die eigenen Einträge des Hubs."`
	Type   string `help:"Nur diese Arten, mit * als Platzhalter: de.lernverbund.offer.*"`
	Format string `help:"Form der Ausgabe." enum:"ndjson" default:"ndjson"`
	Exact  bool   `help:"Die genauen Bytes (Base64) beilegen."`
	Out    string `name:"output" short:"o" help:"In diese Datei statt auf die Standardausgabe." placeholder:"DATEI" type:"path"`
}

func (replayCommand) Example() string {
	return "lernverbund replay --from 2026-06-15 --land rp -o rp.ndjson\nlernverbund replay --data ./lernverbund-data --type 'de.lernverbund.offer.*' | jq .event.subject"
}

// Run writes the history, a line an event.
func (c *replayCommand) Run(ctx context.Context, s *streams) error {
	from, err := optionalMoment("--from", c.From)
	if err != nil {
		return err
	}
	to, err := optionalMoment("--to", c.To)
	if err != nil {
		return err
	}
	if l := learning.Land(c.Land); c.Land != "" && !l.Valid() && l != learning.Hub {
		return fmt.Errorf("--land %q gibt es nicht; es gibt %s", c.Land, laender())
	}
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	out, err := openOutput(s, c.Out)
	if err != nil {
		return err
	}
	bar := newProgress(s.err, "schreiben", "Ereignisse")
	sum, err := replay.Run(ctx, replay.Config{
		Log: h.Log, From: from, To: to, Land: learning.Land(c.Land), Type: c.Type, Exact: c.Exact, Out: out, Progress: bar.positions,
	})
	bar.done()
	if ended := out.finish(err == nil); err == nil {
		err = ended
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "%s Ereignisse, Position %s bis %s (%s)\n", number(sum.Events), number(sum.First), number(sum.Last), seconds(bar.elapsed()))
	return nil
}

// optionalMoment reads a moment that may be absent.
func optionalMoment(flag, text string) (replay.Moment, error) {
	if text == "" {
		return replay.Moment{}, nil
	}
	m, err := replay.ParseMoment(text)
	if err != nil {
		return m, fmt.Errorf("%s: %w", flag, err)
	}
	return m, nil
}

type asofCommand struct {
	target
	Moment string `arg:"" help:"Position, Tag (0:00 Uhr in Berlin) oder Zeit nach der Uhr des Hubs." placeholder:"T|POS"`
	Format string `help:"Form der Ausgabe." enum:"ndjson" default:"ndjson"`
	Out    string `name:"output" short:"o" help:"In diese Datei statt auf die Standardausgabe." placeholder:"DATEI" type:"path"`
}

func (asofCommand) Example() string {
	return "lernverbund asof 2026-03-01 -o maerz.ndjson\nlernverbund asof 12408 | wc -l"
}

// Run writes the catalogue of a moment, a line an offer.
func (c *asofCommand) Run(ctx context.Context, s *streams) error {
	moment, err := replay.ParseMoment(c.Moment)
	if err != nil {
		return err
	}
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	out, err := openOutput(s, c.Out)
	if err != nil {
		return err
	}
	bar := newProgress(s.err, "falten", "Ereignisse")
	was, err := replay.AsOf(ctx, replay.AsOfConfig{Log: h.Log, Moment: moment, Progress: bar.positions})
	bar.done()
	if err == nil {
		err = was.Write(out)
	}
	if ended := out.finish(err == nil); err == nil {
		err = ended
	}
	if err != nil {
		return err
	}
	digest, _ := was.Digest()
	fmt.Fprintf(s.err, "%s Angebote an Position %s, Digest %x (%s)\n", number(len(was.Offers)), number(was.Position), digest, seconds(bar.elapsed()))
	return nil
}
