package learning

import (
	"strings"
	"time"
)

// check collects what no schema can say about one value at a moment.
type check struct {
	findings
	now time.Time
}

// Plausible gives what no schema can say: controls and bidi overrides in
// texts, impossible and doubtful dates, contradictions, the contact of a
// person, codes nobody knows. now is the time of the check. Run it on what
// [Offer.Validate] has accepted; what is malformed is not looked at again.
func (o *Offer) Plausible(now time.Time) []Problem {
	c := check{now: now}
	o.plausibleTexts(&c)
	o.plausibleCodes(&c)
	c.under("/provider", o.Provider.Plausible(now))
	c.address("/url", o.URL)
	c.when("/validFrom", o.ValidFrom)
	c.when("/validThrough", o.ValidThrough)
	c.order("/validThrough", o.ValidFrom, o.ValidThrough)
	if o.Price != nil {
		c.under("/price", o.Price.plausible())
	}
	if o.Access != nil {
		c.under("/access", o.Access.plausible(now))
	}
	if o.Contact != nil {
		c.under("/contact", o.Contact.plausible())
	}
	o.plausibleSessions(&c)
	o.past(&c)
	return c.findings
}

func (o *Offer) plausibleTexts(c *check) {
	c.texts("/title", o.Title, false)
	c.texts("/summary", o.Summary, true)
	c.texts("/description", o.Description, true)
	c.texts("/prerequisites", o.Prerequisites, true)
	c.lines("/keywords", o.Keywords)
	if o.Certificate != nil {
		c.texts("/certificate/name", o.Certificate.Name, false)
	}
	if o.Recognition != nil {
		c.line("/recognition/credits", o.Recognition.Credits)
		c.texts("/recognition/note", o.Recognition.Note, true)
	}
	if o.Image != nil {
		c.texts("/image/alt", o.Image.Alt, false)
		c.address("/image/url", o.Image.URL)
		if o.Image.URL == "" {
			c.add(warning(found("/image/url", "image-url", "Ein Bild ohne Adresse wird nicht gezeigt.", "An image without an address is not shown.", "")))
		}
	}
	for i := range o.Competences {
		c.item("/competences", i, o.Competences[i].plausible())
	}
}

// plausibleCodes warns of codes of the open vocabularies that nobody knows.
func (o *Offer) plausibleCodes(c *check) {
	for _, list := range []struct {
		pointer, vocab string
		codes          []string
	}{
		{"/topics", VocabTopics, o.Topics},
		{"/audience", VocabAudience, o.Audience},
		{"/funding", VocabFunding, o.Funding},
	} {
		c.lines(list.pointer, list.codes)
		for i, code := range list.codes {
			if _, known := Lookup(list.vocab, code); !known {
				c.add(unknownCode(at(list.pointer, i), list.vocab, code))
			}
		}
	}
	for i, tag := range o.InLanguage {
		c.language(at("/inLanguage", i), tag)
	}
}

func unknownCode(pointer, vocab, code string) Problem {
	p := warning(found(pointer, "unknown-code", "Dieser Eintrag steht nicht im Verzeichnis; er wird als Schlagwort gelesen.",
		"This code is not in the vocabulary; it is read as a keyword.", code))
	p.Proposal, _ = Code(vocab, code)
	return p
}

func (o *Offer) plausibleSessions(c *check) {
	var seen map[string]bool
	if len(o.Sessions) > 1 {
		seen = make(map[string]bool, len(o.Sessions))
	}
	for i := range o.Sessions {
		s := &o.Sessions[i]
		c.item("/sessions", i, s.Plausible(c.now))
		if len(o.Sessions) == 1 {
			return
		}
		if seen[s.ID] && s.ID != "" {
			c.add(found(at("/sessions", i)+"/id", "session-twice", "Diese Kennung hat schon ein anderer Termin des Angebots.",
				"Another session of the offer has this id already.", s.ID))
		}
		seen[s.ID] = true
	}
}

// past warns of an offer that is over before it arrives.
func (o *Offer) past(c *check) {
	until, ok := o.CurrentUntil()
	if !ok || until.After(c.now) {
		return
	}
	pointer := "/validThrough"
	if len(o.Sessions) > 0 {
		pointer = "/sessions"
	}
	c.add(warning(found(pointer, "past", "Alles liegt in der Vergangenheit; das Angebot wird nur noch als vergangenes gezeigt.",
		"All of it is past; the offer is shown as a past one only.", "")))
}

// Plausible gives what no schema can say about the provider.
func (p *Provider) Plausible(now time.Time) []Problem {
	c := check{now: now}
	c.line("/name", p.Name)
	if PersonName(p.Name) {
		c.add(warning(found("/name", "person-text", "Hier steht vielleicht der Name einer Person.", "This may be a person's name.", p.Name)))
	}
	c.line("/id", p.ID)
	c.address("/url", p.URL)
	return c.findings
}

// Plausible gives what no schema can say about the session.
func (s *Session) Plausible(now time.Time) []Problem {
	c := check{now: now}
	c.line("/id", s.ID)
	c.when("/start", s.Start)
	c.when("/end", s.End)
	c.order("/end", s.Start, s.End)
	c.when("/seatsAsOf", s.SeatsAsOf)
	c.when("/registerBy", s.RegisterBy)
	c.address("/url", s.URL)
	if s.SeatsFree != nil && s.SeatsTotal != nil && *s.SeatsFree > *s.SeatsTotal {
		c.add(warning(found("/seatsFree", "seats-order", "Es sind mehr Plätze frei, als es gibt.", "More seats are free than there are.", number(float64(*s.SeatsFree)))))
	}
	if s.Place != nil {
		c.under("/place", s.Place.plausible())
	}
	return c.findings
}

func (p *Place) plausible() []Problem {
	var c check
	c.line("/name", p.Name)
	c.line("/street", p.Street)
	c.line("/postalCode", p.PostalCode)
	c.line("/city", p.City)
	if (p.Lat == nil) != (p.Lon == nil) {
		c.add(warning(found("", "place-half", "Breiten- und Längengrad gehören zusammen; einer fehlt.", "Latitude and longitude belong together; one is missing.", "")))
	}
	return c.findings
}

func (a *Access) plausible(now time.Time) []Problem {
	c := check{now: now}
	c.when("/outsidersFrom", a.OutsidersFrom)
	c.texts("/note", a.Note, true)
	if a.OutsiderPrice != nil {
		c.under("/outsiderPrice", a.OutsiderPrice.plausible())
	}
	return c.findings
}

func (k *Competence) plausible() []Problem {
	var c check
	c.line("/scheme", k.Scheme)
	c.line("/id", k.ID)
	c.texts("/label", k.Label, false)
	if k.ID == "" && len(k.Label) == 0 {
		c.add(warning(found("", "competence-empty", "Eine Kompetenz ohne Kennung und Bezeichnung sagt nichts.", "A competence with neither id nor label says nothing.", "")))
	}
	return c.findings
}

func (p *Price) plausible() []Problem {
	var c check
	if p.Free != nil && *p.Free && strings.Trim(p.Amount, "0.") != "" {
		c.add(found("", "price-free", "Kostenlos und ein Betrag zugleich: Eines von beiden stimmt nicht.",
			"Free of charge and an amount at once: one of them is wrong.", p.Amount))
	}
	if p.Amount != "" && p.Currency == "" {
		c.add(proposing(warning(found("/currency", "price-currency", "Ohne Währung wird der Betrag nicht gezeigt.",
			"Without a currency the amount is not shown.", "")), "EUR"))
	}
	return c.findings
}
