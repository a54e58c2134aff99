package search

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// The orders of a [Result]; the empty string is ByRelevance.
const (
	ByRelevance = ""
	ByDate      = "date"     // nearest session first, offers without one after them
	ByTitle     = "title"    // German alphabetical order
	ByNew       = "new"      // newest SeenAt first
	ByDistance  = "distance" // nearest to Filter.Near first; without one ByRelevance
)

// The limits of one query; what exceeds them is cut off, never refused.
const (
	MaxText  = 500 // characters of Query.Text that are read
	MaxTerms = 32  // terms that are looked up
	MaxLimit = 100 // hits in one Result
)

// Query is one search: words, filters, order and the wanted page.
type Query struct {
	Text    string // what a person typed, at most [MaxText] characters of it are read
	Literal bool   // only exact words and inflections: no corrections, synonyms or parts of compounds, no recognised filters
	Filter  Filter
	Sort    string // one of the orders; an unknown one is ByRelevance
	Limit   int    // hits wanted, at most [MaxLimit]; 0 gives the Total and the Facets alone
	Offset  int    // hits to skip
	Explain bool   // fill Hit.Matches
	Facets  bool   // fill Result.Facets
	// Group makes one card of offers that are the same: the hits are cards, each
	// shown by its best-ranked offer, and Total and Facets count cards.
	Group bool
}

// Filter narrows a search. Within one list any value will do, the lists and
// the other members must all hold; the zero Filter leaves everything.
type Filter struct {
	Land          []string // the Land that publishes
	PlaceLand     []string // the Land in which a session takes place
	Kind          []string
	Mode          []string
	Topic         []string
	Level         []string // a grade ("beginner") or "dqr4"
	Language      []string // BCP 47; "de" also finds "de-simple"
	Provider      []string // the provider's name as it stands in the offer
	Audience      []string
	Access        []string // access.openTo
	Funding       []string
	Certificate   []string // certificate.kind
	Accessibility []string
	Competence    []string // "scheme:id"

	Free        *bool // price known and nil, or known and not nil; unknown is neither
	Current     *bool // current (see [learning.Offer.CurrentUntil]) or past
	Seats       *bool // a coming session has free seats, or none is known to have any
	Recognition *bool // an employer may credit learning time, or nothing says so

	From  time.Time // a session begins at this moment or later
	To    time.Time // and, the same session, before this moment
	Since time.Time // Document.SeenAt is this moment or later

	// Near is where the person is. Radius leaves the offers with a session no
	// more than so many km away: a coming one, or of an offer that has none any
	// of its sessions, and if From or To are given one of those. Offers that
	// take place online pass it only if Mode names their mode: a place "or
	// online". Without a Radius nothing is left out.
	Near   *Point
	Radius float64

	// MyLand and Employer (state, municipal, federal, other) say who asks
	// whether she may attend; either may be empty: then that half is not asked.
	// May leaves the offers with one of these answers (see [learning.Mays]);
	// empty it leaves all. If nobody asks, what is public is a yes.
	MyLand   learning.Land
	Employer string
	May      []string
}

// Result is the answer to one [Query]. It shares no memory with the index.
type Result struct {
	Total       int                       // all offers (cards, with Group) that match and pass the filters, exactly
	Hits        []Hit                     // the wanted page of them
	Similar     []Hit                     // if the text finds nothing: up to five offers that are alike, never counted
	Facets      map[string]map[string]int // facet, value, offers; each facet without its own filter
	Corrections []Correction              // words that were read differently from how they were typed
	Unplaced    int                       // offers that match and pass all filters but Radius, because nobody knows where they take place
	Understood  []Understood              // filters recognised in the words
	Overruled   []Understood              // likewise, but the query's own filter says more; none is applied
}

// Hit is one offer found.
type Hit struct {
	ID   learning.OfferID
	Cost float64 // sum over the terms of class and field; lower is better, 0 without words, below 0 for a place in its field
	// Distance is how many km the nearest session is away from Filter.Near (see
	// [Index.Nearest]); nil if nobody asks or nobody knows.
	Distance *float64
	Missing  []string // typed words that the offer lacks: the page says "ohne: …"
	Matches  []Match  // one for each query term that was found, in the order of the query; only with Query.Explain
	Group    *Group   // the offers that the card stands for; nil if it is one alone, and without Query.Group
}

// Match says why an offer was found: the typed word, the offer's word (as the
// catalogue mostly writes it; several joined by " + "; the German label where a topic or the like is
// meant), the field it stands in and the rule that joined them.
type Match struct {
	Query string `json:"query"`
	Word  string `json:"word"`
	Field string `json:"field"` // title, keyword, topic, place, provider, description
	Rule  string `json:"rule"`  // exact, inflection, gender, umlaut, part, derivation, compound, core, synonym, abbreviation, region, thesaurus, typo, similar
}

// Correction is a typed word that stands nowhere and what was searched instead.
type Correction struct {
	From string `json:"from"`
	To   string `json:"to"`
}
