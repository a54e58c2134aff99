package api

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Item is one offer in a list: what a card shows.
type Item struct {
	ID       learning.OfferID  `json:"id"`
	Land     learning.Land     `json:"land"`
	System   learning.System   `json:"system"`
	Subject  string            `json:"subject"`
	Kind     learning.Kind     `json:"kind"`
	Title    learning.Text     `json:"title"`
	Summary  learning.Text     `json:"summary,omitempty"`
	Provider learning.Provider `json:"provider"`
	URL      string            `json:"url,omitempty"`
	Mode     learning.Mode     `json:"mode"`

	InLanguage    []string              `json:"inLanguage,omitempty"`
	Level         *learning.Level       `json:"level,omitempty"`
	Topics        []string              `json:"topics,omitempty"`
	Workload      string                `json:"workload,omitempty"`
	Access        *learning.Access      `json:"access,omitempty"`
	Price         *learning.Price       `json:"price,omitempty"`
	Certificate   *learning.Certificate `json:"certificate,omitempty"`
	Recognition   *learning.Recognition `json:"recognition,omitempty"`
	Accessibility []string              `json:"accessibility,omitempty"`
	Licence       string                `json:"licence,omitempty"`

	// Next is the start of the nearest session that is not over, null without
	// one; Session is that session, Sessions how many are not over.
	Next     *string           `json:"next"`
	Session  *learning.Session `json:"session,omitempty"`
	Sessions int               `json:"sessions"`
	Current  bool              `json:"current"`
	SeenAt   time.Time         `json:"seenAt"`        // of the last event about the offer, the hub's clock
	May      learning.May      `json:"may,omitempty"` // only if somebody asked

	// Distance is how many km the nearest session is away and Nearest its id;
	// absent if nobody asks or nobody knows. Session is then that session.
	Distance *float64 `json:"distance,omitempty"`
	Nearest  string   `json:"nearest,omitempty"`

	offer *learning.Offer
	Group *Group         `json:"group,omitempty"` // only with group=true, of a card of several offers
	Match []search.Match `json:"match"`
	// Missing are typed words that the offer lacks, said as "ohne: …"; absent if it has all.
	Missing []string `json:"missing,omitempty"`
}

// Full is one offer with everything its Land said.
type Full struct {
	ID      learning.OfferID `json:"id"`
	Land    learning.Land    `json:"land"`
	System  learning.System  `json:"system"`
	Subject string           `json:"subject"`
	// Offer is the folded offer, unknown members included; absent once withdrawn.
	Offer   jsontext.Value `json:"offer,omitempty"`
	Next    *string        `json:"next"`
	Current bool           `json:"current"`
	SeenAt  time.Time      `json:"seenAt"`
	// Position is that of the event that made this state, Digest the SHA-256 of the offer in RFC 8785 form.
	Position  event.Position        `json:"position"`
	Digest    string                `json:"digest,omitempty"`
	Withdrawn *event.OfferWithdrawn `json:"withdrawn,omitempty"`
	Same      *Group                `json:"same,omitempty"` // the offers that are the same elsewhere, past ones last
}

func (a *API) item(v *catalogue.Version, match []search.Match) (Item, error) {
	var o learning.Offer
	if err := json.Unmarshal(v.Document, &o); err != nil {
		return Item{}, fmt.Errorf("offer %s: %w", v.ID, err)
	}
	land, system, subject, _ := v.ID.Parts()
	now := a.Now()
	item := Item{
		ID: v.ID, Land: land, System: system, Subject: subject, Kind: o.Kind, Title: o.Title, Summary: o.Summary,
		Provider: o.Provider, URL: o.URL, Mode: o.Mode, InLanguage: o.InLanguage, Level: o.Level, Topics: o.Topics,
		Workload: o.Workload, Access: o.Access, Price: o.Price, Certificate: o.Certificate, Recognition: o.Recognition,
		Accessibility: o.Accessibility, Licence: o.Licence,
		Session: o.Next(now), Sessions: coming(&o, now), Current: current(&o, now), SeenAt: v.RecordedAt, Match: match, offer: &o,
	}
	item.Next = start(item.Session)
	if item.Match == nil {
		item.Match = []search.Match{}
	}
	return item, nil
}

func (a *API) full(v *catalogue.Version) (Full, error) {
	land, system, subject, _ := v.ID.Parts()
	f := Full{
		ID: v.ID, Land: land, System: system, Subject: subject,
		SeenAt: v.RecordedAt, Position: v.From, Withdrawn: v.Withdrawn,
	}
	if v.Document == nil {
		return f, nil
	}
	var o learning.Offer
	if err := json.Unmarshal(v.Document, &o); err != nil {
		return Full{}, fmt.Errorf("offer %s: %w", v.ID, err)
	}
	f.Offer, f.Digest = v.Document, fmt.Sprintf("%x", v.Digest)
	f.Next, f.Current = start(o.Next(a.Now())), current(&o, a.Now())
	return f, nil
}

func start(s *learning.Session) *string {
	if s == nil || s.Start == "" {
		return nil
	}
	return &s.Start
}

func current(o *learning.Offer, now time.Time) bool {
	until, ends := o.CurrentUntil()
	return !ends || until.After(now)
}

// coming counts the sessions that are neither over nor cancelled.
func coming(o *learning.Offer, now time.Time) (n int) {
	for _, s := range o.Sessions {
		if over, ok := s.Over(); ok && over.After(now) && s.Status != learning.Cancelled {
			n++
		}
	}
	return n
}

// items are the offers of a page, in its order. What was withdrawn between
// search and reading is left out.
func (a *API) items(ctx context.Context, store catalogue.Reader, hits []search.Hit) ([]Item, error) {
	ration(hits)
	ids := make([]learning.OfferID, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
		if h.Group != nil {
			for _, m := range h.Group.Members {
				ids = append(ids, m.ID)
			}
		}
	}
	versions, err := store.Newest(ctx, ids)
	if err != nil {
		return nil, err
	}
	items := make([]Item, 0, len(hits))
	for _, h := range hits {
		v, ok := versions[h.ID]
		if !ok || v.Document == nil {
			continue
		}
		item, err := a.item(&v, h.Matches)
		if err != nil {
			return nil, err
		}
		item.Missing = h.Missing
		if item.Group, err = a.group(h.Group, versions, a.Now()); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}
