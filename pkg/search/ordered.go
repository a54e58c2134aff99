package search

import (
	"slices"
	"strings"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// ordered are word numbers in the order of their keys, in blocks so that an
// insertion moves little.
type ordered struct {
	to     func(bound string) func(key string) int // compares keys with a bound
	blocks [][]uint32
	traits [][]trait // of each word, so that who looks for a likeness reads few words
}

// trait are the letters of a word and, above them, its length up to longTrait.
type trait uint32

const (
	lengthShift = 27
	longTrait   = 31
)

func traitOf(w *word) trait { return trait(w.sig) | trait(min(len(w.key), longTrait))<<lengthShift }

func (t trait) letters() uint32 { return uint32(t) & (1<<lengthShift - 1) }

// length is that of the word, or less if it has longTrait letters or more.
func (t trait) length() (n int, exact bool) { n = int(t >> lengthShift); return n, n < longTrait }

const blockSize = 512

// byWeak orders by weak key, then key.
func byWeak(bound string) func(key string) int {
	weak := german.Weak(bound)
	return func(key string) int {
		if c := german.CompareWeak(key, weak); c != 0 {
			return c
		}
		return strings.Compare(key, bound)
	}
}

// byEnds orders by the last letter, then the one before it and so on.
func byEnds(bound string) func(key string) int {
	return func(key string) int {
		for i := 1; i <= len(key) && i <= len(bound); i++ {
			if v, w := key[len(key)-i], bound[len(bound)-i]; v != w {
				return int(v) - int(w)
			}
		}
		return len(key) - len(bound)
	}
}

// find is the place of the first word that is not below a bound.
func (o *ordered) find(words *paged[word], compare func(key string) int) (block, at int) {
	below := func(id uint32) int { return compare(words.at(id).key) }
	block, _ = slices.BinarySearchFunc(o.blocks, 0, func(b []uint32, _ int) int { return below(b[len(b)-1]) })
	if block == len(o.blocks) {
		return block, 0
	}
	at, _ = slices.BinarySearchFunc(o.blocks[block], 0, func(id uint32, _ int) int { return below(id) })
	return block, at
}

// between yields the words from one place to another.
func (o *ordered) between(words *paged[word], fromBlock, from, toBlock, to int, yield func(id uint32, w *word) bool) {
	o.traited(fromBlock, from, toBlock, to, func(ids []uint32, _ []trait) bool {
		for _, id := range ids {
			if !yield(id, words.at(id)) {
				return false
			}
		}
		return true
	})
}

// traited yields the words from one place to another with their traits, block by block.
func (o *ordered) traited(fromBlock, from, toBlock, to int, yield func(ids []uint32, traits []trait) bool) {
	for block := fromBlock; block <= toBlock && block < len(o.blocks); block, from = block+1, 0 {
		end := len(o.blocks[block])
		if block == toBlock {
			end = to
		}
		if from < end && !yield(o.blocks[block][from:end], o.traits[block][from:end]) {
			return
		}
	}
}

func (o *ordered) insert(words *paged[word], id uint32) {
	block, at := o.find(words, o.to(words.at(id).key))
	if block == len(o.blocks) {
		if block == 0 {
			o.blocks, o.traits = append(o.blocks, make([]uint32, 0, blockSize)), append(o.traits, make([]trait, 0, blockSize))
		} else {
			block--
		}
		at = len(o.blocks[block])
	}
	o.blocks[block] = slices.Insert(o.blocks[block], at, id)
	o.traits[block] = slices.Insert(o.traits[block], at, traitOf(words.at(id)))
	if len(o.blocks[block]) == blockSize {
		o.blocks = halved(o.blocks, block)
		o.traits = halved(o.traits, block)
	}
}

// halved are blocks of which one was split in two.
func halved[T any](blocks [][]T, block int) [][]T {
	b := blocks[block]
	right := make([]T, blockSize/2, blockSize)
	copy(right, b[blockSize/2:])
	blocks[block] = b[:blockSize/2]
	return slices.Insert(blocks, block+1, right)
}

func (o *ordered) remove(words *paged[word], id uint32) {
	block, at := o.find(words, o.to(words.at(id).key))
	if block == len(o.blocks) || o.blocks[block][at] != id {
		return
	}
	if b := slices.Delete(o.blocks[block], at, at+1); len(b) > 0 {
		o.blocks[block], o.traits[block] = b, slices.Delete(o.traits[block], at, at+1)
	} else {
		o.blocks, o.traits = slices.Delete(o.blocks, block, block+1), slices.Delete(o.traits, block, block+1)
	}
}

// build lays out words that are in order already.
func (o *ordered) build(words *paged[word], ids []uint32) {
	n := len(ids)/(blockSize/2) + 1
	o.blocks, o.traits = make([][]uint32, 0, n), make([][]trait, 0, n)
	for part := range slices.Chunk(ids, blockSize/2) {
		traits := make([]trait, 0, blockSize)
		for _, id := range part {
			traits = append(traits, traitOf(words.at(id)))
		}
		o.blocks, o.traits = append(o.blocks, append(make([]uint32, 0, blockSize), part...)), append(o.traits, traits)
	}
}

// fewLoose words are put in their places one by one; more of them are worth sorting all anew.
const fewLoose = 2048

// sorted gives the orders with the loose words in their places, or false if
// there are so few that [dictionary.place] does it at once.
func (d *dictionary) sorted() (order, ends ordered, many bool) {
	if len(d.loose) <= fewLoose {
		return ordered{}, ordered{}, false
	}
	var ids []uint32
	for id := range uint32(d.words.n) {
		if w := d.words.at(id); w.key != "" && letters(w.key) {
			ids = append(ids, id)
		}
	}
	order, ends = ordered{to: byWeak}, ordered{to: byEnds}
	var group sync.WaitGroup
	group.Go(func() { order.build(&d.words, d.sortedBy(ids, german.Weak)) })
	group.Go(func() { ends.build(&d.words, d.sortedBy(ids, reversed)) })
	group.Wait()
	return order, ends, true
}

// sortedBy sorts words by what a function makes of their keys, then by key.
func (d *dictionary) sortedBy(ids []uint32, as func(key string) string) []uint32 {
	type pair struct {
		as string
		id uint32
	}
	pairs := make([]pair, len(ids))
	for i, id := range ids {
		pairs[i] = pair{as(d.words.at(id).key), id}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if c := strings.Compare(a.as, b.as); c != 0 {
			return c
		}
		return strings.Compare(d.words.at(a.id).key, d.words.at(b.id).key)
	})
	out := make([]uint32, len(ids))
	for i, p := range pairs {
		out[i] = p.id
	}
	return out
}

func reversed(key string) string {
	b := []byte(key)
	slices.Reverse(b)
	return string(b)
}

// place puts the loose words in their places, or takes over orders that have them.
func (d *dictionary) place(order, ends ordered, many bool) {
	if many {
		d.order, d.ends = order, ends
	}
	for _, id := range d.loose {
		w := d.words.at(id)
		if w.key == "" || w.placed || !letters(w.key) {
			continue
		}
		if w.placed = true; !many {
			d.order.insert(&d.words, id)
			d.ends.insert(&d.words, id)
		}
	}
	d.loose = d.loose[:0]
}
