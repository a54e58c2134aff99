package landing

import (
	"slices"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// understoodRow says how the words were read, and undoes it.
type understoodRow struct {
	Words       []string // that were searched
	Corrections []string // what was read instead of what was typed
	Chips       []chip   // recognised in the words first, then what was chosen
	Notes       []note   // recognised in the words, but not applied
	Literal     string   // address of the search exactly as typed, "" if it would be the same
	Clever      string   // address of the search with understanding, if this one is literal
}

// note is a filter that was recognised and not applied, and why.
type note struct{ Text, Why string }

// idle is why a filter of a parameter was not applied: no offer with the other
// words passes it.
var idle = map[string]string{
	"from,to": "Dafür gibt es keine Termine.", "from": "Dafür gibt es keine Termine.", "to": "Dafür gibt es keine Termine.",
	"mode": "In dieser Form gibt es dazu nichts.", "level": "Auf dieser Stufe gibt es dazu nichts.", "language": "In dieser Sprache gibt es dazu nichts.",
	"audience": "Für diese Zielgruppe gibt es dazu nichts.",
}

// read is what was recognised in the words, and whether it was applied.
func (l *list) read() (applied, left []understood) {
	for _, u := range l.Understood {
		if u.Applied {
			applied = append(applied, u)
		} else {
			left = append(left, u)
		}
	}
	return applied, left
}

// understand says how the words were read.
func understand(a asked, l *list) understoodRow {
	row := understoodRow{Chips: chips(a, l.saidAgain())}
	text := a.get("q")
	if a.has("literal", "true") {
		row.Words = strings.Fields(text)
		if text != "" {
			row.Clever = a.with("literal").at("/angebote")
		}
		return row
	}
	if text != "" {
		row.Literal = a.with("literal", "true").at("/angebote")
	}
	applied, left := l.read()
	read := make([]chip, len(applied))
	for i, u := range applied {
		read[i] = chip{u.Text, a.with("q", u.Without).at("/angebote"), u.Or && i > 0}
	}
	row.Chips = append(read, row.Chips...)
	for _, u := range left {
		row.Notes = append(row.Notes, note{strings.TrimPrefix(u.Text, "nicht angewandt: "), orElse(idle[u.Parameter], "Dazu gibt es nichts.")})
	}
	text = unsaid(text, l.Understood)
	for _, c := range l.Corrections {
		to := cased(c.To, c.From)
		text = strings.Replace(text, c.From, to, 1)
		row.Corrections = append(row.Corrections, to)
	}
	row.Words = strings.Fields(text)
	return row
}

// less is a text without some of its words, one after the other.
func less(text, words string) string {
	left := strings.Fields(text)
	for _, w := range strings.Fields(words) {
		if i := slices.IndexFunc(left, func(l string) bool { return strings.EqualFold(trimmed(l), trimmed(w)) }); i >= 0 {
			left = slices.Delete(left, i, i+1)
		}
	}
	return strings.Join(left, " ")
}

func trimmed(word string) string { return strings.Trim(word, ".,;:!?\"„“()") }

// fault is something in the question that cannot be: it was left out.
type fault struct {
	Field     string // parameter
	Text      string
	Proposals []link // what could be meant
}

// plausible is the question without what cannot be.
func (a asked) plausible() (asked, []fault) {
	from, _, err := learning.Moment(a.get("from"))
	to, whole, err2 := learning.Moment(a.get("to"))
	if whole {
		to = to.Add(24*time.Hour - time.Second)
	}
	if err == nil && err2 == nil && to.Before(from) {
		return a.with("to"), []fault{{Field: "to", Text: "Das Enddatum liegt vor dem Anfang."}}
	}
	return a, nil
}

// refused are the faults that the API finds in fields of the page.
func refused(a asked, p *problem) []fault {
	var out []fault
	for _, one := range p.Problems {
		name := strings.TrimPrefix(one.Pointer, "?")
		f := fault{Field: name, Text: one.Message}
		switch name {
		case "near":
			f.Text = "„" + a.get("near") + "“ kennen wir nicht."
			for _, name := range p.Proposals {
				f.Proposals = append(f.Proposals, link{Text: name, Address: a.with("near", name).at("/angebote")})
			}
			switch {
			case len(f.Proposals) == 0:
				f.Text = one.Message
			case one.Rule == "place-ambiguous":
				f.Text = "„" + a.get("near") + "“ gibt es mehrmals."
			}
		case "from", "to", "since":
			f.Text = "„" + a.get(name) + "“ ist kein Tag."
		case "radius":
		default:
			return nil // a page of its own says so
		}
		if a.get(name) == "" {
			return nil
		}
		out = append(out, f)
	}
	return out
}
