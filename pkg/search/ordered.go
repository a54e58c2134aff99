package search

import (
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// ordered are word numbers in the order of their keys, in blocks so that an
// insertion moves little.
type ordered struct {
	to     func(bound string) func(key string) int // compares keys with a bound
	blocks [][]uint32
}

const blockSize = 512

// byWeak orders by weak key, then key.
func byWeak(bound string) func(key string) int {
	weak := german.Weak(bound)
	return func(key string) int {
		if c := strings.Compare(german.Weak(key), weak); c != 0 {
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
	for block := fromBlock; block <= toBlock && block < len(o.blocks); block, from = block+1, 0 {
		ids := o.blocks[block]
		if block == toBlock {
			ids = ids[:to]
		}
		for _, id := range ids[min(from, len(ids)):] {
			if !yield(id, words.at(id)) {
				return
			}
		}
	}
}

func (o *ordered) insert(words *paged[word], id uint32) {
	block, at := o.find(words, o.to(words.at(id).key))
	if block == len(o.blocks) {
		if block == 0 {
			o.blocks = append(o.blocks, make([]uint32, 0, blockSize))
		} else {
			block--
		}
		at = len(o.blocks[block])
	}
	b := slices.Insert(o.blocks[block], at, id)
	if len(b) == blockSize {
		right := make([]uint32, blockSize/2, blockSize)
		copy(right, b[blockSize/2:])
		o.blocks = slices.Insert(o.blocks, block+1, right)
		b = b[:blockSize/2]
	}
	o.blocks[block] = b
}

func (o *ordered) remove(words *paged[word], id uint32) {
	block, at := o.find(words, o.to(words.at(id).key))
	if block == len(o.blocks) || o.blocks[block][at] != id {
		return
	}
	if b := slices.Delete(o.blocks[block], at, at+1); len(b) > 0 {
		o.blocks[block] = b
	} else {
		o.blocks = slices.Delete(o.blocks, block, block+1)
	}
}
