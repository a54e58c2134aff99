package event

import (
	"slices"
	"strconv"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// OffersSplit is the hub's own record: no two of these offers are the same,
// whatever they look like. It holds until [OffersJoined] takes it back.
type OffersSplit struct {
	Offers []learning.OfferID `json:"offers"` // 2 to [MostSplit], each once
	Note   string             `json:"note,omitempty"`
}

// OffersJoined is the hub's own record: of these offers any two may be the
// same again.
type OffersJoined struct {
	Offers []learning.OfferID `json:"offers"`
	Note   string             `json:"note,omitempty"`
}

// MostSplit is how many offers one record may split or join.
const MostSplit = 50

// Validate asks for at least two nationwide ids, each once.
func (f *OffersSplit) Validate() []learning.Problem { return append(apart(f.Offers), note(f.Note)...) }

// Plausible has nothing to add.
func (f *OffersSplit) Plausible(time.Time) []learning.Problem { return nil }

// Validate asks for at least two nationwide ids, each once.
func (f *OffersJoined) Validate() []learning.Problem { return append(apart(f.Offers), note(f.Note)...) }

// Plausible has nothing to add.
func (f *OffersJoined) Plausible(time.Time) []learning.Problem { return nil }

func apart(offers []learning.OfferID) (found []learning.Problem) {
	if n := len(offers); n < 2 || n > MostSplit {
		found = append(found, problem("/offers", "items", "Es braucht 2 bis "+strconv.Itoa(MostSplit)+" Angebote.",
			"It takes 2 to "+strconv.Itoa(MostSplit)+" offers.", strconv.Itoa(n)))
	}
	for i, id := range offers {
		land, system, subject, ok := id.Parts()
		pointer := "/offers/" + strconv.Itoa(i)
		switch {
		case !ok || !land.Valid() || !system.Valid() || !printable(subject, 200):
			found = append(found, problem(pointer, "offer-id", "Eine Kennung heißt „<Land>:<System>:<Gegenstand>“, zum Beispiel by:bayvsa:4711.",
				`An id reads "<land>:<system>:<subject>", e.g. by:bayvsa:4711.`, string(id)))
		case slices.Contains(offers[:i], id):
			found = append(found, problem(pointer, "unique", "Dieses Angebot steht zweimal da.", "This offer is named twice.", string(id)))
		}
	}
	return found
}
