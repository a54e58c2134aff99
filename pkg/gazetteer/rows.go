package gazetteer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// official are the Länder by the first two digits of the official number of a
// district (Amtlicher Gemeindeschlüssel), 01 to 16.
var official = [17]learning.Land{"", "sh", "hh", "ni", "hb", "nw", "he", "rp", "bw", "by", "sl", "be", "bb", "mv", "sn", "st", "th"}

// geoNamesNumbers are the Länder by GeoNames' own numbers, 01 to 16.
var geoNamesNumbers = [17]learning.Land{"", "bw", "by", "hb", "hh", "he", "ni", "nw", "rp", "sl", "sh", "bb", "mv", "sn", "st", "th", "be"}

// english are names of Länder as GeoNames mixes them in.
var english = map[string]learning.Land{
	"Bavaria": "by", "Lower Saxony": "ni", "Saxony": "sn", "Saxony-Anhalt": "st", "Thuringia": "th", "Hesse": "he", "Land Berlin": "be",
	"Mecklenburg-Western Pomerania": "mv", "North Rhine-Westphalia": "nw", "Rhineland-Palatinate": "rp", "Free and Hanseatic City of Hamburg": "hh",
}

// landOf reads the Land of a line: from the district's number, else the name, else the code.
func landOf(district, state, code string) learning.Land {
	if len(district) >= 5 {
		if n, err := strconv.Atoi(district[:2]); err == nil && n > 0 && n < len(official) {
			return official[n]
		}
	}
	if land, ok := english[state]; ok {
		return land
	}
	for _, land := range learning.Laender {
		if state != "" && land.Name() == state || strings.EqualFold(code, string(land)) {
			return land
		}
	}
	if n, err := strconv.Atoi(code); err == nil && n > 0 && n < len(geoNamesNumbers) {
		return geoNamesNumbers[n]
	}
	return ""
}

// maxSpread is how far apart the places of one postal code may be, in km, to say where it is.
const maxSpread = 60

// rows adds what a file knows: its towns, and the places of postal codes.
func (b *builder) rows(rows []Row) {
	ids := make([]uint32, len(rows))
	for i := range rows {
		ids[i] = b.townOf(&rows[i])
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return strings.Compare(rows[x].Code, rows[y].Code) })
	for start := 0; start < len(order); {
		end := start + 1
		for end < len(order) && rows[order[end]].Code == rows[order[start]].Code {
			end++
		}
		b.code(rows, ids, order[start:end])
		start = end
	}
	b.codes = slices.Clip(b.codes)
}

// townOf is the town of a line: one that is known already, or a new one.
func (b *builder) townOf(r *Row) uint32 {
	if r.User || r.Name == "" {
		return nowhere
	}
	t := town{name: strings.Clone(r.Name), land: r.Land, lat: float32(r.Lat), lon: float32(r.Lon)}
	p := nameOf(r.Name)
	if len(p.words) == 0 {
		return nowhere
	}
	for _, key := range []string{p.key(), p.short()} {
		for _, id := range b.byKey[key] {
			known := &b.towns[id]
			if (known.land == t.land || t.land == "") && same(known, &t) && b.sameName(known, p, key) {
				return id
			}
		}
	}
	return b.town(t)
}

// sameName says whether a town found under a key of a name may be what the
// name means: what tells it from others must not contradict.
func (b *builder) sameName(known *town, p parts, key string) bool {
	if key == p.key() {
		return true
	}
	q := nameOf(known.name)
	return q.qual() == "" || shortens(p.qual(), q.qual()) || shortens(q.qual(), p.qual())
}

// code adds a postal code: the middle of its towns, or of its users if it has none.
func (b *builder) code(rows []Row, ids []uint32, lines []int) {
	users := slices.DeleteFunc(slices.Clone(lines), func(i int) bool { return rows[i].User })
	if len(users) > 0 {
		lines = users
	}
	n, _ := strconv.ParseUint(rows[lines[0]].Code, 10, 32)
	p := postal{code: uint32(n), town: nowhere, land: rows[lines[0]].Land}
	var lat, lon float64
	for _, i := range lines {
		r := &rows[i]
		lat, lon = lat+r.Lat, lon+r.Lon
		if r.Land != p.land {
			p.land = ""
		}
		if ids[i] != nowhere && (p.town == nowhere || b.towns[ids[i]].size > b.towns[p.town].size) {
			p.town = ids[i]
		}
	}
	lat, lon = lat/float64(len(lines)), lon/float64(len(lines))
	far := slices.MaxFunc(lines, func(i, j int) int {
		return cmp.Compare(distance(lat, lon, rows[i].Lat, rows[i].Lon), distance(lat, lon, rows[j].Lat, rows[j].Lon))
	})
	if distance(lat, lon, rows[far].Lat, rows[far].Lon) > maxSpread/2 {
		return
	}
	p.lat, p.lon = float32(lat), float32(lon)
	b.codes = append(b.codes, p)
}
