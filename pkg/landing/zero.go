package landing

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
)

// loosened is how a wish reads that is given up.
var loosened = map[string]string{
	"land": "Jedes Land", "placeLand": "Jeder Ort", "kind": "Jede Art", "mode": "Jede Form", "topic": "Jedes Thema", "level": "Jede Stufe",
	"language": "Jede Sprache", "provider": "Jeder Anbieter", "audience": "Jede Zielgruppe", "access": "Offen für wen auch immer",
	"funding": "Jede Förderung", "certificate": "Jeder Nachweis", "accessibility": "Ohne Angabe zur Barrierefreiheit", "competence": "Jede Kompetenz",
	"free": "Jeder Preis", "seats": "Auch ohne gemeldete freie Plätze", "recognition": "Auch ohne Anrechnung", "from": "Auch früher", "to": "Auch später",
	"since": "Auch früher gemeldet", "near": "Jeder Ort", "radius": "Weiter weg", "current": "Auch Vergangenes", "literal": "Nicht nur wörtlich",
}

// nothing is the heading of a list without hits. Offers that miss one wish
// each are different ones for every wish, so they add up.
func nothing(ways []wayOut) string {
	most := map[string]int{}
	for _, w := range ways {
		if w.Single != "" {
			most[w.Single] = max(most[w.Single], w.Total)
		}
	}
	n := 0
	for _, m := range most {
		n += m
	}
	switch n {
	case 0:
		return "Kein Angebot erfüllt alle Wünsche."
	case 1:
		return "Kein Angebot erfüllt alle Wünsche. 1 erfüllt fast alle."
	}
	return "Kein Angebot erfüllt alle Wünsche. " + number(n) + " erfüllen fast alle."
}

// waysOut are the API's suggestions as links, those that lead to most first.
func waysOut(a asked, l *list) []wayOut {
	var out []wayOut
	for _, s := range l.Suggestions {
		if w, ok := wayWith(a, l, s); ok {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b wayOut) int { return cmp.Compare(b.Total, a.Total) })
	return out
}

// wayWith is one change.
func wayWith(a asked, l *list, s suggestion) (wayOut, bool) {
	w := wayOut{Total: s.Total}
	if s.Without == "" {
		b := a.with("q", s.Query)
		w.Address, w.Instead, w.Of, w.Single = b.at("/angebote"), "„"+s.Query+"“", "„"+a.get("q")+"“", "q "+s.Query
		for _, u := range l.Understood {
			if u.Without == s.Query {
				w.Instead, w.Of, w.Single = orElse(loosened[u.Parameter], "Ohne „"+u.Text+"“"), u.Text, u.Parameter
			}
		}
		return w, true
	}
	if strings.Contains(s.Without, "may") || strings.Contains(s.Without, "myLand") {
		if len(a.values["may"]) == 0 || strings.Count(s.Without, ",") > 2 {
			return w, false
		}
		w.Address, w.Instead, w.Of, w.Single = a.with("may").at("/angebote"), "Alle Angebote", "nur die, an denen ich teilnehmen darf", "may"
		return w, true
	}
	names := strings.Split(s.Without, ",")
	b := a
	var left, chosen []string
	for _, name := range names {
		b = b.with(name)
		left = append(left, orElse(loosened[name], name))
		for _, c := range chips(asked{url.Values{name: a.values[name]}}) {
			chosen = append(chosen, c.Text)
		}
		if name == "near" {
			b = b.with("radius")
		}
		if name == "current" {
			b = b.with("current", "all")
			if a.get("current") == "" {
				chosen = append(chosen, "nur aktuelle")
			}
		}
		for _, u := range l.Understood {
			if u.Parameter == name && a.get(name) == "" {
				b, chosen = b.with("q", less(b.get("q"), u.Words)), append(chosen, u.Text)
			}
		}
	}
	if len(names) == 1 {
		w.Single = names[0]
	}
	w.Address, w.Instead, w.Of = b.at("/angebote"), strings.Join(left, " und "), strings.Join(chosen, ", ")
	return w, true
}

// nearMiss is an offer that comes near: what fits, and what does not.
type nearMiss struct {
	Card   card
	Fits   []string
	Misses []string
}

// near are the offers that come nearest to what was asked.
func (s *Site) near(ctx context.Context, a asked, l *list, cards lister) []nearMiss {
	ways := waysOut(a, l)
	if len(ways) == 0 {
		return nil
	}
	least := ways[len(ways)-1]
	u, err := url.Parse(least.Address)
	if err != nil {
		return nil
	}
	query := asked{u.Query()}.query()
	query.Set("limit", "3")
	var near list
	if s.api.get(ctx, "/api/v1/offers", query, &near) != nil {
		return nil // the ways out are there all the same
	}
	var out []nearMiss
	for _, c := range cards.cards("nah", near.Items) {
		out = append(out, nearMiss{Card: c})
	}
	return out
}
