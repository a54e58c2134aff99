package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/statistics"
)

// ProviderList is the answer of /api/v1/providers: who has a current offer, in
// German alphabetical order.
type ProviderList struct {
	Total int            `json:"total"`
	Items []ProviderItem `json:"items"`
}

// ProviderItem is one name under which offers stand.
type ProviderItem struct {
	Name    string          `json:"name"`
	Offers  int             `json:"offers"`  // current ones
	Laender []learning.Land `json:"laender"` // that publish them
}

// ProviderPage is the answer of /api/v1/providers/{id}: what a provider's own
// facts say of it.
type ProviderPage struct {
	ID       string          `json:"id"` // <land>:<system>:<subject>
	Land     learning.Land   `json:"land"`
	System   learning.System `json:"system"`
	Subject  string          `json:"subject"`
	Provider jsontext.Value  `json:"provider"` // unknown members included
	Retired  bool            `json:"retired"`
	Position event.Position  `json:"position"`
}

// inOrder are the Länder in byte order.
var inOrder = func() []learning.Land { l := slices.Clone(learning.Laender); slices.Sort(l); return l }()

// Pages of providers are longer than those of offers: an item is a line.
const (
	defaultProviders = 100
	maxProviders     = 500
)

func (a *API) providers(w http.ResponseWriter, r *http.Request) error {
	p, err := newParams(r)
	if err != nil {
		return err
	}
	part, land := strings.ToLower(p.text("q")), learning.Land(p.code("land", landCodes))
	limit, offset := p.count("limit", defaultProviders, maxProviders), p.count("offset", 0, maxOffset)
	if err := p.check(); err != nil {
		return err
	}
	position, err := a.Catalogue().Checkpoint(r.Context())
	if err != nil {
		return err
	}
	tally, err := a.tally(r.Context(), position)
	if err != nil {
		return err
	}
	all := slices.DeleteFunc(tally.Providers(a.Now(), land), func(p statistics.Provider) bool {
		return !strings.Contains(strings.ToLower(p.Name), part)
	})
	list := ProviderList{Total: len(all), Items: []ProviderItem{}}
	all = all[min(offset, len(all)):]
	for _, p := range all[:min(limit, len(all))] {
		list.Items = append(list.Items, ProviderItem{p.Name, p.Offers, p.Laender})
	}
	return reply(w, r, list)
}

func (a *API) provider(w http.ResponseWriter, r *http.Request) error {
	if err := nothingAsked(r); err != nil {
		return err
	}
	id := learning.OfferID(r.PathValue("id"))
	unknown := notFound("Diesen Anbieter hat niemand gemeldet.", "Nobody has registered this provider.")
	land, system, subject, ok := id.Parts()
	if !ok {
		return unknown
	}
	p, err := a.Catalogue().Provider(r.Context(), land, system, subject)
	if errors.Is(err, catalogue.ErrNotFound) {
		return unknown
	}
	if err != nil {
		return err
	}
	return reply(w, r, ProviderPage{string(id), land, system, subject, p.Document, p.Retired, p.Position})
}
