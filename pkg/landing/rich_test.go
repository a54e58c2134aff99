package landing_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/api/apitest"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var (
	richID = learning.NewOfferID("rp", "vsl", "DS-101") // of richHub: an offer with everything in it
	goneID = learning.NewOfferID("sn", "wissen", "W-7") // of richHub: one that was withdrawn
)

// richHub holds the demo data, and one offer with everything in it and a history;
// others read it too.
func richHub(t *testing.T) *hub {
	t.Helper()
	return pagesOver(t, rich(t))
}

// ownRichHub is one that the test may publish into.
func ownRichHub(t *testing.T) *hub {
	t.Helper()
	h := newHub(t)
	fillRich(h.Hub)
	return h
}

var rich = apitest.Once(fillRich)

func fillRich(h *apitest.Hub) {
	h.PublishDemo()
	seats := func(n int) *learning.Count { return new(learning.Count(n)) }
	o := learning.Offer{
		Kind: learning.Course, Title: learning.Text{"de": "Datenschutz für Einsteigerinnen und Einsteiger", "en": "Data protection for beginners"},
		Summary:     learning.Text{"de": "Was jede und jeder im Amt wissen muss."},
		Description: learning.Text{"de": "Sie lernen, was **Datenschutz** im Amt bedeutet.\n\n- Grundbegriffe\n- Auskunft und Löschung\n\n### Mitbringen\n\nNichts.", "en": "You learn the *basics*."},
		Provider:    learning.Provider{Name: "Beispielakademie Rheinbogen", URL: "https://rheinbogen.example"}, URL: "https://rheinbogen.example/ds",
		InLanguage: []string{"de"}, Mode: learning.Hybrid, Workload: "PT7H", Level: &learning.Level{Grade: "beginner"},
		Topics: []string{"data_protection"}, Audience: []string{"employees"},
		Access:        &learning.Access{OpenTo: "all_laender", OutsiderPrice: &learning.Price{Amount: "80.00", Currency: "EUR"}},
		Price:         &learning.Price{Amount: "40.00", Currency: "EUR"},
		Certificate:   &learning.Certificate{Kind: "attendance"},
		Recognition:   &learning.Recognition{LearningTime: "PT7H"},
		Accessibility: []string{"wheelchair", "captions"}, Licence: "CC-BY-4.0",
		Contact: &learning.Contact{Name: "Seminarbüro", Email: "seminar@rheinbogen.example"},
		Sessions: []learning.Session{
			{
				ID: "1", Start: "2026-12-01T09:00:00+01:00", End: "2026-12-01T16:00:00+01:00", RegisterBy: "2026-11-27", SeatsFree: seats(7), SeatsTotal: seats(20),
				SeatsAsOf: "2026-11-23T08:10:00+01:00", Place: &learning.Place{Name: "Haus am Rhein", Street: "Musterplatz 1", City: "Mainz", Land: "rp"},
			},
			{ID: "2", Start: "2027-01-21T09:00:00+01:00", End: "2027-01-21T16:00:00+01:00", Place: &learning.Place{City: "Trier", Land: "rp"}},
			{ID: "3", Start: "2027-02-03", End: "2027-02-04", Online: new(true)},
		},
	}
	h.Publish("rp", "vsl", "DS-101", event.TypeOfferPublished, o)
	h.Publish("rp", "vsl", "DS-101", event.TypeSeatsReported, event.SeatsReported{
		Session: event.Seats{ID: "1", SeatsFree: seats(5), SeatsTotal: seats(20), SeatsAsOf: "2026-11-23T09:42:00+01:00"},
	})
	h.Publish("rp", "vsl", "DS-101", event.TypeSessionCancelled, event.SessionCancelled{Session: event.SessionRef{ID: "2"}})
	h.Publish("sn", "wissen", "W-7", event.TypeOfferPublished, learning.Offer{
		Kind: learning.Course, Title: learning.Text{"de": "Wissensmanagement für Teams"}, Provider: learning.Provider{Name: "Haus der Bildung"},
	})
	h.Publish("sn", "wissen", "W-7", event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: "ended"})
}
