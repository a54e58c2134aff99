package connector

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// sent is the verdict of an entry whose receipt is still out.
const sent federation.Verdict = "sent"

// Entry is what the memory holds of one offer.
type Entry struct {
	Subject string `json:"subject"`
	// Digest is the hex SHA-256 of the content last sent, in RFC 8785 form; ""
	// if nobody knows which content the hub has.
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

// maybeLive reports whether the hub may hold an accepted version: it does, or
// an event about the offer is out and nobody knows yet. To withdraw an offer
// that the hub does not have changes nothing; to forget one it has leaves it
// in the catalogue for ever.
func (e Entry) maybeLive() bool {
	return e.Live || e.Verdict == sent && e.Type != event.TypeOfferWithdrawn
}

// certain is the digest of the content that the hub has if it has the offer, ""
// if that is not certain: the last event about it is unanswered, or was rejected.
func (e Entry) certain() string {
	if e.Type != event.TypeOfferWithdrawn && (e.Verdict == sent || e.Verdict == federation.Rejected) {
		return ""
	}
	return e.Digest
}

// settle takes a receipt in and reports whether anything changed. What is
// accepted stays so: a consumer that lags behind may bring an older answer.
func (e *Entry) settle(r federation.Receipt) bool {
	verdict := r.Verdict
	if verdict == federation.Duplicate {
		verdict = federation.Accepted
	}
	if e.Verdict == verdict || e.Verdict == federation.Accepted || e.Verdict == federation.Warned {
		return false
	}
	e.Verdict = verdict
	switch {
	case verdict == federation.Accepted || verdict == federation.Warned:
		e.Live = e.Type != event.TypeOfferWithdrawn
	case verdict == federation.Rejected && identityTaken(r):
		e.Digest, e.Live = "", true
	}
	return true
}

// identityTaken reports whether an event was rejected because another one has
// its id. Ours follow from the content and from what was sent before, so then
// the memory was lost and this is an old acquaintance: the next event about the
// offer, whatever it says, goes out under a new id.
func identityTaken(r federation.Receipt) bool {
	return slices.ContainsFunc(r.Problems, func(p learning.Problem) bool { return p.Rule == "identity" })
}

func encodeShard(entries map[string]Entry) ([]byte, error) {
	list := make([]Entry, 0, len(entries))
	for _, e := range entries {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b Entry) int { return strings.Compare(a.Subject, b.Subject) })
	return json.Marshal(list)
}

// errForeign says that a shard holds what no connector wrote.
var errForeign = errors.New("not written by a connector")

// decodeShard reads what stands in shard n; anything else is errForeign.
func decodeShard(raw []byte, n int) (map[string]Entry, error) {
	var list []Entry
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("%w: %w", errForeign, err)
	}
	entries := make(map[string]Entry, len(list))
	for _, e := range list {
		if e.Subject == "" || int(federation.Shard(e.Subject)) != n || e.ID == "" ||
			e.Type == event.TypeOfferWithdrawn && e.Absence == nil {
			return nil, fmt.Errorf("%w: entry of %q", errForeign, e.Subject)
		}
		entries[e.Subject] = e
	}
	return entries, nil
}
