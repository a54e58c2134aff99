package search

import (
	"bytes"
	"slices"
)

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
