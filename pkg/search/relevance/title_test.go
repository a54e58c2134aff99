package relevance_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/search"
)

// said is a title without signs, genders and single letters, which no search tells apart.
func said(title string) string {
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(title, "*in", "")), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) == 1 || w == "in" }), " ")
}

// TestTitlesFindThemselves asks every title as a query: no other title is
// before it and equal ones, whatever rules join other words with its own.
func TestTitlesFindThemselves(t *testing.T) {
	docs := demoOffers(t)
	if root := os.Getenv("LVTEST_REAL_DATA"); root != "" {
		docs = append(docs, realOffers(t, root)...)
	}
	x := build(docs)
	asked, first, third := map[string]bool{}, 0, 0
	var lost []string
	for _, d := range docs {
		title := d.Offer.Title.German()
		plain := said(title)
		if asked[plain] || len([]rune(title)) > search.MaxText {
			continue
		}
		asked[plain] = true
		at := 0
		for i, h := range x.ask(search.Query{Text: title, Limit: 3}).Hits {
			if said(x.Title(h.ID)) == plain {
				at = i + 1
				break
			}
		}
		switch at {
		case 1:
			first++
			third++
		case 0:
			lost = append(lost, title)
		default:
			third++
			if testing.Verbose() {
				t.Logf("%d: %s", at, title)
			}
		}
	}
	t.Logf("%d titles: %d first, %d among the first three", len(asked), first, third)
	if float64(first) < 0.99*float64(len(asked)) || float64(third) < 0.995*float64(len(asked)) {
		t.Errorf("%d of %d titles find themselves first, %d among the first three; want 99 %% and 99.5 %%", first, len(asked), third)
	}
	for _, title := range lost[:min(len(lost), 60)] {
		t.Logf("lost: %s", title)
	}
}
