package search

import (
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// typed is one written word of a query.
type typed struct {
	raw    string // as typed
	key    string // folded; of a hyphenated word the joined form
	pieces []string
	pos    int
	lower  bool
	umlaut bool
	light  bool // says little beside a word of content (rule 19)
	named  bool // light alone, and a name together with its neighbours: it may not be missing
}

// request is a parsed query: nothing of it depends on the catalogue.
type request struct {
	blank  bool     // no text was typed
	words  []typed  // what has content, in order, each once
	asks   bool     // a sentence of somebody who asks (rule 19)
	phrase []string // every key in the order of the text, for titles that hold all of it
	wishes []wish   // filters recognised in the words, by the index
}

// parse reads what a person typed: at most [MaxText] characters and [MaxTerms] words of it.
func parse(text string) request {
	text = cutRunes(strings.ToValidUTF8(text, " "), MaxText)
	if strings.TrimSpace(text) == "" {
		return request{blank: true}
	}
	var r request
	var s german.Scanner
	tokens := s.Scan(text)
	r.asks = slices.ContainsFunc(tokens, func(t german.Token) bool { return german.Asks(t.Key) })
	shouted := len(tokens) > 1 && !slices.ContainsFunc(tokens, func(t german.Token) bool { return !t.Capitals })
	for len(tokens) > 0 && len(r.words) < MaxTerms {
		n := 1
		for n < len(tokens) && tokens[n].Pos == tokens[0].Pos {
			n++
		}
		scene := n == 1 && german.Scene(r.phrase, tokens[0].Key)
		for _, t := range tokens[:n] {
			if !t.Joined {
				r.phrase = append(r.phrase, t.Key)
			}
		}
		w := written(tokens[:n])
		if tokens[0].Capitals && n == 1 && !shouted && german.Stop(w.key) {
			w.key = capitalMark + w.key
		}
		if !german.Stop(w.key) && !r.has(w.key) {
			w.light = scene || strings.Contains(w.key, "_") || german.Light(w.key) || german.LightVerb(w.key) && (r.asks || w.lower)
			r.words = append(r.words, w)
		}
		tokens = tokens[n:]
	}
	return r
}

func cutRunes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}

// written puts the tokens of one written word together again.
func written(tokens []german.Token) typed {
	first := tokens[0]
	w := typed{raw: first.Raw, key: first.Key, pos: first.Pos, lower: first.Lower, umlaut: first.Umlaut}
	var pieces, humps []string
	length := 0
	for _, t := range tokens {
		switch {
		case !t.Joined:
			pieces = append(pieces, t.Key)
			length += len(t.Key)
		case t.Hump:
			humps = append(humps, t.Key)
		}
		w.umlaut = w.umlaut || t.Umlaut
	}
	for _, t := range tokens {
		if t.Joined && !t.Hump && len(t.Key) >= length && !strings.HasSuffix(t.Key, "innen") && (len(pieces) > 1 || first.Joined || len(t.Key) == length+1) {
			w.key = t.Key
			break
		}
	}
	if len(pieces) == 1 {
		pieces = humps
	}
	if len(pieces) > 1 && len(strings.Join(pieces, "")) == len(w.key) {
		w.pieces = pieces
	}
	return w
}

func (r *request) has(key string) bool {
	for _, w := range r.words {
		if w.key == key {
			return true
		}
	}
	return false
}
