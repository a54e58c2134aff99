package searchtest

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// Query is a query of two words that about every sixth offer of [Offers]
// answers: some 35,000 of 200,000.
const Query = "Haushalt Kommune"

// Start is the moment around which the sessions of the offers lie.
var Start = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Offers yields n offers as the index is given them. The i-th depends on seed
// and i alone.
func Offers(n int, seed uint64) iter.Seq[search.Document] {
	return func(yield func(search.Document) bool) {
		for i := range n {
			if !yield(Offer(i, seed)) {
				return
			}
		}
	}
}

// Offer is the i-th of [Offers].
func Offer(i int, seed uint64) search.Document {
	w := writer{rand.New(rand.NewPCG(seed, uint64(i)))}
	land := learning.Laender[w.zipf(len(learning.Laender))]
	system := learning.System("lms" + string(rune('a'+w.IntN(3))))
	subject := fmt.Sprintf("K%07d", i)
	return search.Document{
		ID: learning.NewOfferID(land, system, subject), Land: land, System: system, Subject: subject,
		Offer: w.offer(i), SeenAt: Start.Add(-time.Duration(w.IntN(90*24)) * time.Hour),
	}
}

// writer makes up what an offer says.
type writer struct{ *rand.Rand }

// zipf is a number below n, small ones far more often.
func (w writer) zipf(n int) int {
	u := w.Float64()
	return int(u * u * u * float64(n))
}

func pick(w writer, list []string) string   { return list[w.IntN(len(list))] }
func seldom(w writer, list []string) string { return list[w.zipf(len(list))] }

// usual is a word that many descriptions use, the first ones somewhat more often.
func (w writer) usual() string {
	u := w.Float64()
	return common[int(u*math.Sqrt(math.Sqrt(u))*float64(len(common)))]
}

func (w writer) compound() string {
	head := strings.ToLower(pick(w, heads))
	if w.IntN(6) == 0 {
		return pick(w, modifiers) + strings.ToLower(pick(w, modifiers)) + head
	}
	return pick(w, modifiers) + head
}

func (w writer) offer(i int) *learning.Offer {
	subject := w.compound()
	o := &learning.Offer{
		Kind:        []learning.Kind{learning.Course, learning.Course, learning.Course, learning.SelfStudy, learning.Programme, learning.GatheringEvent}[w.IntN(6)],
		Title:       learning.Text{"de": w.title(subject)},
		Summary:     learning.Text{"de": w.sentence(subject)},
		Description: learning.Text{"de": w.text(subject, i)},
		Provider:    learning.Provider{Name: pick(w, bodies) + " " + pick(w, cities)},
		InLanguage:  []string{"de"},
		Mode:        []learning.Mode{learning.Onsite, learning.Online, learning.Hybrid, learning.SelfPaced}[w.zipf(4)],
		Level:       &learning.Level{Grade: []string{"beginner", "intermediate", "advanced"}[w.zipf(3)]},
		Topics:      []string{seldom(w, topics)},
		Audience:    []string{seldom(w, audiences)},
		Access:      &learning.Access{OpenTo: pick(w, openings)},
		Keywords:    []string{w.compound(), w.usual()},
		Sessions:    w.sessions(),
	}
	if w.IntN(2) == 0 {
		free := w.IntN(3) == 0
		o.Price = &learning.Price{Free: &free}
	}
	if w.IntN(3) == 0 {
		o.Access.Employers = []string{pick(w, employers), pick(w, employers)}
	}
	if w.IntN(4) == 0 {
		o.Accessibility = []string{pick(w, aids)}
	}
	if w.IntN(3) == 0 {
		o.Certificate = &learning.Certificate{Kind: "attendance"}
	}
	return o
}

func (w writer) title(subject string) string {
	switch w.IntN(6) {
	case 0:
		return "Einführung: " + subject
	case 1:
		return subject + " und " + w.usual()
	case 2:
		return subject + " für " + pick(w, bodies)
	case 3:
		return w.usual() + " in der " + pick(w, heads)
	case 4:
		return subject + ": " + pick(w, adjectives) + " " + w.usual()
	}
	return subject
}

func (w writer) sentence(subject string) string {
	return fmt.Sprintf("Die Teilnehmenden %s die %s %s im Bereich %s und %s.",
		pick(w, verbs), pick(w, adjectives), w.usual(), subject, w.usual())
}

// text is a description of about a hundred words.
func (w writer) text(subject string, i int) string {
	var b strings.Builder
	for range 6 {
		fmt.Fprintf(&b, "%s Sie %s %s %s, %s sowie die %s von %s und %s. ", w.sentence(subject),
			pick(w, verbs), pick(w, adjectives), w.usual(), w.usual(), pick(w, heads), w.rarely(), w.usual())
	}
	fmt.Fprintf(&b, "Kursnummer K%07d, Raum %d.", i, w.IntN(400))
	return b.String()
}

// rarely is a compound, half of the time one that many offers share.
func (w writer) rarely() string {
	if w.IntN(2) == 0 {
		return modifiers[w.zipf(len(modifiers))] + strings.ToLower(heads[w.zipf(len(heads))])
	}
	return w.compound()
}

func (w writer) sessions() []learning.Session {
	runs := make([]learning.Session, w.IntN(4))
	for i := range runs {
		start := Start.Add(time.Duration(w.IntN(300*24)-40*24) * time.Hour).Truncate(time.Hour)
		total, left := learning.Count(20), learning.Count(w.IntN(20))
		runs[i] = learning.Session{
			ID: fmt.Sprint(i + 1), Start: start.Format(time.RFC3339), End: start.Add(8 * time.Hour).Format(time.RFC3339),
			SeatsTotal: &total, SeatsFree: &left,
			Place: &learning.Place{City: pick(w, cities), Land: learning.Laender[w.IntN(16)]},
		}
	}
	return runs
}
