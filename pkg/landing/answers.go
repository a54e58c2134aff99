package landing

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// What the pages read of the API's answers.

// list is /api/v1/offers.
type list struct {
	Total       int                       `json:"total"`
	Items       []item                    `json:"items"`
	Facets      map[string]map[string]int `json:"facets"`
	Understood  []understood              `json:"understood"`
	Overruled   []understood              `json:"overruled"` // recognised too, but the address says more
	Corrections []correction              `json:"corrections"`
	Suggestions []suggestion              `json:"suggestions"`
	Nearest     []nearest                 `json:"nearest"`
	Similar     []item                    `json:"similar"`  // the words find nothing: offers that are alike
	Unplaced    int                       `json:"unplaced"` // would fit, but nobody knows where they take place
	Position    uint64                    `json:"position"`
}

// nearest is an offer that comes near, what fits, and what does not.
type nearest struct {
	Item   item      `json:"item"`
	Fits   []fitness `json:"fits"`
	Misses []fitness `json:"misses"`
}

type fitness struct {
	Text string `json:"text"`
}

// understood is a filter that was recognised in the words.
type understood struct {
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Text      string `json:"text"`
	Words     string `json:"words"`   // as they were typed
	Without   string `json:"without"` // the text without them
	Or        bool   `json:"or"`      // instead of the one before
	Applied   bool   `json:"applied"` // false: no offer with the other words passes it
}

// near is the place around which was searched: chosen, or named in the words.
func (l *list) near(a asked) string {
	if near := a.get("near"); near != "" {
		return near
	}
	for _, u := range l.Understood {
		if u.Parameter == "near" {
			return u.Value
		}
	}
	return ""
}

// measured reports whether the list knows distances: somebody chose a place, or
// the API took one from the words and says how far away things are.
func (l *list) measured(a asked) bool {
	return a.get("near") != "" || slices.ContainsFunc(l.Items, func(i item) bool { return i.Distance != nil })
}

// correction is a typed word and what was searched instead.
type correction struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// suggestion is the same search with one change.
type suggestion struct {
	Query   string `json:"query"`
	Without string `json:"without"`
	Text    string `json:"text"`   // what is left out
	Words   string `json:"words"`  // the typed words for it
	Radius  int    `json:"radius"` // instead, in km
	Total   int    `json:"total"`
}

// item is one offer of a list.
type item struct {
	ID       learning.OfferID  `json:"id"`
	Land     learning.Land     `json:"land"`
	Kind     learning.Kind     `json:"kind"`
	Title    learning.Text     `json:"title"`
	Provider learning.Provider `json:"provider"`
	Mode     learning.Mode     `json:"mode"`
	Level    *learning.Level   `json:"level"`
	Workload string            `json:"workload"`
	Access   *learning.Access  `json:"access"`
	Price    *learning.Price   `json:"price"`
	Session  *learning.Session `json:"session"`
	Sessions int               `json:"sessions"`
	Current  bool              `json:"current"`
	SeenAt   time.Time         `json:"seenAt"`
	Match    []match           `json:"match"`
	Missing  []string          `json:"missing"` // typed words that it lacks
	Topics   []string          `json:"topics"`
	Distance *float64          `json:"distance"` // km, of the session that is nearest
	Group    *duplicates       `json:"group"`
}

// duplicates are the offers that one card stands for.
type duplicates struct {
	ID      string   `json:"id"`
	Size    int      `json:"size"`
	Members []member `json:"members"`
}

// member is another offer of the same.
type member struct {
	ID       learning.OfferID  `json:"id"`
	Land     learning.Land     `json:"land"`
	Title    learning.Text     `json:"title"`
	Provider learning.Provider `json:"provider"`
	Next     *memberNext       `json:"next"`
	Score    float64           `json:"score"`
	Reason   string            `json:"reason"`
}

// memberNext is the nearest session of a member.
type memberNext struct {
	Start  string          `json:"start"`
	Place  *learning.Place `json:"place"`
	Online *bool           `json:"online"`
}

// match says why an offer was found.
type match struct {
	Query string `json:"query"`
	Word  string `json:"word"`
	Field string `json:"field"`
	Rule  string `json:"rule"`
}

// full is /api/v1/offers/{id}.
type full struct {
	ID       learning.OfferID `json:"id"`
	Land     learning.Land    `json:"land"`
	Offer    learning.Offer   `json:"offer"`
	Current  bool             `json:"current"`
	SeenAt   time.Time        `json:"seenAt"`
	Position uint64           `json:"position"`
	Same     *duplicates      `json:"same"`
}

// history is /api/v1/offers/{id}/history.
type history struct {
	Items []step `json:"items"`
	Total int    `json:"total"`
}

// step is one version of an offer; Offer is empty while it was withdrawn.
type step struct {
	From       uint64         `json:"from"`
	Type       string         `json:"type"`
	RecordedAt time.Time      `json:"recordedAt"`
	Digest     string         `json:"digest"`
	Offer      jsontext.Value `json:"offer"`
	Withdrawn  *withdrawn     `json:"withdrawn"`
	Erased     bool           `json:"erased"`
}

// withdrawn says why an offer left.
type withdrawn struct {
	Reason    string `json:"reason"`
	Note      string `json:"note"`
	Successor string `json:"successor"`
}

// status is /api/v1/status.
type status struct {
	Log       position        `json:"log"`
	Ledger    ledgerStatus    `json:"ledger"`
	Catalogue catalogueStatus `json:"catalogue"`
	Laender   []landStatus    `json:"laender"`
}

type position struct {
	Position uint64 `json:"position"`
}

type ledgerStatus struct {
	Size uint64 `json:"size"`
	Root string `json:"root"`
}

type catalogueStatus struct {
	Position  uint64     `json:"position"`
	Offers    int        `json:"offers"`
	Digest    string     `json:"digest"`
	AsOf      *time.Time `json:"asOf"`
	Connected bool       `json:"connected"`
}

type landStatus struct {
	Land         learning.Land `json:"land"`
	Offers       int           `json:"offers"`
	LastEvent    *time.Time    `json:"lastEvent"`
	LastDelivery *time.Time    `json:"lastDelivery"`
	Lag          uint64        `json:"lag"`
	Held         int           `json:"held"`
	Rejected     int           `json:"rejected"`
	Noise        uint64        `json:"noise"`
	Notice       string        `json:"notice"`
}

// statistics is /api/v1/statistics.
type statistics struct {
	VisibleAfter *float64    `json:"visibleAfter"` // seconds
	Total        landCount   `json:"total"`
	Laender      []landCount `json:"laender"`
}

// landCount is one Land, or all of them.
type landCount struct {
	Land    learning.Land  `json:"land"`
	Offers  int            `json:"offers"`
	Current int            `json:"current"`
	Coming  int            `json:"coming"`
	Score   float64        `json:"score"` // 0 to 1
	Have    map[string]int `json:"have"`  // mark: current offers
	Days    []dayCount     `json:"days"`
}

type dayCount struct {
	Day    string `json:"day"`
	Events int    `json:"events"`
}

// providerList is /api/v1/providers.
type providerList struct {
	Total int            `json:"total"`
	Items []providerItem `json:"items"`
}

type providerItem struct {
	Name    string          `json:"name"`
	Offers  int             `json:"offers"`
	Laender []learning.Land `json:"laender"`
}

// registered is /api/v1/providers/{id}.
type registered struct {
	ID       string          `json:"id"`
	Land     learning.Land   `json:"land"`
	Provider registeredFacts `json:"provider"`
	Retired  bool            `json:"retired"`
}

// registeredFacts are the members of a provider's own page that the pages
// show; contact is none of ours, but Länder send it.
type registeredFacts struct {
	Name    string            `json:"name"`
	URL     string            `json:"url"`
	Contact *learning.Contact `json:"contact"`
}

// problem is what the API refuses with (RFC 9457); the pages use it for their own refusals too.
type problem struct {
	Status      int                `json:"status"`
	Title       string             `json:"title"`
	Detail      string             `json:"detail"`
	Problems    []learning.Problem `json:"problems"`
	Proposals   []string           `json:"proposals"` // what may be typed for a place instead
	Withdrawn   *withdrawn         `json:"withdrawn"`
	WithdrawnAt *time.Time         `json:"withdrawnAt"`
}

func (p *problem) Error() string { return p.Title }
