package landing_test

import (
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/api/apitest"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var (
	richID = learning.NewOfferID("rp", "vsl", "DS-101") // of richHub: an offer with everything in it
	goneID = learning.NewOfferID("sn", "wissen", "W-7") // of richHub: one that was withdrawn
	longID = learning.NewOfferID("rp", "vsl", "BE-7")   // of livelyHub: one with a long history
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
	h.PublishDemo()
	fillRich(h.Hub)
	return h
}

var rich = apitest.Once(func(h *apitest.Hub) {
	h.PublishDemo()
	fillRich(h)
})

// fillRich publishes an offer with everything in it, and one that was withdrawn.
func fillRich(h *apitest.Hub) {
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
	left := learning.Offer{
		Kind: learning.Course, Title: learning.Text{"de": "Wissensmanagement für Teams"}, Provider: learning.Provider{Name: "Haus der Bildung"},
		Summary: learning.Text{"de": "Was eine weiß, wissen alle."}, Description: learning.Text{"de": "Sie halten fest, was sonst mit den Menschen geht."},
		Mode: learning.Onsite, Workload: "PT6H", Price: &learning.Price{Amount: "40.00", Currency: "EUR"}, Access: &learning.Access{OpenTo: "all_laender"},
		Sessions: []learning.Session{{
			ID: "1", Start: "2026-11-20T09:00:00+01:00", End: "2026-11-20T15:00:00+01:00", SeatsFree: seats(3), SeatsAsOf: "2026-11-19T09:00:00+01:00",
			Place: &learning.Place{City: "Dresden", Street: "Lernweg 2", Land: "sn"}, URL: "https://bildung.example/w7",
		}},
	}
	h.Publish("sn", "wissen", "W-7", event.TypeOfferPublished, left)
	left.Price = &learning.Price{Amount: "60.00", Currency: "EUR"}
	h.Publish("sn", "wissen", "W-7", event.TypeOfferRevised, left)
	h.Publish("sn", "wissen", "W-7", event.TypeOfferWithdrawn, event.OfferWithdrawn{Reason: "ended"})
}

// livelyHub is a richHub that has lived for two weeks: every Land reported on
// many days, and one offer has filled up meanwhile. Pictures show it.
func livelyHub(t *testing.T) *hub {
	t.Helper()
	return pagesOver(t, lively(t))
}

var lively = apitest.Once(fillLively)

func fillLively(h *apitest.Hub) {
	h.PublishDemo(func(i, of int) {
		day := (i * 37 % of * 14 / of) % 14 // of the last fourteen, each Land on many of them
		h.Ago = time.Duration(day*day*14/196) * 24 * time.Hour
	})
	h.Ago = 0
	fillRich(h)
	count := func(n int) *learning.Count { return new(learning.Count(n)) }
	o := learning.Offer{
		Kind: learning.Course, Title: learning.Text{"de": "Bescheide, die man versteht"}, Summary: learning.Text{"de": "Klare Sprache für die Sachbearbeitung."},
		Description: learning.Text{"de": "Sie bringen eigene Bescheide mit und schreiben sie um."}, Provider: learning.Provider{Name: "Beispielakademie Rheinbogen"},
		Mode: learning.Onsite, Workload: "PT7H", Level: &learning.Level{Grade: "beginner"}, Topics: []string{"plain_writing"}, Access: &learning.Access{OpenTo: "all_laender"},
		Price: &learning.Price{Amount: "80.00", Currency: "EUR"}, InLanguage: []string{"de"},
		Sessions: []learning.Session{
			{ID: "1", Start: "2026-12-03T09:00:00+01:00", End: "2026-12-03T16:00:00+01:00", SeatsFree: count(20), SeatsTotal: count(20), SeatsAsOf: "2026-10-28T08:00:00+01:00", Place: &learning.Place{City: "Mainz", Land: "rp"}},
			{ID: "2", Start: "2027-01-21T09:00:00+01:00", End: "2027-01-21T16:00:00+01:00", Place: &learning.Place{City: "Trier", Land: "rp"}},
		},
	}
	h.Ago = 26 * 24 * time.Hour
	h.Publish("rp", "vsl", "BE-7", event.TypeOfferPublished, o)
	for i, free := range []int{19, 18, 18, 17, 15, 14, 14, 12, 11, 9, 8, 7, 5} {
		h.Ago = time.Duration(25-2*i) * 24 * time.Hour
		if i == 12 {
			h.Ago = 0
		}
		h.Publish("rp", "vsl", "BE-7", event.TypeSeatsReported, event.SeatsReported{
			Session: event.Seats{ID: "1", SeatsFree: count(free), SeatsTotal: count(20), SeatsAsOf: now.Add(-h.Ago - time.Hour).Format(time.RFC3339)},
		})
		switch i {
		case 4:
			o.Price = &learning.Price{Free: new(true)}
			o.Sessions[0].SeatsFree = count(free)
			h.Publish("rp", "vsl", "BE-7", event.TypeOfferRevised, o)
		case 9:
			h.Publish("rp", "vsl", "BE-7", event.TypeSessionCancelled, event.SessionCancelled{Session: event.SessionRef{ID: "2"}})
		}
	}
}
