package landing_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/landing"
)

func TestReadOperator(t *testing.T) {
	got, err := landing.ReadOperator(strings.NewReader("name: Amt für Lernen\naddress: [Musterweg 1, 65183 Wiesbaden]\nemail: hilfe@lernen.example\n"))
	want := landing.Operator{Name: "Amt für Lernen", Address: []string{"Musterweg 1", "65183 Wiesbaden"}, Email: "hilfe@lernen.example"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, bad := range []string{"", "name: Amt", "name: [", "name: Amt\nemail: a@b.example\nfax: 1", "name: Amt\nemail: a@b.example\nlicence: MIT"} {
		if _, err := landing.ReadOperator(strings.NewReader(bad)); !errors.Is(err, landing.ErrOperator) {
			t.Errorf("%q: got %v, want ErrOperator", bad, err)
		}
	}
}

// The imprint says under which licence the catalogue's entries stand, and what it asks for.
func TestTheImprintSaysTheLicenceOfTheData(t *testing.T) {
	for licence, want := range map[string]string{
		"": "ohne Bedingungen nutzen (<a href=\"https://www.govdata.de/dl-de/zero-2-0\"", "CC-BY-4.0": "wenn Sie die Quelle nennen (<a href=\"https://creativecommons.org/licenses/by/4.0/deed.de\"",
		"CC-BY-SA-4.0": "unter derselben Lizenz weitergeben (<a", "DL-DE-BY-2.0": "Datenlizenz Deutschland Namensnennung, Version 2.0</a>",
	} {
		text := "name: Amt\nemail: a@b.example\n"
		if licence != "" {
			text += "licence: " + licence + "\n"
		}
		o, err := landing.ReadOperator(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		pages, err := landing.New(landing.Config{Base: "http://127.0.0.1:1", Operator: o})
		if err != nil {
			t.Fatal(err)
		}
		for path, words := range map[string]string{"/impressum": want, "/en/impressum": o.Terms().Name} {
			w := httptest.NewRecorder()
			pages.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
			if !strings.Contains(w.Body.String(), words) {
				t.Errorf("%s under %q lacks %q", path, licence, words)
			}
		}
	}
}
