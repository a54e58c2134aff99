package api

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Completions is the answer of /api/v1/suggest: offers first, then topics,
// places and providers.
type Completions struct {
	Items []Completion `json:"items"`
}

// Completion is what somebody may be about to type. It leads to at least one offer.
type Completion struct {
	Kind string `json:"kind"` // offer, topic, place, provider
	Text string `json:"text"`
	// Query is the text to search for: the words typed before, and what the
	// last one is the beginning of.
	Query string `json:"query"`
	// ID is the offer's id, the topic's code or the Land's code; else absent.
	ID    string `json:"id,omitempty"`
	Total int    `json:"total,omitempty"` // current offers; absent for an offer
}

// maxCompletions is how many completions there are in all.
const maxCompletions = 8

// suggest completes what is being typed.
func (a *API) suggest(w http.ResponseWriter, r *http.Request) error {
	p, err := newParams(r)
	if err != nil {
		return err
	}
	typed := p.text("q")
	if err := p.check(); err != nil {
		return err
	}
	items, err := a.completions(r.Context(), a.Index().Complete(typed, maxCompletions))
	if err != nil {
		return err
	}
	return reply(w, r, Completions{Items: items})
}

// completions are those of the index, with the titles of the offers. An offer
// that was withdrawn meanwhile is left out.
func (a *API) completions(ctx context.Context, found []search.Completion) ([]Completion, error) {
	var ids []learning.OfferID
	for _, c := range found {
		if c.Offer != "" {
			ids = append(ids, c.Offer)
		}
	}
	versions, err := a.Catalogue().Newest(ctx, ids)
	if err != nil {
		return nil, err
	}
	items := make([]Completion, 0, len(found))
	for _, c := range found {
		if c.Offer == "" {
			items = append(items, Completion{Kind: c.Kind, Text: c.Text, Query: c.Query, ID: c.ID, Total: c.Total})
			continue
		}
		var o struct {
			Title learning.Text `json:"title"`
		}
		if v := versions[c.Offer]; v.Document == nil || json.Unmarshal(v.Document, &o) != nil {
			continue
		}
		title := o.Title.German()
		items = append(items, Completion{Kind: c.Kind, Text: title, Query: title, ID: string(c.Offer)})
	}
	return items, nil
}
