package statistics

import "strings"

// folded writes letters as a German dictionary sorts them (DIN 5007-1).
var folded = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss", "é", "e", "è", "e", "á", "a", "à", "a", "ó", "o", "ç", "c")

// sortKey is a name as it is sorted: without case, umlauts as their vowels,
// marks before the first letter or digit left out.
func sortKey(name string) string {
	return strings.TrimLeft(folded.Replace(strings.ToLower(name)), " \"'„“”‚‘’»«(-–.")
}
