package landing

import (
	"net/http"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// laenderPage is all Länder.
type laenderPage struct {
	Tiles  []tile
	ByName []tile
}

func (s *Site) laender(r *http.Request) (page, error) {
	a := read(r).only()
	l, err := s.list(r.Context(), "current", "true", "limit", "0")
	if err != nil {
		return page{}, err
	}
	t := tiles(l.Facets["land"], "", a)
	return page{Template: "laender", Title: "Angebote nach Land", Section: "laender", Asked: a, Body: laenderPage{t, byName(t)}}, nil
}

// landPage is one Land.
type landPage struct {
	Land      learning.Land
	Name      string
	State     state
	From      link // offers of the Land
	For       link // offers open for its staff
	Next      []card
	AllNext   string
	Topics    []link
	Providers []link
	Tiles     []tile
	Hidden    []field
}

func (s *Site) land(r *http.Request) (page, error) {
	land := learning.Land(r.PathValue("land"))
	if !land.Valid() {
		return page{}, &problem{Status: http.StatusNotFound}
	}
	ctx, a := r.Context(), read(r).only()
	all, err := s.list(ctx, "current", "true", "limit", "0")
	if err != nil {
		return page{}, err
	}
	here, err := s.list(ctx, "current", "true", "land", string(land), "sort", "date", "limit", "5")
	if err != nil {
		return page{}, err
	}
	visitor := reader{Land: land, Employer: "municipal"}
	if land == learning.Bund {
		visitor = reader{Employer: "federal"}
	}
	open := a.with("myLand", string(visitor.Land)).with("employer", visitor.Employer).with("may", "yes", "conditional")
	query := open.query()
	query.Set("limit", "0")
	var forUs list
	if err := s.api.get(ctx, "/api/v1/offers", query, &forUs); err != nil {
		return page{}, err
	}
	st, _ := s.status(ctx) // without it the page says nothing of freshness
	cards := s.lister(a, st)
	of := a.with("land", string(land))
	body := landPage{
		Land: land, Name: land.Name(), State: s.stateOf(st, land),
		From: link{"", of.at("/angebote"), here.Total}, For: link{visitor.String(), open.at("/angebote"), forUs.Total},
		Next: cards.cards("a", here.Items), AllNext: of.with("sort", "date").at("/angebote"),
		Topics:    first(links("topic", here.Facets["topic"], labels(learning.VocabTopics), of), 12),
		Providers: first(links("provider", here.Facets["provider"], func(s string) string { return s }, of), 30),
		Tiles:     tiles(all.Facets["land"], land, a), Hidden: of.fields(),
	}
	return page{Template: "land", Title: "Angebote aus " + dative(land), Section: "laender", Asked: a, Body: body}, nil
}

func first(list []link, n int) []link { return list[:min(n, len(list))] }

// dative is a Land after "aus" and "von": "dem Saarland", "Hessen".
func dative(land learning.Land) string {
	switch land {
	case "sl":
		return "dem Saarland"
	case learning.Bund:
		return "dem Bund"
	}
	return land.Name()
}

// state is how fresh a Land's data is.
type state struct {
	Class string // icon: ja, bed, rot, frage
	Words string // short, for a table
	Long  string // as a sentence
}

// stateOf judges the freshness of a Land's data.
func (s *Site) stateOf(st status, land learning.Land) state {
	for _, l := range st.Laender {
		if l.Land == land {
			return judgeState(l, s.Now())
		}
	}
	return state{}
}

func judgeState(l landStatus, now time.Time) state {
	switch {
	case l.Held > 0:
		return state{"rot", "angehalten", "Die letzte Lieferung hätte " + offers(l.Held) +
			" gelöscht. Wir haben sie angehalten und fragen nach. Bis dahin gilt der Stand davor."}
	case l.LastEvent == nil:
		return state{"frage", "noch keine Meldung", "Von hier kam noch keine Meldung."}
	case now.Sub(*l.LastEvent) > silence:
		n := count(int(now.Sub(*l.LastEvent).Hours()/24), "Tag", "Tagen")
		return state{"bed", "still seit " + n, "Seit " + n + " keine Meldung."}
	}
	long := "Aktuell: zuletzt gemeldet " + seen(*l.LastEvent, now)
	if l.LastDelivery != nil {
		long += ", letzte volle Lieferung " + seen(*l.LastDelivery, now)
	}
	return state{"ja", "aktuell", long + "."}
}
