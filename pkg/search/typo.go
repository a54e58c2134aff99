package search

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// mostCorrections is how many words of the catalogue one typing error may stand for.
const mostCorrections = 4

// candidate is a word that a typing error may stand for.
type candidate struct {
	id       uint32
	distance int
}

// corrections are the catalogue's words nearest to a key: within most edits
// (Damerau: a swap of neighbours is one), the nearest distance only, the most
// frequent first. Another first letter counts only from 6 letters and at
// distance 1 (rule 17). An ä is one letter, however it is typed, and a word that
// the catalogue only has inflected counts without its ending.
func (x *Index) corrections(key string, most int) []candidate {
	if len(german.Weak(key)) < 4 || hasDigit(key) {
		return nil
	}
	limit := most
	var found []candidate
	consider := func(id uint32, w *word, most int) {
		if len(german.Weak(w.key)) < 4 || hasDigit(w.key) {
			return
		}
		d := edits(key, w.key, most)
		if d > most && len(key) >= 6 && len(w.key) > len(key) {
			if stems := edits(german.Stem(key), german.Stem(w.key), 1); stems <= 1 {
				d = stems
			}
		}
		if d > most || d == 2 && x.siblings(key, w.key) {
			return
		}
		limit = min(limit, d)
		found = append(found, candidate{id, d})
	}
	sig := signature(key)
	near := func(n int) bool { // an umlaut left out is one letter more, and so is an ending
		return -limit <= n-len(key) && n-len(key) <= limit+2
	}
	x.dict.likely(key[:1], func(t trait) bool {
		n, exact := t.length()
		return (near(n) || !exact) && bits.OnesCount32(sig^t.letters()) <= 2*limit+1
	}, func(id uint32, w *word) {
		if near(len(w.key)) {
			consider(id, w, limit)
		}
	})
	if len(german.Weak(key)) >= 6 {
		x.otherBeginnings(key, func(id uint32, w *word) { consider(id, w, 1) })
	}
	return x.likeliest(slices.DeleteFunc(found, func(c candidate) bool { return c.distance > limit }))
}

// edits is the distance of a key from a word, typed with its umlauts or without.
func edits(key, word string, most int) int {
	d := distance(key, word, most)
	if weak := german.Weak(word); weak != word && d > 0 {
		d = min(d, distance(key, weak, most))
	}
	return d
}

// likeliest are the most frequent candidates, each once.
func (x *Index) likeliest(found []candidate) []candidate {
	slices.SortFunc(found, func(a, b candidate) int {
		v, w := x.dict.words.at(a.id), x.dict.words.at(b.id)
		if v.n != w.n {
			return int(w.n) - int(v.n)
		}
		return strings.Compare(v.key, w.key)
	})
	found = slices.CompactFunc(found, func(a, b candidate) bool { return a.id == b.id })
	return found[:min(len(found), mostCorrections)]
}

// otherBeginnings yields the words at one edit from key that begin with another letter.
func (x *Index) otherBeginnings(key string, yield func(id uint32, w *word)) {
	try := func(k string) {
		if id, w := x.dict.lookup(k); w != nil && k[0] != key[0] {
			yield(id, w)
		}
	}
	try(key[1:])
	try(key[1:2] + key[:1] + key[2:])
	for c := byte('a'); c <= 'z'; c++ {
		try(string(c) + key)
		try(string(c) + key[1:])
	}
}

// siblings reports whether two words are compounds of one head whose rests
// are short: "Glasarbeit" is no slip for "Gasarbeit".
func (x *Index) siblings(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	if n < 4 || max(len(a), len(b))-n > 5 {
		return false
	}
	d := decomposer{dict: &x.dict, comp: &x.comp, strict: true}
	for i := n; i >= 4; i-- {
		if _, noun, ok := d.standing(a[len(a)-i:]); ok && noun {
			return true
		}
	}
	return false
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// distance is the Damerau distance (optimal string alignment) of two keys, or
// something above most as soon as that is certain.
func distance(a, b string, most int) int {
	if len(a) > longestWord || len(b) > longestWord || len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var rows [3][longestWord + 1]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, above, row := &rows[(i+1)%3], &rows[(i-1)%3], &rows[i%3]
		row[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			swap := 1
			if a[i-1] == b[j-1] {
				swap = 0
			}
			d := min(above[j]+1, row[j-1]+1, above[j-1]+swap)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			best = min(best, d)
		}
		if best > most {
			return most + 1
		}
	}
	return rows[len(a)%3][len(b)]
}
