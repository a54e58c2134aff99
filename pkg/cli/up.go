package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/hub"
	"github.com/lernverbund/lernverbund/pkg/landing"
	"github.com/lernverbund/lernverbund/pkg/search"
)

type upCommand struct {
	Data      string         `help:"Datenverzeichnis; wird angelegt." default:"./lernverbund-data" placeholder:"DIR" env:"LERNVERBUND_DATA"`
	HTTP      string         `help:"Adresse der Seiten und der API; Port 0: ein freier." default:"127.0.0.1:8080" env:"LERNVERBUND_HTTP"`
	NATS      string         `help:"Adresse für die Länder; Port 0: ein freier." default:"127.0.0.1:4222" env:"LERNVERBUND_NATS"`
	Places    string         `help:"Datei mit Postleitzahlen und ihren Orten, wie GeoNames sie gibt (auch .gz); ohne sie kennt die Umkreissuche die größeren Orte." placeholder:"FILE" env:"LERNVERBUND_PLACES"`
	Thesaurus string         `help:"Thesaurus im MyThes-Format (Debian: mythes-de), den die Suche fragt, wo sie wenig findet. Ohne Angabe gilt /usr/share/mythes/th_de_DE_v2.dat, wenn es da ist; „none“: keiner." placeholder:"FILE" env:"LERNVERBUND_THESAURUS"`
	Public    string         `help:"Adresse, unter der Menschen die Seiten finden; sonst die aus jeder Anfrage." placeholder:"https://…" env:"LERNVERBUND_PUBLIC"`
	Imprint   string         `help:"YAML-Datei mit name, address (Zeilen), email, phone und licence (der Einträge, sonst DL-DE-ZERO-2.0): wer diese Seiten verantwortet (Impressum, Datenschutz, Barriere melden)." placeholder:"FILE" env:"LERNVERBUND_IMPRINT"`
	Proxy     []netip.Prefix `help:"Netze eigener Proxys vor dem Hub: wer von dort kommt, ist, wen X-Forwarded-For nennt. Dieser Rechner gilt immer als einer." placeholder:"NETZ" env:"LERNVERBUND_PROXY"`
	Verbose   bool           `short:"v" help:"Auch sagen, was gut geht."`
	Demo      bool           `help:"Unsere Beispielangebote aller Länder über die echten Ausgänge veröffentlichen." env:"LERNVERBUND_DEMO"`
}

func (upCommand) Example() string {
	return "lernverbund up --demo\nlernverbund up --data /var/lib/lernverbund --http 127.0.0.1:0 --nats 127.0.0.1:0\nlernverbund up --places DE.txt"
}

// Validate refuses a public address that is none, before anything is opened.
func (c *upCommand) Validate() error {
	if landing.CheckPublic(c.Public) != nil {
		return fmt.Errorf("--public %s: gebraucht wird eine Adresse wie https://lernverbund.example", c.Public)
	}
	return nil
}

// Run runs the hub until it is interrupted.
func (c *upCommand) Run(ctx context.Context, s *streams) error {
	places, err := c.places()
	if err != nil {
		return err
	}
	thesaurus, err := c.thesaurus()
	if err != nil {
		return err
	}
	imprint, err := c.imprint()
	if err != nil {
		return err
	}
	err = hub.Run(ctx, hub.Config{
		Imprint: imprint, Places: places, Thesaurus: thesaurus, Data: c.Data, HTTP: c.HTTP, NATS: c.NATS, Public: c.Public, Demo: c.Demo, Rate: api.Rate{Proxies: c.Proxy}, Crash: hub.CrashPoints(),
		Logger: slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: c.level()})),
		Ready:  func(r hub.Ready) { c.ready(s, r) },
	})
	if err == nil {
		fmt.Fprintln(s.err, "Beendet. Die Daten bleiben in "+c.Data+".")
	}
	return err
}

// places reads the file of postal codes, if one is named.
func (c *upCommand) places() (*gazetteer.Gazetteer, error) {
	if c.Places == "" {
		return nil, nil
	}
	g, err := gazetteer.Open(c.Places)
	if err != nil {
		return nil, fmt.Errorf("--places: %w", err)
	}
	return g, nil
}

// imprint reads who answers for the pages, if a file is named.
func (c *upCommand) imprint() (landing.Operator, error) {
	if c.Imprint == "" {
		return landing.Operator{}, nil
	}
	f, err := os.Open(c.Imprint)
	if err != nil {
		return landing.Operator{}, fmt.Errorf("--imprint: %w", err)
	}
	defer f.Close()
	o, err := landing.ReadOperator(f)
	if err != nil {
		return landing.Operator{}, fmt.Errorf("--imprint %s: %w", c.Imprint, err)
	}
	return o, nil
}

// debianThesaurus is where Debian's package mythes-de puts OpenThesaurus.
const debianThesaurus = "/usr/share/mythes/th_de_DE_v2.dat"

// thesaurus reads the file that is named, or the one that lies there anyway.
func (c *upCommand) thesaurus() (*search.Thesaurus, error) {
	name := c.Thesaurus
	switch name {
	case "none":
		return nil, nil
	case "":
		name = debianThesaurus
	}
	f, err := os.Open(name)
	if c.Thesaurus == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("--thesaurus: %w", err)
	}
	defer f.Close()
	t, err := search.ReadThesaurus(f)
	if err != nil {
		return nil, fmt.Errorf("--thesaurus %s: %w", name, err)
	}
	return t, nil
}

// level is what is worth a line on a terminal.
func (c *upCommand) level() slog.Level {
	if c.Verbose {
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

// ready says where everything is: one line for programs, the rest for people.
func (c *upCommand) ready(s *streams, r hub.Ready) {
	if r.Created {
		fmt.Fprintf(s.err, "Neu angelegt: %s (17 Konten, Zugänge in creds/)\n", r.Data)
	}
	if d := r.Demo; d != nil {
		fmt.Fprintf(s.err, "Demo: %s Angebote aus %d Ländern und vom Bund über die echten Ausgänge … %s neu, %s geändert, %s unverändert (%s)\n",
			number(d.Counts.Read), d.Laender-1, number(d.Counts.New), number(d.Counts.Revised), number(d.Counts.Unchanged), seconds(d.Took))
	}
	fmt.Fprintf(s.err, "Startseite  %s          Suche probieren: %s/angebote?q=datenschuz\n", r.HTTP, r.HTTP)
	fmt.Fprintf(s.err, "API         %s/docs\n", r.HTTP)
	fmt.Fprintf(s.err, "NATS        %s          Zugang: %s\n", r.NATS, filepath.Join(r.Data, "creds", "<land>.creds"))
	fmt.Fprintf(s.out, "ready http=%s nats=%s data=%s\n", r.HTTP, r.NATS, r.Data)
	if f, ok := s.out.(*os.File); ok {
		_ = f.Sync() // a pipe cannot, a file may
	}
	fmt.Fprintln(s.err, "Strg+C beendet. Daten bleiben. Nächster Schritt: lernverbund publish --help")
}
