package api_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// reads counts how often offers are read from a catalogue.
type reads struct {
	catalogue.Reader
	n *atomic.Int32
}

func (r reads) Newest(ctx context.Context, ids []learning.OfferID) (map[learning.OfferID]catalogue.Version, error) {
	r.n.Add(1)
	return r.Reader.Newest(ctx, ids)
}

// Who asks the same gets the same without another search, until something is published or the minute is over.
func TestAskedAgain(t *testing.T) {
	clock, n := now, new(atomic.Int32)
	var h *hub
	h = newHub(t, func(c *api.Config) {
		c.Now = func() time.Time { return clock }
		c.Catalogue = func() catalogue.Reader { return reads{h.Store, n} }
	})
	asked := func(query string, want int, anew bool) {
		t.Helper()
		before := n.Load()
		var l api.List
		h.get("/api/v1/offers?q="+query, http.StatusOK, &l)
		if l.Total != want || l.Position != h.Last {
			t.Errorf("%s finds %d offers at position %d, want %d at %d", query, l.Total, l.Position, want, h.Last)
		}
		if got := n.Load() > before; got != anew {
			t.Errorf("%s was searched for: %t, want %t", query, got, anew)
		}
	}
	for i := 1; i <= 3; i++ {
		h.Publish("by", "lms", string(rune('A'+i)), event.TypeOfferPublished, learning.Offer{
			Kind: learning.Course, Title: learning.Text{"de": "Imkern"}, Provider: learning.Provider{Name: "Akademie"},
		})
		asked("imkern", i, true)
		asked("imkern", i, false)
		asked("IMKERN", i, true)
		asked("imkern", i, false)
	}
	clock = clock.Add(time.Minute)
	asked("imkern", 3, true)
}
