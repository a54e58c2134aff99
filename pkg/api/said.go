package api

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// said is a filter in words for people, as a chip has them: "online", "Stufe: Einstieg".
func said(parameter string, f *search.Filter) string {
	switch parameter {
	case "land":
		return "Land: " + laender(f.Land)
	case "placeLand":
		return "Ort in: " + laender(f.PlaceLand)
	case "kind":
		return "Art: " + labels(learning.VocabKinds, f.Kind)
	case "mode":
		return labels(learning.VocabModes, f.Mode)
	case "topic":
		return "Thema: " + labels(learning.VocabTopics, f.Topic)
	case "level":
		return "Stufe: " + labels(learning.VocabLevels, f.Level)
	case "language":
		return "Sprache: " + strings.Join(f.Language, ", ")
	case "provider":
		return "Anbieter: " + strings.Join(f.Provider, ", ")
	case "audience":
		return "für: " + labels(learning.VocabAudience, f.Audience)
	case "access":
		return "Teilnahme: " + labels(learning.VocabOpenTo, f.Access)
	case "funding":
		return "Förderung: " + labels(learning.VocabFunding, f.Funding)
	case "certificate":
		return "Nachweis: " + labels(learning.VocabCertificates, f.Certificate)
	case "accessibility":
		return labels(learning.VocabAccessibility, f.Accessibility)
	case "competence":
		return "Kompetenz: " + strings.Join(f.Competence, ", ")
	case "free":
		return either(f.Free, "kostenlos", "kostenpflichtig")
	case "current":
		return either(f.Current, "nur aktuelle Angebote", "nur vergangene Angebote")
	case "seats":
		return either(f.Seats, "freie Plätze", "ohne bekannte freie Plätze")
	case "recognition":
		return either(f.Recognition, "Lernzeit anrechenbar", "Lernzeit nicht anrechenbar")
	case "from":
		return "ab " + date(f.From)
	case "to":
		return "bis " + date(f.To.Add(-time.Second))
	case "since":
		return "gemeldet seit " + date(f.Since)
	case around.name:
		return "höchstens " + kilometres(f.Radius) + " von " + f.Near.Name
	case anybody.name:
		return "woran ich teilnehmen darf"
	}
	return parameter
}

func either(v *bool, yes, no string) string {
	if v != nil && *v {
		return yes
	}
	return no
}

func laender(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = learning.Land(code).Name()
	}
	return strings.Join(names, ", ")
}

func labels(vocabulary string, codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = learning.Label(vocabulary, code)
	}
	return strings.Join(names, ", ")
}

var germanMonths = [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}

// date is a day as people write it: "4. Februar 2027".
func date(t time.Time) string {
	t = t.In(learning.Berlin)
	return fmt.Sprintf("%d. %s %d", t.Day(), germanMonths[t.Month()-1], t.Year())
}

// missed says what an offer has instead of what was asked for: "kostet 60,00 €".
func missed(item *Item, c *condition) string {
	instead := ""
	switch c.parameter {
	case around.name:
		return farther(item, c.radius)
	case "mode":
		instead = learning.Label(learning.VocabModes, string(item.Mode))
	case "kind":
		instead = learning.Label(learning.VocabKinds, string(item.Kind))
	case "land":
		instead = item.Land.Name()
	case "level":
		if item.Level != nil {
			instead = learning.Label(learning.VocabLevels, item.Level.Grade)
		}
	case "free":
		return cost(item.Price)
	case "seats":
		return "keine freien Plätze bekannt"
	case "near":
		return elsewhere(item, c.text)
	case "placeLand":
		instead = placeOf(item.Session)
	case "from", "to", "from,to":
		if item.Session != nil {
			if t, _, err := learning.Moment(item.Session.Start); err == nil {
				instead = "am " + date(t)
			}
		}
	}
	if instead == "" {
		return "nicht: " + c.text
	}
	_, short, labelled := strings.Cut(c.text, ": ")
	if !labelled {
		short = c.text
	}
	return instead + " statt " + short
}

// elsewhere says where an offer is that is not in a town, and how far from it if anybody knows.
func elsewhere(item *Item, wanted string) string {
	town, _, _ := strings.Cut(strings.TrimPrefix(wanted, "Ort: "), " und ")
	place := placeOf(item.Session)
	switch {
	case place == "" && (item.Mode == learning.Online || item.Mode == learning.SelfPaced):
		return "online statt " + town
	case place == "":
		return "nicht in " + town
	case item.Distance != nil:
		return place + ", " + kilometres(math.Round(*item.Distance)) + " von " + town
	}
	return place + " statt " + town
}

// placeOf is where a session takes place.
func placeOf(s *learning.Session) string {
	switch {
	case s == nil:
		return ""
	case s.Place != nil && s.Place.City != "":
		return s.Place.City
	case s.Online != nil && *s.Online:
		return "online"
	}
	return ""
}

// cost is a price that is not nil, as people write it.
func cost(p *learning.Price) string {
	if p == nil || p.Amount == "" {
		return "Preis nicht angegeben"
	}
	amount, err := strconv.ParseFloat(p.Amount, 64)
	if err != nil {
		return "kostet etwas"
	}
	currency := p.Currency
	if currency == "" || currency == "EUR" {
		currency = "€"
	}
	return "kostet " + strings.Replace(strconv.FormatFloat(amount, 'f', 2, 64), ".", ",", 1) + "\u00a0" + currency
}
