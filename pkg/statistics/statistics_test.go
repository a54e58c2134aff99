package statistics_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/statistics"
)

var now = time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)

// whole has every mark; change takes something away.
func whole(change func(*learning.Offer)) *learning.Offer {
	seats := learning.Count(3)
	o := &learning.Offer{
		Title: learning.Text{"de": "T"}, Description: learning.Text{"de": "D"}, Provider: learning.Provider{Name: "Haus"}, Mode: learning.Onsite,
		Price: &learning.Price{Amount: "5.00"}, Access: &learning.Access{OpenTo: "public"}, Level: &learning.Level{Grade: "beginner"},
		Sessions: []learning.Session{{
			ID: "1", Start: "2026-12-01T09:00:00+01:00", End: "2026-12-01T16:00:00+01:00", SeatsFree: &seats,
			Place: &learning.Place{City: "Mainz", Lat: new(50.0), Lon: new(8.27)},
		}},
	}
	if change != nil {
		change(o)
	}
	return o
}

func TestMarks(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*learning.Offer)
		lacks  []statistics.Mark
	}{
		"whole":          {nil, nil},
		"summary only":   {func(o *learning.Offer) { o.Description, o.Summary = nil, learning.Text{"de": "S"} }, nil},
		"no text":        {func(o *learning.Offer) { o.Description = nil }, []statistics.Mark{statistics.Description}},
		"no price":       {func(o *learning.Offer) { o.Price = nil }, []statistics.Mark{statistics.Price}},
		"free":           {func(o *learning.Offer) { o.Price = &learning.Price{Free: new(true)} }, nil},
		"empty price":    {func(o *learning.Offer) { o.Price = &learning.Price{Currency: "EUR"} }, []statistics.Mark{statistics.Price}},
		"no rule":        {func(o *learning.Offer) { o.Access = &learning.Access{} }, []statistics.Mark{statistics.Access}},
		"no level":       {func(o *learning.Offer) { o.Level = nil }, []statistics.Mark{statistics.Level}},
		"dqr":            {func(o *learning.Offer) { o.Level = &learning.Level{DQR: new(learning.Count(4))} }, nil},
		"no coordinates": {func(o *learning.Offer) { o.Sessions[0].Place.Lat = nil }, []statistics.Mark{statistics.Place}},
		"online": {func(o *learning.Offer) {
			o.Mode, o.Sessions[0].Place, o.Sessions[0].Online = "", nil, new(true)
		}, nil},
		"no place":    {func(o *learning.Offer) { o.Sessions[0].Place = nil }, []statistics.Mark{statistics.Place}},
		"no sessions": {func(o *learning.Offer) { o.Sessions = nil }, []statistics.Mark{statistics.Sessions, statistics.Place, statistics.Seats}},
		"at any time": {func(o *learning.Offer) { o.Mode, o.Sessions = learning.SelfPaced, nil }, []statistics.Mark{statistics.Seats}},
		"no seats":    {func(o *learning.Offer) { o.Sessions[0].SeatsFree = nil }, []statistics.Mark{statistics.Seats}},
	} {
		tally := statistics.New()
		tally.Put("he:a:1", whole(c.change))
		want := map[statistics.Mark]int{statistics.Seats: 1}
		for _, m := range statistics.Marks {
			want[m] = 1
		}
		counted := len(statistics.Marks)
		for _, m := range c.lacks {
			want[m] = 0
			if m != statistics.Seats {
				counted--
			}
		}
		got := tally.Summary(now).Laender["he"]
		if diff := cmp.Diff(want, got.Marks); diff != "" {
			t.Errorf("%s: marks (-want +got):\n%s", name, diff)
		}
		if want := float64(counted) / float64(len(statistics.Marks)); got.Score() != want {
			t.Errorf("%s: score %v, want %v", name, got.Score(), want)
		}
	}
}

func TestCountsFollowTheClockAndTheChanges(t *testing.T) {
	tally := statistics.New()
	tally.Put("he:a:1", whole(nil))
	tally.Put("he:a:2", whole(func(o *learning.Offer) { o.ValidThrough = "2026-12-31" }))
	tally.Put("by:a:1", whole(func(o *learning.Offer) { o.Sessions[0].Status = learning.Cancelled }))
	counts := func(at time.Time) string {
		s := tally.Summary(at)
		return fmt.Sprintf("%d %d %d, he %d", s.Offers, s.Current, s.Coming, s.Laender["he"].Current)
	}
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{now, "3 3 2, he 2"},
		{now.AddDate(0, 0, 14), "3 1 0, he 1"},
		{now.AddDate(1, 0, 0), "3 0 0, he 0"},
	} {
		if got := counts(c.at); got != c.want {
			t.Errorf("at %s: got %s, want %s", c.at, got, c.want)
		}
	}
	tally.Put("he:a:1", whole(func(o *learning.Offer) { o.Sessions[0].End = "2026-11-01" }))
	tally.Remove("by:a:1")
	tally.Remove("by:a:never")
	tally.Put("xx:a:1", whole(nil)) // of no Land
	if got, want := counts(now), "2 1 1, he 1"; got != want {
		t.Errorf("after changes: got %s, want %s", got, want)
	}
}

func TestProviders(t *testing.T) {
	tally := statistics.New()
	for id, name := range map[learning.OfferID]string{
		"he:a:1": "Zeta", "he:a:2": "Ökohaus", "by:a:1": "Ökohaus", "by:a:2": "„Anker“", "by:a:3": "ökobau", "rp:a:1": "Gone",
	} {
		tally.Put(id, whole(func(o *learning.Offer) { o.Provider.Name = name }))
	}
	tally.Remove("rp:a:1")
	list := func(land learning.Land) (out []string) {
		for _, p := range tally.Providers(now, land) {
			out = append(out, fmt.Sprint(p.Name, p.Offers, p.Laender))
		}
		return out
	}
	if diff := cmp.Diff([]string{"„Anker“1 [by]", "ökobau1 [by]", "Ökohaus2 [by he]", "Zeta1 [he]"}, list("")); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Ökohaus1 [he]", "Zeta1 [he]"}, list("he")); diff != "" {
		t.Errorf("of Hessen (-want +got):\n%s", diff)
	}
}

func TestVisibleIsTheMedianOfTheNewest(t *testing.T) {
	tally := statistics.New()
	if got := tally.Summary(now).Visible; got != 0 {
		t.Errorf("of nothing: %v, want 0", got)
	}
	for range 600 {
		tally.Visible(time.Hour)
	}
	for range 500 {
		tally.Visible(20 * time.Millisecond)
	}
	if got := tally.Summary(now).Visible; got != 20*time.Millisecond {
		t.Errorf("got %v, want 20ms: the old ones are forgotten", got)
	}
}

func BenchmarkSummary(b *testing.B) {
	tally := statistics.New()
	for i := range 200_000 {
		tally.Put(learning.OfferID(fmt.Sprintf("he:a:%d", i)), whole(func(o *learning.Offer) { o.Provider.Name = fmt.Sprint("Haus ", i%3000) }))
	}
	b.Run("summary", func(b *testing.B) {
		for b.Loop() {
			tally.Summary(now)
		}
	})
	b.Run("providers", func(b *testing.B) {
		for b.Loop() {
			tally.Providers(now, "")
		}
	})
}
