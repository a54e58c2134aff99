package german

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is one word of a text, or what a hyphen, a hump or a gender mark makes of it.
type Token struct {
	Key      string // folded, 2 to 64 bytes
	Number   int    // of the key, see [NewScanner]
	Surface  string // the written word in small letters, if folding lost something and it is not Joined
	Pos      int    // number of the written word in the text, from 0; joined forms share that of their first part
	Raw      string // the written word, composed (NFC)
	Lower    bool   // written with a small letter
	Umlaut   bool   // written with an umlaut or ß
	Capitals bool   // written in capitals, two or more
	Joined   bool   // made by joining, cutting or adding, not itself a word of the written text
	Hump     bool   // a piece between two humps ("Word" of "WordPress"), Joined too
	Open     bool   // the written word ends with a hyphen: "Obst- und …"
	Tail     bool   // the written word begins with a hyphen: "… und -praxis"
}

const longestKey = 64

// Scanner cuts texts into tokens and reuses its memory. The zero Scanner is
// ready and numbers no keys.
type Scanner struct {
	buf    []byte
	tokens []Token
	parts  []part
	runs   []part // the parts between hyphens, humps and all
	pos    int
	memory *memory
}

// part is a piece of a written word between hyphens and humps.
type part struct {
	start, end int    // bytes in the text
	added      string // feminine ending that a gender mark adds ("innen"), or ""
	hump       bool   // goes on where a hump cut the part before it
}

// Scan gives the tokens of a text in order, hyphenated words as their parts
// and joined, words with humps whole and cut ("EDVKurs"), gender marks resolved
// ("Gärtner:innen", "GärtnerInnen", "Gärtner/-in"), dotted abbreviations
// joined ("U.K."). One letter or digit is no token but with the word before it
// ("SGB V"), except c++ and c# and their like. The slice is valid until the next Scan, its strings for good.
func (s *Scanner) Scan(text string) []Token {
	text = compose(text)
	s.tokens, s.pos = s.tokens[:0], 0
	end := 0 // of the last word
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			i += size
			continue
		}
		if s.numbered(text, i, end) {
			i++
			s.pos++
		} else {
			i = s.remembered(text, i)
		}
		end = i
	}
	return s.tokens
}

// numbered adds a capital letter or a digit that stands alone behind a word
// together with it: "SGB V" and "SGB X" differ in "sgb_v" and "sgb_x".
func (s *Scanner) numbered(text string, i, end int) bool {
	if !upper(text[i]) && !digit(text, i) || end == 0 || i != end+1 || text[end] != ' ' || len(s.tokens) == 0 {
		return false
	}
	if i+1 < len(text) {
		if r, _ := utf8.DecodeRuneInString(text[i+1:]); wordRune(r) || strings.IndexByte("+#-/:*_'", text[i+1]) >= 0 || text[i+1] == '.' && i+2 < len(text) && text[i+2] != ' ' {
			return false
		}
	}
	s.buf = append(append(s.buf[:0], s.tokens[len(s.tokens)-1].Key...), '_')
	s.buf = appendFold(s.buf, rune(text[i]))
	s.add(0, Token{Pos: s.pos, Raw: text[i : i+1], Joined: true})
	return true
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// word reads one written word with its hyphens, from its first letter on, and gives the index behind it.
func (s *Scanner) word(text string, from int) int {
	s.buf = s.buf[:0]
	if end, ok := s.abbreviation(text, from); ok {
		return end
	}
	s.parts = s.parts[:0]
	tail := from > 0 && hyphenBefore(text, from)
	i, open := from, false
	for {
		end := run(text, i)
		s.humps(text, i, end)
		added, behind := genderMark(text, end)
		s.parts[len(s.parts)-1].added = added
		i = behind
		size := hyphen(text[i:])
		if size == 0 {
			break
		}
		if r, _ := utf8.DecodeRuneInString(text[i+size:]); !wordRune(r) {
			open = true
			i += size
			break
		}
		i += size
	}
	s.emit(text, open, tail)
	s.pos++
	return i
}

// run is the end of the letters and digits from i on; decimal points, soft hyphens and the signs of C++ and C# belong to them.
func run(text string, i int) int {
	from := i
	for i < len(text) {
		if c := text[i]; lower(c) || upper(c) {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case wordRune(r) || invisible(r):
			i += size
			continue
		case (r == '.' || r == ',') && i > from && digit(text, i-1) && digit(text, i+1):
			i++
			continue
		case i-from == 1 && r == '#' || i-from <= 8 && strings.HasPrefix(text[i:], "++"):
			if r == '#' {
				return i + 1
			}
			return i + 2
		}
		break
	}
	return i
}

func digit(text string, i int) bool { return i < len(text) && '0' <= text[i] && text[i] <= '9' }

func hyphen(s string) int {
	switch {
	case strings.HasPrefix(s, "-"):
		return 1
	case strings.HasPrefix(s, "\u2010"), strings.HasPrefix(s, "\u2011"):
		return 3
	}
	return 0
}

func hyphenBefore(text string, i int) bool {
	if text[i-1] == '-' {
		return i < 2 || text[i-2] == ' ' || text[i-2] == '/'
	}
	return false
}

// abbreviation joins "U.K." and "z.B.": single letters, each with its dot.
func (s *Scanner) abbreviation(text string, from int) (int, bool) {
	i, letters := from, 0
	at := len(s.buf)
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) || i+size >= len(text) || text[i+size] != '.' {
			break
		}
		s.buf = appendFold(s.buf, r)
		i += size + 1
		letters++
	}
	if letters < 2 || len(s.buf)-at > longestKey {
		s.buf = s.buf[:at]
		return from, false
	}
	if r, _ := utf8.DecodeRuneInString(text[i:]); wordRune(r) { // "u.a.Stadt" is no abbreviation to its end
		s.buf = s.buf[:at]
		return from, false
	}
	s.add(at, Token{Pos: s.pos, Raw: text[from:i]})
	s.pos++
	return i, true
}

// humps cuts a run before a capital that begins a word ("EDVKurs",
// "eGovernment") and between letters and a number ("Office365").
func (s *Scanner) humps(text string, from, end int) {
	start := from
	for i := from + 1; i < end; i++ {
		if !lower(text[i]) && hump(text[from:end], i-from) {
			s.parts = append(s.parts, part{start: start, end: i, hump: start > from})
			start = i
		}
	}
	s.parts = append(s.parts, part{start: start, end: end, hump: start > from})
}

func hump(w string, i int) bool {
	before := w[i-1]
	switch {
	case upper(w[i]):
		if i+2 >= len(w) || !lower(w[i+1]) || !lower(w[i+2]) {
			return false
		}
		if w[i:] == "Innen" {
			return false // a gender mark, see genderMark
		}
		return lower(before) || upper(before) || before >= utf8.RuneSelf
	case '0' <= w[i] && w[i] <= '9':
		return i >= 3 && i+1 < len(w) && lower(before)
	}
	return false
}

func upper(c byte) bool { return 'A' <= c && c <= 'Z' }
func lower(c byte) bool { return 'a' <= c && c <= 'z' }

// genderMark reads ":innen", "*in", "_innen", "/-in", "(in)", "/-r" and the
// like behind a word: the feminine ending it adds and the index behind it.
func genderMark(text string, i int) (added string, end int) {
	rest := text[i:]
	if rest == "" || strings.IndexByte("/(:*_\xC2\xE2", rest[0]) < 0 {
		return "", i
	}
	for _, mark := range []string{"/-", "/", "(-", "(", ":", "*", "_", "·", "•"} {
		after, ok := strings.CutPrefix(rest, mark)
		if !ok {
			continue
		}
		for _, ending := range []string{"innen", "in", "frau", "r", "n", "e", "s", "m"} {
			behind, ok := strings.CutPrefix(after, ending)
			if !ok {
				continue
			}
			if mark[0] == '(' {
				if behind, ok = strings.CutPrefix(behind, ")"); !ok {
					continue
				}
			}
			if r, _ := utf8.DecodeRuneInString(behind); wordRune(r) && behind != "" {
				continue
			}
			if ending != "innen" && ending != "in" {
				ending = ""
			}
			return ending, len(text) - len(behind)
		}
		return "", i
	}
	return "", i
}

// emit turns the collected parts into tokens: each run between hyphens, its
// pieces if it has humps, and all runs joined.
func (s *Scanner) emit(text string, open, tail bool) {
	base := Token{Pos: s.pos, Raw: text[s.parts[0].start:s.parts[len(s.parts)-1].end]}
	s.runs = s.runs[:0]
	for i := 0; i < len(s.parts); {
		end := i + 1
		for end < len(s.parts) && s.parts[end].hump {
			end++
		}
		last := s.parts[end-1]
		run := part{start: s.parts[i].start, end: last.end, added: last.added}
		t := base
		t.Open = open && end == len(s.parts)
		t.Tail = tail && i == 0
		s.part(text, run, t)
		s.runs = append(s.runs, run)
		if end-i > 1 {
			for _, p := range s.parts[i:end] {
				t := base
				t.Joined, t.Hump = true, true
				s.part(text, p, t)
			}
		}
		i = end
	}
	n := len(s.runs)
	if n < 2 {
		return
	}
	s.join(text, s.runs, base)
	if n == 3 {
		s.join(text, s.runs[:2], base)
		s.join(text, s.runs[1:], base)
	}
}

func (s *Scanner) part(text string, p part, t Token) {
	raw := text[p.start:p.end]
	if n := len(raw); n > 5 && raw[n-5:] == "Innen" && lower(raw[n-6]) {
		p.end, p.added = p.end-5, "innen"
	} else if n > 4 && raw[n-2:] == "In" && lower(raw[n-3]) {
		p.end, p.added = p.end-2, "in"
	}
	at := len(s.buf)
	s.fold(text[p.start:p.end])
	t.mark(text[p.start:p.end])
	end := len(s.buf)
	s.add(at, t)
	if p.added != "" && end > at {
		again := len(s.buf)
		s.buf = append(append(s.buf, s.buf[at:end]...), p.added...)
		t.Joined = true
		s.add(again, t)
	}
}

func (s *Scanner) join(text string, parts []part, t Token) {
	at := len(s.buf)
	for _, p := range parts {
		s.fold(text[p.start:p.end])
	}
	t.mark(text[parts[0].start:parts[len(parts)-1].end])
	t.Joined = true
	s.add(at, t)
}

func (s *Scanner) fold(raw string) {
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c >= utf8.RuneSelf {
			for _, r := range raw[i:] {
				s.buf = appendFold(s.buf, r)
			}
			return
		}
		if upper(c) {
			c += 'a' - 'A'
		}
		s.buf = append(s.buf, c)
	}
}

// mark notes how the word is written.
func (t *Token) mark(raw string) {
	first, _ := utf8.DecodeRuneInString(raw)
	t.Lower = unicode.IsLower(first)
	t.Umlaut = umlaut(raw)
	t.Capitals = capitals(raw)
}

// capitals reports whether a word is written in capitals, two of them or more.
func capitals(raw string) bool {
	n := 0
	for _, r := range raw {
		switch {
		case unicode.IsUpper(r):
			n++
		case unicode.IsLower(r):
			return false
		}
	}
	return n > 1
}

// umlaut reports whether a word is written with ä, ö, ü or ß.
func umlaut(raw string) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] >= utf8.RuneSelf {
			return strings.ContainsAny(raw[i:], "äöüßÄÖÜẞ")
		}
	}
	return false
}

// add keeps the key that stands in buf from at on, if it is long enough.
func (s *Scanner) add(at int, t Token) {
	n := len(s.buf) - at
	if n < 2 || n > longestKey {
		s.buf = s.buf[:at]
		return
	}
	t.Key, t.Number = s.key(s.buf[at:])
	if t.Umlaut && !t.Joined {
		if raw := strings.ToLower(t.Raw); Fold(raw) == t.Key {
			t.Surface = raw
		}
	}
	s.tokens = append(s.tokens, t)
}
