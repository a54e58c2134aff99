package api

import (
	"errors"
	"fmt"
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
	// Proposals are places that may be meant, likeliest first: each is a near that is known.
	Proposals []string `json:"proposals,omitempty"`

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

func notFound(de, en string) *Problem {
	return &Problem{Status: http.StatusNotFound, Title: "Nicht gefunden", Detail: de, DetailEn: en}
}

// tooLong answers an address nobody should have to read.
func tooLong(http.ResponseWriter, *http.Request) error {
	return &Problem{
		Status: http.StatusRequestURITooLong, Title: "Die Adresse ist zu lang",
		Detail:   fmt.Sprintf("Höchstens %d Zeichen sind erlaubt.", MaxAddress),
		DetailEn: fmt.Sprintf("At most %d characters are allowed.", MaxAddress),
	}
}

// missing answers what no route matches: a preflight of a browser, a wrong
// method, or nothing there. fallback is what the router would have answered.
func missing(fallback http.Handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		would := &unsent{header: http.Header{}}
		fallback.ServeHTTP(would, r)
		if would.status != http.StatusMethodNotAllowed {
			return notFound("Unter dieser Adresse gibt es nichts.", "There is nothing at this address.")
		}
		allow := would.header.Get("Allow")
		w.Header().Set("Allow", allow)
		if r.Method == http.MethodOptions {
			w.Header().Set("Access-Control-Allow-Methods", allow)
			w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return &Problem{
			Status: http.StatusMethodNotAllowed, Title: "Das geht hier nicht",
			Detail: "Erlaubt ist hier: " + allow + ".", DetailEn: "Allowed here: " + allow + ".",
		}
	}
}

// unsent takes an answer that is not sent.
type unsent struct {
	header http.Header
	status int
}

func (u *unsent) Header() http.Header         { return u.header }
func (u *unsent) Write(p []byte) (int, error) { return len(p), nil }
func (u *unsent) WriteHeader(status int)      { u.status = status }

// complain answers with a problem; what is our own fault goes to the log.
func (a *API) complain(w http.ResponseWriter, r *http.Request, err error) {
	var p *Problem
	switch {
	case errors.As(err, &p):
	case errors.Is(err, catalogue.ErrNotFound):
		p = notFound("Dieses Angebot gibt es nicht; vielleicht fehlt ein Zeichen in der Kennung.",
			"There is no such offer; perhaps a character of the id is missing.")
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
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.MarshalWrite(w, p, json.Deterministic(true))
}
