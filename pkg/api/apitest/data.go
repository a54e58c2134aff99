package apitest

import (
	"sync"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/event"
)

// Once fills a catalogue the first time a hub is wanted, and gives hubs that all
// read it and have everything else for themselves. Publish ends a test that
// would write into it.
func Once(fill func(h *Hub)) func(t testing.TB, change ...func(*api.Config)) *Hub {
	var mu sync.Mutex
	var filled *Hub
	return func(t testing.TB, change ...func(*api.Config)) *Hub {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if filled == nil {
			h := New(t)
			fill(h)
			filled = h
		}
		h := New(t, change...)
		h.Store, h.Index, h.Last, h.shared = filled.Store, filled.Index, filled.Last, true
		return h
	}
}

// Demo is a hub that holds the demo data.
var Demo = Once(func(h *Hub) { h.PublishDemo() })

var offerings = sync.OnceValues(func() ([]demo.Offering, error) { return demo.Offerings(Now) })

// Offerings are what the demo publishes; it is not to be changed.
func Offerings(t testing.TB) []demo.Offering {
	t.Helper()
	all, err := offerings()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// PublishDemo publishes the demo data; before each offer, some are told its number.
func (h *Hub) PublishDemo(before ...func(i, of int)) {
	h.T.Helper()
	all := Offerings(h.T)
	for i, o := range all {
		for _, tell := range before {
			tell(i, len(all))
		}
		h.Publish(o.Land, o.System, o.Subject, event.TypeOfferPublished, o.Offer)
	}
}
