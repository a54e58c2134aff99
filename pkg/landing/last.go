package landing

import (
	"html/template"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// lastState is how an offer stood in the catalogue before it was withdrawn,
// and what happened to it.
type lastState struct {
	Title     wording
	Kind      string
	Provider  string
	Facts     []fact
	Sessions  sessionRows
	MoreLater int // sessions that are not shown
	Summary   wording
	About     template.HTML
	AboutLang string
	Changes   []change
	Evidence  []evidence
	Total     int // of changes
	History   string
	Source    source
}

// mostLast is how many sessions of a withdrawn offer are shown.
const mostLast = 12

// passing are the facts that nobody can use once an offer has left; the dates
// have a list of their own.
var passing = []string{"Nächster Termin", "Freie Plätze"}

// last is the last state of an offer, nil if nothing of it may be shown or is known.
func last(id learning.OfferID, steps history, now time.Time) *lastState {
	for i := len(steps.Items) - 1; i >= 0; i-- {
		o := steps.Items[i].offer()
		if o == nil {
			continue
		}
		land, _, _, _ := id.Parts()
		page := offerPage{}
		page.describe(o.Title, o.Description)
		l := lastState{
			Title: say(o.Title), Kind: kindAndLevel(o.Kind, o.Level), Provider: o.Provider.Name,
			Summary: say(o.Summary), About: page.About, AboutLang: page.AboutLang, Total: steps.Total, History: historyPath(id),
			Source: source{land, land.Name(), "zuletzt gemeldet " + moment(steps.Items[i].RecordedAt, now), false},
		}
		for _, f := range facts(&full{ID: id, Land: land, Offer: *o}, now) {
			if f.Name != passing[0] && f.Name != passing[1] && f.Value != notReported {
				l.Facts = append(l.Facts, f)
			}
		}
		l.Sessions, _ = sessions(id, o.Sessions, time.Time{})
		if n := len(l.Sessions); n > mostLast {
			l.Sessions, l.MoreLater = l.Sessions[:mostLast], n-mostLast
		}
		l.Changes = changes(steps.Items, steps.Total > len(steps.Items), now)
		l.Evidence = proven(l.Changes, steps.Items)
		l.Changes = l.Changes[:min(len(l.Changes), mostChanges)]
		return &l
	}
	return nil
}
