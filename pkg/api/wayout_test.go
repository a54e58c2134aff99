package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// TestEveryWayOutLeadsToAnOffer follows each suggestion of random searches
// through HTTP, as a page would.
func TestEveryWayOutLeadsToAnOffer(t *testing.T) {
	h, _ := demoHub(t)
	d := description(t, h)
	words := []string{
		"Datenschutz", "Datenschuz", "Excel", "Vergaberecht", "Yoga", "online", "vor Ort", "kostenlos", "für Führungskräfte", "Anfänger", "im Februar 2027", "Mentoring",
		"Bayern", "München", "Erfurt oder online", "mit Zertifikat", "nächste Woche", "Standesamt", "Quantenphysik", "auf Englisch", "barrierefrei", "Brandschuzhelfer",
	}
	filters := map[string][]string{
		"land": {"by", "he", "th", "sl"}, "mode": {"online", "onsite"}, "kind": {"mentoring", "course"}, "level": {"beginner", "advanced"}, "free": {"true", "false"},
		"current": {"true"}, "seats": {"true"}, "myLand": {"he"}, "from": {"2027-03-01"}, "to": {"2026-12-01"}, "topic": {"data_protection", "law"}, "certificate": {"certificate"},
		"literal": {"true"},
	}
	names := make([]string, 0, len(filters))
	for name := range filters {
		names = append(names, name)
	}
	slices.Sort(names)
	empty, ways, nearest := 0, 0, 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		pick := func(list []string) string { return list[r.IntN(len(list))] }
		var text []string
		for range r.IntN(4) {
			text = append(text, pick(words))
		}
		q := url.Values{"limit": {"3"}}
		if len(text) > 0 {
			q.Set("q", strings.Join(text, " "))
		}
		for range r.IntN(4) {
			name := pick(names)
			q.Set(name, pick(filters[name]))
		}
		l := h.offersAt(d, q)
		if l.Total == 0 {
			empty++
		}
		if l.Total == 0 && len(l.Suggestions) == 0 {
			for _, word := range strings.Fields(q.Get("q")) {
				if n := h.offersAt(d, url.Values{"q": {word}}).Total; n > 0 {
					t.Errorf("%s: a dead end, though %q alone finds %d", q.Encode(), word, n)
				}
			}
		}
		for _, s := range l.Suggestions {
			ways++
			follow := url.Values{}
			for name, values := range q {
				if !slices.Contains(strings.Split(s.Without, ","), name) {
					follow[name] = values
				}
			}
			follow.Set("q", s.Query)
			if got := h.offersAt(d, follow).Total; got != s.Total || got < 1 {
				t.Errorf("%s: suggestion %+v leads to %d offers", q.Encode(), s, got)
			}
		}
		if l.Total > 0 && len(l.Nearest) > 0 {
			t.Errorf("%s: nearest offers beside %d hits", q.Encode(), l.Total)
		}
		for _, n := range l.Nearest {
			nearest++
			if len(n.Misses) == 0 {
				t.Errorf("%s: nearest %s misses nothing: %+v", q.Encode(), n.Item.ID, n)
			}
		}
		if !slices.IsSortedFunc(l.Suggestions, func(a, b api.Suggestion) int { return b.Total - a.Total }) {
			t.Errorf("%s: suggestions out of order: %+v", q.Encode(), l.Suggestions)
		}
	}
	if empty < 50 || ways < 100 || nearest < 40 {
		t.Errorf("only %d searches without hits, %d ways out, %d nearest offers: that proves little", empty, ways, nearest)
	}
}

func TestZeroHitsSayWhatToLeaveOutAndWhatIsNearest(t *testing.T) {
	h := newHub(t)
	put := func(subject, title, town, amount string, start string) {
		o := &learning.Offer{
			Kind: learning.Course, Title: learning.Text{"de": title}, Provider: learning.Provider{Name: "Akademie"},
			Sessions: []learning.Session{{ID: "1", Start: start + "T09:00:00+01:00", End: start + "T16:00:00+01:00", Place: &learning.Place{City: town}}},
		}
		if amount == "" {
			o.Price = &learning.Price{Free: new(true)}
		} else {
			o.Price = &learning.Price{Amount: amount, Currency: "EUR"}
		}
		h.Publish("th", "lms", subject, event.TypeOfferPublished, o)
	}
	put("far", "Englisch am Telefon", "Gera", "", "2027-02-04")
	put("dear", "Telefonieren auf Englisch", "Suhl", "60.00", "2027-02-10")
	put("late", "Englisch im Amt: Telefon", "Suhl", "", "2027-04-14")
	l := h.offersAt(description(t, h), url.Values{"q": {"Englisch Telefon Suhl Februar 2027 kostenlos"}})
	if l.Total != 0 {
		t.Fatalf("%d hits, want none", l.Total)
	}
	var ways, near []string
	for _, s := range l.Suggestions {
		if s.Text != "" {
			ways = append(ways, fmt.Sprintf("%s: %s (%d)", s.Text, s.Query, s.Total))
		}
	}
	for _, n := range l.Nearest {
		line := n.Item.Subject
		for _, f := range n.Fits {
			line += " +" + f.Text
		}
		for _, f := range n.Misses {
			line += " -" + f.Text
		}
		near = append(near, line)
	}
	slices.Sort(ways)
	slices.Sort(near)
	wantWays := []string{
		"Februar 2027: Englisch Telefon Suhl kostenlos (1)", "Ort: Suhl: Englisch Telefon Februar 2027 kostenlos (1)", "kostenlos: Englisch Telefon Suhl Februar 2027 (1)",
	}
	wantNear := []string{
		"dear +Ort: Suhl +Februar 2027 -kostet 60,00\u00a0€", "far +Februar 2027 +kostenlos -Gera, 102\u00a0km von Suhl",
		"late +Ort: Suhl +kostenlos -am 14. April 2027 statt Februar 2027",
	}
	if !slices.Equal(ways, wantWays) {
		t.Errorf("ways out %q, want %q", ways, wantWays)
	}
	if !slices.Equal(near, wantNear) {
		t.Errorf("nearest %q, want %q", near, wantNear)
	}
}
