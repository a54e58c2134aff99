package search

import (
	"bytes"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// word is one key of the catalogue.
type word struct {
	key string
	posting
	parts  string // labels of the parts it is made of, see numbers
	low    uint32 // documents whose prose writes it small
	city   uint32 // documents that have it in the name of a city or Land
	sig    uint32 // set of its letters, for typing errors
	isPart bool   // counts among the words that compounds are made of
	isNoun bool   // and may be their head
	isName bool   // was a name when its parts were last looked for
}

// nounish reports whether the catalogue writes the word with a capital.
func (w *word) nounish() bool { return w.low*2 < w.n }

// name reports whether the word stands mostly in the place field.
func (w *word) name() bool { return w.city > 0 && w.city*2 >= w.n }

// dictionary holds the words of the catalogue: by key, in the order of their
// weak keys, and as one text for the search of substrings. A word whose last
// document has gone is forgotten and its number used again.
type dictionary struct {
	words paged[word]
	ids   map[string]uint32
	free  []uint32
	order ordered // words of letters only; others are found by their key alone
	blob  blob    // the same

	surfaces map[uint32]string // how words are written that folding changed
}

func newDictionary() dictionary {
	return dictionary{ids: make(map[string]uint32), surfaces: make(map[uint32]string)}
}

// shown is a word for people's eyes.
func (d *dictionary) shown(id uint32) string {
	if s, ok := d.surfaces[id]; ok {
		return s
	}
	return d.words.at(id).key
}

// intern is the number of a key, a new one if need be. The key is copied.
func (d *dictionary) intern(key string, surface string) (id uint32, fresh bool) {
	if id, ok := d.ids[key]; ok {
		if surface != "" && d.surfaces[id] == "" {
			d.surfaces[id] = strings.Clone(surface)
		}
		return id, false
	}
	key = strings.Clone(key)
	if n := len(d.free); n > 0 {
		id, d.free = d.free[n-1], d.free[:n-1]
	} else {
		id = d.words.grow()
	}
	*d.words.at(id) = word{key: key, sig: signature(key)}
	d.ids[key] = id
	if surface != "" {
		d.surfaces[id] = strings.Clone(surface)
	}
	if letters(key) {
		d.order.insert(&d.words, id)
		d.blob.add(key, id)
	}
	return id, true
}

// forget drops a word that stands in no document any more.
func (d *dictionary) forget(id uint32) {
	w := d.words.at(id)
	if letters(w.key) {
		d.order.remove(&d.words, id)
		d.blob.remove(w.key, id, d)
	}
	delete(d.ids, w.key)
	delete(d.surfaces, id)
	*w = word{}
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

// ordered are word numbers in the order of (weak key, key), in blocks so that
// an insertion moves little.
type ordered struct{ blocks [][]uint32 }

const blockSize = 512

// find is the place of the first word that is not below (weak, key).
func (o *ordered) find(words *paged[word], weak, key string) (block, at int) {
	below := func(id uint32) int {
		other := words.at(id).key
		if c := strings.Compare(german.Weak(other), weak); c != 0 {
			return c
		}
		return strings.Compare(other, key)
	}
	block, _ = slices.BinarySearchFunc(o.blocks, 0, func(b []uint32, _ int) int {
		return below(b[len(b)-1])
	})
	if block == len(o.blocks) {
		return block, 0
	}
	at, _ = slices.BinarySearchFunc(o.blocks[block], 0, func(id uint32, _ int) int { return below(id) })
	return block, at
}

func (o *ordered) insert(words *paged[word], id uint32) {
	key := words.at(id).key
	block, at := o.find(words, german.Weak(key), key)
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
	key := words.at(id).key
	block, at := o.find(words, german.Weak(key), key)
	if block == len(o.blocks) || o.blocks[block][at] != id {
		return
	}
	if b := slices.Delete(o.blocks[block], at, at+1); len(b) > 0 {
		o.blocks[block] = b
	} else {
		o.blocks = slices.Delete(o.blocks, block, block+1)
	}
}

// prefix yields the words whose weak key begins with the weak form given, in order.
func (d *dictionary) prefix(weak string, yield func(id uint32, w *word) bool) {
	block, at := d.order.find(&d.words, weak, "")
	lastBlock, end := d.order.find(&d.words, weak+"\xff", "")
	for ; block <= lastBlock && block < len(d.order.blocks); block, at = block+1, 0 {
		ids := d.order.blocks[block]
		if block == lastBlock {
			ids = ids[:end]
		}
		for _, id := range ids[min(at, len(ids)):] {
			if !yield(id, d.words.at(id)) {
				return
			}
		}
	}
}

// blob is every key, one a line: a substring is found in it at memory speed.
type blob struct {
	text    []byte
	starts  []uint32 // of the lines in text
	ids     []uint32 // of their words
	garbage int      // bytes of forgotten words
}

func (b *blob) add(key string, id uint32) {
	b.starts = append(b.starts, uint32(len(b.text)))
	b.ids = append(b.ids, id)
	b.text = append(append(b.text, key...), '\n')
}

// remove blanks the line of a word and rewrites the text when half of it is blank.
func (b *blob) remove(key string, id uint32, d *dictionary) {
	for from := 0; ; {
		i := bytes.Index(b.text[from:], []byte(key+"\n"))
		if i < 0 {
			return
		}
		at := from + i
		if line := b.line(at); b.ids[line] == id && int(b.starts[line]) == at {
			for j := range key {
				b.text[at+j] = '\n'
			}
			break
		}
		from = at + 1
	}
	b.garbage += len(key) + 1
	if b.garbage*2 > len(b.text) && b.garbage > 4096 {
		b.rewrite(d, id)
	}
}

func (b *blob) rewrite(d *dictionary, gone uint32) {
	old := *b
	*b = blob{text: make([]byte, 0, len(old.text)-old.garbage), ids: make([]uint32, 0, len(old.ids))}
	for i, id := range old.ids {
		if id != gone && old.text[old.starts[i]] != '\n' {
			b.add(d.words.at(id).key, id)
		}
	}
}

func (b *blob) line(at int) int {
	i, found := slices.BinarySearch(b.starts, uint32(at))
	if !found {
		i--
	}
	return i
}

// containing yields the words that hold the substring, each once.
func (b *blob) containing(sub string, yield func(id uint32)) {
	needle := []byte(sub)
	for from := 0; from < len(b.text); {
		i := bytes.Index(b.text[from:], needle)
		if i < 0 {
			return
		}
		line := b.line(from + i)
		yield(b.ids[line])
		if line+1 == len(b.starts) {
			return
		}
		from = int(b.starts[line+1])
	}
}
