package event

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Examine is the dry run of the checks on one value, whatever it is: an event
// (it has "specversion"), an offer, or one of our own lines around them
// ({"position", "event"} of a replay, {"subject", "offer"} of a snapshot). It
// gives every problem at once, pointers relative to the event or offer itself,
// and the offer as it would be read, nil if the value carries none.
//
// What needs the Land's account to be known (origin, duplicates, the brake) is
// not looked at. now is the time of the check.
func Examine(raw []byte, now time.Time) (*learning.Offer, []learning.Problem) {
	raw = unwrap(raw)
	if !looksLikeEvent(raw) {
		return ParseOffer(raw, now)
	}
	e, problems := Parse(raw)
	problems = append(problems, e.Plausible(now)...)
	if e.Fact == nil {
		return nil, problems
	}
	return e.Offer(), problems
}

// unwrap takes an event or offer out of a line of ours; only once, so that
// nobody can make us read a value as often as it is deep.
func unwrap(raw []byte) []byte {
	var line struct {
		SpecVersion jsontext.Value `json:"specversion"`
		Title       jsontext.Value `json:"title"`
		Offer       jsontext.Value `json:"offer"`
		Event       jsontext.Value `json:"event"`
	}
	if len(raw) > 2*MaxBytes || lenient(raw, &line) != nil || line.SpecVersion != nil || line.Title != nil {
		return raw
	}
	switch {
	case line.Event != nil:
		return line.Event
	case line.Offer != nil:
		return line.Offer
	}
	return raw
}

func looksLikeEvent(raw []byte) bool {
	var e struct {
		SpecVersion jsontext.Value `json:"specversion"`
	}
	return len(raw) <= MaxBytes && lenient(raw, &e) == nil && e.SpecVersion != nil
}

// lenient reads what the strict check is to complain about later.
func lenient(raw []byte, into any) error {
	return json.Unmarshal(raw, into, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}
