package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Completions is the answer of /api/v1/suggest: offers first, then topics,
// places and providers.
type Completions struct {
	Items []Completion `json:"items"`
}

// Completion is what somebody may be about to type.
type Completion struct {
	Kind string `json:"kind"` // offer, topic, place, provider
	Text string `json:"text"`
	// ID is the offer's id, the topic's code or the Land's code; else absent.
	ID    string `json:"id,omitempty"`
	Total int    `json:"total,omitempty"` // current offers; absent for an offer
}

// How many completions there are, of one kind and in all.
const (
	maxOfKind      = 3
	maxCompletions = 8
)

// suggest completes what is being typed.
func (a *API) suggest(w http.ResponseWriter, r *http.Request) error {
	p, err := newParams(r)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(p.text("q"))
	if err := p.check(); err != nil {
		return err
	}
	found := Completions{Items: []Completion{}}
	if typed == "" {
		return reply(w, r, found)
	}
	matches := begins(typed)
	facets := a.Index().Search(search.Query{Facets: true, Filter: search.Filter{Current: new(true)}}).Facets
	topics := topicsLike(facets["topic"], matches)
	offers, places, err := a.offersLike(r.Context(), typed, topics)
	if err != nil {
		return err
	}
	places = append(laenderLike(facets["placeLand"], matches), places...)
	for _, list := range [][]Completion{offers, topics, places, providersLike(facets["provider"], matches)} {
		found.Items = append(found.Items, list[:min(len(list), maxOfKind)]...)
	}
	found.Items = found.Items[:min(len(found.Items), maxCompletions)]
	return reply(w, r, found)
}

// offersLike are offers that the words find, and the towns in which such
// offers take place and that begin like that; if the words find nothing
// because the last one is unfinished, offers about the topic it begins.
func (a *API) offersLike(ctx context.Context, typed string, topics []Completion) (offers, places []Completion, err error) {
	q := search.Query{Text: typed, Limit: defaultLimit, Filter: search.Filter{Current: new(true)}}
	found := a.Index().Search(q)
	if found.Total == 0 && len(topics) > 0 {
		q.Text = topics[0].Text
		found = a.Index().Search(q)
	}
	ids := make([]learning.OfferID, len(found.Hits))
	for i, h := range found.Hits {
		ids[i] = h.ID
	}
	versions, err := a.Catalogue().Newest(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	matches, towns := begins(typed), map[string]bool{}
	for _, id := range ids {
		v := versions[id]
		var o learning.Offer
		if v.Document == nil || json.Unmarshal(v.Document, &o) != nil {
			continue
		}
		offers = append(offers, Completion{Kind: "offer", Text: o.Title.German(), ID: string(id)})
		for _, s := range o.Sessions {
			if s.Place != nil && matches(s.Place.City) && !towns[s.Place.City] {
				towns[s.Place.City] = true
				places = append(places, Completion{Kind: "place", Text: s.Place.City})
			}
		}
	}
	return offers, places, nil
}

// topicsLike are the topics that begin like that, by label or synonym, and have offers.
func topicsLike(counts map[string]int, matches func(string) bool) []Completion {
	var out []Completion
	for _, t := range learning.Terms(learning.VocabTopics) {
		n := counts[t.Code]
		if n > 0 && slices.ContainsFunc(append([]string{t.Label["de"]}, t.Synonyms...), matches) {
			out = append(out, Completion{Kind: "topic", Text: t.Label["de"], ID: t.Code, Total: n})
		}
	}
	return mostFirst(out)
}

// laenderLike are the Länder that begin like that and in which something takes place.
func laenderLike(counts map[string]int, matches func(string) bool) []Completion {
	var out []Completion
	for _, land := range learning.Laender {
		if n := counts[string(land)]; n > 0 && matches(land.Name()) {
			out = append(out, Completion{Kind: "place", Text: land.Name(), ID: string(land), Total: n})
		}
	}
	return mostFirst(out)
}

// providersLike are the providers of which a word begins like that.
func providersLike(counts map[string]int, matches func(string) bool) []Completion {
	var out []Completion
	for name, n := range counts {
		if matches(name) {
			out = append(out, Completion{Kind: "provider", Text: name, Total: n})
		}
	}
	return mostFirst(out)
}

func mostFirst(list []Completion) []Completion {
	slices.SortFunc(list, func(a, b Completion) int {
		if a.Total != b.Total {
			return b.Total - a.Total
		}
		return strings.Compare(a.Text, b.Text)
	})
	return list
}

// begins says whether a text, or from one of its words on, begins with what was typed.
func begins(typed string) func(text string) bool {
	typed = strings.ToLower(typed)
	return func(text string) bool {
		text = strings.ToLower(text)
		start := true
		for i, r := range text {
			if start && strings.HasPrefix(text[i:], typed) {
				return true
			}
			start = !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}
		return false
	}
}
