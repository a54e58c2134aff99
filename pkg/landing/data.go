package landing

import (
	"net/http"
	"strings"
	"time"
)

// dataPage is "Über die Daten".
type dataPage struct {
	Status  status
	Total   int // live offers, past ones included
	Current int
	Sources int
	Fresh   int // Länder that report
	Trouble []row
	Rows    []row
	Tiles   []tile
}

// row is one Land.
type row struct {
	tile
	State    state
	Offers   int
	Last     string
	Delivery string
	Lag      uint64
	Held     int
	Rejected int
}

func (s *Site) data(r *http.Request) (page, error) {
	ctx, a := r.Context(), read(r).only()
	st, err := s.statusNow(ctx)
	if err != nil {
		return page{}, err
	}
	l, err := s.list(ctx, "current", "true", "limit", "0")
	if err != nil {
		return page{}, err
	}
	now := s.Now()
	body := dataPage{Status: st, Total: st.Catalogue.Offers, Current: l.Total}
	ages := map[string]landStatus{}
	for _, one := range st.Laender {
		ages[string(one.Land)] = one
	}
	for _, t := range tiles(nil, "", a) {
		one := ages[string(t.Land)]
		t = aged(t, one, now)
		body.Tiles = append(body.Tiles, t)
	}
	for _, t := range byName(body.Tiles) {
		one := ages[string(t.Land)]
		row := row{
			tile: t, State: judgeState(one, now), Offers: one.Offers, Last: ago(one.LastEvent, now), Delivery: ago(one.LastDelivery, now),
			Lag: one.Lag, Held: one.Held, Rejected: one.Rejected,
		}
		if one.LastEvent != nil {
			body.Sources++
		}
		switch row.State.Class {
		case "ja":
			body.Fresh++
		case "rot", "bed":
			body.Trouble = append(body.Trouble, row)
		}
		body.Rows = append(body.Rows, row)
	}
	return page{Template: "daten", Title: "Über die Daten", Section: "daten", Asked: a, Body: body}, nil
}

// aged is a tile that says how long ago a Land reported.
func aged(t tile, l landStatus, now time.Time) tile {
	t.Value, t.Unit, t.Class = "–", "keine Meldung", "t0"
	if l.LastEvent != nil {
		t.Value, t.Unit = age(*l.LastEvent, now), "seit der letzten Meldung"
	}
	switch st := judgeState(l, now); st.Class {
	case "bed", "rot":
		t.Class, t.Icon = "t0 "+st.Class, st.Class
	}
	return t
}

// ago is when something was, for a table.
func ago(t *time.Time, now time.Time) string {
	if t == nil {
		return "noch nie"
	}
	return strings.TrimPrefix(seen(*t, now), "am ")
}
