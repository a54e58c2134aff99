package api

import (
	"fmt"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Verdict is the answer of /api/v1/validate.
type Verdict struct {
	Valid    bool               `json:"valid"`
	Problems []learning.Problem `json:"problems"`
	// Offer is how the offer would be read, absent if it would be refused.
	Offer *learning.Offer `json:"offer,omitempty"`
}

// validate is a dry run of the checks on one event or one offer. Nothing is kept.
func (a *API) validate(w http.ResponseWriter, r *http.Request) error {
	raw, err := io.ReadAll(io.LimitReader(r.Body, event.MaxBytes+1))
	if err != nil {
		return &Problem{Status: http.StatusBadRequest, Title: "Die Anfrage brach ab", cause: err}
	}
	if len(raw) > event.MaxBytes {
		return &Problem{
			Status: http.StatusRequestEntityTooLarge, Title: "Zu groß",
			Detail:   fmt.Sprintf("Höchstens %d Byte sind erlaubt.", event.MaxBytes),
			DetailEn: fmt.Sprintf("At most %d bytes are allowed.", event.MaxBytes),
		}
	}
	return reply(w, a.judge(raw))
}

// judge checks bytes as an event if they say so (specversion), else as an offer.
func (a *API) judge(raw []byte) Verdict {
	var offer *learning.Offer
	var problems []learning.Problem
	var kind struct {
		SpecVersion jsontext.Value `json:"specversion"`
	}
	if json.Unmarshal(raw, &kind) == nil && kind.SpecVersion != nil {
		e, found := event.Parse(raw)
		if !learning.Refused(found) {
			found = append(found, e.Plausible(a.Now())...)
			offer = e.Offer()
		}
		problems = found
	} else {
		offer, problems = event.ParseOffer(raw, a.Now())
	}
	v := Verdict{Valid: !learning.Refused(problems), Problems: problems}
	if v.Valid {
		v.Offer = offer
	}
	if v.Problems == nil {
		v.Problems = []learning.Problem{}
	}
	return v
}
