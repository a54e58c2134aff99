package search

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Point is a place on earth, in degrees of WGS 84.
type Point struct {
	Lat, Lon float64
	Name     string // for people, the search does not read it
}

// Places is the gazetteer that the index locates sessions with, never nil.
func (x *Index) Places() *gazetteer.Gazetteer { return x.places.Gazetteer }

// Place reads a text that should name a place: as the gazetteer does, or, if
// that does not know it, as a town or postal code of sessions that say
// themselves where they are. The Land is a hint and may be empty.
func (x *Index) Place(text string, land learning.Land) gazetteer.Finding {
	f := x.places.Find(text, land)
	if f.How >= gazetteer.Decorated || f.How == gazetteer.Several {
		return f
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if p, ok := x.learned(text); ok {
		return gazetteer.Finding{How: gazetteer.Exact, Place: p}
	}
	return f
}

// maxSpread is how far apart sessions may be that name one town, in km, to say where it is.
const maxSpread = 60

// learned is the middle of the sessions that name a town or a postal code
// which the gazetteer does not know; mu is held for reading.
func (x *Index) learned(text string) (gazetteer.Place, bool) {
	key := gazetteer.Key(text)
	if key == "" {
		return gazetteer.Place{}, false
	}
	p := gazetteer.Place{Name: strings.TrimSpace(text)}
	var all []gazetteer.Place
	for _, id := range x.attrs.of[byTown] {
		name, at, _ := strings.Cut(x.attrs.all.at(id).text, townMark)
		if name != key {
			continue
		}
		n, _ := strconv.ParseUint(at, 36, 64)
		point := spotKey(n).point()
		all = append(all, gazetteer.Place{Lat: point.Lat, Lon: point.Lon})
		p.Lat, p.Lon = p.Lat+point.Lat, p.Lon+point.Lon
	}
	p.Lat, p.Lon = p.Lat/float64(len(all)), p.Lon/float64(len(all))
	for _, other := range all {
		if gazetteer.Distance(p, other) > maxSpread/2 {
			return gazetteer.Place{}, false
		}
	}
	return p, len(all) > 0
}

// townMark stands between the name and the spot in a value of byTown.
const townMark = "\t"

// places locates sessions and remembers what it has found.
type places struct {
	*gazetteer.Gazetteer
	mu    sync.RWMutex
	known map[address]located
}

// address is what is known of where a session takes place.
type address struct {
	code, city      string
	land, publisher learning.Land
	lat, lon        float64
	own             bool // coordinates are given
}

// located is where an address is.
type located struct {
	spot spotKey
	ok   bool
	// names are keys of byTown: what the address calls this spot and the gazetteer does not know.
	names []string
}

// maxKnown is how many addresses are remembered.
const maxKnown = 1 << 13

func newPlaces(g *gazetteer.Gazetteer) *places {
	if g == nil {
		g = gazetteer.Default()
	}
	return &places{Gazetteer: g, known: make(map[address]located)}
}

// locate says where a session takes place.
func (p *places) locate(place *learning.Place, publisher learning.Land) located {
	a := address{code: place.PostalCode, city: place.City, land: place.Land, publisher: publisher}
	if place.Lat != nil && place.Lon != nil {
		a.lat, a.lon, a.own = *place.Lat, *place.Lon, true
	}
	p.mu.RLock()
	at, known := p.known[a]
	p.mu.RUnlock()
	if known {
		return at
	}
	lat, lon, ok := p.Locate(place, publisher)
	if at.ok = ok; ok {
		at.spot = keyOf(Point{Lat: lat, Lon: lon})
		at.names = p.unknown(&a)
	}
	a.code, a.city = strings.Clone(a.code), strings.Clone(a.city)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known) >= maxKnown {
		clear(p.known)
	}
	p.known[a] = at
	return at
}

// unknown are the names in a located address that the gazetteer does not know.
func (p *places) unknown(a *address) (names []string) {
	code := strings.TrimSpace(a.code)
	if _, ok := p.Postal(code); !ok && len(code) == 5 {
		names = append(names, gazetteer.Key(code))
	}
	if city := gazetteer.Key(a.city); city != "" && a.own && p.Find(a.city, a.land).How == gazetteer.Unknown {
		names = append(names, city)
	}
	return names
}

// spot notes where a session takes place and what it calls that: the number of
// the spot in the document from 1, or 0. An offer that takes place online is
// nowhere, whatever address it gives.
func (a *analyser) spot(d *Document, s *learning.Session) uint32 {
	if s.Place == nil || remote(d.Offer.Mode) || s.Online != nil && *s.Online && d.Offer.Mode != learning.Hybrid {
		return 0
	}
	at := a.where.locate(s.Place, d.Land)
	if !at.ok {
		return 0
	}
	for _, name := range at.names {
		a.doc.values = append(a.doc.values, value{facet: byTown, text: name + townMark + strconv.FormatUint(uint64(at.spot), 36)})
	}
	i := slices.Index(a.doc.spots, at.spot)
	if i < 0 {
		i = len(a.doc.spots)
		a.doc.spots = append(a.doc.spots, at.spot)
	}
	return uint32(i + 1)
}

// remote says whether an offer of a mode takes place nowhere in particular.
func remote(mode learning.Mode) bool { return mode == learning.Online || mode == learning.SelfPaced }
