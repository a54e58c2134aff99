package landing

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// dataPage is "Über die Daten".
type dataPage struct {
	Status  status
	Figures []figure
	Sources int // that ever reported
	Trouble []trouble
	Rows    []row
	Marks   []string // names of what counts for the quality
	Tiles   []tile
	Days    []string // "10. November"
	Chart   *chart   // events of all Länder by day; nil if nobody counted
}

// figure is a number with what it means.
type figure struct {
	Number, Unit, Text string
}

// trouble is something that is wrong at the moment, in plain sentences.
type trouble struct {
	Class string // of the icon
	Name  string // of the Land
	Text  string
}

// row is one Land.
type row struct {
	tile
	State    state
	Offers   int // current ones
	Last     string
	Delivery string
	Lag      uint64
	Held     int
	Rejected int
	Score    int // per cent; -1 if there is nothing to judge
	Shares   []string
	Spark    spark
	Events   []int
}

// qualities are what counts for the quality of an offer, as the API names it.
var qualities = []struct{ code, name string }{
	{"description", "Beschreibung"},
	{"sessions", "Termine"},
	{"place", "Koordinaten"},
	{"price", "Preis"},
	{"access", "Zugangsregel"},
	{"level", "Stufe"},
}

func (s *Site) data(r *http.Request) (page, error) {
	body, err := s.dataBody(r.Context(), read(r).only())
	if err != nil {
		return page{}, err
	}
	return page{Template: "daten", Title: "Über die Daten", Section: "daten", Asked: read(r).only(), Body: body}, nil
}

func (s *Site) dataBody(ctx context.Context, a asked) (dataPage, error) {
	st, err := s.statusNow(ctx)
	if err != nil {
		return dataPage{}, err
	}
	counts, err := s.statistics(ctx)
	if err != nil {
		return dataPage{}, err
	}
	now := s.Now()
	body := dataPage{Status: st}
	for _, m := range qualities {
		body.Marks = append(body.Marks, m.name)
	}
	for _, d := range counts.Total.Days {
		if t, _, err := learning.Moment(d.Day); err == nil {
			body.Days = append(body.Days, day(t, now))
		}
	}
	for _, t := range tiles(nil, "", a) {
		body.Tiles = append(body.Tiles, aged(t, st.land(t.Land), now))
	}
	fresh := 0
	for _, t := range byName(body.Tiles) {
		row := rowOf(t, st.land(t.Land), counts.land(t.Land), now)
		if st.land(t.Land).LastEvent != nil {
			body.Sources++
		}
		if row.State.Class == "ja" {
			fresh++
		}
		body.Trouble = append(body.Trouble, troubles(st.land(t.Land), row.State)...)
		body.Rows = append(body.Rows, row)
	}
	body.Figures = numbers(st, counts, fresh, len(body.Rows))
	body.Chart = eventsChart(counts.Total.Days, body.Days)
	return body, nil
}

// counted remembers what the API counted for a moment: counting costs the hub
// more than a search while many Länder report.
type counted struct {
	mu     sync.Mutex
	at     time.Time
	counts statistics
}

// lately is what the API counted at most statusAge ago.
func (s *Site) lately(ctx context.Context) (statistics, error) {
	c := &s.counted
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.IsZero() && time.Since(c.at) < statusAge {
		return c.counts, nil
	}
	counts, err := s.statistics(ctx)
	if err != nil {
		return counts, err
	}
	c.at, c.counts = time.Now(), counts
	return counts, nil
}

// statistics is what the API counted.
func (s *Site) statistics(ctx context.Context) (statistics, error) {
	var counts statistics
	err := s.api.get(ctx, "/api/v1/statistics", nil, &counts)
	return counts, err
}

// land is the row of a Land; the zero row if there is none.
func (st status) land(l learning.Land) landStatus {
	for _, row := range st.Laender {
		if row.Land == l {
			return row
		}
	}
	return landStatus{Land: l}
}

func (c statistics) land(l learning.Land) landCount {
	for _, row := range c.Laender {
		if row.Land == l {
			return row
		}
	}
	return landCount{Land: l}
}

func rowOf(t tile, one landStatus, counts landCount, now time.Time) row {
	r := row{
		tile: t, State: judgeState(one, now), Offers: counts.Current, Last: ago(one.LastEvent, now), Delivery: ago(one.LastDelivery, now),
		Lag: one.Lag, Held: one.Held, Rejected: one.Rejected, Score: -1, Spark: newSpark(t.Full, counts.Days),
	}
	if one.Held > 0 {
		r.Delivery = "angehalten"
	}
	if counts.Current > 0 {
		r.Score = int(math.Round(counts.Score * 100))
	}
	for _, m := range qualities {
		r.Shares = append(r.Shares, share(counts.Have[m.code], counts.Current))
	}
	for _, d := range counts.Days {
		r.Events = append(r.Events, d.Events)
	}
	return r
}

// share is a part of a whole: "88 %", "–" of nothing.
func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return strconv.Itoa(int(math.Round(float64(n)*100/float64(of)))) + "\u00a0%"
}

// numbers are the four numbers on top.
func numbers(st status, counts statistics, fresh, of int) []figure {
	total := counts.Total
	out := []figure{{number(total.Current), "", "aktuelle " + only(total.Current, "Angebot", "Angebote") +
		", davon " + share(total.Coming, total.Current) + " mit Termin in der Zukunft"}}
	help := "Quellen aktuell"
	if n := of - fresh; n > 0 {
		help += ", " + number(n) + " " + only(n, "braucht", "brauchen") + " Hilfe"
	}
	out = append(out, figure{number(fresh), "von " + number(of), help})
	if v := counts.VisibleAfter; v != nil {
		out = append(out, figure{seconds(*v), "Sekunden", "vom Eintrag ins Protokoll bis zur Suche, im Mittel"})
	} else {
		today := 0
		if n := len(total.Days); n > 0 {
			today = total.Days[n-1].Events
		}
		out = append(out, figure{number(today), "", only(today, "Meldung", "Meldungen") + " heute"})
	}
	secured := "Einträge im Protokoll, alle durch den Prüfbaum gesichert"
	if st.Ledger.Size < st.Log.Position {
		secured = "Einträge im Protokoll, " + number(int(st.Ledger.Size)) + " davon durch den Prüfbaum gesichert" //nolint:gosec // entries
	}
	return append(out, figure{number(int(st.Log.Position)), "", secured}) //nolint:gosec // entries
}

func only(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// seconds is a short time with one digit behind the comma, two below a tenth.
func seconds(v float64) string {
	digits := 1
	if v < .1 {
		digits = 2
	}
	return strings.Replace(strconv.FormatFloat(v, 'f', digits, 64), ".", ",", 1)
}

// troubles are what is wrong with a Land's reports.
func troubles(l landStatus, st state) []trouble {
	var out []trouble
	name := l.Land.Name()
	switch st.Class {
	case "rot", "bed":
		out = append(out, trouble{st.Class, name, st.Long})
	}
	if l.Noise > 0 {
		out = append(out, trouble{"frage", name, only(int(min(l.Noise, 2)), "1 Nachricht war keine Meldung und wurde", number(int(l.Noise))+" Nachrichten waren keine Meldungen und wurden") + " nicht ausgewertet."}) //nolint:gosec // small
	}
	if l.Notice != "" {
		out = append(out, trouble{"bed", name, l.Notice})
	}
	return out
}

// eventsChart are the events of all Länder by day.
func eventsChart(days []dayCount, names []string) *chart {
	if len(days) == 0 || len(names) != len(days) {
		return nil
	}
	values, labels, sum, best := make([]int, len(days)), make([]string, len(days)), 0, 0
	for i, d := range days {
		values[i] = d.Events
		labels[i], _, _ = strings.Cut(names[i], ".")
		sum += d.Events
		if d.Events > values[best] {
			best = i
		}
	}
	finding := "In " + count(len(days), "Tag", "Tagen") + " kamen " + reports(sum) + " an."
	if sum > 0 {
		finding += " Die meisten am " + names[best] + ": " + number(values[best]) + "."
	}
	c := newChart("tage", "Alle Länder zusammen, "+period(names[0], names[len(names)-1]), finding, values, labels)
	return &c
}

// period is from a day to another: "10. bis 23. November", "20. Oktober bis 2. November".
func period(from, to string) string {
	first, month, _ := strings.Cut(from, " ")
	if strings.HasSuffix(to, " "+month) && first+" "+month == from {
		from = first
	}
	return from + " bis " + to
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

// dataCSV is the table of "Über die Daten" for a spreadsheet.
func (s *Site) dataCSV(w http.ResponseWriter, r *http.Request) {
	body, err := s.dataBody(r.Context(), asked{})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="lernverbund-laender.csv"`)
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write([]byte("\ufeff")) // spreadsheets take it for something else otherwise
	out := csv.NewWriter(w)
	out.Comma = ';'
	head := []string{"Land", "Zustand", "Angebote", "Letzte Meldung", "Letzte volle Lieferung", "Güte in Prozent"}
	for _, m := range body.Marks {
		head = append(head, m+" in Prozent")
	}
	_ = out.Write(append(head, body.Days...))
	for _, row := range body.Rows {
		one := body.Status.land(row.Land)
		line := []string{row.Full, row.State.Words, strconv.Itoa(row.Offers), stamp(one.LastEvent), stamp(one.LastDelivery), ""}
		if row.Score >= 0 {
			line[5] = strconv.Itoa(row.Score)
		}
		for _, share := range row.Shares {
			line = append(line, strings.Trim(share, "\u00a0%–"))
		}
		for _, n := range row.Events {
			line = append(line, strconv.Itoa(n))
		}
		_ = out.Write(line)
	}
	out.Flush()
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return local(*t).Format("2006-01-02 15:04")
}

// Fill is how wide the bar of a score is.
func (r row) Fill() string { return fmt.Sprintf("%d%%", max(0, r.Score)) }
