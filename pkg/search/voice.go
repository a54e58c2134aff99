package search

import (
	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// voice is what a word sounds like, as numbers: as a German, an English and a French word.
type voice [3]uint32

func voiceOf(key string) voice {
	loans := german.Loans(key)
	return voice{sum(german.Sound(key)), sum(loans[0]), sum(loans[1])}
}

// sum is a hash that fits 32 bits (FNV-1a).
func sum(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// ear is what a typed word sounds like, to be compared with voices.
type ear struct{ native, loan uint32 }

func earOf(key string) ear {
	heard := german.Sound(key)
	return ear{sum(heard), sum(german.Loan(heard))}
}

// hears reports whether a voice says what was heard, in German or as a loan word.
func (e ear) hears(v voice) (native, loan bool) {
	return v[0] == e.native, v[1] == e.loan || v[2] == e.loan
}

// sounding yields the words that sound like a key: in German, or else as loan words.
func (d *dictionary) sounding(key string, yield func(id uint32, w *word)) {
	listening := earOf(key)
	var loans []uint32
	found := false
	for number, page := range d.heard.pages {
		for i := range page {
			native, loan := listening.hears(page[i])
			if !native && !loan {
				continue
			}
			id := uint32(number*pageSize + i)
			if int(id) >= d.words.n || d.words.at(id).key == "" {
				continue
			}
			if native {
				found = true
				yield(id, d.words.at(id))
			} else {
				loans = append(loans, id)
			}
		}
	}
	if found {
		return
	}
	for _, id := range loans {
		yield(id, d.words.at(id))
	}
}
