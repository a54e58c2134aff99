package search

import (
	"slices"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// wordlist are words of the language that need not stand in the catalogue: a
// slip in one of them is read as it where the right word would find something.
type wordlist struct {
	words  german.Words
	voices []voice
}

// spelledWords are the nouns of the lexicon and the words of our own lists.
var spelledWords = sync.OnceValue(func() *wordlist {
	all := slices.DeleteFunc(slices.Clone(knowledgeOf().words), func(word string) bool { return len(word) < 4 || !letters(word) })
	l := &wordlist{words: german.NewWords(slices.AppendSeq(all, german.Nouns("")))}
	for i := range l.words.Len() {
		l.voices = append(l.voices, voiceOf(l.words.At(i)))
	}
	return l
})

// spelledAlike are words that a key may be a slip for.
type spelledAlike struct{ both, heard, near []string }

// alike finds the words of one edit that begin alike, those that sound alike, and those that do both.
func (l *wordlist) alike(key string) spelledAlike {
	var found spelledAlike
	if len(key) < 4 || !letters(key) {
		return found
	}
	found.near = l.nearest(key, 1)
	listening := earOf(key)
	var loans []string
	for i, v := range l.voices {
		switch native, loan := listening.hears(v); {
		case native:
			found.heard = append(found.heard, l.words.At(i))
		case loan:
			loans = append(loans, l.words.At(i))
		}
	}
	for _, word := range found.heard {
		if edits(key, word, 1) <= 1 {
			found.both = append(found.both, word)
		}
	}
	if len(found.heard) == 0 {
		found.heard = loans
	}
	found.heard = found.heard[:min(len(found.heard), mostCorrections)]
	return found
}

// nearest are the words of fewest edits that begin with the same letter; two
// edits count from eight letters on.
func (l *wordlist) nearest(key string, most int) []string {
	if len(german.Weak(key)) < 8 {
		most = 1
	}
	var found []string
	best := most
	l.words.From(key[:1], func(word string) bool {
		if d := len(word) - len(key); d < -best || d > best+2 {
			return true
		}
		switch d := edits(key, word, best); {
		case d < best:
			best, found = d, append(found[:0], word)
		case d == best:
			found = append(found, word)
		}
		return true
	})
	return found[:min(len(found), mostCorrections)]
}
