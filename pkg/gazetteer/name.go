package gazetteer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// parts are the words of a name, folded, connectors left out. The first head
// of them are its short form; the others tell it from places of the same name.
type parts struct {
	words []string
	head  int
}

func (p parts) key() string   { return strings.Join(p.words, " ") }
func (p parts) short() string { return strings.Join(p.words[:p.head], " ") }
func (p parts) qual() string  { return strings.Join(p.words[p.head:], " ") }

// connectors stand between a town and what tells it from others, written out
// or as one letter.
var connectors = map[string]bool{
	"am": true, "an": true, "der": true, "dem": true, "im": true, "in": true, "bei": true, "ob": true, "auf": true, "vor": true, "unter": true,
	"a": true, "d": true, "i": true, "b": true, "o": true, "v": true, "u": true, "vd": true, "ad": true, "id": true, "od": true,
}

var apostrophes = strings.NewReplacer("'", "", "’", "")

// nameOf takes a name apart: "Frankfurt a. M." is frankfurt and m.
func nameOf(text string) parts {
	var p parts
	marked := false // what follows is not the short form
	end := func() {
		if p.head == 0 && len(p.words) > 0 {
			p.head = len(p.words)
		}
	}
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if !letter(r) {
			if r == '(' || r == '/' {
				marked = true
			}
			text = text[size:]
			continue
		}
		n := wordLength(text)
		word := german.Fold(apostrophes.Replace(text[:n]))
		text = text[n:]
		switch {
		case connectors[word] && len(p.words) > 0 && strings.ContainsFunc(text, letter):
			marked = true
			continue
		case word == "st" && len(p.words) == 0:
			word = "sankt"
		}
		if marked {
			end()
		}
		p.words = append(p.words, word)
	}
	end()
	return p
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

// wordLength is the length of the word a text begins with.
func wordLength(text string) int {
	for i, r := range text {
		if !letter(r) && r != '\'' && r != '’' && r != '\u00AD' {
			return i
		}
	}
	return len(text)
}

// shortens says whether a typed qualifier stands for a whole one: word by word
// its beginning, or its first letter and others of it in their order ("Dstr"
// for Deister), or the first words alone.
func shortens(typed, whole string) bool {
	for typed != "" {
		if whole == "" {
			return false
		}
		var t, w string
		t, typed, _ = strings.Cut(typed, " ")
		w, whole, _ = strings.Cut(whole, " ")
		if !strings.HasPrefix(w, t) && !contracts(t, w) {
			return false
		}
	}
	return true
}

// maxContraction is the longest word that is read as letters left out of another.
const maxContraction = 5

func contracts(typed, whole string) bool {
	if typed == "" || whole == "" || len(typed) > maxContraction || typed[0] != whole[0] {
		return false
	}
	for i := 0; i < len(whole) && typed != ""; i++ {
		if whole[i] == typed[0] {
			typed = typed[1:]
		}
	}
	return typed == ""
}

// Key is what all spellings of a name have in common, for whoever keeps names
// of its own: "Bad Münder a. D." and "bad muender/D." have one.
func Key(text string) string { return nameOf(text).key() }
