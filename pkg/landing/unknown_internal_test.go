package landing

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// What nobody knows is said as unknown, for every rule and every reader: never
// as a yes, and no icon of a yes beside any of its sentences.
func TestUnknownIsNeverAYes(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, learning.Berlin)
	employers := [][]string{nil, {"state"}, {"municipal"}, {"federal"}, {"other"}, {"state", "municipal"}, {"state", "municipal", "federal"}, {"guild"}, {"guild", "federal"}}
	laender := [][]learning.Land{nil, {"he"}, {"he", "by"}, {learning.Bund}, {"xx"}}
	var readers []reader
	for _, land := range []learning.Land{"", "he", "sn", learning.Bund} {
		for _, e := range []string{"", "municipal", "state", "federal", "other"} {
			readers = append(readers, reader{land, e})
		}
	}
	seen := map[learning.May]int{}
	for _, to := range []string{"", "public", "all_laender", "land", "own_staff", "guild"} {
		for _, e := range employers {
			for _, l := range laender {
				for _, from := range []string{"", "2026-12-03", "2026-01-01"} {
					a := &learning.Access{OpenTo: to, Employers: e, Laender: l, OutsidersFrom: from}
					for _, publisher := range []learning.Land{"he", "rp", learning.Bund} {
						for _, r := range readers {
							j := judgement{access: a, land: publisher, holder: "Haus", reader: r, now: now}
							may := a.Admits(learning.Attendee(r), publisher, nil, now).May
							seen[may]++
							if bad := wrongly(j, may); bad != "" {
								t.Fatalf("open to %q, employers %v, Länder %v, from %q, of %s, for %v (%s): %s", to, e, l, from, publisher, r, may, bad)
							}
						}
					}
				}
			}
		}
	}
	for _, may := range learning.Mays {
		if seen[may] == 0 {
			t.Errorf("no rule is %s for anybody", may)
		}
	}
}

// wrongly is what is wrong with the words of a verdict, "" if nothing is.
func wrongly(j judgement, may learning.May) string {
	v, said := j.verdict(), j.conditions()
	all := v.Words + " " + v.Rule
	yes := slices.ContainsFunc(said, func(c condition) bool { return c.Class == "ja" || c.Class == "bed" })
	switch {
	case may == learning.MayUnknown && (v.Class != "frage" || v.Words != notSaid && v.Words != "Noch nicht geprüft"):
		return "it says " + all
	case may == learning.MayUnknown && (yes || strings.Contains(all, "Sie dürfen")):
		return "it looks like a yes: " + all
	case may == learning.MayUnknown && v.Rule == "" && !v.Ask:
		return "it does not say what is missing"
	case may == learning.MayNo && v.Class != "nein", may == learning.MayConditional && j.reader.known() && v.Class != "bed":
		return "it says " + all
	case strings.Contains(all, "guild") || strings.Contains(all, ": .") || strings.Contains(all, "xx"):
		return "it says a code: " + all
	case slices.ContainsFunc(said, func(c condition) bool {
		return strings.Contains(c.Text, "guild") || strings.Contains(c.Text, "aus .") || strings.Contains(c.Text, "xx")
	}):
		return "a sentence says a code"
	}
	return ""
}
