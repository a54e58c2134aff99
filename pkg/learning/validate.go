package learning

import "slices"

// The closed lists of codes; everything else that has a vocabulary is open.
var (
	kinds         = []string{"course", "programme", "vocational_training", "self_study", "community", "consultation_hour", "event", "mentoring", "work_shadowing", "competence_check"}
	modes         = []string{"onsite", "online", "hybrid", "self_paced"}
	grades        = []string{"beginner", "intermediate", "advanced"}
	openTo        = []string{"own_staff", "land", "all_laender", "public"}
	employers     = []string{"state", "municipal", "federal", "other"}
	certificates  = []string{"attendance", "achievement", "certificate"}
	accessibility = []string{"wheelchair", "induction_loop", "sign_language", "captions", "plain_language", "screen_reader"}
	states        = []string{Scheduled, Rescheduled, Cancelled}
)

// Validate gives every problem that schemas/offer.schema.json would find in
// the offer, pointers relative to it. An empty text counts as absent.
func (o *Offer) Validate() []Problem {
	var f findings
	f.code("/kind", string(o.Kind), VocabKinds, kinds)
	f.title("/title", o.Title)
	f.text("/summary", o.Summary, MaxSummary)
	f.text("/description", o.Description, MaxDescription)
	f.text("/prerequisites", o.Prerequisites, MaxNote)
	f.under("/provider", o.Provider.Validate())
	f.url("/url", o.URL)
	f.code("/mode", string(o.Mode), VocabModes, modes)
	f.form("/workload", o.Workload, isDuration, ruleDuration)
	f.form("/licence", o.Licence, isLicence, ruleLicence)
	f.form("/validFrom", o.ValidFrom, isMoment, ruleMoment)
	f.form("/validThrough", o.ValidThrough, isMoment, ruleMoment)
	o.validateLists(&f)
	o.validateParts(&f)
	return f
}

func (o *Offer) validateLists(f *findings) {
	f.size("/inLanguage", len(o.InLanguage), MaxList)
	for i, tag := range o.InLanguage {
		if !isLanguage(tag) {
			f.add(wrong(at("/inLanguage", i), ruleLanguage, tag))
		}
	}
	f.words("/topics", o.Topics, MaxList)
	f.words("/audience", o.Audience, MaxList)
	f.words("/funding", o.Funding, MaxList)
	f.codes("/accessibility", o.Accessibility, VocabAccessibility, accessibility)
	f.words("/keywords", o.Keywords, MaxKeywords)
	f.size("/competences", len(o.Competences), MaxList)
	for i := range o.Competences {
		f.item("/competences", i, o.Competences[i].validate())
	}
	f.size("/sessions", len(o.Sessions), MaxSessions)
	for i := range o.Sessions {
		f.item("/sessions", i, o.Sessions[i].Validate())
	}
}

func (o *Offer) validateParts(f *findings) {
	if o.Level != nil {
		f.code("/level/grade", o.Level.Grade, VocabLevels, grades)
		f.count("/level/dqr", o.Level.DQR, 1, 8)
	}
	if o.Access != nil {
		f.under("/access", o.Access.validate())
	}
	if o.Price != nil {
		f.under("/price", o.Price.validate())
	}
	if c := o.Certificate; c != nil {
		f.code("/certificate/kind", c.Kind, VocabCertificates, certificates)
		f.text("/certificate/name", c.Name, MaxLabel)
	}
	if r := o.Recognition; r != nil {
		f.form("/recognition/learningTime", r.LearningTime, isDuration, ruleDuration)
		f.line("/recognition/credits", r.Credits, MaxShort)
		f.text("/recognition/note", r.Note, MaxNote)
	}
	if o.Contact != nil {
		f.under("/contact", o.Contact.validate())
	}
	if i := o.Image; i != nil {
		f.url("/image/url", i.URL)
		f.text("/image/alt", i.Alt, MaxLabel)
		f.form("/image/licence", i.Licence, isLicence, ruleLicence)
	}
}

// Validate gives every problem that schemas/provider.schema.json would find.
func (p *Provider) Validate() []Problem {
	var f findings
	f.name("/name", p.Name, MaxName)
	f.url("/url", p.URL)
	f.line("/id", p.ID, MaxShort)
	return f
}

// Validate gives every problem that schemas/session.schema.json would find.
func (s *Session) Validate() []Problem {
	var f findings
	f.name("/id", s.ID, MaxShort)
	f.form("/start", s.Start, isMoment, ruleMoment)
	f.form("/end", s.End, isMoment, ruleMoment)
	f.code("/status", s.Status, VocabStatus, states)
	if s.Place != nil {
		f.under("/place", s.Place.validate())
	}
	f.count("/seatsTotal", s.SeatsTotal, 0, MaxSeats)
	f.count("/seatsFree", s.SeatsFree, 0, MaxSeats)
	f.form("/seatsAsOf", s.SeatsAsOf, isInstant, ruleInstant)
	f.form("/registerBy", s.RegisterBy, isMoment, ruleMoment)
	f.url("/url", s.URL)
	return f
}

func (p *Place) validate() []Problem {
	var f findings
	f.line("/name", p.Name, MaxName)
	f.line("/street", p.Street, MaxName)
	f.line("/postalCode", p.PostalCode, MaxShort)
	f.line("/city", p.City, MaxName)
	if p.Land != "" && !p.Land.Valid() {
		f.add(unknownLand("/land", p.Land))
	}
	f.degrees("/lat", p.Lat, 90)
	f.degrees("/lon", p.Lon, 180)
	return f
}

func (a *Access) validate() []Problem {
	var f findings
	f.code("/openTo", a.OpenTo, VocabOpenTo, openTo)
	f.size("/laender", len(a.Laender), MaxList)
	for i, l := range a.Laender {
		if !l.Valid() {
			f.add(unknownLand(at("/laender", i), l))
		}
	}
	f.codes("/employers", a.Employers, VocabEmployers, employers)
	f.form("/outsidersFrom", a.OutsidersFrom, isMoment, ruleMoment)
	if a.OutsiderPrice != nil {
		f.under("/outsiderPrice", a.OutsiderPrice.validate())
	}
	f.text("/note", a.Note, MaxNote)
	return f
}

func (p *Price) validate() []Problem {
	var f findings
	f.form("/amount", p.Amount, isAmount, ruleAmount)
	f.form("/currency", p.Currency, isCurrency, ruleCurrency)
	return f
}

func (c *Contact) validate() []Problem {
	var f findings
	f.line("/name", c.Name, MaxName)
	f.form("/email", c.Email, isEmail, ruleEmail)
	f.line("/email", c.Email, MaxEmail)
	f.line("/phone", c.Phone, MaxShort)
	f.url("/url", c.URL)
	return f
}

func (c *Competence) validate() []Problem {
	var f findings
	f.line("/scheme", c.Scheme, MaxName)
	f.line("/id", c.ID, MaxName)
	f.text("/label", c.Label, MaxLabel)
	return f
}

func isDuration(s string) bool { _, ok := ParseDuration(s); return ok }

// Known reports whether code is one of a closed list (kinds, modes, levels,
// openTo, employers, certificates, accessibility, status); false for the open vocabularies.
func Known(vocab, code string) bool { return slices.Contains(closed[vocab], code) }

var closed = map[string][]string{
	VocabKinds: kinds, VocabModes: modes, VocabLevels: grades, VocabOpenTo: openTo, VocabEmployers: employers,
	VocabCertificates: certificates, VocabAccessibility: accessibility, VocabStatus: states,
}
