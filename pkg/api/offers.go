package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// List is the answer of /api/v1/offers.
type List struct {
	Total      int                       `json:"total"` // what items pages through, exactly
	Items      []Item                    `json:"items"`
	Facets     map[string]map[string]int `json:"facets"`
	Understood []search.Understood       `json:"understood"`
	// Overruled were recognised too, but a parameter of the same name goes before
	// them: who takes that away should take their words away as well.
	Overruled   []search.Understood `json:"overruled,omitempty"`
	Corrections []search.Correction `json:"corrections"`
	Suggestions []Suggestion        `json:"suggestions"`
	// Unplaced is how many offers only the radius leaves out because nobody knows where they take place.
	Unplaced int            `json:"unplaced,omitzero"`
	Nearest  []Nearest      `json:"nearest"`  // without hits: the offers that lack least
	Similar  []Item         `json:"similar"`  // where the words find nothing: offers that are alike, never in Total
	Position event.Position `json:"position"` // of the catalogue
}

func (a *API) list(w http.ResponseWriter, r *http.Request) error {
	p, err := newParams(r)
	if err != nil {
		return err
	}
	store, index := a.Catalogue(), a.Index()
	q := p.query()
	p.near(index, &q.Filter)
	if err := p.check(); err != nil {
		return err
	}
	position, err := store.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	return a.once(w, r, a.stateOf(position, index), func() (List, error) { return a.found(r.Context(), store, index, q, position) })
}

// found answers a query.
func (a *API) found(ctx context.Context, store catalogue.Reader, index *search.Index, q search.Query, position event.Position) (l List, err error) {
	round := index.Round()
	defer round.End()
	found := round.Search(q)
	items, err := a.items(ctx, store, found.Hits)
	if err != nil {
		return l, err
	}
	a.judge(items, &q.Filter)
	within(items, &q.Filter, a.Now())
	measure(index, items, spoken(index, q.Filter, found.Understood))
	ways := waysOut(index, round, q, found)
	l = List{
		Total: found.Total, Items: items, Facets: found.Facets, Corrections: found.Corrections, Position: position,
		Understood: found.Understood, Overruled: found.Overruled, Suggestions: suggestions(ways), Nearest: []Nearest{}, Unplaced: found.Unplaced,
	}
	if l.Understood == nil {
		l.Understood = []search.Understood{}
	}
	if l.Corrections == nil {
		l.Corrections = []search.Correction{}
	}
	if l.Similar, err = a.items(ctx, store, found.Similar); err != nil {
		return l, err
	}
	a.judge(l.Similar, &q.Filter)
	if found.Total == 0 {
		l.Nearest, err = a.nearest(ctx, store, ways, conditions(index, q, found))
	}
	return l, err
}

func (a *API) offer(w http.ResponseWriter, r *http.Request) error {
	if err := nothingAsked(r); err != nil {
		return err
	}
	v, err := a.Catalogue().Offer(r.Context(), learning.OfferID(r.PathValue("id")))
	if err != nil {
		return err
	}
	f, err := a.full(&v)
	if err != nil {
		return err
	}
	if !v.Live() {
		return gone(&f)
	}
	if f.Same, err = a.same(r.Context(), v.ID); err != nil {
		return err
	}
	return reply(w, r, f)
}

// gone says when and why an offer left: the reader followed an old link.
func gone(f *Full) error {
	return &Problem{
		Status: http.StatusGone, Title: "Dieses Angebot gibt es nicht mehr",
		Detail: fmt.Sprintf("Es wurde am %s von %s zurückgezogen. Grund: %s.",
			f.SeenAt.In(learning.Berlin).Format("02.01.2006 um 15:04 Uhr"), f.Land.Name(), learning.Label(learning.VocabReasons, f.Withdrawn.Reason)),
		DetailEn:  fmt.Sprintf("It was withdrawn on %s: %s.", f.SeenAt.Format(time.RFC3339), f.Withdrawn.Reason),
		Withdrawn: f.Withdrawn, WithdrawnAt: &f.SeenAt,
	}
}

// History is the answer of /api/v1/offers/{id}/history: every version, oldest first.
type History struct {
	ID    learning.OfferID `json:"id"`
	Items []Step           `json:"items"`
	Total int              `json:"total"`
}

// Step is one version of an offer.
type Step struct {
	From       event.Position        `json:"from"`        // of the event that made it
	To         event.Position        `json:"to,omitzero"` // of the event that ended it; absent while it holds
	Type       event.Type            `json:"type"`        // of the event that made it
	RecordedAt time.Time             `json:"recordedAt"`  // the hub's clock
	HappenedAt time.Time             `json:"happenedAt"`  // as the Land says
	Digest     string                `json:"digest,omitempty"`
	Offer      jsontext.Value        `json:"offer,omitempty"` // absent while withdrawn
	Withdrawn  *event.OfferWithdrawn `json:"withdrawn,omitempty"`
	Erased     bool                  `json:"erased,omitempty"` // taken away for legal reasons
}

func (a *API) history(w http.ResponseWriter, r *http.Request) error {
	p, err := newParams(r)
	if err != nil {
		return err
	}
	limit, offset := p.count("limit", search.MaxLimit, search.MaxLimit), p.count("offset", 0, maxOffset)
	if err := p.check(); err != nil {
		return err
	}
	id := learning.OfferID(r.PathValue("id"))
	versions, err := a.Catalogue().History(r.Context(), id)
	if err != nil {
		return err
	}
	h := History{ID: id, Total: len(versions), Items: []Step{}}
	versions = versions[min(offset, len(versions)):]
	for _, v := range versions[:min(limit, len(versions))] {
		h.Items = append(h.Items, step(&v))
	}
	return reply(w, r, h)
}

func step(v *catalogue.Version) Step {
	s := Step{
		From: v.From, To: v.To, Type: v.Type, RecordedAt: v.RecordedAt, HappenedAt: v.HappenedAt,
		Withdrawn: v.Withdrawn, Erased: v.Erased,
	}
	if v.Document != nil {
		s.Offer, s.Digest = v.Document, fmt.Sprintf("%x", v.Digest)
	}
	return s
}
