package schemaorg

import (
	"maps"
	"strconv"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// everywhere is what no type of schema.org has a place for.
var everywhere = format.Losses{
	"/recognition/learningTime": format.NoPlace, "/recognition/note": format.NoPlace, "/access/outsiderPrice": format.Policy,
	"/access/outsidersFrom": format.NoPlace, "/access/employers": format.NoPlace, "/sessions/*/seatsAsOf": format.Precision,
}

// losses are what the type of a kind has no place for.
func losses(kind learning.Kind) format.Losses {
	out := maps.Clone(everywhere)
	lose := func(pointers ...string) {
		for _, p := range pointers {
			out[p] = format.NoPlace
		}
	}
	switch kind {
	case learning.GatheringEvent:
		lose("/summary", "/workload", "/licence", "/accessibility", "/access/openTo", "/access/note", "/funding", "/prerequisites", "/certificate", "/recognition/credits", "/mode")
	case learning.Community, learning.ConsultationHour, learning.Mentoring, learning.WorkShadowing:
		lose("/summary", "/workload", "/level", "/competences", "/topics", "/keywords", "/licence", "/accessibility", "/access/openTo", "/access/note",
			"/funding", "/prerequisites", "/certificate", "/recognition/credits", "/mode")
	case learning.CompetenceCheck:
		lose("/funding", "/prerequisites", "/certificate", "/recognition/credits", "/mode")
	}
	return out
}

// account adds what is lost by value: other languages, codes without a word, old seats.
func (w *writer) account() {
	for _, one := range []struct {
		pointer string
		text    learning.Text
	}{{"/title", w.Title}, {"/summary", w.Summary}, {"/description", w.Description}, {"/prerequisites", w.Prerequisites}} {
		if _, kept := one.text.In(w.tag); len(one.text) > 1 && !w.lost(one.pointer) {
			w.report.LoseOthers(one.pointer, one.text, kept)
		}
	}
	if w.Access != nil && w.Access.OpenTo != "land" && len(w.Access.Laender) > 0 {
		w.report.Lose("/access/laender", format.NoPlace)
	}
	if w.Licence != "" && licence(w.Licence) == "" && !w.lost("/licence") {
		w.report.Lose("/licence", format.CodeList)
	}
	for i, s := range w.Sessions {
		at, _, err := learning.Moment(s.SeatsAsOf)
		if s.SeatsFree != nil && (err != nil || w.now.Sub(at) > fresh) {
			w.report.Lose("/sessions/"+strconv.Itoa(i)+"/seatsFree", format.Policy)
		}
	}
}

// lost reports whether a field as a whole is lost already.
func (w *writer) lost(pointer string) bool {
	for _, l := range w.report.Lost {
		if l.Pointer == pointer {
			return true
		}
	}
	return false
}
