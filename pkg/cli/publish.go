package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"github.com/lernverbund/lernverbund/pkg/connector"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/pkg/hub"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

type publishCommand struct {
	server
	Land    string        `help:"Kürzel des Landes: by, nw, … oder bund." required:""`
	System  string        `help:"Name des Systems, aus dem die Angebote kommen."`
	Mapping string        `help:"Zuordnung der Felder (YAML); ohne sie werden Angebote in unserer Form gelesen." placeholder:"DATEI" type:"existingfile"`
	Format  string        `help:"events: Ereignisse und Zeilen von replay senden, wie sie sind." enum:"offers,events" default:"offers"`
	Full    bool          `help:"Die Lieferung ist vollständig: was fehlt, wird zurückgezogen."`
	DryRun  bool          `help:"Nur zeigen, was geschähe."`
	Resend  bool          `help:"Auch senden, was der Hub schon einmal abgelehnt hat."`
	Wait    time.Duration `help:"So lange auf Quittungen warten." default:"10s"`
	JSON    bool          `help:"Am Ende ein JSON-Objekt mit den Zahlen."`
	Files   []string      `arg:"" name:"datei" help:"Dateien oder http(s)-Adressen: JSON, NDJSON, YAML, CSV, XLSX, auch .gz."`
}

func (publishCommand) Example() string {
	return `lernverbund publish --land rp --system bildungsfreistellung --mapping schemas/mappings/rp-bildungsfreistellung.yaml --full --dry-run feed.json
lernverbund publish --land by --system bayvsa angebote.ndjson
lernverbund publish --land by --format events ereignisse.ndjson`
}

// Run reads, compares, sends and waits.
func (c *publishCommand) Run(ctx context.Context, s *streams) error {
	land, system := learning.Land(c.Land), learning.System(c.System)
	if !land.Valid() {
		return fmt.Errorf("--land %q gibt es nicht; es gibt %s", c.Land, laender())
	}
	if c.Format != "events" && !system.Valid() || c.System != "" && !system.Valid() {
		return fmt.Errorf("--system %q: gebraucht wird ein Name aus Kleinbuchstaben, Ziffern und Bindestrichen (höchstens 32)", c.System)
	}
	files, err := c.read(ctx)
	if err != nil {
		return err
	}
	client, err := c.land(land, system)
	if err != nil {
		return err
	}
	defer client.Close()
	if c.Format == "events" {
		return c.events(ctx, s, client, files)
	}
	return c.offers(ctx, s, client, files)
}

func laender() string {
	var all []string
	for _, l := range learning.Laender {
		all = append(all, string(l))
	}
	return strings.Join(all, ", ")
}

// read fetches every file and address whole. One that cannot be had is an
// error before anything is sent: half a delivery must not pass for a whole one.
func (c *publishCommand) read(ctx context.Context) ([]table.File, error) {
	var files []table.File
	for _, name := range c.Files {
		raw, err := fetch(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("%s lässt sich nicht lesen: %w", name, err)
		}
		files = append(files, table.File{Name: name, Data: raw})
	}
	return files, nil
}

// fetch reads a file, or an address by GET; at most table.DefaultMaxBytes.
func fetch(ctx context.Context, name string) ([]byte, error) {
	if !strings.HasPrefix(name, "http://") && !strings.HasPrefix(name, "https://") {
		return os.ReadFile(name)
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, name, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", "lernverbund-connector")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("die Antwort ist %s", answer.Status)
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, table.DefaultMaxBytes+1))
	if err == nil && len(raw) > table.DefaultMaxBytes {
		err = fmt.Errorf("mehr als %s", size(table.DefaultMaxBytes))
	}
	return raw, err
}

// offers delivers offers.
func (c *publishCommand) offers(ctx context.Context, s *streams, client *federation.Client, files []table.File) error {
	var mapping *table.Mapping
	if c.Mapping != "" {
		raw, err := os.ReadFile(c.Mapping)
		if err != nil {
			return err
		}
		if mapping, err = table.ParseMapping(raw); err != nil {
			return fmt.Errorf("%s:\n%w", c.Mapping, err)
		}
	}
	read := table.Read(files, mapping, table.Options{Now: time.Now()})
	for _, source := range read.Sources {
		fmt.Fprintf(s.err, "%-20s %s Datensätze gelesen (%s)\n", source.Name, number(source.Records), source)
	}
	d, err := c.delivery(read)
	if err != nil {
		return err
	}
	bar := newProgress(s.err, "senden", "")
	out, err := connector.Run(ctx, connector.Config{
		Client: client, Delivery: d, DryRun: c.DryRun, Wait: c.Wait,
		Planned:  func(p *connector.Plan) { c.planned(s, read, p) },
		Progress: bar.set, Crash: hub.CrashPoints(),
	})
	bar.done()
	if err != nil {
		return err
	}
	if err := c.close(s, out, bar.elapsed(), d); err != nil {
		return err
	}
	if troubled(read) {
		return errFound
	}
	return nil
}

// troubled reports whether something about the delivery as a whole is wrong: a
// file that cannot be read, a subject that stands twice.
func troubled(d *table.Delivery) bool {
	for _, f := range d.Findings {
		if !f.Problem.Warning {
			return true
		}
	}
	return false
}

// delivery is what the connector compares.
func (c *publishCommand) delivery(read *table.Delivery) (*connector.Delivery, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	d := &connector.Delivery{
		Land: learning.Land(c.Land), System: learning.System(c.System), ID: id.String(), Full: c.Full, Partial: read.Partial(), Resend: c.Resend,
	}
	for i := range read.Records {
		r := &read.Records[i]
		one := connector.Record{Subject: r.Subject}
		if !r.Refused() {
			one.Document = r.Offer
		}
		d.Records = append(d.Records, one)
	}
	return d, nil
}

// events sends events as they are.
func (c *publishCommand) events(ctx context.Context, s *streams, client *federation.Client, files []table.File) error {
	land := learning.Land(c.Land)
	var all []connector.RawEvent
	for _, f := range files {
		raw, err := unpack(f)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		events, others, err := connector.ReadEvents(raw, land)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		fmt.Fprintf(s.err, "%-20s %s Ereignisse gelesen", f.Name, number(len(events)))
		if others > 0 {
			fmt.Fprintf(s.err, ", %s anderer Herkunft ausgelassen", number(others))
		}
		fmt.Fprintln(s.err)
		all = append(all, events...)
	}
	d := &connector.Delivery{Land: land, System: learning.System(c.System)}
	bar := newProgress(s.err, "senden", "")
	out, err := connector.PublishEvents(ctx, connector.Config{
		Client: client, Delivery: d, DryRun: c.DryRun, Wait: c.Wait, Progress: bar.set, Crash: hub.CrashPoints(),
	}, all)
	bar.done()
	if err != nil {
		return err
	}
	return c.close(s, out, bar.elapsed(), d)
}

// close says what came of it; the exit status is 1 if anything is left to look at.
func (c *publishCommand) close(s *streams, out *connector.Outcome, took time.Duration, d *connector.Delivery) error {
	n := out.Counts
	if c.DryRun {
		fmt.Fprintln(s.err, "Probelauf: nichts gesendet. Senden: dieselbe Zeile ohne --dry-run.")
	} else {
		c.answered(s, out, took, d)
	}
	if c.JSON {
		if err := json.MarshalWrite(s.out, n); err != nil {
			return err
		}
		fmt.Fprintln(s.out)
	}
	if !n.Clean() {
		return errFound
	}
	return nil
}
