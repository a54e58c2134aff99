package german

import "strings"

// Elliptic completes words that share a part with a neighbour (rule 3):
// "Obst- und Gemüseanbau" gives "obstanbau", "Verwaltungsrecht und -praxis"
// gives "verwaltungspraxis". The shared part must be a common noun of the
// list or of the lexicon, so that the answer does not depend on any catalogue.
func Elliptic(tokens []Token, add func(key string, at Token)) {
	for i, t := range tokens {
		switch {
		case t.Open && !t.Joined:
			if full := following(tokens, i); full != "" {
				if head := nounTail(full); head != "" {
					add(t.Key+head, t)
				}
			}
		case t.Tail && !t.Joined:
			if full := preceding(tokens, i); full != "" {
				if head := nounTail(full); head != "" {
					add(full[:len(full)-len(head)]+t.Key, t)
				}
			}
		}
	}
}

// following is the next whole word behind an open one, over conjunctions and other open ones.
func following(tokens []Token, i int) string {
	for n := 0; n < 6; n++ {
		i++
		if i >= len(tokens) {
			return ""
		}
		if t := tokens[i]; !t.Open && !t.Joined && !Stop(t.Key) && t.Key != "bzw" {
			return t.Key
		}
	}
	return ""
}

func preceding(tokens []Token, i int) string {
	for n := 0; n < 3; n++ {
		i--
		if i < 0 {
			return ""
		}
		if t := tokens[i]; !t.Joined && !Stop(t.Key) {
			return t.Key
		}
	}
	return ""
}

// nounTail is the longest ending of a key that is a common noun behind another
// one: a "Gehaltsbuchhalter" has no "Alter".
func nounTail(key string) string {
	for i := 3; i+3 <= len(key); i++ {
		tail := key[i:]
		if Affix(tail) || !Noun(tail) && (len(tail) < 5 || !NounStem(PartStem(tail))) && (len(tail) < 7 || !IsNoun(tail)) {
			continue
		}
		if len(tail) >= 7 || nounHead(key[:i]) {
			return tail
		}
	}
	return ""
}

// nounHead reports whether a key is a noun, with a joint or without.
func nounHead(key string) bool {
	for _, joint := range []string{"", "s", "es", "n", "en", "e", "er"} {
		if base, ok := strings.CutSuffix(key, joint); ok && len(base) >= 3 && (Noun(base) || NounStem(PartStem(base)) || Listed(PartStem(base))) {
			return true
		}
	}
	return false
}
