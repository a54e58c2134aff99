package api

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Group is what a card stands for beside the offer that it shows: offers that
// are the same, elsewhere or at another time.
type Group struct {
	ID      learning.OfferID `json:"id"`
	Size    int              `json:"size"`    // the shown offer included
	Members []Member         `json:"members"` // the others, at most [search.MaxMembers] of them
}

// Member is one more offer of a [Group] and why it is one.
type Member struct {
	ID       learning.OfferID `json:"id"`
	Land     learning.Land    `json:"land"`
	Title    learning.Text    `json:"title"`
	Provider struct {
		Name string `json:"name"`
	} `json:"provider"`
	Next   *When   `json:"next"` // null without a session to come
	Score  float64 `json:"score"`
	Reason string  `json:"reason"` // German
}

// When is the nearest session of a [Member].
type When struct {
	Start  string          `json:"start,omitempty"`
	Place  *learning.Place `json:"place,omitempty"`
	Online *bool           `json:"online,omitempty"`
}

// glimpse is what of an offer a [Member] shows; reading no more of it is four times as fast.
type glimpse struct {
	Title    learning.Text `json:"title"`
	Provider struct {
		Name string `json:"name"`
	} `json:"provider"`
	Sessions []learning.Session `json:"sessions"`
}

// group words a group with what the catalogue says of its members; one that
// was withdrawn since is left out. nil without another member.
func (a *API) group(g *search.Group, versions map[learning.OfferID]catalogue.Version, now time.Time) (*Group, error) {
	if g == nil {
		return nil, nil
	}
	out := &Group{ID: g.ID, Size: g.Size, Members: make([]Member, 0, len(g.Members))}
	for _, m := range g.Members {
		v, ok := versions[m.ID]
		if !ok || v.Document == nil {
			out.Size--
			continue
		}
		var o glimpse
		if err := json.Unmarshal(v.Document, &o); err != nil {
			return nil, fmt.Errorf("offer %s: %w", m.ID, err)
		}
		land, _, _, _ := m.ID.Parts()
		member := Member{ID: m.ID, Land: land, Title: o.Title, Score: m.Score, Reason: m.Reason}
		member.Provider.Name = o.Provider.Name
		if s := (&learning.Offer{Sessions: o.Sessions}).Next(now); s != nil {
			member.Next = &When{Start: s.Start, Place: s.Place, Online: s.Online}
		}
		out.Members = append(out.Members, member)
	}
	if len(out.Members) == 0 {
		return nil, nil
	}
	return out, nil
}

// pageMembers is how many members all cards of a page name together: each
// costs about 20 µs to read. [search.MaxMembers] of one card are named only
// while there is room for the others.
const pageMembers = 120

// ration leaves each group of a page as many members as there is room for:
// the same for all that have more.
func ration(hits []search.Hit) {
	most := search.MaxMembers
	for ; most > 1; most-- {
		n := 0
		for _, h := range hits {
			if h.Group != nil {
				n += min(len(h.Group.Members), most)
			}
		}
		if n <= pageMembers {
			break
		}
	}
	for _, h := range hits {
		if h.Group != nil {
			h.Group.Members = h.Group.Members[:min(len(h.Group.Members), most)]
		}
	}
}

// same is the group of one offer.
func (a *API) same(ctx context.Context, id learning.OfferID) (*Group, error) {
	g := a.Index().Same(id)
	if g == nil {
		return nil, nil
	}
	ids := make([]learning.OfferID, len(g.Members))
	for i, m := range g.Members {
		ids[i] = m.ID
	}
	versions, err := a.Catalogue().Newest(ctx, ids)
	if err != nil {
		return nil, err
	}
	return a.group(g, versions, a.Now())
}
