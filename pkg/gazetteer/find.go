package gazetteer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// How says how sure a [Finding] is.
type How uint8

// The ways in which a text is read as a place.
const (
	Unknown   How = iota // no place of ours
	Several              // places far apart have that name: Proposals names them
	Misspelt             // a place is spelled almost like that: Proposals names it
	Decorated            // a place with something around it: "Hamburg, u.a."
	Exact                // its name, a short form, another name, its postal code
)

// Finding is what a text that should name a place was read as.
type Finding struct {
	How   How
	Place Place // with Decorated and Exact; with Misspelt the likeliest
	// Sure tells of Misspelt that only one larger town is meant, so that a text
	// which nobody can be asked about may be read so.
	Sure      bool
	Proposals []Place // what else could be meant, likeliest first, at most maxProposals
}

const (
	maxProposals = 5
	maxText      = 200 // bytes of a text that are read
	maxWindow    = 5   // words of a name inside a longer text
)

// Find reads a text that should name a place as people write it: with or
// without postal code, abbreviated, misspelt, or with words around it. The
// Land is a hint and may be empty.
func (g *Gazetteer) Find(text string, land learning.Land) Finding {
	text = cut(strings.TrimSpace(text), maxText)
	if code, rest := codeIn(text); code != "" {
		return g.withCode(code, rest, land)
	}
	if name, said := landIn(text); said != "" {
		text, land = name, said
	}
	f := g.whole(text, land)
	if f.How == Exact || f.How == Several || g.abroad[nameOf(text).key()] {
		return f
	}
	if inside := g.inside(text, land); inside.How != Unknown {
		return inside
	}
	f = g.misspelt(text, land)
	if f.How == Unknown {
		for _, part := range split(text) {
			if part != text && f.How == Unknown {
				f = g.misspelt(part, land)
			}
		}
	}
	return f
}

func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

// landIn takes the Land from the end of a text: "Kirchheim (Hessen)", "Bergen, ni".
func landIn(text string) (name string, land learning.Land) {
	at := strings.LastIndexAny(text, ",(")
	if at < 1 {
		return text, ""
	}
	last := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text[at+1:]), ")"))
	for _, land := range learning.Laender {
		if land != learning.Bund && (strings.EqualFold(last, land.Name()) || strings.EqualFold(last, string(land))) {
			return strings.TrimSpace(text[:at]), land
		}
	}
	return text, ""
}

// codeIn takes a postal code from the beginning or the end of a text.
func codeIn(text string) (code, rest string) {
	for _, prefix := range []string{"D-", "DE-", "D ", "d-"} {
		text = strings.TrimPrefix(text, prefix)
	}
	digits := func(s string) bool { return len(s) == 5 && strings.Trim(s, "0123456789") == "" }
	if head, tail, _ := strings.Cut(text, " "); digits(strings.TrimRight(head, ",")) {
		return strings.TrimRight(head, ","), strings.TrimSpace(tail)
	}
	if at := strings.LastIndexAny(text, " ("); at > 0 {
		if tail := strings.TrimRight(text[at+1:], ")"); digits(tail) {
			return tail, strings.TrimRight(text[:at], " ,(")
		}
	}
	return "", text
}

// withCode reads a postal code and what stands beside it. A name wins over a
// code that lies elsewhere: digits are mistaken more easily.
func (g *Gazetteer) withCode(code, rest string, land learning.Land) Finding {
	p, known := g.Postal(code)
	if rest == "" {
		if !known {
			return Finding{}
		}
		return Finding{How: Exact, Place: p}
	}
	if !known {
		return g.Find(rest, land)
	}
	if p.Land != "" && land == "" {
		land = p.Land
	}
	f := g.Find(rest, land)
	for _, t := range append([]Place{f.Place}, f.Proposals...) {
		if f.How != Unknown && Distance(t, p) <= atTown {
			return Finding{How: Exact, Place: Place{t.Name, t.Land, p.Lat, p.Lon}}
		}
	}
	if f.How >= Decorated {
		return f
	}
	return Finding{How: Decorated, Place: p}
}

// whole reads a text that is a name and nothing else.
func (g *Gazetteer) whole(text string, land learning.Land) Finding {
	ids := g.called(text)
	id, several := g.resolve(ids, land)
	switch {
	case id == nowhere, land == "" && !g.native(id, text), land != "" && g.towns[id].land != land && !g.native(id, text):
		return Finding{}
	case len(several) > 0:
		return Finding{How: Several, Proposals: g.proposals(several)}
	}
	return Finding{How: Exact, Place: g.place(id)}
}

func (g *Gazetteer) proposals(ids []uint32) (places []Place) {
	for _, id := range ids[:min(len(ids), maxProposals)] {
		places = append(places, g.place(id))
	}
	return places
}

var conjunctions = strings.NewReplacer(" oder ", ",", " und ", ",", " o. ", ",", " u/o ", ",", " bzw. ", ",", " u. ", ",", " od. ", ",")

// split cuts a text where people put several things into one field.
func split(text string) []string {
	text = conjunctions.Replace(text)
	fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;|+&:•–—", r) })
	parts := fields[:0]
	for _, part := range fields {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// inside looks for the name of a town in a longer text, part by part: the
// part itself, then its beginning, then the longest name in it.
func (g *Gazetteer) inside(text string, land learning.Land) Finding {
	var several Finding
	for _, part := range split(text) {
		f := g.whole(part, land)
		if f.How == Unknown && !g.abroad[nameOf(part).key()] {
			f = g.window(part, land)
		}
		switch f.How {
		case Exact:
			f.How = Decorated
			return f
		case Several:
			several = f
		}
	}
	return several
}

// alone are towns whose name is an ordinary word: in the middle of a text they are none.
var alone = map[string]bool{
	"hof": true, "halle": true, "lage": true, "essen": true, "singen": true, "siegen": true, "weiden": true, "bergen": true, "kamen": true,
	"haan": true, "regen": true, "heide": true, "norden": true, "burg": true, "forst": true, "werder": true, "buchen": true, "waren": true,
	"leer": true, "peine": true, "stade": true, "wedel": true, "celle": true, "roth": true, "haar": true, "hagen": true, "marl": true,
	"verl": true, "hamm": true, "barth": true, "plan": true, "brake": true, "damme": true, "thale": true, "langen": true, "list": true,
	"melle": true, "neustadt": true, "senden": true, "erbach": true, "sylt": false, "baden": true, "hilden": false, "konz": true, "lich": true,
}

// window is the longest run of words that names a town of the table, the
// first of them. The names of villages are too much like other words; so is a
// name written without a capital.
func (g *Gazetteer) window(text string, land learning.Land) Finding {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("/()-\"„“", r) })
	for n := min(maxWindow, len(words)); n > 0; n-- {
		for at := 0; at+n <= len(words); at++ {
			run := strings.Join(words[at:at+n], " ")
			if first, _ := utf8.DecodeRuneInString(run); unicode.IsLower(first) || n == 1 && alone[nameOf(run).key()] {
				continue
			}
			ids := g.exactly(run)
			id, several := g.resolve(ids, land)
			if id == nowhere || len(several) > 0 || g.towns[id].size == 0 || n == len(words) && n == 1 {
				continue
			}
			return Finding{How: Exact, Place: g.place(id)}
		}
	}
	return Finding{}
}

// exactly are the towns under the key of a text, without abbreviations.
func (g *Gazetteer) exactly(text string) []uint32 {
	key := nameOf(text).key()
	if g.abroad[key] {
		return nil
	}
	return g.under(key, "")
}

// Label is the name of a place as one of several that may be meant: with its
// Land if another one has the same name.
func (p Place) Label(among []Place) string {
	for _, other := range among {
		if other != p && other.Name == p.Name && other.Land != p.Land {
			return p.Name + " (" + p.Land.Name() + ")"
		}
	}
	return p.Name
}
