package api_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
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
