package api_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func offerNamed(title string) learning.Offer {
	return learning.Offer{Kind: learning.Course, Title: learning.Text{"de": title}, Provider: learning.Provider{Name: "Haus"}}
}

func TestAnOfferAndItsHistory(t *testing.T) {
	h := newHub(t)
	d := description(t, h)
	o := offerNamed("Datenschutz")
	o.Sessions = []learning.Session{{ID: "1", Start: "2026-12-01T09:00:00+01:00", End: "2026-12-01T16:00:00+01:00"}}
	id := h.Publish("by", "bayvsa", "4711", event.TypeOfferPublished, o)
	path := "/api/v1/offers/" + url.PathEscape(string(id))

	read := func(want int) (f api.Full) {
		raw, _ := h.raw(path, want)
		d.holds("Offer", raw)
		if err := json.Unmarshal(raw, &f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := read(200)
	if f.Next == nil || *f.Next != o.Sessions[0].Start || !f.Current || f.Position != 1 {
		t.Errorf("offer %+v, want next %s, current, position 1", f, o.Sessions[0].Start)
	}

	o.Title["de"] = "Datenschutz kompakt"
	h.Publish("by", "bayvsa", "4711", event.TypeOfferRevised, o)
	h.Publish("by", "bayvsa", "4711", event.TypeSeatsReported, event.SeatsReported{
		Session: event.Seats{ID: "1", SeatsFree: new(learning.Count(3)), SeatsAsOf: "2026-11-23T09:00:00+01:00"},
	})
	if f = read(200); f.Position != 3 {
		t.Errorf("position %d, want 3", f.Position)
	}
	h.Publish("by", "bayvsa", "4711", event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: "moved", Successor: "4712"})
	p := h.problem(d, "GET", path, 410)
	if p.Withdrawn == nil || p.Withdrawn.Reason != "moved" || p.Withdrawn.Successor != "4712" || p.WithdrawnAt == nil {
		t.Errorf("problem of a withdrawn offer %+v, want reason, successor and time", p)
	}
	if l := h.offersAt(d, url.Values{}); l.Total != 0 || l.Position != 4 {
		t.Errorf("list has %d offers at %d, want 0 at 4", l.Total, l.Position)
	}

	raw, _ := h.raw(path+"/history", 200)
	d.holds("History", raw)
	var history api.History
	if err := json.Unmarshal(raw, &history); err != nil {
		t.Fatal(err)
	}
	var types []event.Type
	for i, s := range history.Items {
		types = append(types, s.Type)
		if i > 0 && history.Items[i-1].To != s.From {
			t.Errorf("version %d ends at %d, the next begins at %d", i-1, history.Items[i-1].To, s.From)
		}
	}
	if len(types) != 4 || history.Total != 4 || types[2] != event.TypeSeatsReported || history.Items[3].Offer != nil {
		t.Errorf("history %v of %d, want four versions, the last without content", types, history.Total)
	}
	var page api.History
	h.get(path+"/history?limit=1&offset=1", 200, &page)
	if len(page.Items) != 1 || page.Items[0].From != 2 || page.Total != 4 {
		t.Errorf("a page of the history %+v, want the second version of four", page)
	}
}

func TestLegalContentIsShownNowhere(t *testing.T) {
	h := newHub(t)
	id := h.Publish("by", "bayvsa", "1", event.TypeOfferPublished, offerNamed("Geheimwort"))
	h.Publish("by", "bayvsa", "1", event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: "legal"})
	path := "/api/v1/offers/" + url.PathEscape(string(id))
	gone, _ := h.raw(path, 410)
	history, _ := h.raw(path+"/history", 200)
	list, _ := h.raw("/api/v1/offers?q=Geheimwort", 200)
	suggested, _ := h.raw("/api/v1/suggest?q=Geheim", 200)
	for _, raw := range [][]byte{gone, history, suggested} {
		if json.Unmarshal(raw, new(any)) != nil || contains(raw, "Geheimwort") {
			t.Errorf("an answer still has the content: %s", raw)
		}
	}
	if contains(list, `"total":1`) {
		t.Errorf("the list still has it: %s", list)
	}
}

func TestStatus(t *testing.T) {
	h, all := demoHub(t)
	d := description(t, h)
	raw, _ := h.raw("/api/v1/status", 200)
	d.holds("Status", raw)
	var s api.Status
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	if s.Catalogue.Offers != len(all) || len(s.Laender) != 17 || s.Log.Position != event.Position(len(all)) {
		t.Errorf("status %+v, want %d offers of 17", s, len(all))
	}
}

func TestExplainAndLiteral(t *testing.T) {
	h, _ := demoHub(t)
	d := description(t, h)
	with := h.offersAt(d, url.Values{"q": {"Datenschuz"}})
	if with.Total == 0 || len(with.Corrections) != 1 || len(with.Items[0].Match) == 0 {
		t.Fatalf("a typing error: total %d, corrections %v, want hits, one correction and reasons", with.Total, with.Corrections)
	}
	if len(with.Suggestions) != 1 || with.Suggestions[0].Total == 0 {
		t.Errorf("suggestions %v, want the corrected query", with.Suggestions)
	}
	without := h.offersAt(d, url.Values{"q": {"Datenschuz"}, "explain": {"false"}})
	if without.Total != with.Total || len(without.Items[0].Match) != 0 {
		t.Errorf("explain=false: total %d, reasons %v, want %d and none", without.Total, without.Items[0].Match, with.Total)
	}
	if literal := h.offersAt(d, url.Values{"q": {"Datenschuz"}, "literal": {"true"}}); literal.Total != 0 || len(literal.Corrections) != 0 {
		t.Errorf("literal=true: total %d, corrections %v, want none", literal.Total, literal.Corrections)
	}
}

// Every way out of zero hits leads to what it promises.
func TestWaysOutOfZero(t *testing.T) {
	h, _ := demoHub(t)
	d := description(t, h)
	for name, q := range map[string]url.Values{
		"one filter too many":  {"q": {"Datenschutz"}, "kind": {"mentoring"}},
		"two filters too many": {"q": {"Datenschutz"}, "kind": {"mentoring"}, "land": {"sl"}, "level": {"advanced"}},
		"a word too many":      {"q": {"Datenschutz Xylophonquark"}, "literal": {"true"}},
	} {
		l := h.offersAt(d, q)
		if l.Total != 0 || len(l.Suggestions) == 0 {
			t.Errorf("%s: total %d, suggestions %v, want none and some", name, l.Total, l.Suggestions)
		}
		for _, s := range l.Suggestions {
			changed := url.Values{}
			for k, v := range q {
				changed[k] = v
			}
			changed.Set("q", s.Query)
			for _, name := range splitWords(s.Without) {
				changed.Del(name)
			}
			if got := h.offersAt(d, changed).Total; got != s.Total || got == 0 {
				t.Errorf("%s: suggestion %+v leads to %d offers", name, s, got)
			}
		}
	}
	if l := h.offersAt(d, url.Values{"q": {"xqzzkw"}}); l.Total != 0 || len(l.Suggestions) != 0 {
		t.Errorf("nonsense: total %d, suggestions %v, want none", l.Total, l.Suggestions)
	}
}

func TestSuggest(t *testing.T) {
	h, _ := demoHub(t)
	d := description(t, h)
	for typed, kind := range map[string]string{
		"Datenschutz": "offer", "datensch": "topic", "Bay": "place", "Lernwerkstatt": "provider", "Wiesbaden": "place",
	} {
		raw, _ := h.raw("/api/v1/suggest?q="+url.QueryEscape(typed), 200)
		d.holds("Suggestions", raw)
		var c api.Completions
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, item := range c.Items {
			found = found || item.Kind == kind
			if l := h.offersAt(d, url.Values{"q": {item.Query}, "current": {"true"}}); l.Total < 1 {
				t.Errorf("%q suggests %+v, which finds nothing", typed, item)
			}
			if item.Kind == "offer" {
				h.raw("/api/v1/offers/"+url.PathEscape(item.ID), 200)
			}
		}
		if !found {
			t.Errorf("%q suggests %+v, want some %s", typed, c.Items, kind)
		}
	}
	var none api.Completions
	if h.get("/api/v1/suggest?q=", 200, &none); len(none.Items) != 0 {
		t.Errorf("nothing typed suggests %+v", none)
	}
}

func TestTheClockDecidesWhatIsCurrent(t *testing.T) {
	h := newHub(t)
	d := description(t, h)
	o := offerNamed("Gestern")
	o.Sessions = []learning.Session{{ID: "1", Start: now.AddDate(0, 0, -1).Format(time.RFC3339)}}
	h.Publish("by", "a", "past", event.TypeOfferPublished, o)
	h.Publish("by", "a", "always", event.TypeOfferPublished, offerNamed("Immer"))
	l := h.offersAt(d, url.Values{})
	if l.Total != 2 || !l.Items[0].Current || l.Items[1].Current || l.Items[1].Next != nil {
		t.Errorf("list %+v, want the current one first", l.Items)
	}
}
