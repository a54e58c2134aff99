package api_test

import (
	"net/url"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/api/apitest"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestStatistics(t *testing.T) {
	h, all := newHub(t), apitest.Offerings(t)
	h.PublishDemo()
	var s api.Statistics
	h.get("/api/v1/statistics", 200, &s)
	raw, _ := h.raw("/api/v1/statistics", 200)
	description(t, h).holds("Statistics", raw)
	if s.Total.Offers != len(all) || len(s.Laender) != 17 || len(s.Total.Days) != 14 {
		t.Errorf("%d offers, %d Länder, %d days, want %d, 17, 14", s.Total.Offers, len(s.Laender), len(s.Total.Days), len(all))
	}
	var list api.List
	h.get("/api/v1/offers?current=true&limit=0", 200, &list)
	sum, events := 0, 0
	for _, l := range s.Laender {
		if l.Current != list.Facets["land"][string(l.Land)] {
			t.Errorf("%s: %d current offers, the search has %d", l.Land, l.Current, list.Facets["land"][string(l.Land)])
		}
		sum += l.Current
		events += l.Days[13].Events
	}
	if sum != s.Total.Current || s.Total.Current != list.Total {
		t.Errorf("current offers: sum %d, total %d, the search has %d", sum, s.Total.Current, list.Total)
	}
	if today := s.Total.Days[13]; today.Day != "2026-11-23" || today.Events != len(all) || events != len(all) {
		t.Errorf("today is %s with %d events (sum %d), want 2026-11-23 with %d", today.Day, today.Events, events, len(all))
	}
	h.get("/api/v1/statistics?days=2", 200, &s)
	if len(s.Total.Days) != 2 || s.Total.Days[0].Day != "2026-11-22" {
		t.Errorf("two days: %v", s.Total.Days)
	}
	h.raw("/api/v1/statistics?days=32", 400)
	h.raw("/api/v1/statistics?day=3", 400)
	// What changes is counted anew.
	h.Publish("he", "a", "new", event.TypeOfferPublished, learning.Offer{Title: learning.Text{"de": "Neu"}, Provider: learning.Provider{Name: "Haus"}})
	h.get("/api/v1/statistics", 200, &s)
	if s.Total.Offers != len(all)+1 || s.Total.Days[13].Events != len(all)+1 {
		t.Errorf("after one more: %d offers, %d events, want %d", s.Total.Offers, s.Total.Days[13].Events, len(all)+1)
	}
}

func TestProviders(t *testing.T) {
	h, _ := demoHub(t)
	var all api.ProviderList
	h.get("/api/v1/providers?limit=500", 200, &all)
	raw, _ := h.raw("/api/v1/providers", 200)
	description(t, h).holds("ProviderList", raw)
	if all.Total != len(all.Items) || all.Total < 20 {
		t.Fatalf("%d providers, %d items", all.Total, len(all.Items))
	}
	sum := 0
	for _, p := range all.Items {
		sum += p.Offers
		var list api.List
		h.get("/api/v1/offers?current=true&limit=0&provider="+url.QueryEscape(p.Name), 200, &list)
		if list.Total != p.Offers {
			t.Errorf("%s has %d offers, the search %d", p.Name, p.Offers, list.Total)
		}
	}
	var list api.List
	if h.get("/api/v1/offers?current=true&limit=0", 200, &list); sum != list.Total {
		t.Errorf("all providers have %d offers, the search %d", sum, list.Total)
	}
	var page, here api.ProviderList
	h.get("/api/v1/providers?limit=3&offset=4", 200, &page)
	if page.Total != all.Total || len(page.Items) != 3 || page.Items[0].Name != all.Items[4].Name {
		t.Errorf("a page: %+v", page)
	}
	h.get("/api/v1/providers?land=he&q=LERN", 200, &here)
	for _, p := range here.Items {
		if p.Laender[0] != "he" || len(p.Laender) != 1 {
			t.Errorf("of Hessen: %+v", p)
		}
	}
	if len(here.Items) == 0 || here.Total >= all.Total {
		t.Errorf("of Hessen: %d of %d", here.Total, all.Total)
	}
	h.raw("/api/v1/providers?land=xx", 400)
}

func TestAProvider(t *testing.T) {
	h := newHub(t)
	h.Publish("he", "hzd", "p:1", event.TypeProviderRegistered, map[string]any{"name": "Haus am Fluss", "url": "https://haus.example", "x-rooms": 4})
	var p api.ProviderPage
	h.get("/api/v1/providers/he:hzd:p:1", 200, &p)
	raw, _ := h.raw("/api/v1/providers/he:hzd:p:1", 200)
	description(t, h).holds("Provider", raw)
	if p.Land != "he" || p.Subject != "p:1" || p.Retired || string(p.Provider) != `{"name":"Haus am Fluss","url":"https://haus.example","x-rooms":4}` {
		t.Errorf("got %s", raw)
	}
	h.Publish("he", "hzd", "p:1", event.TypeProviderRetired, map[string]any{"name": "Haus am Fluss"})
	if h.get("/api/v1/providers/he:hzd:p:1", 200, &p); !p.Retired {
		t.Error("a retired provider does not say so")
	}
	for _, id := range []string{"he:hzd:other", "he", "xx:y:z", url.PathEscape("he:hzd:p/1")} {
		h.raw("/api/v1/providers/"+id, 404)
	}
}
