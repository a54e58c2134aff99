package landing

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// loosened is how a wish reads that is given up.
var loosened = map[string]string{
	"land": "Jedes Land", "placeLand": "Jeder Ort", "kind": "Jede Art", "mode": "Jede Form", "topic": "Jedes Thema", "level": "Jede Stufe",
	"language": "Jede Sprache", "provider": "Jeder Anbieter", "audience": "Jede Zielgruppe", "access": "Offen für wen auch immer",
	"funding": "Jede Förderung", "certificate": "Jeder Nachweis", "accessibility": "Ohne Angabe zur Barrierefreiheit", "competence": "Jede Kompetenz",
	"free": "Jeder Preis", "seats": "Auch ohne gemeldete freie Plätze", "recognition": "Auch ohne Anrechnung", "from": "Auch früher", "to": "Auch später",
	"since": "Auch früher gemeldet", "from,to": "Jede Zeit", "may": "Alle Angebote", "literal": "Mit Verständnis", "near": "Jeder Ort", "radius": "Weiter weg", "current": "Auch Vergangenes",
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

// wayWith is the same search with one change.
func wayWith(a asked, l *list, s suggestion) (wayOut, bool) {
	w := wayOut{Total: s.Total, Of: s.Text}
	b := a.with("q", s.Query)
	var names, instead []string
	if s.Radius > 0 {
		b = b.with("radius", strconv.Itoa(s.Radius))
		w.Single, w.Instead, w.Of = "near", "Bis "+number(s.Radius)+" km", s.Text+" um "+l.near(a)
		w.Address = b.at("/angebote")
		return w, true
	}
	for name := range strings.SplitSeq(s.Without, ",") {
		switch name {
		case "", "myLand", "employer", "radius":
			continue // who asks stays: only what she may attend is given up
		case "current":
			b = b.with(name, "all")
		case "near":
			b = b.with("radius").with(name)
		default:
			b = b.with(name)
		}
		names = append(names, name)
	}
	rest := " " + s.Words + " "
	for _, u := range l.Understood {
		if s.Words != "" && strings.Contains(rest, " "+u.Words+" ") {
			names = append(names, u.Parameter)
			rest = strings.Replace(rest, " "+u.Words+" ", " ", 1)
		}
	}
	for _, name := range names {
		text := orElse(loosened[name], "Ohne „"+name+"“")
		if len(instead) > 0 {
			text = strings.ToLower(text[:1]) + text[1:]
		}
		instead = append(instead, text)
	}
	if rest = strings.TrimSpace(rest); len(names) > 0 && rest != "" {
		instead = append(instead, "ohne „"+rest+"“")
	}
	switch {
	case len(names) == 1:
		w.Single = names[0]
	case len(names) == 0 && s.Words != "":
		w.Single, w.Of = "q "+s.Words, ""
		instead = []string{"Ohne das Wort „" + s.Words + "“"}
	case len(names) == 0:
		instead, w.Of = []string{"„" + s.Query + "“"}, "„"+a.get("q")+"“"
	}
	w.Address, w.Instead = b.at("/angebote"), strings.Join(instead, " und ")
	return w, w.Address != a.at("/angebote")
}

// nearMiss is an offer that comes near: what fits, and what does not.
type nearMiss struct {
	Card   card
	Fits   []string
	Misses []string
}

// nearMisses are the offers that come nearest to what was asked.
func nearMisses(l *list, cards lister) []nearMiss {
	items := make([]item, len(l.Nearest))
	for i, n := range l.Nearest {
		items[i] = n.Item
	}
	out := make([]nearMiss, len(items))
	for i, c := range cards.cards("nah", items) {
		out[i].Card = c
		for _, f := range l.Nearest[i].Fits {
			out[i].Fits = append(out[i].Fits, f.Text)
		}
		for _, m := range l.Nearest[i].Misses {
			out[i].Misses = append(out[i].Misses, m.Text)
		}
	}
	return out
}
