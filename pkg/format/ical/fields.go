package ical

import (
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// losses are what a calendar has no place for.
var losses = format.Losses{
	"/kind": format.NoPlace, "/provider": format.NoPlace, "/inLanguage": format.NoPlace, "/workload": format.NoPlace, "/level": format.NoPlace,
	"/competences": format.NoPlace, "/topics": format.NoPlace, "/audience": format.NoPlace, "/funding": format.NoPlace, "/access": format.NoPlace,
	"/price": format.NoPlace, "/certificate": format.NoPlace, "/recognition": format.NoPlace, "/accessibility": format.NoPlace,
	"/licence": format.NoPlace, "/validFrom": format.NoPlace, "/validThrough": format.NoPlace, "/prerequisites": format.NoPlace,
	"/image/alt": format.NoPlace, "/image/licence": format.NoPlace,
	"/sessions/*/seatsTotal": format.NoPlace, "/sessions/*/seatsFree": format.NoPlace, "/sessions/*/seatsAsOf": format.NoPlace,
	"/sessions/*/registerBy": format.NoPlace, "/sessions/*/place/land": format.NoPlace,
}

// report accounts for an offer of which these sessions are in the calendar.
func report(r format.Record, shown []dated) format.Report {
	out := losses.Report("ical", r)
	if len(shown) == 0 {
		out.Out(format.NoDatedSession)
		return out
	}
	o := r.Offer
	kept := format.Language(o)
	out.LoseOthers("/title", o.Title, kept)
	if _, tag := o.Description.In(kept); tag == "" {
		_, tag = o.Summary.In(kept)
		out.LoseOthers("/summary", o.Summary, tag)
	} else {
		out.Lose("/summary", format.SingleValued)
		out.LoseOthers("/description", o.Description, tag)
	}
	if o.Image != nil && picture(o.Image) == "" {
		out.Lose("/image/url", format.NeedsLicence)
	}
	in := map[string]bool{}
	for _, d := range shown {
		in[d.session.ID] = true
		if d.address() == d.Page() {
			out.Derive("URL", "page")
		}
	}
	for i, s := range o.Sessions {
		if !in[s.ID] {
			out.Lose("/sessions/"+strconv.Itoa(i), format.NoDatedSession)
		}
	}
	return out
}

// mostAbout is how much of a description an event holds, in characters: it
// stands in every session, and clients show a few lines.
const mostAbout = 2_000

// about is the description, or without one the summary, as plain text.
func (d dated) about() (text, tag string) {
	text, tag = d.Offer.Description.In(format.Language(d.Offer))
	if text == "" {
		text, tag = d.Offer.Summary.In(format.Language(d.Offer))
	}
	text = format.Plain(text)
	if runes := []rune(text); len(runes) > mostAbout {
		text = strings.TrimSpace(string(runes[:mostAbout])) + " …"
	}
	return text, tag
}

// address is the page of the session, of the offer, or ours.
func (d dated) address() string {
	for _, u := range []string{d.session.URL, d.Offer.URL} {
		if u = format.Link(u); u != "" {
			return u
		}
	}
	return d.Page()
}

// where is the place in one line, and "Online" if one can take part from afar.
func where(s *learning.Session, mode learning.Mode) string {
	var parts []string
	if p := s.Place; p != nil {
		for _, one := range []string{p.Name, p.Street, strings.TrimSpace(p.PostalCode + " " + p.City)} {
			if one != "" && (len(parts) == 0 || parts[len(parts)-1] != one) {
				parts = append(parts, one)
			}
		}
	}
	if s.Online != nil && *s.Online || s.Online == nil && s.Place == nil && mode == learning.Online {
		parts = append(parts, "Online")
	}
	return strings.Join(parts, ", ")
}

// office is whom to ask.
func office(c *learning.Contact) string {
	if c == nil {
		return ""
	}
	var parts []string
	for _, one := range []string{c.Name, c.Email, c.Phone, format.Link(c.URL)} {
		if one != "" {
			parts = append(parts, one)
		}
	}
	return strings.Join(parts, ", ")
}

// picture is the image of an offer if its licence is known.
func picture(i *learning.Image) string {
	if i == nil || i.Licence == "" || i.Licence == "proprietary" {
		return ""
	}
	return format.Link(i.URL)
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// language is the parameter of a text's language, if it is a tag.
func language(tag string) string {
	if tag = format.Tag(tag); tag == "" {
		return ""
	}
	return ";LANGUAGE=" + tag
}
