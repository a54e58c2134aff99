package landing

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// wording is words of a provider, with the language they are in if it is not German.
type wording struct {
	Words string
	Lang  string
}

func say(t learning.Text) wording {
	words, tag := t.In("de")
	if tag == "de" {
		tag = ""
	}
	return wording{words, tag}
}

// card is an offer in a list.
type card struct {
	ID       string // for the markup, unique on a page
	Address  string
	Title    wording
	Kind     string
	Provider string
	Date     date
	Verdict  verdict
	Facts    []fact
	Why      []reason
	Missing  []string // words of the search that it lacks
	Source   source
	Past     bool
	Others   others
}

// others are further dates and places of the same: of the offer itself, and of
// the offers that are the same elsewhere.
type others struct {
	Text     string // "3 weitere Termine und Orte"
	Sessions int    // further ones of the offer itself
	Members  []elsewhere
}

// elsewhere is the same offer at another place or of another provider.
type elsewhere struct {
	Address  string
	Title    wording
	Provider string
	Land     learning.Land
	Name     string // of the Land
	When     string
	Machine  string
	Where    string
	Reason   string
}

// fact is one of the four things a card always says.
type fact struct {
	Name  string
	Value string
	Note  string
	Class string // of the icon, if it has one
}

// source says where an offer comes from and how fresh it is.
type source struct {
	Land  learning.Land
	Name  string
	Age   string // "gemeldet vor 3 Minuten"
	Quiet bool   // the Land has been silent for long
}

// silence is how long a Land may say nothing before a page names it.
const silence = 7 * 24 * time.Hour

// lister makes cards.
type lister struct {
	now    time.Time
	asked  asked
	silent map[learning.Land]time.Time // Länder that have said nothing for long, since when
	around bool                        // somebody asks for what is near a place
	alike  func(*item) link            // what is open for the reader instead; nil if that is not asked
	// seen are typed words that stand as filters above the list; a card need not say them again.
	seen []string
	// question is where on the page the reader may say who she is, or "".
	question string
}

func (s *Site) lister(a asked, st status) lister {
	l := lister{now: s.Now(), asked: a, silent: map[learning.Land]time.Time{}}
	for _, land := range st.Laender {
		if land.LastEvent != nil && l.now.Sub(*land.LastEvent) > silence {
			l.silent[land.Land] = *land.LastEvent
		}
	}
	return l
}

// offerPath is the page of an offer: one spelling for ever.
func offerPath(id learning.OfferID) string { return "/angebote/" + url.PathEscape(string(id)) }

// cards are the offers of a list; its name makes their ids unique on a page.
func (l lister) cards(list string, items []item) []card {
	out := make([]card, len(items))
	for i := range items {
		out[i] = l.card(&items[i])
		out[i].ID = list + strconv.Itoa(i+1)
	}
	return out
}

func (l lister) card(o *item) card {
	c := card{
		Address: l.asked.only().at(offerPath(o.ID)), Title: say(o.Title), Kind: kindAndLevel(o.Kind, o.Level),
		Provider: o.Provider.Name, Date: when(dated{o.Mode, o.Session, o.Sessions, o.Current}, l.now),
		Verdict: judgement{
			access: o.Access, land: o.Land, holder: o.Provider.Name, price: o.Price, reader: l.asked.reader(), now: l.now,
		}.verdict(),
		Why: why(l.unsaid(o.Match), o.Title.German()), Missing: o.Missing, Source: l.source(o.Land, o.SeenAt), Past: !o.Current,
	}
	if c.Verdict.Class == "nein" && l.alike != nil {
		c.Verdict.Alike = l.alike(o)
	}
	if c.Verdict.Ask {
		c.Verdict.Link = l.question
	}
	c.Others = l.others(o)
	place, placeNote := where(o.Mode, o.Session)
	if far := l.distance(o); far != "" {
		placeNote = far
	}
	span, spanNote := length(o.Workload, o.Session)
	cost, costNote := price(o.Price, o.Access)
	free, class := seats(o.Mode, o.Session)
	age := ""
	if o.Session != nil && o.Session.SeatsFree != nil {
		age = asOf(o.Session.SeatsAsOf, l.now)
	}
	c.Facts = []fact{{"Ort", place, placeNote, ""}, {"Dauer", span, spanNote, ""}, {"Preis", cost, costNote, ""}, {"Plätze", free, age, class}}
	return c
}

func (l lister) source(land learning.Land, at time.Time) source {
	if since, ok := l.silent[land]; ok {
		return source{land, land.Name(), "seit " + count(int(l.now.Sub(since).Hours()/24), "Tag", "Tagen") + " keine Meldung", true}
	}
	return source{land, land.Name(), "gemeldet " + seen(at, l.now), false}
}

// unsaid are the matches of words that are no filters.
func (l lister) unsaid(matches []match) []match {
	return slices.DeleteFunc(slices.Clone(matches), func(m match) bool {
		return slices.ContainsFunc(l.seen, func(w string) bool { return strings.EqualFold(trimmed(w), m.Query) })
	})
}

// distance is how far away an offer takes place, if somebody asks for that.
func (l lister) distance(o *item) string {
	switch {
	case o.Distance != nil:
		return kilometres(*o.Distance)
	case l.around && o.Session != nil && o.Session.Place != nil:
		return "Entfernung unbekannt"
	}
	return ""
}

// kilometres is a distance; tenths say nothing.
func kilometres(km float64) string { return number(int(km+.5)) + " km" }

// others are the further dates and places of an offer.
func (l lister) others(o *item) others {
	var out others
	if o.Session != nil && o.Sessions > 1 {
		out.Sessions = o.Sessions - 1
	}
	more := 0
	if o.Group != nil {
		for i := range o.Group.Members {
			out.Members = append(out.Members, l.elsewhere(&o.Group.Members[i]))
		}
		more = max(o.Group.Size-1, len(out.Members))
	}
	switch n := out.Sessions + more; {
	case n == 0:
	case more == 0:
		out.Text = count(n, "weiterer Termin", "weitere Termine")
	case n == 1:
		out.Text = "1 weiterer Termin oder Ort"
	default:
		out.Text = number(n) + " weitere Termine und Orte"
	}
	return out
}

func (l lister) elsewhere(m *member) elsewhere {
	e := elsewhere{
		Address: l.asked.only().at(offerPath(m.ID)), Title: say(m.Title), Provider: m.Provider.Name,
		Land: m.Land, Name: m.Land.Name(), Reason: m.Reason, When: "ohne Termin",
	}
	if m.Next == nil {
		return e
	}
	if t, whole, err := learning.Moment(m.Next.Start); err == nil {
		e.When, e.Machine = weekday(t), local(t).Format("2006-01-02T15:04")
		if whole {
			e.Machine = e.Machine[:len(time.DateOnly)]
		}
	}
	e.Where, _ = where("", &learning.Session{Place: m.Next.Place, Online: m.Next.Online})
	return e
}

// Summary is place, duration and price in one line.
func (c card) Summary() string {
	var parts []string
	for _, f := range c.Facts[:3] {
		if f.Name == "Preis" && f.Value == "nicht angegeben" {
			f.Value = "Preis nicht angegeben"
		}
		if f.Value != "nicht angegeben" {
			parts = append(parts, f.Value)
		}
	}
	return strings.Join(parts, " · ")
}

// Free is the fourth fact.
func (c card) Free() fact { return c.Facts[3] }
