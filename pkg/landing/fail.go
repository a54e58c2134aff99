package landing

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// errorPage says what happened, and leads on.
type errorPage struct {
	Code    string // small, above the heading: "Fehler 410: zurückgezogen"
	Heading string
	Text    string
	Details []string
	Left    *left
	Next    string // address of the offer that took its place
	Query   string
	Near    []card
	ID      string // under which our log has it
}

// left is an offer that was withdrawn.
type left struct {
	Title  string // in quotes, or "Dieses Angebot"
	When   string // "14. November 2026 um 9:12 Uhr"
	By     string // "von Sachsen"
	Reason string // "zu Ende"
	Stood  string // "212 Tage"
	Note   string // what its Land says about it
	Last   *lastState
}

// fail answers with an error page. What is our own fault goes to the log.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody waits for it any more
	}
	var p *problem
	status := http.StatusInternalServerError
	switch {
	case errors.As(err, &p):
		status = p.Status
	case errors.Is(err, errUnreachable):
		status = http.StatusServiceUnavailable
	}
	body := s.explain(r, status, p)
	if status >= http.StatusInternalServerError {
		body.ID = rand.Text()[:10]
		s.Logger.Error("page failed", "path", r.URL.Path, "id", body.ID, "err", err)
	}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	page := page{Template: "fehler", Status: status, Title: body.Heading, Asked: read(r), Body: body}
	if status < http.StatusInternalServerError {
		page.Foot, page.Notice = s.foot(r.Context())
	}
	if err := s.write(w, r, page); err != nil {
		s.Logger.Error("error page failed", "path", r.URL.Path, "err", err)
		http.Error(w, "Das hat nicht geklappt. Der Fehler liegt bei uns.", http.StatusInternalServerError)
	}
}

// explain words an error.
func (s *Site) explain(r *http.Request, status int, p *problem) errorPage {
	switch status {
	case http.StatusGone:
		return s.gone(r, p)
	case http.StatusNotFound:
		return errorPage{Code: "Fehler 404: nicht gefunden", Heading: "Diese Seite gibt es nicht", Text: "Vielleicht fehlt ein Zeichen in der Adresse."}
	case http.StatusBadRequest:
		e := errorPage{Code: "Fehler 400: Angabe passt nicht", Heading: "Das haben wir nicht verstanden", Text: "In der Adresse steht etwas, das wir nicht kennen."}
		if p != nil {
			for _, one := range p.Problems {
				e.Details = append(e.Details, strings.TrimPrefix(one.Pointer, "?")+" = „"+one.Value+"“: "+one.Message)
			}
		}
		return e
	case http.StatusMethodNotAllowed:
		return errorPage{Code: "Fehler 405", Heading: "Das geht hier nicht", Text: "Diese Seite kann man nur lesen."}
	case http.StatusRequestURITooLong:
		return errorPage{Code: "Fehler 414", Heading: "Die Adresse ist zu lang", Text: "Bitte suchen Sie mit weniger Wörtern oder Filtern."}
	case http.StatusTooManyRequests:
		return errorPage{Code: "Fehler 429", Heading: "Bitte einen Moment warten", Text: "Gerade kommen sehr viele Anfragen an."}
	case http.StatusServiceUnavailable:
		return errorPage{
			Code: "Fehler 503: nicht erreichbar", Heading: "Wir sind gleich wieder da",
			Text: "Versuchen Sie es in einer Minute noch einmal. Es gehen keine Daten verloren.",
		}
	}
	return errorPage{Code: "Fehler 500", Heading: "Das hat nicht geklappt", Text: "Der Fehler liegt bei uns."}
}

// gone says when, by whom and why an offer was withdrawn, and what comes near.
func (s *Site) gone(r *http.Request, p *problem) errorPage {
	e := errorPage{Code: "Fehler 410: zurückgezogen", Heading: "Dieses Angebot gibt es nicht mehr"}
	id := learning.OfferID(r.PathValue("id"))
	land, system, _, _ := id.Parts()
	gone, reason := left{Title: "Dieses Angebot", By: strings.NewReplacer("von dem ", "vom ").Replace("von " + dative(land))}, ""
	if p != nil && p.Withdrawn != nil {
		reason, gone.Note = p.Withdrawn.Reason, p.Withdrawn.Note
		gone.Reason = learning.Label(learning.VocabReasons, reason)
		if next := p.Withdrawn.Successor; next != "" {
			e.Next = read(r).only().at(offerPath(learning.NewOfferID(land, system, next)))
		}
	}
	steps, _ := s.steps(r.Context(), id) // an error page does without
	if t := lastTitle(steps); t != "" && reason != "legal" {
		gone.Title, e.Query = "„"+t+"“", t
	}
	if p != nil && p.WithdrawnAt != nil {
		at := *p.WithdrawnAt
		gone.When = longDay(at) + " um " + minute(at) + " Uhr"
		if n := len(steps.Items); n > 0 && steps.Total == n {
			if stood := days(steps.Items[0].RecordedAt, at); stood > 0 {
				gone.Stood = count(stood, "Tag", "Tage")
			}
		}
	}
	if reason != "legal" {
		gone.Last = last(id, steps, s.Now())
	}
	e.Left = &gone
	if e.Query != "" {
		st, _ := s.status(r.Context()) // only for the age of a Land's data
		e.Near = s.lister(read(r), st).cards("a", s.similar(r.Context(), e.Query))
	}
	return e
}

// similar are offers for the words of a title; if none has them all, for what
// the API suggests that changes least.
func (s *Site) similar(ctx context.Context, title string) []item {
	find := func(words string) list {
		l, _ := s.list(ctx, "q", words, "current", "true", "limit", "3") // an error page does without
		return l
	}
	l := find(title)
	if l.Total > 0 {
		return l.Items
	}
	for i := range l.Suggestions {
		if last := l.Suggestions[len(l.Suggestions)-1-i]; last.Without == "" {
			return find(last.Query).Items
		}
	}
	return nil
}

// lastTitle is the title that an offer had before it left.
func lastTitle(steps history) string {
	for i := len(steps.Items) - 1; i >= 0; i-- {
		var o struct {
			Title learning.Text `json:"title"`
		}
		if raw := steps.Items[i].Offer; raw != nil && json.Unmarshal(raw, &o) == nil {
			return o.Title.German()
		}
	}
	return ""
}
