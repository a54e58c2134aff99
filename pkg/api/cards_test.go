package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// course is a first-aid course held by somebody in a town, some days from now.
func course(provider, city string, days int, words string) learning.Offer {
	start := now.AddDate(0, 0, days)
	online := false
	return learning.Offer{
		Kind: learning.Course, Title: learning.Text{"de": "Erste Hilfe im Betrieb"}, Provider: learning.Provider{Name: provider},
		Description: learning.Text{"de": "Notruf, Wundversorgung, Verband, Schock, Bewusstlosigkeit, Seitenlage, Wiederbelebung, Defibrillator, Vergiftung, " +
			"Verbrennung, Knochenbruch, Gelenkverletzung, Hitzschlag, Unterkühlung, Insektenstich, Asthma, Herzinfarkt, Schlaganfall, Krampfanfall, " + words},
		Sessions: []learning.Session{{
			ID: "1", Start: start.Format(time.RFC3339), End: start.Add(8 * time.Hour).Format(time.RFC3339), Place: &learning.Place{City: city}, Online: &online,
		}},
	}
}

func TestCards(t *testing.T) {
	h := newHub(t)
	d := description(t, h)
	near := h.Publish("by", "lms", "1", event.TypeOfferPublished, course("Haus A", "Passau", 10, "Praxis"))
	far := h.Publish("he", "lms", "2", event.TypeOfferPublished, course("Haus B", "Fulda", 30, "Praxis, Theorie"))
	past := h.Publish("rp", "lms", "3", event.TypeOfferPublished, course("Haus C", "Mainz", -30, "Praxis"))
	alone := h.Publish("rp", "lms", "4", event.TypeOfferPublished, offerNamed("Erste Hilfe am Kind"))

	plain := h.offersAt(d, url.Values{"q": {"Erste Hilfe"}})
	if plain.Total != 4 || plain.Items[0].Group != nil {
		t.Errorf("without group: %d items, group %+v; want 4 and none", plain.Total, plain.Items[0].Group)
	}
	cards := h.offersAt(d, url.Values{"q": {"Erste Hilfe"}, "group": {"true"}})
	if cards.Total != 2 || len(cards.Items) != 2 || cards.Facets["land"]["he"] != 1 || cards.Facets["kind"]["course"] != 2 || cards.Facets["land"]["rp"] != 2 {
		t.Fatalf("with group: %d cards, facets %v; want 2 cards, of Rheinland-Pfalz both", cards.Total, cards.Facets)
	}
	card := cards.Items[0]
	if card.ID != near || card.Group == nil || card.Group.ID != near || card.Group.Size != 3 || len(card.Group.Members) != 2 || cards.Items[1].ID != alone || cards.Items[1].Group != nil {
		t.Fatalf("cards are %+v, want %s for three and %s alone", cards.Items, near, alone)
	}
	m := card.Group.Members[0]
	if m.ID != far || m.Land != "he" || m.Provider.Name != "Haus B" || m.Next == nil || m.Next.Place.City != "Fulda" || *m.Next.Online ||
		m.Score < 0.9 || !strings.HasPrefix(m.Reason, "Titel gleich, Inhalte zu 9") {
		t.Errorf("the first member is %+v, want %s in Fulda and why", m, far)
	}
	if m := card.Group.Members[1]; m.ID != past || m.Next != nil {
		t.Errorf("the second member is %+v, want %s without a session", m, past)
	}
	current := h.offersAt(d, url.Values{"group": {"true"}, "current": {"true"}})
	if g := current.Items[0].Group; current.Total != 2 || g == nil || g.Size != 2 {
		t.Errorf("current cards: %d, group %+v; want 2 and the two that are current", current.Total, g)
	}

	raw, _ := h.raw("/api/v1/offers/"+string(far), 200)
	d.holds("Offer", raw)
	var full api.Full
	if err := json.Unmarshal(raw, &full); err != nil {
		t.Fatal(err)
	}
	if full.Same == nil || full.Same.Size != 3 || full.Same.Members[0].ID != near || full.Same.Members[1].ID != past {
		t.Errorf("the same as %s is %+v, want %s, then %s", far, full.Same, near, past)
	}
	var other api.Full
	h.get("/api/v1/offers/"+string(alone), 200, &other)
	if other.Same != nil {
		t.Errorf("the same as %s is %+v, want nothing", alone, other.Same)
	}
	h.Publish("he", "lms", "2", event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: event.Ended})
	if g := h.offersAt(d, url.Values{"group": {"true"}}).Items[0].Group; g == nil || g.Size != 2 {
		t.Errorf("after a withdrawal the group is %+v, want two", g)
	}
}

// TestACardOfHundreds is one product at very many places.
func TestACardOfHundreds(t *testing.T) {
	h := newHub(t)
	d := description(t, h)
	for i := range 250 {
		h.Publish("rp", "lms", fmt.Sprint(i), event.TypeOfferPublished, course("Haus A", fmt.Sprintf("Ort %d", i), 1+i%90, "Praxis"))
	}
	l := h.offersAt(d, url.Values{"group": {"true"}})
	if l.Total != 1 || l.Items[0].Group.Size != 250 || len(l.Items[0].Group.Members) != 20 {
		t.Errorf("%d cards, the first for %d with %d named; want one for 250 with 20", l.Total, l.Items[0].Group.Size, len(l.Items[0].Group.Members))
	}
	if diff := cmp.Diff(map[string]int{"rp": 1}, l.Facets["land"]); diff != "" {
		t.Errorf("facet land (-want +got):\n%s", diff)
	}
}

// TestAPageOfLargeCards names of each card as many offers as there is room for on the page.
func TestAPageOfLargeCards(t *testing.T) {
	h := newHub(t)
	d := description(t, h)
	for card := range 12 {
		for i := range 2 + 2*card {
			o := course("Haus A", "Fulda", 1+i, "Praxis")
			o.Title["de"] += fmt.Sprintf(" Teil %d", card)
			h.Publish("rp", "lms", fmt.Sprintf("%d-%d", card, i), event.TypeOfferPublished, o)
		}
	}
	named, least := 0, 20
	for _, item := range h.offersAt(d, url.Values{"group": {"true"}}).Items {
		n := len(item.Group.Members)
		named += n
		if least = min(least, n); n < min(item.Group.Size-1, 10) {
			t.Errorf("a card of %d names %d", item.Group.Size, n)
		}
	}
	if named > 120 || least != 1 {
		t.Errorf("the page names %d offers, at least %d a card; want at most 120 and 1", named, least)
	}
}
