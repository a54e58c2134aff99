package demo

import (
	"cmp"
	"fmt"
	"net/url"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// evening is when the demo's systems counted their free seats: the day before at 18:05.
const evening = 18*60 + 5

// offer turns an entry into the offer of that day.
func (f *file) offer(e *entry, today day) (o learning.Offer, err error) {
	p, ok := f.Providers[e.Provider]
	if !ok {
		return o, fmt.Errorf("unknown provider %q", e.Provider)
	}
	o = learning.Offer{
		Kind: e.Kind, Title: learning.Text(e.Title), Summary: learning.Text(e.Summary), Description: learning.Text(e.Text),
		Provider: learning.Provider{Name: p.Name, URL: p.URL, ID: e.Provider},
		URL:      p.URL + "/angebote/" + url.PathEscape(e.ID), InLanguage: e.Languages,
		Mode: e.Mode, Workload: e.Workload, Level: level(e),
		Topics: e.Topics, Audience: e.Audience, Funding: e.Funding,
		Certificate: e.Certificate.value(), Recognition: e.Recognition.value(), Accessibility: e.Accessibility,
		Licence: e.Licence, Contact: p.Contact, ValidFrom: e.From.date(today), ValidThrough: e.Until.date(today),
		Image: e.Image.value(), Keywords: e.Keywords, Prerequisites: learning.Text(e.Prerequisites),
	}
	if len(o.InLanguage) == 0 {
		o.InLanguage = []string{"de"}
	}
	if e.Anonymous {
		o.Contact = nil
	}
	if o.Price, err = e.Price.value(); err != nil {
		return o, err
	}
	if o.Access, err = e.Access.value(today); err != nil {
		return o, err
	}
	if o.Competences, err = f.taught(e.Competences); err != nil {
		return o, err
	}
	o.Sessions, err = f.sessions(e, today)
	return o, err
}

func (f *file) taught(keys []string) ([]learning.Competence, error) {
	var cs []learning.Competence
	for _, key := range keys {
		c, ok := f.competences[key]
		if !ok {
			return nil, fmt.Errorf("unknown competence %q", key)
		}
		cs = append(cs, learning.Competence{Scheme: c.Scheme, ID: c.ID, Label: learning.Text(c.Label)})
	}
	return cs, nil
}

func (f *file) sessions(e *entry, today day) ([]learning.Session, error) {
	var all []learning.Session
	for i := range e.Sessions {
		s := &e.Sessions[i]
		for run := range max(1, s.Times) {
			one, err := f.session(e, s, today.plus(s.In.days+run*s.Every.days))
			if err != nil {
				return nil, fmt.Errorf("session %d: %w", i+1, err)
			}
			one.ID = fmt.Sprintf("%s-%02d", e.ID, len(all)+1)
			if s.Seats != "" {
				if one.SeatsFree, one.SeatsTotal, err = places(s.Seats); err != nil {
					return nil, err
				}
				one.SeatsAsOf = today.plus(-1).moment(evening)
			}
			all = append(all, one)
		}
	}
	return all, nil
}

func (f *file) session(e *entry, s *session, wanted day) (one learning.Session, err error) {
	first := wanted.fit(max(1, s.Days))
	last := first.plus(max(1, s.Days) - 1)
	if s.Lasts.set {
		last = first.plus(s.Lasts.days).fit(1)
	}
	one = learning.Session{Status: s.Status, Start: first.String(), End: last.String()}
	if s.At != "" {
		start, minutes, err := clock(s.At, s.For)
		if err != nil {
			return one, err
		}
		one.Start, one.End = first.moment(start), last.moment(start+minutes)
	}
	if s.By.set {
		one.RegisterBy = first.plus(-s.By.days).String()
	}
	if s.Place != "" {
		p, ok := f.Places[s.Place]
		if !ok {
			return one, fmt.Errorf("unknown place %q", s.Place)
		}
		one.Place = &learning.Place{
			Name: p.Name, Street: p.Street, PostalCode: p.PostalCode, City: p.City,
			Land: cmp.Or(p.Land, f.Land), Lat: p.Lat, Lon: p.Lon,
		}
	}
	if online := s.Online || s.Place == "" && e.Mode == learning.Online; online || s.Place != "" {
		one.Online = &online
	}
	return one, nil
}
