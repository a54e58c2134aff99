package gazetteer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Place is a town, or the area of a postal code.
type Place struct {
	Name string
	Land learning.Land // "" if it lies in several
	Lat  float64       // degrees north, WGS 84
	Lon  float64       // degrees east
}

// Gazetteer finds places. It is safe for concurrent use and never changes.
type Gazetteer struct {
	towns  []town
	names  []name   // by key
	codes  []postal // by code
	abroad map[string]bool
	starts [256][]uint32 // names by the first byte of their key, shorts left out: where slips are looked for
}

// town is one place of the table or of a file.
type town struct {
	name     string
	land     learning.Land
	lat, lon float32
	size     uint16 // inhabitants in thousands, 0 = unknown: not in the table
}

// name is a way to write a town, see [nameOf].
type name struct {
	key   string // folded words without connectors: "frankfurt main"
	qual  string // what the short form leaves out: "main" for "frankfurt"
	town  uint32
	marks uint32 // the letters of the key, to tell quickly that it is no slip of another
}

// postal is the place of a postal code.
type postal struct {
	code     uint32
	town     uint32 // the first town it belongs to, or nowhere
	land     learning.Land
	lat, lon float32
}

const nowhere = 1<<32 - 1

func (g *Gazetteer) place(id uint32) Place {
	t := &g.towns[id]
	return Place{t.name, t.land, round(t.lat), round(t.lon)}
}

// round undoes what the shorter number made of four decimals.
func round(degrees float32) float64 {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(float64(degrees), 'f', 4, 32), 64)
	return v
}

// HasCodes says whether postal codes are known: only with a file.
func (g *Gazetteer) HasCodes() bool { return len(g.codes) > 0 }

// Postal is the place of a postal code of five digits, named after its town.
// What lies in several Länder has none. ok is false for a code that is not
// known, or whose users live too far apart to say where it is.
func (g *Gazetteer) Postal(code string) (Place, bool) {
	p := g.postal(code)
	if p == nil {
		return Place{}, false
	}
	place := Place{Name: code, Land: p.land, Lat: round(p.lat), Lon: round(p.lon)}
	if p.town != nowhere {
		place.Name = g.towns[p.town].name
	}
	return place, true
}

func (g *Gazetteer) postal(code string) *postal {
	n, err := strconv.ParseUint(code, 10, 32)
	if err != nil || len(code) != 5 {
		return nil
	}
	at, ok := slices.BinarySearchFunc(g.codes, uint32(n), func(p postal, n uint32) int { return cmp.Compare(p.code, n) })
	if !ok {
		return nil
	}
	return &g.codes[at]
}

// Town is the town of a name, a short form or another name ("Frankfurt",
// "Frankfurt/M.", "Munich"). The Land is a hint and may be empty. ok is false
// if there is none of that name, or several of which none is the obvious one.
func (g *Gazetteer) Town(text string, land learning.Land) (Place, bool) {
	id, several := g.resolve(g.called(text), land)
	if id == nowhere || len(several) > 0 || land == "" && !g.native(id, text) {
		return Place{}, false
	}
	return g.place(id), true
}

// Only reports whether a text as somebody typed it names a town of the table and
// is nothing else that people write: no common noun, and no verb or adjective
// either ("Erlangen" is a town, "erlangen" may be any word).
func (g *Gazetteer) Only(text string) bool {
	id, several := g.resolve(g.called(text), "")
	if id == nowhere || len(several) > 0 || g.towns[id].size == 0 || !g.native(id, text) {
		return false
	}
	key := nameOf(text).key()
	first, _ := utf8.DecodeRuneInString(text)
	return !alone[key] && !common[key] && (!unicode.IsLower(first) || !small[key])
}

// common are towns whose name is a common noun, or mostly that of a person or of something else.
var common = map[string]bool{
	"achim": true, "baden": true, "borken": true, "brandenburg": true, "burgau": true, "daun": true, "datteln": true, "diez": true, "fuessen": true,
	"geldern": true, "grund": true, "jever": true, "leimen": true, "loehne": true, "lohr": true,
	"schotten": true, "selb": true, "springe": true, "uder": true, "zwiesel": true, "oppenheim": true,
}

// small are towns whose name is another word if it begins with a small letter.
var small = map[string]bool{
	"aalen": true, "bretten": true, "erlangen": true, "frechen": true, "giessen": true, "grimmen": true, "lehrte": true, "werne": true, "witten": true,
}

// Towns are all towns of a name, largest first.
func (g *Gazetteer) Towns(text string) []Place {
	var places []Place
	for _, id := range g.bySize(g.called(text)) {
		places = append(places, g.place(id))
	}
	return places
}

// called are the towns that have a name, each once.
func (g *Gazetteer) called(text string) []uint32 {
	parts := nameOf(text)
	ids := g.under(parts.key(), "")
	for n := len(parts.words) - 1; n > 0 && len(ids) == 0; n-- {
		ids = g.under(strings.Join(parts.words[:n], " "), strings.Join(parts.words[n:], " "))
	}
	return ids
}

// under are the towns under a key whose qualifier a typed one abbreviates.
func (g *Gazetteer) under(key, qual string) (ids []uint32) {
	if key == "" {
		return nil
	}
	for at := g.from(key); at < len(g.names) && g.names[at].key == key; at++ {
		n := &g.names[at]
		if (qual == "" || n.qual != "" && shortens(qual, n.qual)) && !slices.Contains(ids, n.town) {
			ids = append(ids, n.town)
		}
	}
	return ids
}

// bySize sorts towns, the largest first.
func (g *Gazetteer) bySize(ids []uint32) []uint32 {
	slices.SortFunc(ids, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(g.towns[b].size, g.towns[a].size), strings.Compare(g.towns[a].name, g.towns[b].name), cmp.Compare(a, b))
	})
	return ids
}

// same says whether two places of one name may be one: parts of Berlin lie
// farther apart than those of a village.
func same(a, b *town) bool { return between(a, b) <= 20+float64(max(a.size, b.size))/150 }

// unknownSize is what a town of a file is taken to have, in thousands: larger ones stand in the table.
const unknownSize = 2

// resolve picks the town that is meant: the only one, the only one of a Land,
// or one that is ten times the size of the others. Else it gives all of them.
func (g *Gazetteer) resolve(ids []uint32, land learning.Land) (id uint32, several []uint32) {
	if len(ids) == 0 {
		return nowhere, nil
	}
	if land != "" && len(ids) > 1 {
		var there []uint32
		for _, id := range ids {
			if g.towns[id].land == land {
				there = append(there, id)
			}
		}
		if len(there) > 0 {
			ids = there
		}
	}
	ids = g.bySize(ids)
	first := &g.towns[ids[0]]
	for _, id := range ids[1:] {
		t := &g.towns[id]
		if int(first.size) < 10*max(int(t.size), unknownSize) && !same(first, t) {
			return ids[0], ids
		}
	}
	return ids[0], nil
}

// native says whether a town may be meant by a name without a Land: a place
// elsewhere may be called so too.
func (g *Gazetteer) native(id uint32, text string) bool {
	key := nameOf(text).key()
	if !g.abroad[key] {
		return true
	}
	return g.towns[id].size > 0 && nameOf(g.towns[id].name).key() == key
}

// Suggest are at most n towns whose name begins like that, the largest first.
func (g *Gazetteer) Suggest(prefix string, n int) []Place {
	words := nameOf(prefix).words
	ids := g.beginning(strings.Join(words, " "))
	if last := len(words) - 1; len(ids) == 0 && last > 0 && connectors[words[last]] {
		ids = g.beginning(strings.Join(words[:last], " ")) // "Frankfurt a", on its way to Main
	}
	places := make([]Place, 0, max(n, 0))
	for _, id := range g.bySize(ids)[:min(max(n, 0), len(ids))] {
		places = append(places, g.place(id))
	}
	return places
}

// beginning are the towns of which a name begins with a key.
func (g *Gazetteer) beginning(key string) (ids []uint32) {
	if key == "" {
		return nil
	}
	seen := make(map[uint32]bool)
	for at := g.from(key); at < len(g.names) && strings.HasPrefix(g.names[at].key, key); at++ {
		if id := g.names[at].town; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// from is the place of the first name that is not below a key.
func (g *Gazetteer) from(key string) int {
	at, _ := slices.BinarySearchFunc(g.names, key, func(n name, key string) int { return strings.Compare(n.key, key) })
	return at
}
