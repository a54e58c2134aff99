package landing

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// change is one step in the history of an offer.
type change struct {
	When     string
	Machine  string
	Said     []sentence
	Position uint64
}

// sentence says what is new, and what was before; a Name alone says it all.
type sentence struct {
	Name, Now, Before string
}

// mostSaid is how many sentences one change has.
const mostSaid = 6

// changes are what happened to an offer, newest first. cut says that older
// versions are missing, so that the first one here is not told.
func changes(steps []step, cut bool, now time.Time) []change {
	var out []change
	var before *learning.Offer
	for i, s := range steps {
		var o *learning.Offer
		if s.Offer != nil {
			o = new(learning.Offer)
			if json.Unmarshal(s.Offer, o) != nil {
				o = nil
			}
		}
		c := change{When: moment(s.RecordedAt, now), Machine: s.RecordedAt.UTC().Format(time.RFC3339), Position: s.From}
		switch {
		case i == 0 && cut:
		case s.Withdrawn != nil:
			c.Said = []sentence{{"Zurückgezogen. Grund", learning.Label(learning.VocabReasons, s.Withdrawn.Reason), ""}}
		case o == nil:
			c.Said = []sentence{{"Inhalt", "aus rechtlichen Gründen entfernt", ""}}
		case before == nil && i == 0:
			c.Said = []sentence{{"Zum ersten Mal gemeldet", "", ""}}
			if n := len(o.Sessions); n > 0 {
				c.Said[0].Name += ", mit " + count(n, "Termin", "Terminen")
			}
		case before == nil:
			c.Said = []sentence{{"Wieder gemeldet", "", ""}}
		default:
			c.Said = compare(before, o, now)
		}
		before = o
		if len(c.Said) > mostSaid {
			more := len(c.Said) - mostSaid + 1
			c.Said = append(c.Said[:mostSaid-1], sentence{number(more) + " weitere Änderungen", "", ""})
		}
		if len(c.Said) > 0 {
			out = append(out, c)
		}
	}
	slices.Reverse(out)
	return out
}

// compare words what differs between two versions.
func compare(a, b *learning.Offer, now time.Time) []sentence {
	var out []sentence
	say := func(name, before, after string) {
		if before != after {
			out = append(out, sentence{name, orElse(after, "nicht mehr angegeben"), orElse(before, "nicht angegeben")})
		}
	}
	say("Titel", a.Title.German(), b.Title.German())
	say("Anbieter", a.Provider.Name, b.Provider.Name)
	say("Preis", money(a.Price), money(b.Price))
	say("Teilnehmen dürfen", openTo(a), openTo(b))
	out = append(out, compareSessions(a.Sessions, b.Sessions, now)...)
	say("Form", learning.Label(learning.VocabModes, string(a.Mode)), learning.Label(learning.VocabModes, string(b.Mode)))
	say("Dauer", duration(a.Workload), duration(b.Workload))
	say("Gültig bis", a.ValidThrough, b.ValidThrough)
	var others []string
	for _, m := range []struct {
		name string
		a, b any
	}{
		{"Kurztext", a.Summary, b.Summary},
		{"Beschreibung", a.Description, b.Description},
		{"Adresse im Netz", a.URL, b.URL},
		{"Stufe", a.Level, b.Level},
		{"Themen", a.Topics, b.Topics},
		{"Stichwörter", a.Keywords, b.Keywords},
		{"Zielgruppe", a.Audience, b.Audience},
		{"Barrierefreiheit", a.Accessibility, b.Accessibility},
		{"Nachweis", a.Certificate, b.Certificate},
		{"Lernzeit", a.Recognition, b.Recognition},
		{"Kontakt", a.Contact, b.Contact},
		{"Vorkenntnisse", a.Prerequisites, b.Prerequisites},
	} {
		if !reflect.DeepEqual(m.a, m.b) {
			others = append(others, m.name)
		}
	}
	if len(others) > 0 {
		out = append(out, sentence{"Geändert", sum(others), ""})
	}
	if len(out) == 0 {
		out = append(out, sentence{"Weitere Angaben geändert", "", ""})
	}
	return out
}

func openTo(o *learning.Offer) string {
	if o.Access == nil {
		return ""
	}
	return learning.Label(learning.VocabOpenTo, o.Access.OpenTo)
}

// compareSessions words what differs between the sessions of two versions.
func compareSessions(a, b []learning.Session, now time.Time) []sentence {
	var out []sentence
	old := map[string]*learning.Session{}
	for i := range a {
		old[a[i].ID] = &a[i]
	}
	var added, gone []string
	for i := range b {
		s := &b[i]
		before, ok := old[s.ID]
		delete(old, s.ID)
		if !ok {
			added = append(added, named(s, now))
			continue
		}
		out = append(out, compareSession(before, s, now)...)
	}
	for i := range a {
		if _, ok := old[a[i].ID]; ok {
			gone = append(gone, named(&a[i], now))
		}
	}
	return append(append(out, several("Neuer Termin", "Neue Termine", added)...), several("Termin entfallen", "Termine entfallen", gone)...)
}

func several(one, many string, list []string) []sentence {
	switch n := len(list); {
	case n == 0:
		return nil
	case n == 1:
		return []sentence{{one, list[0], ""}}
	case n > 3:
		return []sentence{{many, number(n), ""}}
	}
	return []sentence{{many, sum(list), ""}}
}

func compareSession(a, b *learning.Session, now time.Time) (out []sentence) {
	name := named(b, now)
	switch {
	case a.Status != b.Status && b.Status == learning.Cancelled:
		return []sentence{{"Termin " + name, "abgesagt", ""}}
	case a.Start != b.Start:
		out = append(out, sentence{"Termin verschoben auf", name, named(a, now)})
	}
	was, _ := address(a)
	if is, _ := address(b); is != was {
		out = append(out, sentence{"Ort am " + name, is, was})
	}
	if left, had := seatsLeft(b), seatsLeft(a); left != had {
		out = append(out, sentence{"Freie Plätze, " + name, left, had})
	}
	return out
}

// seatsLeft is the number of free seats in words.
func seatsLeft(s *learning.Session) string {
	if s.SeatsFree == nil {
		return "nicht gemeldet"
	}
	return number(int(*s.SeatsFree))
}

// named is a session by day and town.
func named(s *learning.Session, now time.Time) string {
	t, _, err := learning.Moment(s.Start)
	if err != nil {
		return fmt.Sprintf("„%s“", s.ID)
	}
	name := day(t, now)
	if place, _ := where("", s); !strings.HasPrefix(place, "Ort nicht") {
		name += ", " + place
	}
	return name
}
