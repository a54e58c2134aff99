package table

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A document becomes a tree of nil, bool, string, number, []any and *object,
// whatever its format was.

// number is a number as it was written, so that 84.70 stays 84.70.
type number string

// object is an object of JSON or YAML or the row of a table.
type object struct {
	members map[string]any // names in NFC
	line    int            // where it begins, from 1
}

func newObject(line int) *object { return &object{members: map[string]any{}, line: line} }

func (o *object) put(name string, value any) { o.members[norm.NFC.String(name)] = value }

// text is a scalar as text; ok is false for objects, lists and nothing.
func text(v any) (s string, ok bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case number:
		return string(v), true
	case bool:
		if v {
			return "true", true
		}
		return "false", true
	default:
		return "", false
	}
}

// eachText calls f for every text in a tree.
func eachText(v any, f func(string)) {
	switch v := v.(type) {
	case string:
		f(v)
	case []any:
		for _, e := range v {
			eachText(e, f)
		}
	case *object:
		for _, e := range v.members {
			eachText(e, f)
		}
	}
}

// nearest is the candidate that a misspelt name most likely means, or "".
func nearest(name string, candidates []string) string {
	best, least := "", max(2, len([]rune(name))/3)+1
	for _, c := range candidates {
		if d := distance(strings.ToLower(name), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance counts the edits between two words (Levenshtein).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(y)]
}
