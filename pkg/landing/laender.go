package landing

import (
	"net/http"
	"strconv"
	"strings"
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
	In        string // "in Hessen", "im Saarland", "beim Bund"
	Out       string // "aus Hessen", "aus dem Saarland", "vom Bund"
	State     state
	From      link // offers of the Land
	For       link // offers open for its staff
	Next      []card
	AllNext   string
	Topics    []link
	Beside    []beside
	Providers []link
	More      string // address of all providers
	Quality   []figure
	Tiles     []tile
	Hidden    []field
	Of        asked // the list of all of them
}

// beside is a neighbour with offers that are open for the Land's staff.
type beside struct {
	link
	Land learning.Land
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
	open := a.with("myLand", string(land)).with("employer", "municipal").with("may", "yes", "conditional")
	text := "Beschäftigte der Kommunen " + within(land)
	if land == learning.Bund {
		open, text = a.with("myLand").with("employer", "federal").with("may", "yes", "conditional"), "Beschäftigte des Bundes"
	}
	query := open.query()
	query.Set("limit", "0")
	var forUs list
	if err := s.api.get(ctx, "/api/v1/offers", query, &forUs); err != nil {
		return page{}, err
	}
	counts, err := s.lately(ctx)
	if err != nil {
		return page{}, err
	}
	st, _ := s.status(ctx) // without it the page says nothing of freshness
	of := a.with("land", string(land))
	body := landPage{
		Land: land, Name: land.Name(), In: within(land), Out: strings.Replace("aus "+dative(land), "aus dem Bund", "vom Bund", 1), State: s.stateOf(st, land),
		From: link{"", of.at("/angebote"), here.Total}, For: link{text, open.at("/angebote"), forUs.Total},
		Next: s.lister(a, st).cards("a", here.Items), AllNext: of.with("sort", "date").at("/angebote"),
		Topics: dozen(topicLinks(here.Facets["topic"], a)), Providers: dozen(providerLinks(here.Facets["provider"], a)),
		Quality: quality(counts.land(land)), Tiles: tiles(all.Facets["land"], land, a), Hidden: of.fields(), Of: of,
	}
	if n := len(here.Facets["provider"]); n > len(body.Providers) {
		body.More = of.at("/anbieter")
	}
	for _, n := range neighbours(land) {
		if total := forUs.Facets["land"][string(n)]; total > 0 {
			body.Beside = append(body.Beside, beside{link{n.Name(), open.with("land", string(n)).at("/angebote"), total}, n})
		}
	}
	return page{Template: "land", Title: "Angebote " + body.Out, Section: "laender", Asked: a, Body: body}, nil
}

// quality are four shares of a Land's current offers; none without an offer.
func quality(c landCount) []figure {
	if c.Current == 0 {
		return nil
	}
	out := []figure{
		{strconv.Itoa(int(c.Score*100+.5)) + "\u00a0%", "", "der sechs wichtigsten Angaben sind da"},
		{share(c.Have["access"], c.Current), "", "mit klarer Zugangsregel"},
	}
	if c.Coming > 0 {
		out = append(out, figure{share(c.Have["seats"], c.Coming), "", "der kommenden mit gemeldeten freien Plätzen"})
	}
	return append(out, figure{share(c.Current-c.Have["price"], c.Current), "", "Preis nicht angegeben"})
}

// dozen are the first of some links.
func dozen(list []link) []link { return list[:min(12, len(list))] }

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

// within is "in Hessen", "im Saarland", "beim Bund".
func within(land learning.Land) string {
	switch land {
	case "sl":
		return "im Saarland"
	case learning.Bund:
		return "beim Bund"
	}
	return "in " + land.Name()
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
		st := state{"rot", "angehalten", "Die letzte Lieferung hätte " + number(l.Held) + " von " + offers3(l.Offers) +
			" gelöscht. Wir haben sie angehalten und fragen nach."}
		if l.LastEvent != nil {
			st.Long += " Bis dahin gilt der Stand von " + strings.Replace(moment(*l.LastEvent, now), "heute, ", "heute ", 1) + "."
		}
		return st
	case l.LastEvent == nil:
		return state{"frage", "noch keine Meldung", "Von hier kam noch keine Meldung."}
	case now.Sub(*l.LastEvent) > silence:
		n := count(int(now.Sub(*l.LastEvent).Hours()/24), "Tag", "Tagen")
		return state{"bed", "still seit " + n, "Seit " + n + " keine Meldung. Die Angebote stehen da, wie sie zuletzt gemeldet wurden."}
	}
	long := "Aktuell: zuletzt gemeldet " + seen(*l.LastEvent, now)
	if l.LastDelivery != nil {
		long += ", letzte volle Lieferung " + seen(*l.LastDelivery, now)
	}
	return state{"ja", "aktuell", long + "."}
}

// offers3 is offers in the dative: "402 Angeboten".
func offers3(n int) string { return count(n, "Angebot", "Angeboten") }
