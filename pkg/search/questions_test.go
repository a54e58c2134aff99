package search_test

import (
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// finds checks queries of one index: query to hits in order, joined by comma.
func finds(t *testing.T, x *search.Index, want map[string]string) {
	t.Helper()
	for q, want := range want {
		if got := strings.Join(found(x, search.Query{Text: q}), ","); got != want {
			t.Errorf("%q finds %q, want %q\nexplained: %q", q, got, want, found(x, search.Query{Text: q, Explain: true}))
		}
	}
}

func TestQuestionsAreTheirContent(t *testing.T) {
	x := index(t, map[string]string{
		"violin": "Geigenbau", "stress": "Stress bewältigen", "english": "Englisch", "speak": "Frei sprechen", "learn": "Lernen lernen",
		"text": "Buchbinden\ntext: Wir gehen gut mit Möglichkeiten um und sprechen darüber",
	})
	finds(t, x, map[string]string{
		"Wo könnte ich denn Geigenbau machen?":         "violin",
		"Wie lerne ich, mit Stress umzugehen?":         "stress",
		"Ich möchte gern besser Englisch sprechen":     "english",
		"Gibt es eine gute Möglichkeit für Buchbinden": "text",
		"Englisch lernen":                              "english",
		"sprechen":                                     "speak,text",
		"Lernen":                                       "learn",
		"wo kann ich das?":                             "",
	})
}
