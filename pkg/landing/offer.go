package landing

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// offerPage is one offer.
type offerPage struct {
	ID          learning.OfferID
	Title       wording
	Kind        string
	Provider    string
	ProviderURL string
	MoreOf      string // address of all offers of the provider
	Past        bool
	Verdict     verdict
	Note        wording // of the access rule
	Question    question
	Book        booking
	Facts       []fact
	Sessions    []sessionRow
	MoreLater   int // coming sessions that are not shown
	Over        int // past sessions
	Summary     wording
	About       template.HTML
	AboutLang   string
	Others      []translation
	Needs       wording
	Contact     *learning.Contact
	ContactURL  string
	Source      source
	Position    uint64
	SeenAt      string
	Changes     []change
	Total       int // of changes
	JSON        string
	History     string
}

// booking is the way to the provider.
type booking struct {
	Address, Host, Until string
}

// translation is title and description in another language.
type translation struct {
	Lang, Name, Title string
	Text              template.HTML
}

// mostSessions is how many sessions a page shows.
const mostSessions = 60

func (s *Site) offer(r *http.Request) (page, error) {
	ctx, a := r.Context(), read(r)
	id := learning.OfferID(r.PathValue("id"))
	path := "/api/v1" + strings.Replace(offerPath(id), "/angebote/", "/offers/", 1)
	var f full
	if err := s.api.get(ctx, path, nil, &f); err != nil {
		return page{}, err
	}
	steps, err := s.steps(ctx, id)
	if err != nil {
		return page{}, err
	}
	st, _ := s.status(ctx) // only for the age of the Land's data
	now, o := s.Now(), &f.Offer
	body := offerPage{
		ID: f.ID, Title: say(o.Title), Kind: kindAndLevel(o.Kind, o.Level),
		Provider: o.Provider.Name, ProviderURL: safeURL(o.Provider.URL),
		MoreOf: a.only().with("provider", o.Provider.Name).at("/angebote"), Past: !f.Current,
		Verdict: judgement{
			access: o.Access, land: f.Land, holder: o.Provider.Name, price: o.Price, reader: a.reader(), now: now,
		}.verdict(),
		Question: askReader(a.only(), offerPath(id), "Dafür brauchen wir zwei Angaben."), Book: book(o, now), Facts: facts(o, now),
		Summary: say(o.Summary), Needs: say(o.Prerequisites), Contact: o.Contact,
		Source: s.lister(a, st).source(f.Land, f.SeenAt), Position: f.Position, SeenAt: moment(f.SeenAt, now),
		JSON: path, History: path + "/history", Total: steps.Total,
	}
	if o.Access != nil {
		body.Note = say(o.Access.Note)
	}
	if o.Contact != nil {
		body.ContactURL = safeURL(o.Contact.URL)
	}
	body.describe(o.Title, o.Description)
	body.Sessions, body.Over = sessions(o.Sessions, now)
	if n := len(body.Sessions); n > mostSessions {
		body.Sessions, body.MoreLater = body.Sessions[:mostSessions], n-mostSessions
	}
	body.Changes = changes(steps.Items, steps.Total > len(steps.Items), now)
	head, err := s.offerMeta(r, &f, steps)
	return page{Template: "angebot", Title: body.Title.Words, Section: "angebote", Asked: a.only(), Meta: head, Body: body}, err
}

// mostSteps is how many versions of an offer are read for its changes.
const mostSteps = "100"

// steps are the newest versions of an offer, oldest first.
func (s *Site) steps(ctx context.Context, id learning.OfferID) (history, error) {
	path := "/api/v1" + strings.Replace(offerPath(id), "/angebote/", "/offers/", 1) + "/history"
	var h history
	err := s.api.get(ctx, path, url.Values{"limit": {mostSteps}}, &h)
	if err == nil && h.Total > len(h.Items) {
		offset := strconv.Itoa(h.Total - len(h.Items))
		err = s.api.get(ctx, path, url.Values{"limit": {mostSteps}, "offset": {offset}}, &h)
	}
	return h, err
}

// describe fills the description, and title and description in other languages.
func (p *offerPage) describe(title, about learning.Text) {
	words, shown := about.In("de")
	if words != "" {
		p.About = prose(words)
	}
	if shown != "de" {
		p.AboutLang = shown
	}
	_, titled := title.In("de")
	tags := append(title.Tags(), about.Tags()...)
	slices.Sort(tags)
	for _, tag := range slices.Compact(tags) {
		t := translation{Lang: tag, Name: language(tag)}
		if tag != titled {
			t.Title = title[tag]
		}
		if tag != shown {
			t.Text = prose(about[tag])
		}
		if t.Title != "" || t.Text != "" {
			p.Others = append(p.Others, t)
		}
	}
}

// book is the way to the provider: the page of the nearest session, of the
// offer, or of the provider.
func book(o *learning.Offer, now time.Time) booking {
	var b booking
	next := o.Next(now)
	if next != nil {
		b.Address = safeURL(next.URL)
		if t, _, err := learning.Moment(next.RegisterBy); err == nil && t.After(now) {
			b.Until = day(t, now)
		}
	}
	for _, other := range []string{o.URL, o.Provider.URL} {
		if b.Address == "" {
			b.Address = safeURL(other)
		}
	}
	if u, err := url.Parse(b.Address); err == nil {
		b.Host = u.Hostname()
	}
	return b
}

// facts are what one wants to know at a glance.
func facts(o *learning.Offer, now time.Time) []fact {
	next := o.Next(now)
	out := []fact{nextFact(o, next, now)}
	free, class := seats(o.Mode, next)
	age := ""
	if next != nil && next.SeatsFree != nil {
		age = asOf(next.SeatsAsOf, now)
	}
	out = append(out, fact{"Freie Plätze", free, age, class})
	span, note := length(o.Workload, next)
	cost, guests := price(o.Price, o.Access)
	out = append(out, fact{"Dauer", span, note, ""}, fact{"Preis", cost, guests, ""})
	if c := o.Certificate; c != nil {
		name := c.Name.German()
		out = append(out, fact{"Nachweis", orElse(learning.Label(learning.VocabCertificates, c.Kind), name), name, ""})
	}
	if f, ok := recognition(o.Recognition); ok {
		out = append(out, f)
	}
	for _, many := range []struct {
		name, vocabulary string
		codes            []string
	}{
		{"Barrierefrei", learning.VocabAccessibility, o.Accessibility},
		{"Themen", learning.VocabTopics, o.Topics},
		{"Zielgruppe", learning.VocabAudience, o.Audience},
		{"Förderung", learning.VocabFunding, o.Funding},
	} {
		if len(many.codes) > 0 {
			out = append(out, fact{many.name, strings.Join(labelled(many.codes, labels(many.vocabulary)), ", "), "", ""})
		}
	}
	if len(o.InLanguage) > 0 {
		out = append(out, fact{"Sprache", strings.Join(labelled(o.InLanguage, language), ", "), "", ""})
	}
	if t, _, err := learning.Moment(o.ValidThrough); err == nil {
		out = append(out, fact{"Gültig bis", longDay(t), "", ""})
	}
	if o.Licence != "" {
		out = append(out, fact{"Lizenz der Inhalte", strings.Replace(o.Licence, "proprietary", "alle Rechte vorbehalten", 1), "", ""})
	}
	return out
}

func labelled(codes []string, label func(string) string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = label(c)
	}
	return slices.Compact(out)
}

func nextFact(o *learning.Offer, next *learning.Session, now time.Time) fact {
	until, ends := o.CurrentUntil()
	d := when(dated{o.Mode, next, 0, !ends || until.After(now)}, now)
	if d.Words != "" {
		return fact{"Nächster Termin", d.Words, "", ""}
	}
	t, _, _ := learning.Moment(next.Start)
	place, _ := where(o.Mode, next)
	return fact{"Nächster Termin", weekday(t), strings.TrimPrefix(span(next)+", "+place, ", "), ""}
}

func recognition(r *learning.Recognition) (fact, bool) {
	if r == nil {
		return fact{}, false
	}
	f := fact{Name: "Lernzeit", Note: r.Note.German()}
	switch {
	case r.LearningTime != "":
		f.Value = duration(r.LearningTime) + " anrechenbar"
		f.Note = orElse(f.Note, "Ihr Arbeitgeber kann sie als Arbeitszeit gutschreiben.")
	case r.Credits != "":
		f.Value = r.Credits
		return f, true
	default:
		f.Value, f.Note = f.Note, ""
	}
	if r.Credits != "" {
		f.Value += ", " + r.Credits
	}
	return f, f.Value != ""
}
