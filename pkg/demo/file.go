package demo

import (
	"bytes"
	"embed"
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

//go:embed laender/*.yaml competences.yaml
var files embed.FS

// file is one file of laender/.
type file struct {
	Land      learning.Land
	Systems   []learning.System // the first is that of an offer that names none
	Providers map[string]provider
	Places    map[string]place
	Offers    []entry

	competences map[string]competence
}

// provider is a learning.Provider with the office one asks.
type provider struct {
	Name    string
	URL     string
	Contact *learning.Contact
}

type place struct {
	Name       string
	Street     string
	PostalCode string `yaml:"postalCode"`
	City       string
	Land       learning.Land // absent: the Land of the file
	Lat, Lon   *float64
}

type competence struct {
	Scheme string
	ID     string
	Label  text
}

// entry is one offer in the notation of the files. What it does not say is
// unknown, except the url and the contact, which come from the provider.
type entry struct {
	ID            string
	System        learning.System
	Kind          learning.Kind
	Title         text
	Summary       text
	Text          text // the description
	Provider      string
	Languages     []string
	Mode          learning.Mode
	Workload      string
	Level         string // beginner, intermediate, advanced
	DQR           int
	Competences   []string // keys of competences.yaml
	Topics        []string
	Audience      []string
	Funding       []string
	Access        *access
	Price         price
	Certificate   *certificate
	Recognition   *recognition
	Accessibility []string
	Licence       string
	Anonymous     bool // no contact is given
	Sessions      []session
	From          span
	Until         span
	Image         *image
	Keywords      []string
	Prerequisites text
}

// access may be written as openTo alone: "access: public".
type access struct {
	To            string
	Laender       []learning.Land
	Employers     []string
	OutsidersFrom span  `yaml:"outsidersFrom"`
	OutsiderPrice price `yaml:"outsiderPrice"`
	Note          text
}

// certificate may be written as its kind alone: "certificate: attendance".
type certificate struct {
	Kind string
	Name text
}

type recognition struct {
	Time    string
	Credits string
	Note    text
}

type image struct {
	URL     string
	Alt     text
	Licence string
}

// session is one or, with Every and Times, several runs of an offer.
type session struct {
	In     span
	At     string // "09:00"; absent: the session is told as days alone
	For    string // clock time of each day, "7h" or "90m"
	Days   int    // working days in a row; absent: 1
	Lasts  span   // instead of Days: the last day is about so much after the first
	Every  span   // with Times: the next run is so much later
	Times  int
	Place  string
	Online bool   // beside a place: one may also follow from afar
	Seats  string // "free/total"
	By     span   // registration ends so long before the start
	Status string
}

// readFile reads and completes the file of one Land. Unknown members are errors.
func readFile(land learning.Land) (*file, error) {
	var f file
	if err := decode("laender/"+string(land)+".yaml", &f); err != nil {
		return nil, err
	}
	if err := decode("competences.yaml", &f.competences); err != nil {
		return nil, err
	}
	if f.Land != land || len(f.Systems) == 0 {
		return nil, fmt.Errorf("%w: %s: says land %q and %d systems", ErrFile, land, f.Land, len(f.Systems))
	}
	return &f, nil
}

func decode(name string, into any) error {
	raw, err := files.ReadFile(name)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFile, err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrFile, name, err)
	}
	return nil
}
