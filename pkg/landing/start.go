package landing

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// startPage is what the start page shows.
type startPage struct {
	Total    int
	From     string
	Question question
	Tries    []string
	Tiles    []tile
	ByName   []tile
	Seats    []card
	AllSeats link
	Ways     []way
	Topics   []link
	More     []link
	New      []card
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

// words to try: what people in offices ask for. Only those with hits are shown.
var words = []string{"KI im Amt", "E-Akte", "Excel", "Datenschutz", "Führung", "Bescheide schreiben"}

// seatsWithin is how soon a session begins whose free seats may stay empty.
const seatsWithin = 14

func (s *Site) start(r *http.Request) (page, error) {
	ctx, a := r.Context(), read(r).only()
	newest, err := s.list(ctx, "current", "true", "sort", "new", "limit", "3")
	if err != nil {
		return page{}, err
	}
	now := s.Now()
	seats := a.with("seats", "true").with("access", "all_laender", "public").with("sort", "date").
		with("from", local(now).Format(time.DateOnly)).with("to", local(now).AddDate(0, 0, seatsWithin).Format(time.DateOnly))
	query := seats.query()
	query.Set("limit", "3")
	var soon list
	if err := s.api.get(ctx, "/api/v1/offers", query, &soon); err != nil {
		return page{}, err
	}
	st, _ := s.status(ctx) // only for the age of a Land's data
	cards := s.lister(a, st)
	counts := newest.Facets["land"]
	body := startPage{
		Total: newest.Total, From: countLaender(counts), Question: atStart(askReader(a, "/angebote", "Darf ich teilnehmen? Wir prüfen es gleich mit.")),
		Tries: s.tried.with(ctx, s, newest.Position), Tiles: tiles(counts, "", a),
		Seats: cards.cards("platz", soon.Items), AllSeats: link{Address: seats.at("/angebote"), Total: soon.Total},
		Ways: ways(newest.Facets, a), New: cards.cards("neu", newest.Items),
	}
	body.ByName = byName(body.Tiles)
	topics := links("topic", newest.Facets["topic"], labels(learning.VocabTopics), a)
	body.Topics, body.More = topics[:min(9, len(topics))], topics[min(9, len(topics)):]
	return page{Template: "start", Title: "Fortbildung für die öffentliche Verwaltung", Section: "start", Asked: a, Body: body}, nil
}

// atStart is the question as part of the search form, which has its own button.
func atStart(q question) question {
	q.Button = false
	return q
}

// list asks for offers by pairs of parameter and value.
func (s *Site) list(ctx context.Context, pairs ...string) (list, error) {
	q := url.Values{}
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
		{link{"Kompetenzcheck", a.with("kind", checks...).at("/angebote"), checksTotal}, "Was kann ich schon, was fehlt mir?", "haken"},
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

// searches remembers which words to try find something, until the catalogue changes.
type searches struct {
	mu       sync.Mutex
	position uint64
	words    []string
	asked    bool
}

func (t *searches) with(ctx context.Context, s *Site, position uint64) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asked && t.position == position {
		return t.words
	}
	var found []string
	for _, w := range words {
		l, err := s.list(ctx, "q", w, "current", "true", "limit", "0")
		if err != nil {
			return found
		}
		if l.Total > 0 {
			found = append(found, w)
		}
	}
	t.asked, t.position, t.words = true, position, found
	return found
}
