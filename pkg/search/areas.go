package search

import (
	"math"
	"strings"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
)

// 2026-11-23, an area is where its listed places are and what lies near them, as
// far as the gazetteer knows where that is: no list names every village by the
// sea. We gave up true borders.

const (
	nearby     = 12 // km around a listed place that belong to its area
	mostPoints = 60 // an area of more places is large and listed well enough
)

// areaPoints are the places of areas on earth, by the key of the area.
type areaPoints struct{ known sync.Map }

func (a *areaPoints) of(area string, g *gazetteer.Gazetteer) []vector {
	if points, known := a.known.Load(area); known {
		return points.([]vector)
	}
	var points []vector
	for _, keys := range areas()[area] {
		if areas()[stemsKey(keys)] != nil {
			continue // an area in the area, whose places are in the list
		}
		if f := g.Find(strings.Join(keys, " "), ""); f.How == gazetteer.Exact {
			p := Point{Lat: f.Place.Lat, Lon: f.Place.Lon}
			points = append(points, p.vector())
		}
	}
	if len(points) > mostPoints {
		points = nil
	}
	a.known.Store(area, points)
	return points
}

// neighbours are the documents with a session near the listed places of an area, nil if nobody knows.
func (x *Index) neighbours(area string, from *scratch) bitset {
	points := x.areaPoints.of(area, x.places.Gazetteer)
	if len(points) == 0 {
		return nil
	}
	half := math.Sin(nearby / (2 * gazetteer.EarthRadius))
	limit := float32(4 * half * half)
	in := make([]bool, x.spots.all.n+1)
	for i := range x.spots.all.n {
		at := x.spots.all.at(uint32(i)).at
		for _, p := range points {
			dx, dy, dz := at.x-p.x, at.y-p.y, at.z-p.z
			if dx*dx+dy*dy+dz*dz <= limit {
				in[i+1] = true
				break
			}
		}
	}
	docs := from.get()
	x.everything(from).each(func(doc uint32) {
		for stop := *x.spots.stops.at(doc); stop.spot > 0; {
			if in[stop.spot] {
				docs.set(doc)
				return
			}
			if stop.next == 0 {
				return
			}
			stop = *x.spots.more.at(stop.next - 1)
		}
	})
	return docs
}
