package demo

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// The errors of this package. They can only come from its own embedded files,
// so the tests see them and nobody else should.
var (
	// ErrFile is returned by Offerings and Systems when a file of laender/ cannot be read as its notation.
	ErrFile = errors.New("broken demo file")
	// ErrUnknownLand is returned by Systems when the argument is none of learning.Laender.
	ErrUnknownLand = errors.New("unknown land")
)

// Offering is one offer together with what its address in the catalogue is made of.
type Offering struct {
	Land    learning.Land
	System  learning.System
	Subject string // the system's own id of the offer
	Offer   learning.Offer
}

// ID is the nationwide id of the offering.
func (o Offering) ID() learning.OfferID {
	return learning.NewOfferID(o.Land, o.System, o.Subject)
}

// Offerings are all offers of the demo as they stand on the day of now in
// Europe/Berlin, in the order of learning.Laender, then system, then subject.
// Two calls on the same day give equal values. The error wraps [ErrFile].
func Offerings(now time.Time) ([]Offering, error) {
	today := dayOf(now)
	var all []Offering
	for _, land := range learning.Laender {
		f, err := readFile(land)
		if err != nil {
			return nil, err
		}
		some, err := f.offerings(today)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrFile, land, err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// Systems are the publishing systems of a Land in byte order, one or two.
// The error wraps [ErrUnknownLand] or [ErrFile].
func Systems(land learning.Land) ([]learning.System, error) {
	if !land.Valid() {
		return nil, fmt.Errorf("%w %q", ErrUnknownLand, land)
	}
	f, err := readFile(land)
	if err != nil {
		return nil, err
	}
	systems := slices.Clone(f.Systems)
	slices.Sort(systems)
	return systems, nil
}

func (f *file) offerings(today day) ([]Offering, error) {
	some := make([]Offering, 0, len(f.Offers))
	for i := range f.Offers {
		e := &f.Offers[i]
		offer, err := f.offer(e, today)
		if err != nil {
			return nil, fmt.Errorf("offer %q: %w", e.ID, err)
		}
		some = append(some, Offering{Land: f.Land, System: cmp.Or(e.System, f.Systems[0]), Subject: e.ID, Offer: offer})
	}
	slices.SortFunc(some, func(a, b Offering) int {
		return cmp.Or(strings.Compare(string(a.System), string(b.System)), strings.Compare(a.Subject, b.Subject))
	})
	return some, nil
}
