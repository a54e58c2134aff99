package german

import (
	"hash/maphash"
	"strings"
)

// memory is what a Scanner knows from texts before. Texts repeat most of their
// words, so most are cut once.
type memory struct {
	seed    maphash.Seed
	forms   []form
	numbers map[string]int
	keys    []string // by number
}

// form is how a written word was cut. Two of them that share a place displace each other.
type form struct {
	raw    string
	tokens []Token
}

const forms = 1 << 12

// NewScanner is a Scanner that numbers keys and remembers how it cut words. It
// grows with every new key until it is told to forget.
func NewScanner() *Scanner {
	return &Scanner{memory: &memory{seed: maphash.MakeSeed(), forms: make([]form, forms), numbers: make(map[string]int)}}
}

// Known is how many keys have a number.
func (s *Scanner) Known() int {
	if s.memory == nil {
		return 0
	}
	return len(s.memory.keys)
}

// Forget begins to number anew.
func (s *Scanner) Forget() {
	if m := s.memory; m != nil {
		clear(m.forms)
		clear(m.numbers)
		clear(m.keys)
		m.keys = m.keys[:0]
	}
}

// Number is the number of a key that no token has: one made of others.
func (s *Scanner) Number(key string) int {
	if s.memory == nil {
		return 0
	}
	if n, known := s.memory.numbers[key]; known {
		return n
	}
	return s.memory.number(strings.Clone(key))
}

func (m *memory) number(key string) int {
	n := len(m.keys)
	m.numbers[key] = n
	m.keys = append(m.keys, key)
	return n
}

// key is the key that stands in b and its number.
func (s *Scanner) key(b []byte) (string, int) {
	if s.memory == nil {
		return string(b), 0
	}
	if n, known := s.memory.numbers[string(b)]; known {
		return s.memory.keys[n], n
	}
	key := string(b)
	return key, s.memory.number(key)
}

// remembered reads one written word as word does, from memory if it can.
func (s *Scanner) remembered(text string, from int) int {
	if s.memory == nil {
		return s.word(text, from)
	}
	end := alone(text, from)
	if end == 0 {
		return s.word(text, from)
	}
	raw := text[from:end]
	f := s.memory.form(raw)
	if s.recall(f, raw) {
		return end
	}
	before := len(s.tokens)
	behind := s.word(text, from)
	if behind == end {
		f.learn(raw, s.tokens[before:])
	}
	return behind
}

// alone is the end of a word of which its neighbours change nothing: no
// hyphen, no gender mark, no dot of an abbreviation. 0 is that there is none.
func alone(text string, from int) int {
	end := run(text, from)
	if end-from < 2 || from > 0 && text[from-1] == '-' {
		return 0
	}
	if end < len(text) && strings.IndexByte("-/(:*_\xC2\xE2", text[end]) >= 0 {
		return 0
	}
	return end
}

// recall adds the tokens of a plain word that was cut before.
func (s *Scanner) recall(f *form, raw string) bool {
	if f.raw != raw {
		return false
	}
	for _, t := range f.tokens {
		t.Pos = s.pos
		s.tokens = append(s.tokens, t)
	}
	s.pos++
	return true
}

// learn keeps the tokens of a plain word.
func (f *form) learn(raw string, tokens []Token) {
	f.raw = strings.Clone(raw)
	f.tokens = append(f.tokens[:0:0], tokens...)
	for i := range f.tokens {
		t := &f.tokens[i]
		t.Raw, t.Surface = f.raw, strings.Clone(t.Surface) // nothing keeps the whole text alive
	}
}

func (m *memory) form(raw string) *form {
	return &m.forms[maphash.String(m.seed, raw)%forms]
}
