package api

import (
	"context"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/statistics"
)

// Statistics is the answer of /api/v1/statistics: how much each Land reports,
// and how complete it is.
type Statistics struct {
	Position event.Position `json:"position"` // of the catalogue
	AsOf     time.Time      `json:"asOf"`     // what is current is so at this moment
	Marks    []string       `json:"marks"`    // those that count for a score
	// VisibleAfter is how long a record takes from the log to the search, in
	// seconds: the median of the newest; null if none came since the start.
	VisibleAfter *float64  `json:"visibleAfter"`
	Total        LandCount `json:"total"`
	// Laender are all of them, in byte order.
	Laender []LandCount `json:"laender"`
}

// LandCount is one Land, or all of them.
type LandCount struct {
	Land    learning.Land  `json:"land,omitempty"` // absent: all
	Offers  int            `json:"offers"`         // live, past ones included
	Current int            `json:"current"`
	Coming  int            `json:"coming"` // current with a session that is not over
	Score   float64        `json:"score"`  // share of the marks that the current offers have
	Have    map[string]int `json:"have"`   // mark: current offers that have it
	Days    []DayCount     `json:"days"`   // events by day in Germany, oldest first, days without any too
}

// DayCount is how many events were recorded on a day.
type DayCount struct {
	Day    string `json:"day"` // 2026-11-23
	Events int    `json:"events"`
}

const defaultDays = 14

func (a *API) statistics(w http.ResponseWriter, r *http.Request) error {
	p, err := newParams(r)
	if err != nil {
		return err
	}
	days := p.count("days", defaultDays, catalogue.RecentDays)
	if err := p.check(); err != nil {
		return err
	}
	status, err := a.Catalogue().Status(r.Context())
	if err != nil {
		return err
	}
	tally, err := a.tally(r.Context(), status.Position)
	if err != nil {
		return err
	}
	now := a.Now()
	sum := tally.Summary(now)
	s := Statistics{Position: status.Position, AsOf: now.UTC().Truncate(time.Second), Total: landCount(&sum.Counts)}
	for _, m := range statistics.Marks {
		s.Marks = append(s.Marks, string(m))
	}
	if sum.Visible > 0 {
		s.VisibleAfter = new(math.Round(sum.Visible.Seconds()*1000) / 1000)
	}
	events := map[learning.Land]map[catalogue.Day]int{}
	for _, l := range status.Laender {
		events[l.Land] = map[catalogue.Day]int{}
		for _, d := range l.Days {
			events[l.Land][d.Day] = d.Events
		}
	}
	today := catalogue.DayOf(now)
	for i := range days {
		s.Total.Days = append(s.Total.Days, DayCount{Day: (today - catalogue.Day(days-1-i)).String()})
	}
	for _, land := range inOrder {
		c := sum.Laender[land]
		row := landCount(&c)
		row.Land = land
		for i := range days {
			day := today - catalogue.Day(days-1-i)
			n := events[land][day]
			row.Days = append(row.Days, DayCount{day.String(), n})
			s.Total.Days[i].Events += n
		}
		s.Laender = append(s.Laender, row)
	}
	return reply(w, r, s)
}

func landCount(c *statistics.Counts) LandCount {
	row := LandCount{
		Offers: c.Offers, Current: c.Current, Coming: c.Coming, Score: math.Round(c.Score()*1000) / 1000,
		Have: map[string]int{}, Days: []DayCount{},
	}
	for m, n := range c.Marks {
		row.Have[string(m)] = n
	}
	return row
}

// counted is the API's own tally.
type counted struct {
	mu    sync.Mutex
	at    catalogue.Position
	tally *statistics.Tally
}

// tally counts the live offers of a catalogue that is at a position.
func (a *API) tally(ctx context.Context, at catalogue.Position) (*statistics.Tally, error) {
	if a.Tally != nil {
		return a.Tally(), nil
	}
	c := &a.counted
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tally != nil && c.at == at {
		return c.tally, nil
	}
	tally := statistics.New()
	for v, err := range a.Catalogue().Offers(ctx, 0) {
		if err != nil {
			return nil, err
		}
		var o learning.Offer
		if err := json.Unmarshal(v.Document, &o); err != nil {
			return nil, err
		}
		tally.Put(v.ID, &o)
	}
	c.tally, c.at = tally, at
	return tally, nil
}
