package api

import (
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// The radius around a place in km.
const (
	defaultRadius = 25
	maxRadius     = 500
)

// coordinates are "50.00,8.27".
var coordinates = regexp.MustCompile(`^\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*$`)

// near reads the place and the radius of a search; the index knows the places.
func (p *params) near(index *search.Index, f *search.Filter) {
	text := strings.TrimSpace(p.text("near"))
	radius := p.radius()
	if text == "" {
		return
	}
	f.Radius = radius
	if m := coordinates.FindStringSubmatch(text); m != nil {
		lat, _ := strconv.ParseFloat(m[1], 64)
		lon, _ := strconv.ParseFloat(m[2], 64)
		if math.Abs(lat) > 90 || math.Abs(lon) > 180 {
			p.wrong("near", "coordinates", "Die Breite liegt zwischen -90 und 90, die Länge zwischen -180 und 180.",
				"The latitude lies between -90 and 90, the longitude between -180 and 180.", text)
			return
		}
		f.Near = &search.Point{Lat: lat, Lon: lon, Name: strings.ReplaceAll(text, " ", "")}
		return
	}
	land := learning.Land("")
	if len(f.PlaceLand) == 1 {
		land = learning.Land(f.PlaceLand[0])
	}
	found := index.Place(text, land)
	switch found.How {
	case gazetteer.Exact, gazetteer.Decorated:
		f.Near = &search.Point{Lat: found.Place.Lat, Lon: found.Place.Lon, Name: found.Place.Name}
	case gazetteer.Several:
		p.several(text, found.Proposals)
	default:
		p.noPlace(text, index.Places().HasCodes(), found.Proposals)
	}
}

func (p *params) radius() float64 {
	text := strings.TrimSpace(p.text("radius"))
	if text == "" {
		return defaultRadius
	}
	km, err := strconv.Atoi(text)
	if err != nil || km < 1 || km > maxRadius {
		p.wrong("radius", "range", fmt.Sprintf("Erlaubt sind ganze Kilometer von 1 bis %d.", maxRadius),
			fmt.Sprintf("Allowed are whole kilometres from 1 to %d.", maxRadius), text)
		return defaultRadius
	}
	return float64(km)
}

// noPlace says that a place is not known, and what could be meant.
func (p *params) noPlace(text string, codes bool, proposals []gazetteer.Place) {
	de, en := "„"+learning.Shorten(text)+"“ kennen wir nicht.", "We do not know this place."
	names := p.propose(proposals)
	switch {
	case len(names) > 0:
		de += " Meinten Sie " + strings.Join(names, " oder ") + "?"
		en += " Did you mean " + strings.Join(names, " or ") + "?"
	case !codes && strings.Trim(text, "0123456789") == "":
		de += " Hier sind keine Postleitzahlen hinterlegt. Geben Sie den Ort an."
		en += " No postal codes are loaded here. Give the town."
	case !codes:
		de += " Hier sind nur die größeren Orte in Deutschland hinterlegt. Geben Sie einen Ort in der Nähe an."
		en += " Only the larger towns of Germany are loaded here. Give one nearby."
	default:
		de += " Geben Sie einen Ort oder eine Postleitzahl in Deutschland an."
		en += " Give a town or a postal code in Germany."
	}
	p.wrong("near", "place-unknown", de, en, text)
	if len(names) > 0 {
		p.found[len(p.found)-1].Proposal = names[0]
	}
}

// several says that places far apart have one name.
func (p *params) several(text string, proposals []gazetteer.Place) {
	names := p.propose(proposals)
	all := strings.Join(names, ", ")
	p.wrong("near", "place-ambiguous", "„"+learning.Shorten(text)+"“ gibt es mehrmals: "+all+". Welcher Ort ist gemeint?",
		"There are several places of that name: "+all+". Which one?", text)
	p.found[len(p.found)-1].Proposal = names[0]
}

// propose notes what may be typed instead, so that each leads to one place.
func (p *params) propose(places []gazetteer.Place) []string {
	p.proposals = nil
	for _, place := range places {
		p.proposals = append(p.proposals, place.Label(places))
	}
	return p.proposals
}

// measure says of each item how far its nearest session is, and shows that session.
func measure(index *search.Index, items []Item, f *search.Filter) {
	if f.Near == nil {
		return
	}
	for i := range items {
		item := &items[i]
		s, km := index.Nearest(search.Document{ID: item.ID, Land: item.Land, Offer: item.offer}, *f)
		if s == nil {
			continue
		}
		item.Session, item.Nearest, item.Distance = s, s.ID, new(math.Round(km*10)/10)
	}
}

// around is the radius as a filter: whoever leaves it out still sees how far everything is.
var around = narrow{
	"near,radius",
	func(f *search.Filter) bool { return f.Near != nil && f.Radius > 0 },
	func(f *search.Filter) { f.Radius = 0 },
}

// wider are the same search with a larger radius, each with more offers than the one before.
func wider(q search.Query) (all []wayOut) {
	f := &q.Filter
	if !around.set(f) {
		return nil
	}
	for _, times := range []float64{2, 4} {
		w := wayOut{query: q, Suggestion: Suggestion{Text: kilometres(f.Radius), Radius: int(min(f.Radius*times, maxRadius))}}
		if w.query.Filter.Radius = float64(w.Radius); w.query.Filter.Radius > f.Radius {
			all = append(all, w)
		}
	}
	return all
}

// kilometres are a distance as people write it: "25 km", "0,4 km".
func kilometres(km float64) string {
	if km >= 10 || km == math.Trunc(km) {
		return strconv.FormatFloat(math.Round(km), 'f', 0, 64) + "\u00a0km"
	}
	return strings.Replace(strconv.FormatFloat(km, 'f', 1, 64), ".", ",", 1) + "\u00a0km"
}

// farther says how much farther than wanted an offer is.
func farther(item *Item, radius float64) string {
	switch {
	case item.Distance != nil:
		return kilometres(math.Ceil(max(*item.Distance-radius, 1))) + " weiter"
	case item.Mode == learning.Online || item.Mode == learning.SelfPaced:
		return learning.Label(learning.VocabModes, string(item.Mode))
	}
	return "Entfernung unbekannt"
}

// refused are the parameters that were wrong as problem details.
func (p *params) refused() *Problem {
	return &Problem{
		Status: http.StatusBadRequest, Title: "Ein Parameter stimmt nicht", Problems: p.found, Proposals: p.proposals,
		Detail: p.found[0].Message, DetailEn: p.found[0].MessageEn,
	}
}
