package relevance_test

import (
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// TestTitlesComeFirst asks two words of each title: what has both of them in its
// title as they are typed comes before all that has not, whatever rule finds it.
func TestTitlesComeFirst(t *testing.T) {
	docs, every := demoOffers(t), 1
	if root := os.Getenv("LVTEST_REAL_DATA"); root != "" {
		docs, every = append(docs, realOffers(t, root)...), 3
	}
	x := build(docs)
	asked := map[string]bool{}
	for i, d := range docs {
		text := twoWords(d.Offer.Title.German())
		if text == "" || asked[text] || i%every > 0 {
			continue
		}
		asked[text] = true
		r := x.ask(search.Query{Text: text, Limit: 100, Explain: true})
		if len(r.Understood) > 0 { // a town or a month is first where it takes place
			continue
		}
		before := ""
		for _, h := range r.Hits {
			typed, joined := len(h.Matches) == 2, len(h.Matches) == 2
			for _, m := range h.Matches {
				typed = typed && m.Field == "title" && m.Rule == "exact"
				joined = joined && m.Field == "title" && (m.Rule == "exact" || m.Rule == "compound") // the same, written otherwise
			}
			switch {
			case typed && before != "":
				t.Errorf("%q: %q is found behind %q", text, x.Title(h.ID), before)
			case !joined:
				before = x.Title(h.ID)
			}
		}
	}
	t.Logf("%d queries", len(asked))
	if len(asked) < 20 {
		t.Errorf("only %d queries: that proves little", len(asked))
	}
}

// twoWords are the first two nouns of a title that stand beside each other.
func twoWords(title string) string {
	var last string
	for w := range strings.FieldsSeq(title) {
		first, _ := utf8.DecodeRuneInString(w)
		if utf8.RuneCountInString(w) < 5 || !unicode.IsUpper(first) || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) {
			last = ""
			continue
		}
		if last != "" {
			return last + " " + w
		}
		last = w
	}
	return ""
}
