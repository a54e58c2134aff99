package memcat

import (
	"context"
	"maps"
	"slices"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Status sums the catalogue up.
func (s *Store) Status(ctx context.Context) (catalogue.Status, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	status := catalogue.Status{Position: s.checkpoint, FoldVersion: catalogue.FoldVersion, Orphans: s.orphans}
	newest := catalogue.Day(0)
	for _, days := range s.days {
		newest = max(newest, slices.Max(slices.Collect(maps.Keys(days))))
	}
	for _, land := range slices.Sorted(maps.Keys(s.laender)) {
		row := catalogue.LandStatus{Land: land}
		for _, day := range slices.Sorted(maps.Keys(s.days[land])) {
			if day > newest-catalogue.RecentDays {
				row.Days = append(row.Days, catalogue.DayCount{Day: day, Events: s.days[land][day]})
			}
		}
		row.Digest, row.Offers = s.digest(land)
		for _, name := range slices.Sorted(maps.Keys(s.laender[land])) {
			system := s.laender[land][name]
			if system.Delivery != nil {
				d := *system.Delivery
				system.Delivery = &d
			}
			row.Add(system)
		}
		status.Offers += row.Offers
		status.Laender = append(status.Laender, row)
	}
	status.Digest = catalogue.LaenderDigest(status.Laender)
	return status, ctx.Err()
}

func (s *Store) digest(land learning.Land) (catalogue.Digest, int) {
	return catalogue.LandDigest(func(yield func(learning.OfferID, catalogue.Digest) bool) {
		for _, id := range slices.Sorted(maps.Keys(s.versions)) {
			history := s.versions[id]
			newest := history[len(history)-1]
			if l, _, _, _ := id.Parts(); l == land && newest.Live() && !yield(id, newest.Digest) {
				return
			}
		}
	})
}
