package landing

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// startPage is what the start page shows.
type startPage struct {
	Total    int
	From     string
	Question question
	Tries    []link
	Often    bool // the tries are what people search for
	Tiles    []tile
	ByName   []tile
	Seats    []card
	AllSeats link
	Ways     []way
	Topics   []link
	AllOther int // topics that are not among them
	News     news
}

// link is a way to a list with the number of its offers.
type link struct {
	Text    string
	Address string
	Total   int
}

// way is one of the other ways to learn.
type way struct {
	link
	About string
	Icon  string
}

// news is what was reported since the working day before.
type news struct {
	Since string // "Freitag"
	All   link
	Feed  string
	Items []card
}

const (
	seatsWithin = 14 // days until a session begins whose free seats may stay empty
	startTopics = 9
)

func (s *Site) start(r *http.Request) (page, error) {
	ctx, a := r.Context(), read(r).only()
	all, err := s.list(ctx, "current", "true", "limit", "0")
	if err != nil {
		return page{}, err
	}
	seats := s.seatsSoon(a)
	query := seats.query()
	query.Set("limit", "3")
	var soon list
	if err := s.api.get(ctx, "/api/v1/offers", query, &soon); err != nil {
		return page{}, err
	}
	st, _ := s.status(ctx) // only for the age of a Land's data
	cards := s.lister(a, st)
	counts := all.Facets["land"]
	body := startPage{
		Total: all.Total, From: countLaender(counts), Question: atStart(askReader(a, "/angebote", "Darf ich teilnehmen? Wir prüfen es gleich mit.")),
		Tiles: tiles(counts, "", a), Seats: inFull(cards.cards("platz", soon.Items)), AllSeats: link{Address: seats.at("/angebote"), Total: soon.Total},
		Ways: ways(all.Facets, a),
	}
	body.Tries, body.Often = s.tried.with(ctx, s, all.Position)
	body.ByName = byName(body.Tiles)
	topics := topicLinks(all.Facets["topic"], a)
	body.Topics = topics[:min(startTopics, len(topics))]
	body.AllOther = len(topics) - len(body.Topics)
	if body.News, err = s.news(ctx, a, cards); err != nil {
		return page{}, err
	}
	return page{Template: "start", Title: "Fortbildung für die öffentliche Verwaltung", Section: "start", Asked: a, Body: body}, nil
}

// seatsSoon is the list of offers for everybody that begin soon and have free seats.
func (s *Site) seatsSoon(a asked) asked {
	now := local(s.Now())
	return a.with("seats", "true").with("access", "all_laender", "public").with("sort", "date").
		with("from", now.Format(time.DateOnly)).with("to", now.AddDate(0, 0, seatsWithin).Format(time.DateOnly))
}

// inFull words the free seats in full: "6 von 15 Plätzen frei".
func inFull(cards []card) []card {
	for i := range cards {
		f := &cards[i].Facts[3]
		n, ok := strings.CutSuffix(f.Value, " frei")
		switch {
		case ok && strings.Contains(n, " von "):
			f.Value = n + " Plätzen frei"
		case ok:
			f.Value = n + " Plätze frei"
		}
	}
	return cards
}

// news are what was reported since the beginning of the working day before.
func (s *Site) news(ctx context.Context, a asked, cards lister) (news, error) {
	now := s.Now()
	since := workday(now)
	n := news{Since: longWeekdays[since.Weekday()], Feed: a.Feed()}
	recent := a.with("since", since.Format(time.DateOnly)).with("sort", "new")
	query := recent.query()
	query.Set("limit", "3")
	var l list
	if err := s.api.get(ctx, "/api/v1/offers", query, &l); err != nil {
		return n, err
	}
	n.All = link{Address: recent.at("/angebote"), Total: l.Total}
	n.Items = cards.cards("neu", l.Items)
	for i := range n.Items {
		at := l.Items[i].SeenAt
		n.Items[i].Date = date{Words: "heute", Note: minute(at)}
		if d := days(at, now); d == 1 {
			n.Items[i].Date.Words = "gestern"
		} else if d > 1 {
			n.Items[i].Date.Words = longWeekdays[local(at).Weekday()]
		}
	}
	return n, nil
}

var longWeekdays = [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}

// workday is the beginning of the last working day before a moment.
func workday(now time.Time) time.Time {
	d := midnight(now)
	for {
		d = d.AddDate(0, 0, -1)
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
			return d
		}
	}
}

// Newcomers is the address of what is for those who are new.
func (p page) Newcomers() string { return p.Asked.only().with("audience", "newcomers").at("/angebote") }

// atStart is the question as part of the search form, which has its own button.
func atStart(q question) question {
	q.Button = false
	return q
}

// list asks for offers by pairs of parameter and value. The same course at
// several places counts once, as on the list that a number leads to.
func (s *Site) list(ctx context.Context, pairs ...string) (list, error) {
	q := url.Values{"group": {"true"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	var l list
	err := s.api.get(ctx, "/api/v1/offers", q, &l)
	return l, err
}

// countLaender is "aus allen 16 Ländern und vom Bund".
func countLaender(counts map[string]int) string {
	n, bund := 0, false
	for land := range counts {
		if land == string(learning.Bund) {
			bund = true
			continue
		}
		n++
	}
	return strings.Replace(from(n, bund), "aus 16 ", "aus allen 16 ", 1)
}

// ways are the entrances for those who look for something else than a course.
func ways(facets map[string]map[string]int, a asked) []way {
	kinds := func(codes ...learning.Kind) (values []string, total int) {
		for _, k := range codes {
			values = append(values, string(k))
			total += facets["kind"][string(k)]
		}
		return values, total
	}
	aside, asideTotal := kinds(learning.SelfStudy, learning.Community, learning.ConsultationHour)
	beside, besideTotal := kinds(learning.Mentoring, learning.WorkShadowing)
	checks, checksTotal := kinds(learning.CompetenceCheck)
	return []way{
		{link{"Neu in der Verwaltung", a.with("audience", "newcomers").at("/angebote"), facets["audience"]["newcomers"]}, "Grundlagen für die ersten 100 Tage.", "tuer"},
		{link{"Nebenbei lernen", a.with("kind", aside...).at("/angebote"), asideTotal}, "Selbstlernkurse, Sprechstunden, Lerngemeinschaften.", "blase"},
		{link{"Mentoring und Hospitation", a.with("kind", beside...).at("/angebote"), besideTotal}, "Anderen über die Schulter schauen, in anderen Behörden.", "zwei"},
		{link{"Kompetenz-Check", a.with("kind", checks...).at("/angebote"), checksTotal}, "Was kann ich schon, was fehlt mir?", "haken"},
	}
}

// links are the values of a facet as links, the most frequent first.
func links(name string, counts map[string]int, label func(string) string, a asked) []link {
	var out []link
	for v, n := range counts {
		out = append(out, link{label(v), a.with(name, v).at("/angebote"), n})
	}
	slices.SortFunc(out, func(a, b link) int { return cmp.Or(b.Total-a.Total, cmp.Compare(a.Text, b.Text)) })
	return out
}
