package landing

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// reason is why an offer was found: a place, a rule and the words.
type reason struct {
	Where string
	Words []found
	Note  string
}

// found is a word of an offer, cut where what was typed begins and ends.
type found []piece

// piece is a part of a word; Mark says that it is what was typed, Dot that a
// new part of a compound begins.
type piece struct {
	Text      string
	Mark, Dot bool
}

var (
	fields = map[string]string{
		"title": "im Titel", "keyword": "bei den Stichwörtern", "topic": "bei den Themen", "place": "beim Ort",
		"provider": "beim Anbieter", "description": "in der Beschreibung",
	}
	rules = map[string]string{
		"exact": "genau so", "inflection": "gebeugt", "gender": "in anderer Form", "umlaut": "anders geschrieben",
		"part": "als Wortteil", "derivation": "verwandt", "compound": "zusammengesetzt", "synonym": "als Synonym", "typo": "trotz Tippfehler",
		"core": "im Kern", "region": "in dieser Gegend", "thesaurus": "laut Thesaurus", "abbreviation": "als Abkürzung",
		"similar": "ähnlich",
	}
)

// why groups the matches of an offer by place and rule.
func why(matches []match, title string) []reason {
	var out []reason
	at := map[string]int{}
	typed := map[string][]string{} // by word: what was typed for it
	for _, m := range matches {
		typed[m.Field+" "+m.Rule+" "+m.Word] = append(typed[m.Field+" "+m.Rule+" "+m.Word], m.Query)
	}
	for _, m := range matches {
		word := m.Field + " " + m.Rule + " " + m.Word
		queries := typed[word]
		if len(queries) == 0 {
			continue // said already
		}
		place, rule, note := orElse(fields[m.Field], "im Angebot"), rules[m.Rule], ""
		key := m.Field + " " + m.Rule
		switch {
		case m.Rule == "typo":
			note = "statt „" + strings.Join(queries, " ") + "“"
			key = word
		case m.Rule == "synonym" && strings.EqualFold(m.Word, m.Query):
			place, rule = "bei den Merkmalen", ""
		case m.Rule == "synonym", m.Rule == "thesaurus", m.Rule == "abbreviation":
			note = "steht für " + sum(queries)
			key = word
		}
		delete(typed, word)
		text := asIn(title, m.Word)
		if text == m.Word {
			text = cased(text, m.Query)
		}
		f := found{{text, true, false}}
		if m.Rule == "part" || m.Rule == "inflection" || m.Rule == "gender" {
			f = cut(text, queries, m.Rule == "part")
		}
		if i, ok := at[key]; ok {
			out[i].Words = append(out[i].Words, f)
			continue
		}
		if rule != "" {
			place += ", " + rule
		}
		at[key] = len(out)
		out = append(out, reason{place, []found{f}, note})
	}
	return out
}

// shortest is the number of letters that a typed word and a part of a longer
// one must share before the part is marked.
const shortest = 4

// cut marks in a word what was typed, as far as it stands there letter by
// letter; dots part the pieces of a compound. What cannot be told is marked whole.
func cut(word string, typed []string, dots bool) found {
	type span struct{ from, to int }
	var spans []span
	for _, t := range typed {
		if from, to := inside(word, t); to > from {
			spans = append(spans, span{from, to})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	var out found
	end := 0
	add := func(to int, mark bool) {
		if to > end {
			out = append(out, piece{word[end:to], mark, dots && len(out) > 0})
			end = to
		}
	}
	for _, s := range spans {
		if s.from < end {
			continue
		}
		add(s.from, false)
		add(s.to, true)
	}
	if len(out) == 0 {
		return found{{word, true, false}}
	}
	add(len(word), false)
	return out
}

// inside is where the longest beginning of a typed word stands in a word.
func inside(word, typed string) (from, to int) {
	for end := len(typed); end > 0; {
		if utf8.RuneCountInString(typed[:end]) < shortest && end < len(typed) {
			return 0, 0
		}
		for i := range word {
			if i+end <= len(word) && strings.EqualFold(word[i:i+end], typed[:end]) {
				return i, i + end
			}
		}
		_, size := utf8.DecodeLastRuneInString(typed[:end])
		end -= size
	}
	return 0, 0
}

// asIn is a folded word as a text writes it, if the text has it; it may be
// hyphenated there: "Eakte" is "E-Akte".
func asIn(text, word string) string {
	if word == "" {
		return word
	}
	for i := range text {
		if end := spells(text[i:], word); end > 0 {
			return text[i : i+end]
		}
	}
	return word
}

// spells is how much of the beginning of a text spells a word, hyphens within
// it aside; 0 if it does not.
func spells(text, word string) (end int) {
	rest := word
	for i, r := range text {
		if r == '-' && i > 0 && rest != "" {
			continue
		}
		want, size := utf8.DecodeRuneInString(rest)
		if size == 0 || !strings.EqualFold(string(r), string(want)) {
			break
		}
		rest, end = rest[size:], i+utf8.RuneLen(r)
	}
	if rest != "" {
		return 0
	}
	return end
}
