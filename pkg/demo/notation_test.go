package demo

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

const small = `
land: sl
systems: [saarlern]
providers: {a: {name: Akademie, url: "https://a.example"}}
places: {x: {city: Homburg, lat: 49.33, lon: 7.34}, y: {city: Trier, land: rp}}
offers:
  - id: k/1
    title: Ein Kurs
    provider: a
    mode: online
    level: beginner
    price: "12.50"
    access: public
    until: 10d
    sessions:
      - {in: 4d, at: "09:30", for: 90m, days: 2, every: 1w, times: 2, seats: 3/8, by: 5d}
      - {in: -2w, place: y}
`

func TestNotation(t *testing.T) {
	var f file
	if err := yaml.Unmarshal([]byte(small), &f); err != nil {
		t.Fatal(err)
	}
	got, err := f.offerings(dayOf(mustDate(t, "2026-11-23"))) // a Monday
	if err != nil {
		t.Fatal(err)
	}
	yes, no, three, eight := true, false, learning.Count(3), learning.Count(8)
	online := func(id, start, end, by string) learning.Session {
		return learning.Session{
			ID: id, Start: start, End: end, Online: &yes, RegisterBy: by,
			SeatsFree: &three, SeatsTotal: &eight, SeatsAsOf: "2026-11-22T18:05:00+01:00",
		}
	}
	want := []Offering{{Land: "sl", System: "saarlern", Subject: "k/1", Offer: learning.Offer{
		Title: learning.Text{"de": "Ein Kurs"}, Provider: learning.Provider{Name: "Akademie", URL: "https://a.example", ID: "a"},
		URL: "https://a.example/angebote/k%2F1", InLanguage: []string{"de"}, Mode: learning.Online,
		Level: &learning.Level{Grade: "beginner"}, Price: &learning.Price{Amount: "12.50", Currency: "EUR"},
		Access: &learning.Access{OpenTo: "public"}, ValidThrough: "2026-12-03",
		Sessions: []learning.Session{
			online("k/1-01", "2026-11-30T09:30:00+01:00", "2026-12-01T11:00:00+01:00", "2026-11-25"), // Friday and Saturday moved
			online("k/1-02", "2026-12-07T09:30:00+01:00", "2026-12-08T11:00:00+01:00", "2026-12-02"),
			{ID: "k/1-03", Start: "2026-11-09", End: "2026-11-09", Online: &no, Place: &learning.Place{City: "Trier", Land: "rp"}},
		},
	}}}
	empty := cmp.FilterValues(func(a, b learning.Text) bool { return len(a)+len(b) == 0 }, cmp.Ignore())
	if diff := cmp.Diff(want, got, empty); diff != "" {
		t.Errorf("offerings differ (-want +got):\n%s", diff)
	}
}

func TestNotationRefuses(t *testing.T) {
	for name, edit := range map[string][2]string{
		"an unknown provider": {"provider: a", "provider: b"},
		"an unknown place":    {"place: y", "place: z"},
		"an unknown skill":    {"mode: online", "competences: [flying]"},
		"a price in words":    {`"12.50"`, "teuer"},
		"seats in words":      {"3/8", "viele"},
		"a clock in words":    {`"09:30"`, "morgens"},
	} {
		var f file
		if err := yaml.Unmarshal([]byte(strings.Replace(small, edit[0], edit[1], 1)), &f); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := f.offerings(dayOf(time.Now())); err == nil {
			t.Errorf("%s: got %v, want an error", name, got)
		}
	}
	for _, span := range []string{"4", "4h", "d", "in 4d"} {
		var f file
		if err := yaml.Unmarshal([]byte(strings.Replace(small, "in: 4d", "in: "+span, 1)), &f); err == nil {
			t.Errorf("span %q: got no error, want one", span)
		}
	}
}
