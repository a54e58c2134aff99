package search

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Document is what the index is told of an offer. It keeps none of it: only
// words, filter values and times, compactly; the offer stays with the catalogue.
type Document struct {
	ID      learning.OfferID
	Land    learning.Land
	System  learning.System
	Subject string
	Offer   *learning.Offer
	SeenAt  time.Time // time of the last event about the offer
}
