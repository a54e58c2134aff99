package gazetteer

import (
	"math"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// atTown is how far from the middle of its town a place may be, in km.
const atTown = 50

// Locate says where a session takes place: at its own coordinates if they are
// plausible for its town, else at its postal code, else in its town. The Land
// that publishes the offer is a hint among towns of one name.
//
// ok is false if none of it is known. A postal code counts only beside a town
// that is known or a German Land, or alone: 75015 is in Paris too.
func (g *Gazetteer) Locate(p *learning.Place, publisher learning.Land) (lat, lon float64, ok bool) {
	land := p.Land
	if land == learning.Bund {
		land = ""
	}
	hint := land
	if hint == "" && publisher != learning.Bund {
		hint = publisher
	}
	code, city := strings.TrimSpace(p.PostalCode), strings.TrimSpace(p.City)
	if inCity, rest := codeIn(city); inCity != "" && code == "" {
		code, city = inCity, rest
	}
	if p.Lat != nil && p.Lon != nil && plausible(*p.Lat, *p.Lon) {
		if g.fits(*p.Lat, *p.Lon, code, city, hint) {
			return *p.Lat, *p.Lon, true
		}
	}
	area, known := g.Postal(code)
	town, found := g.meant(city, land, hint)
	switch {
	case known && found && Distance(area, town) <= atTown, known && city == "", known && !found && land != "":
		return area.Lat, area.Lon, true
	case found:
		return town.Lat, town.Lon, true
	}
	return 0, 0, false
}

// plausible are coordinates somewhere on earth, and not 0, 0, which is how
// programs say that they do not know.
func plausible(lat, lon float64) bool {
	return math.Abs(lat) <= 90 && math.Abs(lon) <= 180 && (math.Abs(lat) > 0.01 || math.Abs(lon) > 0.01)
}

// fits says whether coordinates may be those of a town or a postal code; of
// what is unknown nobody can say that they are not.
func (g *Gazetteer) fits(lat, lon float64, code, city string, land learning.Land) bool {
	at := Place{Lat: lat, Lon: lon}
	if area, ok := g.Postal(code); ok && Distance(at, area) <= atTown {
		return true
	}
	f := g.Find(city, land)
	if f.How == Unknown || f.How == Misspelt {
		return true
	}
	for _, t := range append(append(g.Towns(city), f.Proposals...), f.Place) {
		if Distance(at, t) <= atTown {
			return true
		}
	}
	return false
}

// meant is the town of a text about which nobody can be asked. The Land of
// the place itself also makes a name elsewhere a German one; that of the
// publisher only decides between towns.
func (g *Gazetteer) meant(city string, land, hint learning.Land) (Place, bool) {
	f := g.Find(city, land)
	if f.How == Several && hint != land {
		f = g.Find(city, hint)
	}
	switch {
	case f.How == Exact, f.How == Decorated, f.How == Misspelt && f.Sure:
		return f.Place, true
	}
	return Place{}, false
}
