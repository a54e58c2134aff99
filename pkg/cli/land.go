package cli

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/hub"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// landCommand works beside a running hub: it locks accounts/ and tells the server.
type landCommand struct {
	Add    landAdd    `cmd:"" help:"Einem Land Konto und Zugang geben (auch nach einer Sperre)."`
	List   landList   `cmd:"" help:"Konten und ausgegebene Zugänge zeigen."`
	Revoke landRevoke `cmd:"" help:"Den Zugang eines Systems sperren, oder ohne System alle des Landes."`
	Creds  landCreds  `cmd:"" help:"Einem einzelnen System einen Zugang geben."`
}

func (landCommand) Example() string {
	return "lernverbund land list\nlernverbund land creds by bayvsa\nlernverbund land revoke by bayvsa"
}

// registry finds the accounts of a data directory and the server that serves them.
type registry struct {
	Data string `help:"Datenverzeichnis; sonst das des laufenden Hubs." placeholder:"DIR" env:"LERNVERBUND_DATA" type:"path"`
}

// open gives the registry and, if a hub serves it right now, a way to tell its server.
func (r registry) open() (*federation.Registry, federation.Hub, error) {
	running, err := hub.FindRunning()
	alive := err == nil
	data := r.Data
	switch {
	case data == "" && !alive:
		return nil, nil, noHub(err)
	case data == "":
		data = running.Data
	}
	reg, err := federation.Open(federation.Config{Dir: data, MustExist: true})
	if err != nil {
		return nil, nil, err
	}
	url, serving := hub.ServedBy(data)
	if !serving {
		return reg, nil, nil
	}
	return reg, federation.NewLive(reg, url), nil
}

type landAdd struct {
	registry
	Land string `arg:"" help:"Kürzel des Landes: by, nw, … oder bund."`
}

func (landAdd) Example() string { return "lernverbund land add by" }

// Run gives the Land its account and its credential.
func (c *landAdd) Run(ctx context.Context, s *streams) error {
	reg, live, err := c.open()
	if err != nil {
		return err
	}
	file, err := reg.AddLand(ctx, live, learning.Land(c.Land))
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, file)
	return nil
}

type landCreds struct {
	registry
	Land   string `arg:"" help:"Kürzel des Landes: by, nw, … oder bund."`
	System string `arg:"" help:"Name des Systems: Kleinbuchstaben, Ziffern, Bindestrich."`
}

func (landCreds) Example() string {
	return "lernverbund land creds by bayvsa\nlernverbund publish --land by --system bayvsa --creds lernverbund-data/creds/by.bayvsa.creds angebote.json"
}

// Run gives the system its credential.
func (c *landCreds) Run(ctx context.Context, s *streams) error {
	reg, live, err := c.open()
	if err != nil {
		return err
	}
	file, err := reg.Creds(ctx, live, learning.Land(c.Land), learning.System(c.System))
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, file)
	return nil
}

type landRevoke struct {
	registry
	Land   string `arg:"" help:"Kürzel des Landes: by, nw, … oder bund."`
	System string `arg:"" optional:"" help:"Name des Systems; ohne ihn alle Zugänge des Landes."`
}

func (landRevoke) Example() string { return "lernverbund land revoke by bayvsa" }

// Run cuts the credential off at once.
func (c *landRevoke) Run(ctx context.Context, s *streams) error {
	reg, live, err := c.open()
	if err != nil {
		return err
	}
	if err := reg.Revoke(ctx, live, learning.Land(c.Land), learning.System(c.System)); err != nil {
		return err
	}
	what := "alle Zugänge von " + c.Land
	if c.System != "" {
		what = "der Zugang " + c.Land + "/" + c.System
	}
	when := "sofort"
	if live == nil {
		when = "sobald der Hub startet"
	}
	fmt.Fprintf(s.err, "Gesperrt: %s, %s.\n", what, when)
	return nil
}

type landList struct {
	registry
	JSON bool `help:"Eine Zeile JSON je Zugang."`
}

func (landList) Example() string { return "lernverbund land list" }

// Run prints what was handed out.
func (c *landList) Run(_ context.Context, s *streams) error {
	reg, _, err := c.open()
	if err != nil {
		return err
	}
	issued, err := reg.List()
	if err != nil {
		return err
	}
	if !c.JSON {
		fmt.Fprintf(s.out, "%-5s %-20s %-18s %s\n", "Land", "System", "ausgegeben", "Stand")
	}
	for _, i := range issued {
		if c.JSON {
			if err := json.MarshalWrite(s.out, i); err != nil {
				return err
			}
			fmt.Fprintln(s.out)
			continue
		}
		system, state := string(i.System), "gültig"
		if system == "" {
			system = "(ganzes Land)"
		}
		if !i.Revoked.IsZero() {
			state = "gesperrt " + i.Revoked.In(learning.Berlin).Format("02.01.2006 15:04")
		}
		fmt.Fprintf(s.out, "%-5s %-20s %-18s %s\n", i.Land, system, i.At.In(learning.Berlin).Format("02.01.2006 15:04"), state)
	}
	return nil
}
