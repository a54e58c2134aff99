package landing_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/landing"
)

// TestEverythingIsTranslated wants an English phrase for every text of ours on
// every page: of the templates, of many searches and of many offers.
func TestEverythingIsTranslated(t *testing.T) {
	h := richHub(t)
	var paths []string
	for name, path := range templates(h) {
		if name != "docs" && name != "hilfe" && name != "barriere" && name != "schutz" && !strings.HasPrefix(name, "leicht") && !strings.HasPrefix(name, "en-") {
			paths = append(paths, path)
		}
	}
	for _, q := range []string{
		"?q=Excel+Mainz+kostenlos&myLand=he&employer=state", "?q=Führung&myLand=by&employer=federal", "?kind=mentoring&kind=work_shadowing", "?current=false", "?current=all&sort=title",
		"?q=Datenschuz&literal=true", "?from=2026-12-01&to=2027-01-31&seats=true", "?near=Mainz&radius=50", "?near=Gibtsnicht", "?from=2027-01-31&to=2026-12-01", "?land=xx",
		"?q=Brandschutz+Kurs", "?q=KI&may=yes&myLand=he&employer=municipal", "?q=gibtesgarnicht", "?sort=nearest&near=Berlin", "?offset=20", "?q=Excel+im+August", "?q=Excel+Englisch+f%C3%BCr+Experten", "?q=Excelxyrgolat", "?free=true&language=en&accessibility=wheelchair",
	} {
		paths = append(paths, "/angebote"+q)
	}
	for _, id := range h.someOffers(60) {
		paths = append(paths, "/angebote/"+url.PathEscape(id)+"?myLand=he&employer=municipal")
	}
	missing := map[string]string{}
	if len(paths) < 80 {
		t.Fatalf("only %d pages", len(paths))
	}
	for _, path := range paths {
		_, raw, _ := h.Ask(path, nil)
		for _, text := range landing.Untranslated(raw) {
			missing[landing.Key(text)] = path
		}
	}
	var all []string
	for text, path := range missing {
		all = append(all, text+"   ("+path+")")
	}
	slices.Sort(all)
	for _, text := range all {
		t.Errorf("no English in texts/en.txt: %s", text)
	}
}

// someOffers are the ids of offers, spread over the list.
func (h *hub) someOffers(n int) (ids []string) {
	h.T.Helper()
	var l struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	for offset := 0; len(ids) < n; offset += 40 {
		_, raw, _ := h.Ask("/api/v1/offers?limit=10&offset="+strconv.Itoa(offset), nil)
		if err := json.Unmarshal([]byte(raw), &l); err != nil {
			h.T.Fatal(err)
		}
		if len(l.Items) == 0 {
			break
		}
		for _, i := range l.Items {
			ids = append(ids, i.ID)
		}
	}
	return ids
}
