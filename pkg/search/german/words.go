package german

import (
	"slices"
	"strings"
)

// Words are texts in order, each once, in one piece of memory. It never changes.
type Words struct {
	text string
	ends []uint32
}

// NewWords sorts a list, which it takes over.
func NewWords(list []string) Words {
	slices.Sort(list)
	list = slices.Compact(list)
	w := Words{text: strings.Join(list, ""), ends: make([]uint32, 0, len(list))}
	end := 0
	for _, s := range list {
		end += len(s)
		w.ends = append(w.ends, uint32(end))
	}
	return w
}

// Len is how many there are.
func (w *Words) Len() int { return len(w.ends) }

// At is the word of a number, from 0 to Len-1.
func (w *Words) At(i int) string {
	if i == 0 {
		return w.text[:w.ends[0]]
	}
	return w.text[w.ends[i-1]:w.ends[i]]
}

// Find is the number of a text, or of the first word above it if there is none.
func (w *Words) Find(text string) (number int, found bool) {
	low, high := 0, len(w.ends)
	for low < high {
		if mid := (low + high) / 2; w.At(mid) < text {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, low < len(w.ends) && w.At(low) == text
}

// Has reports whether a text is one of the words.
func (w *Words) Has(text string) bool {
	_, found := w.Find(text)
	return found
}

// From yields the words that begin with a text, in order.
func (w *Words) From(beginning string, yield func(word string) bool) {
	for i, _ := w.Find(beginning); i < len(w.ends) && strings.HasPrefix(w.At(i), beginning); i++ {
		if !yield(w.At(i)) {
			return
		}
	}
}
