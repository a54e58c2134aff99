package german

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold gives the key of a word: composed (NFC), soft hyphens out, lower case,
// ä=ae ö=oe ü=ue ß=ss, other accents off.
func Fold(word string) string {
	b := make([]byte, 0, len(word)+4)
	for _, r := range compose(word) {
		b = appendFold(b, r)
	}
	return string(b)
}

// compose is the NFC form; text without combining marks is taken as it is.
func compose(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0xCC { // U+0300 and above
			if norm.NFC.IsNormalString(s) {
				return s
			}
			return norm.NFC.String(s)
		}
	}
	return s
}

func invisible(r rune) bool {
	return r == '\u00AD' || r == '\u200B' || r == '\u200C' || r == '\u200D' || r == '\u2060' || r == '\uFEFF'
}

// latin holds the fold of every letter from U+00C0 to U+017F.
var latin = func() (table [0x180 - 0xC0]string) {
	special := map[rune]string{
		'ä': "ae", 'ö': "oe", 'ü': "ue", 'Ä': "ae", 'Ö': "oe", 'Ü': "ue", 'ß': "ss",
		'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'đ': "d", 'Đ': "d",
		'ł': "l", 'Ł': "l", 'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ı': "i", '×': "x", '÷': "",
	}
	for r := rune(0xC0); r < 0x180; r++ {
		if s, ok := special[r]; ok {
			table[r-0xC0] = s
			continue
		}
		table[r-0xC0] = bare(r)
	}
	return table
}()

// bare is a letter without its accents, in lower case.
func bare(r rune) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(string(unicode.ToLower(r))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func appendFold(b []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(b, byte(r))
	case invisible(r):
		return b
	case r >= 0xC0 && r < 0x180:
		return append(b, latin[r-0xC0]...)
	case r == 'ẞ':
		return append(b, "ss"...)
	default:
		return append(b, bare(r)...)
	}
}

// Weak undoes the umlauts of a key: "kaese" becomes "kase". After q, a, e and o
// the e belongs to another vowel ("Quelle", "bauen", "neue") and stays.
func Weak(key string) string {
	at := digraph(key, 0)
	if at < 0 {
		return key
	}
	b := make([]byte, 0, len(key))
	from := 0
	for at >= 0 {
		b = append(b, key[from:at+1]...)
		from = at + 2
		at = digraph(key, from)
	}
	return string(append(b, key[from:]...))
}

// CompareWeak compares the weak form of a key with another.
func CompareWeak(key, weak string) int {
	at := 0
	for i := range len(key) {
		c := key[i]
		if c == 'e' && i > 0 && umlautVowel(key, i-1) {
			continue
		}
		if at == len(weak) || c > weak[at] {
			return 1
		}
		if c < weak[at] {
			return -1
		}
		at++
	}
	if at < len(weak) {
		return -1
	}
	return 0
}

// umlautVowel reports whether an e behind the i-th letter makes it an umlaut.
func umlautVowel(key string, i int) bool {
	switch key[i] {
	case 'a', 'o', 'u':
		return i == 0 || strings.IndexByte("qaeo", key[i-1]) < 0
	}
	return false
}

// digraph is the place of the next ae, oe or ue that stands for an umlaut, or -1.
func digraph(key string, from int) int {
	for i := from; i+1 < len(key); i++ {
		if key[i+1] == 'e' && umlautVowel(key, i) {
			return i
		}
	}
	return -1
}
