package landing_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Who follows an old link reads what was there, and cannot take it for something to book.
func TestAWithdrawnOfferIsStillToRead(t *testing.T) {
	h := richHub(t)
	path := "/angebote/" + url.PathEscape(string(goneID))
	doc, _, _ := h.page(path, 410)
	if got := len(classed(doc, "zuletzt")); got != 1 {
		t.Fatalf("%d last states: %s", got, words(doc))
	}
	last := classed(doc, "zuletzt")[0]
	for _, want := range []string{
		"Wissensmanagement für Teams", "Haus der Bildung", "Fr 20. Nov 2026", "9 bis 15 Uhr", "Dresden, Lernweg 2", "60,00 €", "Was eine weiß, wissen alle.",
		"Sie halten fest, was sonst mit den Menschen geht.", "Zurückgezogen. Grund: zu Ende", "Preis: 60,00 €, vorher 40,00 €", "Zum ersten Mal gemeldet", "Alle 3 Änderungen mit Beleg",
	} {
		if !strings.Contains(strings.ReplaceAll(words(last), " , ", ", "), want) {
			t.Errorf("the last state lacks %q: %s", want, words(last))
		}
	}
	for _, no := range []string{"3 frei", "Nächster Termin", "Anmelden"} {
		if strings.Contains(words(last), no) {
			t.Errorf("the last state says %q", no)
		}
	}
	if linked(doc, "https://bildung.example/w7") || linked(doc, path+".ics") {
		t.Error("a withdrawn offer leads to its booking or into a calendar")
	}
	if !linked(doc, "#zuletzt") || !linked(doc, "/api/v1/offers/"+url.PathEscape(string(goneID))+"/history") {
		t.Error("no way to the last state, or to its proof")
	}
	english, _, _ := h.page("/en"+path, 410)
	for _, want := range []string{"How it last stood in the catalogue", "Saxony, last reported today", "Price: €60.00", "Withdrawn. Reason: Ended"} {
		if text := words(classed(english, "zuletzt")[0]); !strings.Contains(text, want) {
			t.Errorf("in English the last state lacks %q: %s", want, text)
		}
	}
}

// What a page must not show it does not show as a last state either.
func TestNothingIsLeftOfWhatTheLawTakesAway(t *testing.T) {
	h := newHub(t)
	h.Publish("by", "a", "old", event.TypeOfferPublished, learning.Offer{Title: learning.Text{"de": "Verbotenes"}, Provider: learning.Provider{Name: "Schweigehaus"}})
	id := h.Publish("by", "a", "old", event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: "legal"})
	doc, raw, _ := h.page("/angebote/"+url.PathEscape(string(id)), 410)
	if len(classed(doc, "zuletzt")) > 0 || linked(doc, "#zuletzt") || strings.Contains(raw, "Verbotenes") || strings.Contains(raw, "Schweigehaus") {
		t.Errorf("it is still to read: %s", words(doc))
	}
}
