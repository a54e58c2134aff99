package search

import (
	"math"
	"slices"
)

// spotKey is a place on earth, rounded to a ten-thousandth of a degree (11 m).
type spotKey uint64

func keyOf(p Point) spotKey {
	round := func(degrees float64) uint32 { return uint32(int32(math.Round(degrees * 1e4))) }
	return spotKey(round(p.Lat))<<32 | spotKey(round(p.Lon))
}

func (k spotKey) point() Point {
	return Point{Lat: float64(int32(k>>32)) / 1e4, Lon: float64(int32(uint32(k))) / 1e4}
}

// vector is a place on the unit sphere. Half a metre is lost in the short numbers.
type vector struct{ x, y, z float32 }

func (p Point) vector() vector {
	sinLat, cosLat := math.Sincos(p.Lat * math.Pi / 180)
	sinLon, cosLon := math.Sincos(p.Lon * math.Pi / 180)
	return vector{float32(cosLat * cosLon), float32(cosLat * sinLon), float32(sinLat)}
}

// spots are the places of all sessions, each once, and where each document is
// to be found now. Distances are computed for spots, of which there are few,
// and looked up for documents, of which there are many.
type spots struct {
	ids   map[spotKey]uint32
	all   paged[spot]
	free  []uint32
	stops paged[stop] // of each document the first
	more  paged[stop]
	spare uint32 // the first free one of more, from 1
	list  []uint32
}

// spot is one place. Its number is written from 1, 0 is nowhere.
type spot struct {
	at   vector
	refs uint32 // sessions
	key  spotKey
}

// stop is one spot of a document and the number from 1 of the next in more.
type stop struct{ spot, next uint32 }

// hold gives the spots of a document their numbers and counts its sessions.
func (s *spots) hold(d *analysed) {
	for i := range d.runs {
		r := &d.runs[i]
		if r.spot == 0 {
			continue
		}
		key := d.spots[r.spot-1]
		id, known := s.ids[key]
		if !known {
			if n := len(s.free); n > 0 {
				id, s.free = s.free[n-1], s.free[:n-1]
			} else {
				id = s.all.grow()
			}
			*s.all.at(id) = spot{at: key.point().vector(), key: key}
			s.ids[key] = id
		}
		s.all.at(id).refs++
		r.spot = id + 1
	}
}

// release gives up the spots of the sessions that a document had.
func (s *spots) release(runs []run) {
	for _, r := range runs {
		if r.spot == 0 {
			continue
		}
		at := s.all.at(r.spot - 1)
		if at.refs--; at.refs == 0 {
			delete(s.ids, at.key)
			s.free = append(s.free, r.spot-1)
		}
	}
}

// coming are the spots of the sessions that are not over, or of all if none is
// to come: what is past is looked for where it was. The list is good until the
// next call.
func (s *spots) coming(runs []run, now uint32) []uint32 {
	list := s.list[:0]
	for _, all := range []bool{false, true} {
		for _, r := range runs {
			if r.spot > 0 && (all || r.over > now) {
				list = append(list, r.spot)
			}
		}
		if len(list) > 0 || slices.ContainsFunc(runs, func(r run) bool { return r.over > now }) {
			break
		}
	}
	slices.Sort(list)
	s.list = list
	return slices.Compact(list)
}

// stop notes where a document is to be found.
func (s *spots) stop(doc uint32, list []uint32) {
	first := s.stops.at(doc)
	for next := first.next; next > 0; {
		node := s.more.at(next - 1)
		next, node.next, s.spare = node.next, s.spare, next
	}
	*first = stop{}
	for i, id := range list {
		if i == 0 {
			first.spot = id
			continue
		}
		next := s.spare
		if next == 0 {
			next = s.more.grow() + 1
		} else {
			s.spare = s.more.at(next - 1).next
		}
		*s.more.at(next - 1) = stop{id, first.next}
		first.next = next
	}
}
