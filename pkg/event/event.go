package event

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Event is one event that was read. Its identity is (Source, ID).
type Event struct {
	ID      string
	Source  Source
	Type    Type   // as it was sent; Fact and Data are of the newest version of it
	Subject string // the system's own id of the offer or provider
	// Time is when it happened in the Land; TimeText as it was sent.
	Time     time.Time
	TimeText string
	// DataSchema is a URI the sender may give; it is kept and not followed.
	DataSchema string
	// Extensions are the CloudEvents extension attributes as JSON values.
	Extensions map[string]jsontext.Value
	// Data is the fact's data as it was sent, brought to its newest version.
	Data jsontext.Value
	// Fact is the data, typed; a pointer to one of the fact types.
	Fact Fact
	// Raw is the whole event, byte for byte.
	Raw []byte
}

// OfferID is the nationwide id of the offer the event speaks of; ok is false
// if it is not a Land's event about an offer or its sessions.
func (e *Event) OfferID() (id learning.OfferID, ok bool) {
	land, system, ok := e.Source.Split()
	noun, _, _ := e.Type.Split()
	if !ok || noun != "offer" && noun != "session" {
		return "", false
	}
	return learning.NewOfferID(land, system, e.Subject), true
}

// Offer is the whole offer of offer.published and offer.revised, else nil.
func (e *Event) Offer() *learning.Offer {
	switch f := e.Fact.(type) {
	case *OfferPublished:
		return &f.Offer
	case *OfferRevised:
		return &f.Offer
	}
	return nil
}

// Extension is the text of an extension attribute, "" if it is absent; a
// number or boolean is given as it stands in JSON.
func (e *Event) Extension(name string) string {
	v, ok := e.Extensions[name]
	if !ok {
		return ""
	}
	if v.Kind() == '"' {
		text, err := jsontext.AppendUnquote(nil, v)
		if err != nil {
			return ""
		}
		return string(text)
	}
	return string(v)
}
