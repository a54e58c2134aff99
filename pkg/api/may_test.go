package api_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Every answer counts what it finds, together they are all, and without one
// the list holds what the one who asks may attend.
func TestMay(t *testing.T) {
	h, _ := demoHub(t)
	d := description(t, h)
	all := h.offersAt(d, url.Values{"limit": {"0"}}).Total
	q := url.Values{"myLand": {"he"}, "employer": {"municipal"}, "limit": {"100"}}
	admitted := h.offersAt(d, q)
	sum, found := 0, map[string]int{}
	for _, may := range []string{"yes", "conditional", "no", "unknown"} {
		q.Set("may", may)
		l := h.offersAt(d, q)
		if diff := cmp.Diff(admitted.Facets["may"], l.Facets["may"]); diff != "" {
			t.Errorf("the facet counts its own filter (-want +got):\n%s", diff)
		}
		if l.Total != l.Facets["may"][may] || l.Total == 0 {
			t.Errorf("%s: %d, the facet says %d", may, l.Total, l.Facets["may"][may])
		}
		for _, item := range l.Items {
			if string(item.May) != may {
				t.Errorf("may=%s finds %s, which says %s", may, item.ID, item.May)
			}
		}
		sum += l.Total
		found[may] = l.Total
	}
	if sum != all || admitted.Total != found["yes"]+found["conditional"] {
		t.Errorf("%v of %d, without a wish %d", found, all, admitted.Total)
	}
}

// Who looks for a time sees the session in it, and next stays the nearest.
func TestSessionsInTheWantedTime(t *testing.T) {
	h := newHub(t)
	d := description(t, h)
	h.Publish("he", "lms", "1", event.TypeOfferPublished, learning.Offer{
		Title: learning.Text{"de": "Kurs"}, Provider: learning.Provider{Name: "Haus"},
		Sessions: []learning.Session{
			{ID: "3", Start: "2027-02-20"},
			{ID: "x", Start: "2027-02-02", Status: learning.Cancelled},
			{ID: "1", Start: "2026-12-01"},
			{ID: "2", Start: "2027-02-10"},
		},
	})
	for query, want := range map[string]string{"": "1", "from=2027-02-01&to=2027-02-28": "2", "from=2027-02-15": "3", "to=2026-12-31": "1"} {
		q, _ := url.ParseQuery(query)
		l := h.offersAt(d, q)
		if len(l.Items) != 1 || l.Items[0].Session.ID != want || *l.Items[0].Next != "2026-12-01" {
			t.Errorf("?%s shows %+v, want session %s", query, l.Items, want)
		}
	}
}
