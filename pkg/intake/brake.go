package intake

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Limit says how much of a system's catalogue one delivery may withdraw for
// lack before a person has to look at it.
type Limit struct {
	// Share of the offers that the delivery may lack, 0 to 1; 0 means 0.2.
	Share float64
	// Least is how many must be missing before the share counts; 0 means 10.
	Least int
}

// Brake is the limit, and those of systems that need another one.
type Brake struct {
	Limit
	Systems map[event.Source]Limit
}

// absence is what a withdrawal for lack says of its delivery.
type absence struct {
	delivery      string
	base, missing int
}

// holds reports whether the brake holds the withdrawals of this delivery: if
// it lacks everything, or more than the share and at least that many.
func (b Brake) holds(source event.Source, a *absence) bool {
	limit := b.Limit
	if own, ok := b.Systems[source]; ok {
		limit = own
	}
	if limit.Share == 0 {
		limit.Share = 0.2
	}
	if limit.Least == 0 {
		limit.Least = 10
	}
	if a.missing >= a.base {
		return a.missing > 0
	}
	return a.missing >= limit.Least && float64(a.missing) > limit.Share*float64(a.base)
}

// mostDelivery is the longest id of a delivery: it is the id of an event, too.
const mostDelivery = 128

// absenceOf reads what a withdrawal for lack has to say of its delivery; nil
// for any other event. Without these numbers the brake could not judge it.
func absenceOf(e *event.Event) (*absence, []learning.Problem) {
	w, ok := e.Fact.(*event.OfferWithdrawn)
	if !ok || w.Reason != event.Absent {
		return nil, nil
	}
	var found []learning.Problem
	a := &absence{delivery: e.Extension("delivery")}
	if n := utf8.RuneCountInString(a.delivery); n < 1 || n > mostDelivery {
		found = append(found, lacking("delivery", a.delivery,
			fmt.Sprintf("die Kennung der Lieferung (1 bis %d Zeichen)", mostDelivery),
			fmt.Sprintf("the id of the delivery (1 to %d characters)", mostDelivery)))
	}
	for _, c := range []struct {
		name, de, en string
		into         *int
	}{
		{"deliverybase", "wie viele Angebote das System vorher hatte", "how many offers the system had before", &a.base},
		{"deliverymissing", "wie viele davon in der Lieferung fehlen", "how many of them the delivery lacks", &a.missing},
	} {
		n, err := strconv.ParseUint(e.Extension(c.name), 10, 31)
		if err != nil {
			found = append(found, lacking(c.name, e.Extension(c.name), c.de, c.en))
		}
		*c.into = int(n)
	}
	return a, found
}

func lacking(name, value, de, en string) learning.Problem {
	return learning.Problem{
		Pointer: "/" + name, Rule: "absence", Value: learning.Shorten(value),
		Message:   fmt.Sprintf("Eine Rücknahme mit dem Grund „absent“ muss in „%s“ sagen, %s; daran hängt die Bremse gegen versehentliches Löschen.", name, de),
		MessageEn: fmt.Sprintf("A withdrawal as absent must say in %q %s; the brake against deleting by accident needs it.", name, en),
	}
}
