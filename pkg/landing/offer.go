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
	MoreOf      link // the page of the provider
	Past        bool
	Verdict     verdict
	Conditions  []condition
	Note        wording // of the access rule
	Question    question
	Book        booking
	Calendar    string // address of all sessions as a calendar
	Facts       []fact
	Sessions    sessionRows
	MoreLater   int // coming sessions that are not shown
	Over        int // past sessions
	Summary     wording
	About       template.HTML
	AboutLang   string
	Simple      *translation // Leichte Sprache, written by the provider
	Others      []translation
	Needs       wording
	Same        []elsewhere
	Contact     *learning.Contact
	ContactURL  string
	Source      source
	Position    uint64
	SeenAt      string
	Seats       *seatCurve
	Changes     []change
	Evidence    []evidence
	Total       int // of changes
	JSON        string
	History     string
	Report      string // address for whoever finds a mistake
}

// booking is the way to the provider.
type booking struct {
	Address, Host, Until string
	Words                string // of the button
}

// translation is title and description in another language.
type translation struct {
	Lang, Name, Title string
	Text              template.HTML
}

// evidence is a change with what proves it: its position in the log, and the
// digest of the offer since.
type evidence struct {
	change
	Digest string
}

// How many sessions and changes a page shows at once.
const (
	mostSessions = 60
	mostChanges  = 6
)

func (s *Site) offer(r *http.Request) (page, error) {
	ctx, a := r.Context(), read(r).only()
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
	now, o, cards := s.Now(), &f.Offer, s.lister(a, st)
	j := judgement{access: o.Access, land: f.Land, holder: o.Provider.Name, price: o.Price, reader: a.reader(), now: now}
	body := offerPage{
		ID: f.ID, Title: say(o.Title), Kind: kindAndLevel(o.Kind, o.Level),
		Provider: o.Provider.Name, ProviderURL: safeURL(o.Provider.URL), Past: !f.Current,
		MoreOf:  link{Text: o.Provider.Name, Address: a.at(providerPath(o.Provider.Name))},
		Verdict: j.verdict(), Conditions: j.conditions(),
		Question: askReader(a, offerPath(id), "Dafür brauchen wir zwei Angaben."), Book: book(o, now), Facts: facts(&f, now),
		Summary: say(o.Summary), Needs: say(o.Prerequisites), Contact: o.Contact,
		Source: cards.source(f.Land, f.SeenAt), Position: f.Position, SeenAt: moment(f.SeenAt, now),
		JSON: path, History: path + "/history", Total: steps.Total, Calendar: offerPath(id) + ".ics", Report: s.report(id),
	}
	if len(body.Conditions) > 0 && body.Verdict.Class != "frage" {
		body.Verdict.Rule = "" // the sentences below say it
	}
	if body.Verdict.Class == "nein" {
		if alike := s.alike(ctx, a); alike != nil {
			body.Verdict.Alike = alike(&item{Topics: o.Topics})
		}
	}
	if o.Access != nil {
		body.Note = say(o.Access.Note)
	}
	if o.Contact != nil {
		body.ContactURL = safeURL(o.Contact.URL)
	}
	body.describe(o.Title, o.Description)
	versions := toldBy(steps.Items)
	body.Sessions, body.Over = sessions(id, o.Sessions, now)
	body.Sessions.cancelled(cancelledAt(versions), now)
	if n := len(body.Sessions); n > mostSessions {
		body.Sessions, body.MoreLater = body.Sessions[:mostSessions], n-mostSessions
	}
	if f.Same != nil {
		for i := range f.Same.Members {
			body.Same = append(body.Same, cards.elsewhere(&f.Same.Members[i]))
		}
	}
	body.Seats = seatsOver(versions, o.Next(now), now)
	body.Changes = changes(steps.Items, steps.Total > len(steps.Items), now)
	body.Evidence = proven(body.Changes, steps.Items)
	body.Changes = body.Changes[:min(len(body.Changes), mostChanges)]
	head, err := s.offerMeta(r, &f, steps)
	return page{Template: "angebot", Title: body.Title.Words, Section: "angebote", Asked: a, Meta: head, Body: body}, err
}

// proven are changes with the digests of the versions they made.
func proven(all []change, steps []step) []evidence {
	digests := map[uint64]string{}
	for _, s := range steps {
		digests[s.From] = s.Digest
	}
	out := make([]evidence, len(all))
	for i, c := range all {
		out[i] = evidence{c, digests[c.Position]}
	}
	return out
}

// report is where one writes to about an offer, "" if the operator names no address.
func (s *Site) report(id learning.OfferID) string {
	if s.Operator.Email == "" {
		return ""
	}
	return "mailto:" + s.Operator.Email + "?subject=" + url.PathEscape("Angebot "+string(id))
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
		if tag == "de-simple" && t.Text != "" {
			p.Simple = &t
			continue
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
	b.Words = "Zum Angebot beim Anbieter"
	if next != nil || o.Mode == learning.SelfPaced {
		b.Words = "Anmelden beim Anbieter"
	}
	return b
}

// notReported stands where the data says nothing: a fact is never left out.
const notReported = "nicht gemeldet"

// facts are what one wants to know at a glance.
func facts(f *full, now time.Time) []fact {
	o := &f.Offer
	next := o.Next(now)
	free, class := seats(o.Mode, next)
	age := ""
	if next != nil && next.SeatsFree != nil {
		age = "Quelle: " + f.Land.Name()
		if as := asOf(next.SeatsAsOf, now); as != "" {
			age = as + ", " + age
		}
	}
	span, work := length(o.Workload, next)
	cost, guests := price(o.Price, o.Access)
	out := []fact{
		nextFact(o, next, now),
		{"Freie Plätze", free, age, class},
		{"Form", orElse(learning.Label(learning.VocabModes, string(o.Mode)), notReported), "", ""},
		{"Dauer", strings.Replace(span, "nicht angegeben", notReported, 1), work, ""},
		{"Preis", strings.Replace(cost, "nicht angegeben", notReported, 1), guests, ""},
		certificate(o.Certificate), recognition(o.Recognition),
	}
	var grade []string
	if o.Level != nil {
		_, words, _ := strings.Cut(kindAndLevel("?", o.Level), " · ")
		grade = append(grade, words)
	}
	var skills []string
	for _, c := range o.Competences {
		skills = append(skills, orElse(c.Label.German(), c.Scheme+" "+c.ID))
	}
	for _, many := range []struct {
		name   string
		values []string
	}{
		{"Barrierefrei", labelled(o.Accessibility, labels(learning.VocabAccessibility))},
		{"Stufe", grade},
		{"Sprache", labelled(o.InLanguage, language)},
		{"Themen", labelled(o.Topics, labels(learning.VocabTopics))},
		{"Zielgruppe", labelled(o.Audience, labels(learning.VocabAudience))},
		{"Förderung", labelled(o.Funding, labels(learning.VocabFunding))},
		{"Kompetenzen", skills},
	} {
		out = append(out, fact{many.name, orElse(strings.Join(many.values, ", "), notReported), "", ""})
	}
	if t, _, err := learning.Moment(o.ValidThrough); err == nil {
		out = append(out, fact{"Gültig bis", longDay(t), "", ""})
	}
	return append(out, fact{"Lizenz der Inhalte", orElse(strings.Replace(o.Licence, "proprietary", "alle Rechte vorbehalten", 1), notReported), "", ""})
}

func certificate(c *learning.Certificate) fact {
	f := fact{Name: "Abschluss", Value: notReported}
	if c == nil {
		return f
	}
	name := c.Name.German()
	if c.Kind == "" {
		f.Value = orElse(name, notReported)
		return f
	}
	f.Value, f.Note = learning.Label(learning.VocabCertificates, c.Kind), name
	return f
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

func recognition(r *learning.Recognition) fact {
	f := fact{Name: "Lernzeit", Value: notReported}
	if r == nil {
		return f
	}
	f.Note = r.Note.German()
	switch {
	case r.LearningTime != "":
		f.Value = duration(r.LearningTime) + " anrechenbar"
		f.Note = orElse(f.Note, "Ihr Arbeitgeber kann sie als Arbeitszeit gutschreiben.")
		if r.Credits != "" {
			f.Value += ", " + r.Credits
		}
	case r.Credits != "":
		f.Value = r.Credits
	case f.Note != "":
		f.Value, f.Note = f.Note, ""
	}
	return f
}
