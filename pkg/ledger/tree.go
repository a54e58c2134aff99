package ledger

import (
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// tree is what is needed of a Merkle tree to make it longer: its size and the
// roots of its complete subtrees, from the largest to the smallest.
type tree struct {
	size  int64
	roots []tlog.Hash
}

// add makes the tree one leaf longer and appends to out the nodes that are
// complete now, in the order in which they are stored.
func (t *tree) add(leaf tlog.Hash, out []tlog.Hash) []tlog.Hash {
	out = append(out, leaf)
	for n := t.size; n&1 == 1; n >>= 1 {
		last := len(t.roots) - 1
		leaf = tlog.NodeHash(t.roots[last], leaf)
		t.roots = t.roots[:last]
		out = append(out, leaf)
	}
	t.roots = append(t.roots, leaf)
	t.size++
	return out
}

func (t *tree) clone() tree { return tree{size: t.size, roots: append([]tlog.Hash(nil), t.roots...)} }

// root is the tree's hash.
func (t *tree) root() tlog.Hash {
	if t.size == 0 {
		empty, _ := tlog.TreeHash(0, nil) // reads nothing
		return empty
	}
	h := t.roots[len(t.roots)-1]
	for i := len(t.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(t.roots[i], h)
	}
	return h
}

// loadTree reads the roots of a tree of a size.
func loadTree(size int64, hashes tlog.HashReader) (tree, error) {
	var indexes []int64
	for level, from := 62, int64(0); level >= 0; level-- {
		if size&(1<<level) != 0 {
			indexes = append(indexes, tlog.StoredHashIndex(level, from>>level))
			from += 1 << level
		}
	}
	roots, err := hashes.ReadHashes(indexes)
	return tree{size: size, roots: roots}, err
}

// hashFile reads stored hashes.
type hashFile struct{ io.ReaderAt }

func (f hashFile) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if _, err := f.ReadAt(hashes[i][:], index*tlog.HashSize); err != nil {
			return nil, fmt.Errorf("read hash %d: %w", index, err)
		}
	}
	return hashes, nil
}
