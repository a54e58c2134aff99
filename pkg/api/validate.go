package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"

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
	if err := nothingAsked(r); err != nil {
		return err
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, event.MaxBytes))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return &Problem{
			Status: http.StatusRequestEntityTooLarge, Title: "Zu groß",
			Detail:   fmt.Sprintf("Höchstens %d Byte sind erlaubt.", event.MaxBytes),
			DetailEn: fmt.Sprintf("At most %d bytes are allowed.", event.MaxBytes),
		}
	case err != nil:
		return &Problem{
			Status: http.StatusBadRequest, Title: "Die Anfrage brach ab",
			Detail: "Es kam nicht alles an.", DetailEn: "The request did not arrive whole.", cause: err,
		}
	}
	offer, problems := event.Examine(raw, a.Now())
	v := Verdict{Valid: !learning.Refused(problems), Problems: problems}
	if v.Valid {
		v.Offer = offer
	}
	if v.Problems == nil {
		v.Problems = []learning.Problem{}
	}
	return reply(w, r, v)
}
