package landing

import (
	"context"
	"net/url"
	"strings"
)

// waysOut are the API's suggestions as links.
func waysOut(a asked, suggestions []suggestion) []wayOut {
	names := map[string]string{
		"myLand": "wo ich arbeite", "employer": "bei wem ich arbeite", "from": "Beginn ab", "to": "Beginn bis", "since": "gemeldet seit",
		"seats": "mit freien Plätzen", "competence": "Kompetenz", "free": "Preis", "current": "nur aktuelle",
	}
	for _, d := range dimensions {
		names[d.name] = d.title
	}
	var out []wayOut
	for _, s := range suggestions {
		b := a
		w := wayOut{Total: s.Total}
		switch {
		case s.Without == "current":
			b, w.Instead, w.Of = a.with("current", "all"), "Auch Vergangenes", "nur aktuelle Angebote"
		case s.Without == "myLand" || s.Without == "employer":
			if a.get("darf") != "ja" {
				continue
			}
			b, w.Instead, w.Of = a.with("darf"), "Alle Angebote", "nur die, an denen ich teilnehmen darf"
		case s.Without != "":
			var left, chosen []string
			for name := range strings.SplitSeq(s.Without, ",") {
				b = b.with(name)
				left = append(left, orElse(names[name], name))
				for _, c := range chips(asked{url.Values{name: a.values[name]}}) {
					chosen = append(chosen, c.Text)
				}
			}
			if strings.Contains(s.Without, "current") {
				b = b.with("current", "all")
			}
			w.Instead, w.Of = "Ohne „"+strings.Join(left, "“ und „")+"“", strings.Join(chosen, ", ")
		default:
			b, w.Instead, w.Of = a.with("q", s.Query), "„"+s.Query+"“", "„"+a.get("q")+"“"
		}
		w.Address = b.at("/angebote")
		out = append(out, w)
	}
	return out
}

// near are the first offers of the way out that changes least.
func (s *Site) near(ctx context.Context, a asked, suggestions []suggestion, cards lister) []card {
	ways := waysOut(a, suggestions)
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
	var l list
	if s.api.get(ctx, "/api/v1/offers", query, &l) != nil {
		return nil // the ways out are there all the same
	}
	return cards.cards("nah", l.Items)
}
