package learning

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// findings collects the problems of one value, pointers relative to it. An
// empty text where a text is optional counts as absent: nobody checks it.
type findings []Problem

func (f *findings) add(p Problem) { *f = append(*f, p) }

// under takes in the problems of a member.
func (f *findings) under(pointer string, part []Problem) {
	for _, p := range part {
		p.Pointer = pointer + p.Pointer
		f.add(p)
	}
}

// item takes in the problems of an element of a list.
func (f *findings) item(pointer string, i int, part []Problem) {
	if len(part) > 0 {
		f.under(at(pointer, i), part)
	}
}

// at is the pointer of an element of a list.
func at(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }

// key is the pointer of a member whose name comes from outside.
func key(pointer, name string) string { return pointer + "/" + escaper.Replace(name) }

var escaper = strings.NewReplacer("~", "~0", "/", "~1")

// sorted puts problems into the order of their pointers: a map has none of its own.
func (f findings) sorted() []Problem {
	slices.SortStableFunc(f, func(a, b Problem) int { return strings.Compare(a.Pointer, b.Pointer) })
	return f
}

// line checks the length of a text in one language.
func (f *findings) line(pointer, s string, most int) {
	if n, long := longer(s, most); long {
		f.add(tooLong(pointer, s, n, most))
	}
}

// longer counts the characters only where the bytes are too many.
func longer(s string, most int) (n int, long bool) {
	if len(s) <= most {
		return 0, false
	}
	n = utf8.RuneCountInString(s)
	return n, n > most
}

// name checks a text that must be there and be visible.
func (f *findings) name(pointer, s string, most int) {
	switch {
	case s == "":
		f.add(missing(pointer))
	case !visible(s):
		f.add(onlyBlanks(pointer, s))
	default:
		f.line(pointer, s, most)
	}
}

// text checks the languages and lengths of a language map.
func (f *findings) text(pointer string, t Text, most int) {
	if len(t) > MaxLanguages {
		f.add(tooMany(pointer, len(t), MaxLanguages))
	}
	var found findings
	for tag, s := range t {
		if !isLanguage(tag) {
			found.add(wrong(key(pointer, tag), ruleLanguage, tag))
		}
		if n, long := longer(s, most); long {
			found.add(tooLong(key(pointer, tag), s, n, most))
		}
	}
	*f = append(*f, found.sorted()...)
}

// title checks a language map that must have a text, and no empty one.
func (f *findings) title(pointer string, t Text) {
	if len(t) == 0 {
		f.add(missing(pointer))
	}
	f.text(pointer, t, MaxTitle)
	for _, s := range t {
		if !visible(s) {
			f.blankTitles(pointer, t)
			return
		}
	}
}

func (f *findings) blankTitles(pointer string, t Text) {
	for _, tag := range t.Tags() {
		if !visible(t[tag]) {
			f.add(onlyBlanks(key(pointer, tag), t[tag]))
		}
	}
}

// form checks how a text is written, if it is there.
func (f *findings) form(pointer, s string, is func(string) bool, r rule) {
	if s != "" && !is(s) {
		f.add(wrong(pointer, r, s))
	}
}

func (f *findings) url(pointer, s string) {
	if s == "" {
		return
	}
	f.form(pointer, s, isURL, ruleURL)
	f.line(pointer, s, MaxURL)
}

// code checks a text against a closed list, if it is there.
func (f *findings) code(pointer, s, vocab string, list []string) {
	if s != "" && !slices.Contains(list, s) {
		f.add(notInList(pointer, s, vocab, list))
	}
}

// count checks the bounds of a whole number, if it is there.
func (f *findings) count(pointer string, c *Count, least, most int) {
	if c != nil && (int(*c) < least || int(*c) > most) {
		f.add(outOfRange(pointer, strconv.Itoa(int(*c)), strconv.Itoa(least), strconv.Itoa(most)))
	}
}

func (f *findings) degrees(pointer string, d *float64, most float64) {
	if d != nil && !(*d >= -most && *d <= most) {
		f.add(outOfRange(pointer, number(*d), number(-most), number(most)))
	}
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// size checks how long a list is.
func (f *findings) size(pointer string, n, most int) {
	if n > most {
		f.add(tooMany(pointer, n, most))
	}
}

// codes checks a list against a closed list.
func (f *findings) codes(pointer string, list []string, vocab string, known []string) {
	f.size(pointer, len(list), MaxList)
	for i, s := range list {
		if !slices.Contains(known, s) {
			f.add(notInList(at(pointer, i), s, vocab, known))
		}
	}
}

// words checks a list of free words, none of them empty.
func (f *findings) words(pointer string, list []string, most int) {
	f.size(pointer, len(list), most)
	for i, s := range list {
		if !visible(s) {
			f.add(onlyBlanks(at(pointer, i), s))
		} else if n, long := longer(s, MaxShort); long {
			f.add(tooLong(at(pointer, i), s, n, MaxShort))
		}
	}
}
