package landing

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// place is where a Land lies on the map: columns west to east, rows north to
// south. 27 of the 29 borders between Länder touch here too.
type place struct {
	land     learning.Land
	row, col int
	name     string // with soft hyphens, for a narrow tile
}

// grid is the map, north to south: focus moves as one reads.
var grid = []place{
	{"sh", 1, 2, "Schles\u00adwig-Hol\u00adstein"},
	{learning.Bund, 1, 4, "Bund"},
	{"hb", 2, 1, "Bremen"},
	{"hh", 2, 2, "Ham\u00adburg"},
	{"mv", 2, 3, "Meckl.-Vor\u00adpom\u00admern"},
	{"be", 2, 4, "Berlin"},
	{"nw", 3, 1, "Nord\u00adrhein-West\u00adfalen"},
	{"ni", 3, 2, "Nieder\u00adsachsen"},
	{"st", 3, 3, "Sachsen-Anhalt"},
	{"bb", 3, 4, "Bran\u00adden\u00adburg"},
	{"rp", 4, 1, "Rhein\u00adland-Pfalz"},
	{"he", 4, 2, "Hessen"},
	{"th", 4, 3, "Thü\u00adringen"},
	{"sn", 4, 4, "Sachsen"},
	{"sl", 5, 1, "Saarland"},
	{"bw", 5, 2, "Baden-Würt\u00adtem\u00adberg"},
	{"by", 5, 3, "Bayern"},
}

// borders are the 29 borders between Länder; the Bund has none.
var borders = [][2]learning.Land{
	{"sh", "hh"},
	{"sh", "mv"},
	{"sh", "ni"},
	{"hh", "ni"},
	{"hb", "ni"},
	{"mv", "ni"},
	{"mv", "bb"},
	{"ni", "bb"},
	{"ni", "st"},
	{"ni", "th"},
	{"ni", "he"},
	{"ni", "nw"},
	{"nw", "he"},
	{"nw", "rp"},
	{"st", "bb"},
	{"st", "sn"},
	{"st", "th"},
	{"bb", "be"},
	{"bb", "sn"},
	{"rp", "he"},
	{"rp", "bw"},
	{"rp", "sl"},
	{"he", "th"},
	{"he", "by"},
	{"he", "bw"},
	{"th", "sn"},
	{"th", "by"},
	{"sn", "by"},
	{"bw", "by"},
}

// neighbours are the Länder that a Land borders on, in the order of their names.
func neighbours(land learning.Land) []learning.Land {
	var out []learning.Land
	for _, b := range borders {
		switch land {
		case b[0]:
			out = append(out, b[1])
		case b[1]:
			out = append(out, b[0])
		}
	}
	slices.SortFunc(out, func(a, b learning.Land) int { return strings.Compare(a.Name(), b.Name()) })
	return out
}

// tile is a Land on the map.
type tile struct {
	Land    learning.Land
	Name    string // for the tile
	Full    string
	Class   string // tint, or state
	Value   string
	Unit    string // what the value counts, for voices
	Icon    string
	Current bool
	Address string
}

// tiles is the map with the number of offers; current is the Land of the page, or none.
func tiles(counts map[string]int, current learning.Land, a asked) []tile {
	most := 1
	for land, n := range counts {
		if land != string(learning.Bund) {
			most = max(most, n)
		}
	}
	out := make([]tile, 0, len(grid))
	for _, p := range grid {
		n := counts[string(p.land)]
		t := tile{
			Land: p.land, Name: p.name, Full: p.land.Name(), Value: number(n), Unit: "Angebote", Class: "t4",
			Current: p.land == current, Address: a.only().at("/laender/" + string(p.land)),
		}
		if n == 1 {
			t.Unit = "Angebot"
		}
		switch share := 100 * n / most; {
		case share <= 20:
			t.Class = "t1"
		case share <= 45:
			t.Class = "t2"
		case share <= 75:
			t.Class = "t3"
		}
		out = append(out, t)
	}
	return out
}

// byName are the tiles from A to Z, the Bund last.
func byName(tiles []tile) []tile {
	out := slices.Clone(tiles)
	slices.SortFunc(out, func(a, b tile) int {
		if (a.Land == learning.Bund) != (b.Land == learning.Bund) {
			if a.Land == learning.Bund {
				return 1
			}
			return -1
		}
		return strings.Compare(a.Full, b.Full)
	})
	return out
}

// glyphs are the locators: the map in 20 by 26 pixels with one square filled.
// The name of the Land always stands beside it.
var glyphs = func() map[learning.Land]template.HTML {
	all := map[learning.Land]template.HTML{}
	for _, p := range grid {
		class, mark := "ort", ""
		if p.land == learning.Bund {
			class = "ort voll"
		} else {
			mark = fmt.Sprintf(`<path d="M%g %gh5v5h-5z"/>`, float64(p.col-1)*5-.5, float64(p.row-1)*5-.5)
		}
		all[p.land] = template.HTML(`<svg class="` + class + `" viewBox="-1 -1 21 26" aria-hidden="true" focusable="false">` + //nolint:gosec // constants
			`<use href="#i-karte"/>` + mark + `</svg>`)
	}
	return all
}()

// mapPath is the whole map as one path: the symbol behind every glyph.
var mapPath = func() string {
	var b strings.Builder
	for _, p := range grid {
		if p.land != learning.Bund {
			fmt.Fprintf(&b, "M%d %dh4v4h-4z", (p.col-1)*5, (p.row-1)*5)
		}
	}
	return b.String()
}()

// icons are the pictures of the frame's symbol block.
var icons = []string{"ja", "bed", "nein", "frage", "rot", "x", "fort", "feed", "kal", "druck", "uhr"}

// icon is a small picture that says what the words beside it say.
func icon(name string) template.HTML {
	if !slices.Contains(icons, name) {
		return ""
	}
	return template.HTML(`<svg class="i i-` + name + `" viewBox="0 0 20 20" aria-hidden="true" focusable="false">` + //nolint:gosec // one of icons
		`<use href="#i-` + name + `"/></svg>`)
}

// pictures are the pictograms of the start page, 8 by 8 squares each.
var pictures = map[string]string{
	"tuer": pixels(
		"....####",
		"....#..#",
		"..#.#..#",
		"...##..#",
		"#####..#",
		"...##..#",
		"..#.#..#",
		"....####"),
	"blase": pixels(
		"########",
		"#......#",
		"#.#.#..#",
		"#......#",
		"########",
		"..##....",
		"..#.....",
		"........"),
	"zwei": pixels(
		".##.....",
		".##..##.",
		".....##.",
		"####....",
		"####.###",
		"####.###",
		"####.###",
		"........"),
	"haken": pixels(
		"........",
		".......#",
		"......##",
		".....##.",
		"#...##..",
		"##.##...",
		".###....",
		"..#....."),
}

// pixels turns rows of squares into path data, four units a square.
func pixels(rows ...string) string {
	var b strings.Builder
	for y, row := range rows {
		for x, c := range row {
			if c == '#' {
				fmt.Fprintf(&b, "M%d %dh3v3h-3z", x*4, y*4)
			}
		}
	}
	return b.String()
}
