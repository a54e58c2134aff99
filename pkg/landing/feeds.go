package landing

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/format/feed"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// What a program that comes again may ask for, and how long it may keep it in seconds.
const (
	mostEntries = 100
	feedAge     = 300
)

// searchFeed is a search as a feed, what was reported last first. How it is
// sorted and how much is on a page is not for the address to say.
func (s *Site) searchFeed(write func(feed.Feed) ([]byte, error), kind, path string) maker {
	return func(r *http.Request) (file, error) {
		origin, err := s.home(r)
		if err != nil {
			return file{}, err
		}
		words := in(r.Context())
		a := read(r).with("limit").with("sort").turnedTo(read(r))
		found, err := s.newest(r.Context(), a)
		if err != nil {
			return file{}, err
		}
		f := feed.Feed{
			ID: feedID(a, words), Title: feedTitle(a, words), Language: words.language(),
			Subtitle: words.say("Angebote, zuletzt gemeldete zuerst"), Self: origin + a.at(path), Page: origin + a.with("sort", "new").at("/angebote"), Updated: midnight(s.Now()),
		}
		if at := a.number("offset", 0); at+mostEntries < found.Total {
			f.Next = origin + a.turnedBy(at+mostEntries).at(path)
		}
		cards := s.lister(asked{}, status{})
		for i, raw := range found.Items {
			e, at, err := s.entry(raw, cards, origin, words)
			if err != nil {
				return file{}, err
			}
			if f.Entries = append(f.Entries, e); i == 0 {
				f.Updated = at
			}
		}
		out, err := write(f)
		modified := f.Updated
		if len(f.Entries) == 0 {
			modified = time.Time{}
		}
		return file{kind: kind, content: out, age: feedAge, modified: modified}, err
	}
}

// turnedBy is the state on the page that begins at an offset.
func (a asked) turnedBy(offset int) asked {
	b := a.with("offset")
	if offset > 0 {
		b.values["offset"] = []string{strconv.Itoa(offset)}
	}
	return b
}

// feedID is the identity of the feed of a search in a language.
func feedID(a asked, words *tongue) string {
	name := "\x1d" + a.with("offset").values.Encode()
	if words != nil {
		name += "\x1d" + words.tag
	}
	return "urn:uuid:" + uuid.NewSHA1(format.Namespace, []byte(name)).String()
}

// feedTitle says what a feed or a calendar is about: words and filters.
func feedTitle(a asked, words *tongue) string {
	var parts []string
	if q := a.get("q"); q != "" {
		parts = append(parts, q)
	}
	for _, c := range chips(a, nil) {
		parts = append(parts, words.say(c.Text))
	}
	if len(parts) == 0 {
		return "Lernverbund: " + words.say("alle Angebote")
	}
	return "Lernverbund: " + strings.Join(parts, ", ")
}

// newestList is a list whose offers are read as cards and as offers.
type newestList struct {
	Total int              `json:"total"`
	Items []jsontext.Value `json:"items"`
}

// newest are the offers of a search, what was reported last first.
func (s *Site) newest(ctx context.Context, a asked) (newestList, error) {
	q := a.query()
	q.Set("sort", "new")
	q.Set("limit", strconv.Itoa(mostEntries))
	q.Set("explain", "false")
	q.Del("group") // each offer is an entry of its own
	var l newestList
	err := s.api.get(ctx, "/api/v1/offers", q, &l)
	return l, err
}

// entry is an offer of a list as an entry, with what a card says of it in that language.
func (s *Site) entry(raw jsontext.Value, cards lister, origin string, words *tongue) (feed.Entry, time.Time, error) {
	var i struct {
		item
		Summary learning.Text `json:"summary"`
		URL     string        `json:"url"`
		Licence string        `json:"licence"`
	}
	if err := json.Unmarshal(raw, &i); err != nil {
		return feed.Entry{}, time.Time{}, err
	}
	o := learning.Offer{Kind: i.Kind, Title: i.Title, Summary: i.Summary, Provider: i.Provider, URL: i.URL, Licence: i.Licence}
	e, _ := feed.Offer(format.Record{ID: i.ID, Offer: &o, Origin: origin, Modified: i.SeenAt})
	c := cards.card(&i.item)
	lines := []string{words.say(c.Kind), words.say(c.Date.line()), words.say(c.Summary())}
	if free := c.Free(); free.Class != "frage" {
		lines = append(lines, words.say("Plätze:")+" "+strings.TrimSpace(words.say(free.Value)+" "+words.say(free.Note)))
	}
	e.HTML = paragraphs(append(lines, words.say(c.Verdict.Rule)), words)
	return e, i.SeenAt, nil
}

// paragraphs are lines of ours as HTML; what they are about may be in another language.
func paragraphs(lines []string, words *tongue) (out string) {
	begin := "<p>"
	if words != nil {
		begin = `<p lang="` + words.tag + `">`
	}
	for _, line := range lines {
		if line != "" {
			out += begin + html.EscapeString(line) + "</p>\n"
		}
	}
	return out
}

// line is a date in one line: "Di 1. Dez, 9 Uhr".
func (d date) line() string {
	if d.Words != "" {
		return d.Words
	}
	text := d.Weekday + " " + d.Day + " " + d.Month
	if d.Time != "" {
		text += ", " + d.Time
	}
	return text
}

// offerFeed are the changes of an offer as a feed, also once it was withdrawn.
func (s *Site) offerFeed(r *http.Request) (file, error) {
	origin, err := s.home(r)
	if err != nil {
		return file{}, err
	}
	words, record := in(r.Context()), format.Record{ID: learning.OfferID(r.PathValue("id")), Origin: origin}
	steps, err := s.steps(r.Context(), record.ID)
	if err != nil {
		return file{}, err
	}
	f := feed.Feed{
		ID: record.UUID().URN(), Title: "Lernverbund: " + words.say("Was sich geändert hat"), Language: words.language(), Subtitle: words.say("Änderungen eines Angebots"),
		Self: record.Page() + ".atom", Page: record.Page(), Updated: midnight(s.Now()),
	}
	for i := len(steps.Items) - 1; i >= 0; i-- {
		if o := steps.Items[i].offer(); o != nil {
			f.Title = "Lernverbund: " + o.Title.German()
			break
		}
	}
	for i, c := range changes(steps.Items, steps.Total > len(steps.Items), s.Now()) {
		at, err := time.Parse(time.RFC3339, c.Machine)
		if err != nil {
			return file{}, err
		}
		e := feed.Entry{ID: record.ChangeUUID(c.Position).URN(), Page: record.Page() + "#verlauf", Published: at, Updated: at, Author: "Lernverbund"}
		lines := make([]string, len(c.Said))
		for j, said := range c.Said {
			lines[j] = said.in(words)
		}
		e.Title, e.HTML = lines[0], paragraphs(lines, words)
		if f.Entries = append(f.Entries, e); i == 0 {
			f.Updated = at
		}
	}
	out, err := feed.Atom(f)
	return file{kind: feed.AtomType, content: out, age: feedAge, modified: f.Updated}, err
}

// in is a sentence as a line: "Preis: 80,00 €, vorher 40,00 €".
func (s sentence) in(words *tongue) string {
	text := words.say(s.Name)
	if s.Now != "" {
		text += ": " + words.say(s.Now)
	}
	if s.Before != "" {
		text += words.say(", vorher") + " " + words.say(s.Before)
	}
	return text
}

// offer is the offer of a version, nil while it was withdrawn.
func (s step) offer() *learning.Offer {
	o := new(learning.Offer)
	if s.Offer == nil || json.Unmarshal(s.Offer, o) != nil {
		return nil
	}
	return o
}

// forms are the endings of an offer's address that give another form of it.
func (s *Site) forms() map[string]maker {
	return map[string]maker{".ics": s.offerCalendar, ".atom": s.offerFeed, ".jsonld": s.offerLD}
}

// orForm answers with another form of an offer if the address ends like one.
// An id may end like that itself: the page of an offer that exists wins.
func (s *Site) orForm(page http.Handler) http.Handler {
	forms := s.forms()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		whole := r.PathValue("id")
		for ending, m := range forms {
			id, ok := strings.CutSuffix(whole, ending)
			if !ok || id == "" || s.exists(r.Context(), learning.OfferID(whole)) {
				continue
			}
			r.SetPathValue("id", id)
			s.offerFile(m).ServeHTTP(w, r)
			return
		}
		page.ServeHTTP(w, r)
	})
}

// exists reports whether there is, or was, an offer of that id.
func (s *Site) exists(ctx context.Context, id learning.OfferID) bool {
	var h history
	return s.api.get(ctx, historyPath(id), url.Values{"limit": {"0"}}, &h) == nil && h.Total > 0
}

// offerAPI is where the API tells an offer, historyPath its history.
func offerAPI(id learning.OfferID) string { return "/api/v1/offers/" + url.PathEscape(string(id)) }

func historyPath(id learning.OfferID) string { return offerAPI(id) + "/history" }

// home is where the pages of a request's language are, or a refusal.
func (s *Site) home(r *http.Request) (string, error) {
	origin, err := s.mustOrigin(r)
	if t := in(r.Context()); t != nil && err == nil {
		origin += t.prefix
	}
	return origin, err
}

// mustOrigin is the origin, or a refusal: these answers are made of full addresses.
func (s *Site) mustOrigin(r *http.Request) (string, error) {
	if origin := s.origin(r); origin != "" {
		return origin, nil
	}
	return "", &problem{Status: http.StatusBadRequest}
}
