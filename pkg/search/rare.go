package search

import "github.com/lernverbund/lernverbund/pkg/search/german"

// The offers have slips, too (rule 18): a rare word one edit from a frequent one
// is read as it.
const (
	rarest    = 3  // documents that a slip stands in at most
	fewFound  = 50 // who finds more misses nothing by a slip
	timesRare = 5  // how many times as frequent the right word is; twice that below six letters
)

// misspelt adds the slips of a typed word that the catalogue has. A place is
// never misspelt into another, and no noun of a list is a slip.
func (e *expander) misspelt(t *term) {
	_, right := e.x.dict.lookup(t.key)
	if right == nil || right.n < timesRare || right.n > fewFound || right.name() || len(t.key) < 4 || !letters(t.key) {
		return
	}
	most := right.n / timesRare
	if len(t.key) < 6 {
		most /= 2
	}
	sig := signature(t.key)
	e.x.dict.likely(t.key[:1], func(o trait) bool {
		n, exact := o.length()
		more := o.letters() &^ sig // at most one
		return (n >= len(t.key)-1 && n <= len(t.key)+1 || !exact) && more&(more-1) == 0
	}, func(id uint32, w *word) {
		if w.n > min(most, rarest) || len(w.key) < 4 || w.parts != "" || w.name() || distance(t.key, w.key, 1) != 1 {
			return
		}
		if stem := german.PartStem(w.key); stem != german.PartStem(t.key) && !german.NounStem(stem) && !german.Listed(stem) {
			e.add(id, classTypo, ruleTypo)
		}
	})
}
