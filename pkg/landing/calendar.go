package landing

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/format/ical"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// keptPast is for how many days a calendar of a search keeps what is over.
const keptPast = 30

// searchCalendar are the sessions of a search's offers, at most mostEntries of
// them a page, those with the nearest session first.
func (s *Site) searchCalendar(r *http.Request) (file, error) {
	origin, err := s.home(r)
	if err != nil {
		return file{}, err
	}
	a := read(r).with("limit").with("sort").turnedTo(read(r))
	q := a.query()
	q.Set("sort", "date")
	q.Set("limit", strconv.Itoa(mostEntries))
	q.Set("explain", "false")
	q.Del("group")
	var l list
	if err := s.api.get(r.Context(), "/api/v1/offers", q, &l); err != nil {
		return file{}, err
	}
	c := ical.Calendar{Name: feedTitle(a, in(r.Context())), Source: origin + a.at("/angebote.ics"), Now: s.Now(), Past: midnight(s.Now()).AddDate(0, 0, -keptPast)}
	var records []format.Record
	for _, i := range l.Items {
		record, err := s.record(r.Context(), i.ID, origin)
		if p := (*problem)(nil); errors.As(err, &p) {
			continue // it left while we were reading
		} else if err != nil {
			return file{}, err
		}
		records = append(records, record)
	}
	return calendarFile(c, records, "lernverbund.ics").file, nil
}

// offerCalendar are the sessions of an offer.
func (s *Site) offerCalendar(r *http.Request) (file, error) {
	return s.calendarOf(r, learning.OfferID(r.PathValue("id")), "")
}

// sessionCalendar is one session of an offer.
func (s *Site) sessionCalendar(r *http.Request) (file, error) {
	session, ok := strings.CutSuffix(r.PathValue("session"), ".ics")
	if !ok || session == "" {
		return file{}, &problem{Status: http.StatusNotFound}
	}
	return s.calendarOf(r, learning.OfferID(r.PathValue("id")), session)
}

func (s *Site) calendarOf(r *http.Request, id learning.OfferID, session string) (file, error) {
	origin, err := s.home(r)
	if err != nil {
		return file{}, err
	}
	record, err := s.record(r.Context(), id, origin)
	if err != nil {
		return file{}, err
	}
	c := ical.Calendar{Name: record.Offer.Title.German(), Source: record.Page() + ".ics", Now: s.Now(), Only: session}
	if session != "" {
		c.Source = ""
	}
	f := calendarFile(c, []format.Record{record}, "termin.ics")
	if session != "" && f.empty {
		return file{}, &problem{Status: http.StatusNotFound}
	}
	return f.file, nil
}

// calendar is a file, and whether no session is in it.
type calendar struct {
	file
	empty bool
}

func calendarFile(c ical.Calendar, records []format.Record, name string) calendar {
	raw, reports := ical.Write(c, records)
	f := calendar{file: file{kind: ical.Type, content: raw, age: feedAge, name: name}, empty: true}
	for i, report := range reports {
		if f.empty = f.empty && !report.Exported; records[i].Modified.After(f.modified) {
			f.modified = records[i].Modified
		}
	}
	return f
}

// mostPages is how many pages of a history are read.
const mostPages = 10

// record is an offer with its times and how often its sessions moved, from its
// history. A withdrawn one is as it was last; what was taken away for legal
// reasons is a problem with status 410, what never was one with 404.
func (s *Site) record(ctx context.Context, id learning.OfferID, origin string) (format.Record, error) {
	out := format.Record{ID: id, Origin: origin, Moves: map[string]int{}}
	var before *learning.Offer
	for n := range mostPages {
		var h history
		offset := strconv.Itoa(n * 100)
		if err := s.api.get(ctx, historyPath(id), url.Values{"limit": {mostSteps}, "offset": {offset}}, &h); err != nil {
			return out, err
		}
		for _, step := range h.Items {
			if out.Created.IsZero() {
				out.Created = step.RecordedAt
			}
			out.Modified, out.Withdrawn = step.RecordedAt, ""
			if step.Withdrawn != nil {
				out.Withdrawn = step.Withdrawn.Reason
			}
			if o := step.offer(); o != nil {
				moved(before, o, out.Moves)
				before, out.Offer = o, o
			}
			if step.Erased {
				out.Offer, out.Withdrawn = nil, "legal"
			}
		}
		if (n+1)*100 >= h.Total {
			break
		}
	}
	if out.Offer == nil || out.Withdrawn == "legal" {
		return out, &problem{Status: http.StatusGone}
	}
	return out, nil
}

// moved counts the sessions whose time, place or status differs from the version before.
func moved(a, b *learning.Offer, moves map[string]int) {
	if a == nil {
		return
	}
	old := map[string]*learning.Session{}
	for i := range a.Sessions {
		old[a.Sessions[i].ID] = &a.Sessions[i]
	}
	for i := range b.Sessions {
		now := &b.Sessions[i]
		was, ok := old[now.ID]
		if !ok {
			continue
		}
		place, _ := address(was)
		if to, _ := address(now); now.Start != was.Start || now.End != was.End || now.Status != was.Status || to != place {
			moves[now.ID]++
		}
	}
}
