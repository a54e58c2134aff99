package connector

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
)

// sent is the verdict of an entry whose receipt is still out.
const sent federation.Verdict = "sent"

// Entry is what the memory holds of one offer.
type Entry struct {
	Subject string `json:"subject"`
	// Digest is the hex SHA-256 of the content last sent, in RFC 8785 form.
	Digest string `json:"digest"`
	// ID and Time are those of the last event about the offer.
	ID   string    `json:"id"`
	Time time.Time `json:"time"`
	// Verdict is what the hub said of that event: "sent" until it said anything.
	Verdict federation.Verdict `json:"verdict"`
	// Type is that event's type.
	Type event.Type `json:"type"`
	// Before is the id of the event before it, "" for the first.
	Before string `json:"before,omitempty"`
	// Live is true if the hub holds an accepted version of the offer.
	Live bool `json:"live,omitempty"`
	// Absence is set for a withdrawal for lack.
	Absence *Absence `json:"absence,omitempty"`
}

// Absence is what a withdrawal for lack says of its delivery, for the brake.
type Absence struct {
	Delivery string `json:"delivery"`
	Base     int    `json:"base"`    // offers of the system before
	Missing  int    `json:"missing"` // how many of them the delivery lacks
}

// namespace of the connector's event ids: UUIDv5 of https://lernverbund.de/ns/event in the URL namespace.
var namespace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://lernverbund.de/ns/event"))

// eventID names an event after what it says and what was said before; parts
// are joined by U+001F, which no subject can hold.
func eventID(source event.Source, parts ...string) string {
	name := string(source) + "\x1f" + strings.Join(parts, "\x1f")
	return uuid.NewSHA1(namespace, []byte(name)).String()
}

// digestOf is the hex SHA-256 of a document.
func digestOf(document []byte) string {
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:])
}

// settle takes a receipt's verdict in. It reports whether anything changed.
func (e *Entry) settle(verdict federation.Verdict) bool {
	if verdict == federation.Duplicate {
		verdict = federation.Accepted
	}
	if e.Verdict == verdict {
		return false
	}
	e.Verdict = verdict
	if verdict == federation.Accepted || verdict == federation.Warned {
		e.Live = e.Type != event.TypeOfferWithdrawn
	}
	return true
}

func encodeShard(entries map[string]Entry) ([]byte, error) {
	list := make([]Entry, 0, len(entries))
	for _, e := range entries {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b Entry) int { return strings.Compare(a.Subject, b.Subject) })
	return json.Marshal(list)
}

func decodeShard(raw []byte) (map[string]Entry, error) {
	var list []Entry
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("read memory shard: %w", err)
	}
	entries := make(map[string]Entry, len(list))
	for _, e := range list {
		entries[e.Subject] = e
	}
	return entries, nil
}
