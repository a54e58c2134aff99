package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Problem is an answer that something is wrong: RFC 9457, application/problem+json.
type Problem struct {
	Type     string `json:"type,omitempty"` // absent: about:blank, the status says it all
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail,omitempty"`   // German
	DetailEn string `json:"detailEn,omitempty"` // English
	// Problems are the single findings: of parameters (pointer "?limit") or of an offer.
	Problems []learning.Problem `json:"problems,omitempty"`

	// Withdrawn and WithdrawnAt say why and when an offer left (410).
	Withdrawn   *event.OfferWithdrawn `json:"withdrawn,omitempty"`
	WithdrawnAt *time.Time            `json:"withdrawnAt,omitempty"`

	cause error // for our own log, never for the reader
}

func (p *Problem) Error() string {
	if p.cause != nil {
		return p.Title + ": " + p.cause.Error()
	}
	return p.Title
}

func (p *Problem) Unwrap() error { return p.cause }

func notFound(detail string) *Problem {
	return &Problem{Status: http.StatusNotFound, Title: "Nicht gefunden", Detail: detail, DetailEn: "There is nothing at this address."}
}

// complain answers with a problem; what is our own fault goes to the log.
func (a *API) complain(w http.ResponseWriter, r *http.Request, err error) {
	var p *Problem
	switch {
	case errors.As(err, &p):
	case errors.Is(err, catalogue.ErrNotFound):
		p = notFound("Dieses Angebot gibt es nicht; vielleicht fehlt ein Zeichen in der Kennung.")
		p.DetailEn = "There is no such offer; perhaps a character of the id is missing."
	case r.Context().Err() != nil:
		return // nobody listens any more
	default:
		p = &Problem{
			Status: http.StatusInternalServerError, Title: "Das hat nicht geklappt",
			Detail: "Der Fehler liegt bei uns.", DetailEn: "The fault is ours.", cause: err,
		}
	}
	if p.Status >= http.StatusInternalServerError {
		a.Logger.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.MarshalWrite(w, p)
}

// reply writes a value as JSON.
func reply(w http.ResponseWriter, value any) error {
	raw, err := json.Marshal(value, json.Deterministic(true))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(raw)
	return nil
}
