package duplicate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// scan cuts a title into its words and what separates them. Other than the
// search it keeps single letters and digits ("Teil B"), and drops the feminine
// endings that a gender mark sets off.
func (r *Reader) scan(title string) {
	r.words = r.words[:0]
	from := 0 // of the separator
	for i := 0; i < len(title); {
		c, size := utf8.DecodeRuneInString(title[i:])
		if notWord(c) {
			i += size
			continue
		}
		end := wordEnd(title, i)
		sep := separator(title[from:i])
		if n := len(r.words); n > 0 {
			r.words[n-1].after = sep
		}
		if word := german.Fold(singular(title[i:end])); word != "" && (!feminine(word) || !marked(sep)) {
			r.words = append(r.words, titleWord{key: word, before: sep})
		}
		i, from = end, end
	}
	if n := len(r.words); n > 0 {
		r.words[n-1].after = separator(title[from:])
	}
}

// separator is what stands between two words; blanks beside other signs do not count.
func separator(s string) string {
	if strings.TrimSpace(s) == "" {
		if s == "" {
			return ""
		}
		return " "
	}
	if strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		return " " + strings.TrimSpace(s) + " "
	}
	return strings.TrimSpace(s)
}

func notWord(c rune) bool {
	return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.Is(unicode.Mn, c) && c != '\u00AD'
}

// wordEnd is the end of the word that begins at i, decimal points and the signs of C++ and C# included.
func wordEnd(s string, i int) int {
	from := i
	for i < len(s) {
		c, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case !notWord(c):
			i += size
			continue
		case (c == '.' || c == ',') && i > from && digit(s, i-1) && digit(s, i+1):
			i++
			continue
		case i-from == 1 && strings.HasPrefix(s[i:], "++"):
			return i + 2
		case i-from == 1 && c == '#':
			return i + 1
		}
		break
	}
	return i
}

func digit(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// singular takes the feminine ending off that only a capital sets off ("MitarbeiterInnen").
func singular(word string) string {
	if rest, ok := strings.CutSuffix(word, "Innen"); ok && rest != "" {
		return rest
	}
	return word
}

func feminine(word string) bool {
	return word == "in" || word == "innen" || word == "r" || word == "n" || word == "e" || word == "frau"
}

// marked reports whether a separator is a gender mark.
func marked(sep string) bool {
	switch sep {
	case "/-", "/", "*", ":", "_", "(", "(-", "/ -":
		return true
	}
	return false
}
