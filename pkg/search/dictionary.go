package search

import (
	"cmp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// word is one key of the catalogue.
type word struct {
	key string
	posting
	parts   string // labels of the parts it is made of, see numbers
	low     uint32 // documents whose prose writes it small
	letters uint32 // documents that write all of it in capitals
	city    uint32 // documents that have it in the name of a city or Land
	sig     uint32 // set of its letters, for typing errors
	apart   bool   // may stand alone as a part of compounds, if it does so often enough
	placed  bool   // stands in the orders
	isPart  bool   // counts among the words that compounds are made of
	isNoun  bool   // and may be their head
	isName  bool   // was a name when its parts were last looked for
	empty   bool   // carries no content of its own
}

// nounish reports whether the catalogue writes the word with a capital.
func (w *word) nounish() bool { return w.low*2 < w.n }

// name reports whether the word stands mostly in the place field.
func (w *word) name() bool { return w.city > 0 && w.city*2 >= w.n }

// dictionary holds the words of the catalogue: by key, in the order of their
// weak keys, and in that of their ends. A word whose last
// document has gone is forgotten and its number used again.
type dictionary struct {
	words paged[word]
	ids   map[string]uint32
	free  []uint32
	order ordered       // words of letters only; others are found by their key alone
	ends  ordered       // the same by their ends
	loose []uint32      // words that have no place in the orders yet
	grams paged[uint64] // of each word the pairs of letters in it, see pairs
	heard paged[voice]  // of each word what it sounds like

	surfaces map[uint32]string // how words are written that folding changed
}

func newDictionary() dictionary {
	return dictionary{
		ids: make(map[string]uint32), surfaces: make(map[uint32]string),
		order: ordered{to: byWeak}, ends: ordered{to: byEnds},
	}
}

// shown is a word for people's eyes, as the catalogue mostly writes it: with its
// umlauts, and with a capital if it does.
func (d *dictionary) shown(id uint32) string {
	w := d.words.at(id)
	s := strings.TrimPrefix(cmp.Or(d.surfaces[id], w.key), capitalMark)
	switch {
	case w.letters*2 > w.n:
		return strings.ToUpper(s)
	case !w.nounish():
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// surface notes how a word is written, if nothing is noted yet.
func (d *dictionary) surface(id uint32, surface string) {
	if surface != "" && d.surfaces[id] == "" {
		d.surfaces[id] = strings.Clone(surface)
	}
}

// intern is the number of a key, a new one if need be.
func (d *dictionary) intern(key string, surface string) (id uint32, fresh bool) {
	if id, ok := d.ids[key]; ok {
		d.surface(id, surface)
		return id, false
	}
	if n := len(d.free); n > 0 {
		id, d.free = d.free[n-1], d.free[:n-1]
	} else {
		id = d.words.grow()
		d.grams.grow()
		d.heard.grow()
	}
	*d.words.at(id) = word{key: key, sig: signature(key), apart: mayStandAlone(key), empty: german.Stop(key)}
	d.ids[key] = id
	d.surface(id, surface)
	if letters(key) {
		d.loose = append(d.loose, id)
		*d.grams.at(id), *d.heard.at(id) = pairs(key), voiceOf(key)
	}
	return id, true
}

// forget drops a word that stands in no document any more.
func (d *dictionary) forget(id uint32) {
	w := d.words.at(id)
	if w.placed {
		d.order.remove(&d.words, id)
		d.ends.remove(&d.words, id)
	}
	delete(d.ids, w.key)
	delete(d.surfaces, id)
	*w, *d.grams.at(id), *d.heard.at(id) = word{}, 0, voice{}
	d.free = append(d.free, id)
}

// lookup is the word of a key, or nil.
func (d *dictionary) lookup(key string) (uint32, *word) {
	if id, ok := d.ids[key]; ok {
		return id, d.words.at(id)
	}
	return 0, nil
}

// signature is the set of letters of a key; other characters share a bit.
func signature(key string) uint32 {
	var sig uint32
	for i := 0; i < len(key); i++ {
		if c := key[i]; 'a' <= c && c <= 'z' {
			sig |= 1 << (c - 'a')
		} else {
			sig |= 1 << 26
		}
	}
	return sig
}

// prefix yields the words whose weak key begins with the weak form given, in order.
func (d *dictionary) prefix(weak string, yield func(id uint32, w *word) bool) {
	block, at, lastBlock, end := d.beginning(weak)
	d.order.between(&d.words, block, at, lastBlock, end, yield)
}

// likely yields of the words that prefix yields those whose traits fit.
func (d *dictionary) likely(weak string, fits func(t trait) bool, yield func(id uint32, w *word)) {
	block, at, lastBlock, end := d.beginning(weak)
	d.order.traited(block, at, lastBlock, end, func(ids []uint32, traits []trait) bool {
		for i, t := range traits {
			if fits(t) {
				yield(ids[i], d.words.at(ids[i]))
			}
		}
		return true
	})
}

// short yields of the words that prefix yields those of at most so many letters.
func (d *dictionary) short(weak string, longest int, yield func(id uint32, w *word)) {
	fits := func(t trait) bool { n, _ := t.length(); return n <= longest }
	d.likely(weak, fits, func(id uint32, w *word) {
		if len(w.key) <= longest {
			yield(id, w)
		}
	})
}

// beginning is where in the order the words stand whose weak key begins so.
func (d *dictionary) beginning(weak string) (block, at, lastBlock, end int) {
	to := func(bound string) func(key string) int {
		return func(key string) int { return german.CompareWeak(key, bound) }
	}
	block, at = d.order.find(&d.words, to(weak))
	if lastBlock, end = block, at; block == len(d.order.blocks) {
		return block, at, lastBlock, end
	}
	beyond := to(weak + "\xff")
	within := func(i int) bool { return beyond(d.words.at(d.order.blocks[block][i]).key) < 0 }
	n := len(d.order.blocks[block])
	if within(n - 1) {
		lastBlock, end = d.order.find(&d.words, beyond)
		return block, at, lastBlock, end
	}
	step := 1 // mostly there are few: look near the first
	for end+step < n && within(end+step-1) {
		end += step
		step *= 2
	}
	end += sort.Search(min(step, n-end), func(i int) bool { return !within(end + i) })
	return block, at, lastBlock, end
}

// suffix yields the words whose key ends with the one given.
func (d *dictionary) suffix(end string, yield func(id uint32, w *word) bool) {
	block, at := d.ends.find(&d.words, byEnds(end))
	lastBlock, last := d.ends.find(&d.words, byEnds("\xff"+end))
	d.ends.between(&d.words, block, at, lastBlock, last, yield)
}

// pairs is the set of the pairs of neighbouring letters in a key, hashed to 64.
func pairs(key string) uint64 {
	var set uint64
	for i := 1; i < len(key); i++ {
		set |= 1 << ((uint(key[i-1])*31 + uint(key[i])) % 64)
	}
	return set
}

// containing yields the words of letters that hold a substring of two letters or more.
func (d *dictionary) containing(sub string, yield func(id uint32)) {
	need := pairs(sub)
	for number, page := range d.grams.pages {
		for i, has := range page {
			if has&need != need {
				continue
			}
			if id := uint32(number*pageSize + i); int(id) < d.words.n && strings.Contains(d.words.at(id).key, sub) {
				yield(id)
			}
		}
	}
}
