package demo

import "github.com/lernverbund/lernverbund/pkg/learning"

// date is the day so far from today as a date alone, or "" if the span is unset.
func (s span) date(today day) string {
	if !s.set {
		return ""
	}
	return today.plus(s.days).String()
}

func level(e *entry) *learning.Level {
	if e.Level == "" && e.DQR == 0 {
		return nil
	}
	l := &learning.Level{Grade: e.Level}
	if e.DQR != 0 {
		dqr := learning.Count(e.DQR)
		l.DQR = &dqr
	}
	return l
}

func (a *access) value(today day) (*learning.Access, error) {
	if a == nil {
		return nil, nil
	}
	outsiders, err := a.OutsiderPrice.value()
	return &learning.Access{
		OpenTo: a.To, Laender: a.Laender, Employers: a.Employers,
		OutsidersFrom: a.OutsidersFrom.date(today), OutsiderPrice: outsiders, Note: learning.Text(a.Note),
	}, err
}

func (c *certificate) value() *learning.Certificate {
	if c == nil {
		return nil
	}
	return &learning.Certificate{Kind: c.Kind, Name: learning.Text(c.Name)}
}

func (r *recognition) value() *learning.Recognition {
	if r == nil {
		return nil
	}
	return &learning.Recognition{LearningTime: r.Time, Credits: r.Credits, Note: learning.Text(r.Note)}
}

func (i *image) value() *learning.Image {
	if i == nil {
		return nil
	}
	return &learning.Image{URL: i.URL, Alt: learning.Text(i.Alt), Licence: i.Licence}
}
