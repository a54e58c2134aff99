package search

import (
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// accessRule is who may attend, as one word that many offers share:
// "by;land;he,th;state,municipal". It is "" if nothing is known.
//
// What an absent employer list means is DESIGN: public means everybody, land
// and all_laender mean state and municipal and say nothing of the others. The
// federal level publishes like a Land; its "land" is the federal staff.
func accessRule(land learning.Land, a *learning.Access) string {
	employers := slices.Clone(a.Employers)
	if len(employers) == 0 {
		switch {
		case a.OpenTo == "public":
			employers = []string{"state", "municipal", "federal", "other"}
		case a.OpenTo == "land" && land == learning.Bund:
			employers = []string{"federal"}
		default:
			employers = []string{"state", "municipal"}
		}
	}
	var laender []string
	switch a.OpenTo {
	case "public":
		laender = []string{"*"}
	case "all_laender":
		laender = []string{"+"}
	case "land":
		laender = []string{string(land)}
	}
	for _, l := range a.Laender {
		laender = append(laender, string(l))
	}
	if len(laender) == 0 {
		return ""
	}
	slices.Sort(laender)
	slices.Sort(employers)
	return strings.Join(slices.Compact(laender), ",") + ";" + strings.Join(slices.Compact(employers), ",")
}

// admits reports whether a rule says that staff of such an employer in such a
// Land may attend. An empty Land or employer is not asked.
func admits(rule string, land learning.Land, employer string) bool {
	laender, employers, _ := strings.Cut(rule, ";")
	if employer != "" && !slices.Contains(strings.Split(employers, ","), employer) {
		return false
	}
	if land == "" {
		return true
	}
	for l := range strings.SplitSeq(laender, ",") {
		switch l {
		case "*", string(land):
			return true
		case "+":
			if land.Valid() && land != learning.Bund {
				return true
			}
		}
	}
	return false
}
