package learning

import (
	"regexp"
	"strings"
)

// traits are what a text holds that is worth a second look.
type traits uint8

const (
	hasControl traits = 1 << iota // C0 but \n \t \r, DEL, C1
	hasBreak                      // \n \t \r
	hasBidi                       // embeddings, overrides, isolates
	hasMarkup                     // "<p", "</", "<!", "&n", "&#": perhaps HTML
	hasMail                       // "@"
	hasMobile                     // "015" to "017", "+49", "049": perhaps a mobile number
	hasScheme                     // "t:", "a:": perhaps a script address
)

// scan reads a text once, byte by byte; s is valid UTF-8. It may suspect what
// is harmless, and misses nothing that [check.suspect] would find.
func scan(s string) (t traits) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'z' || c == ' ' || c >= 0x80 && c != 0xC2 && c != 0xE2 {
			continue // most bytes of a text
		}
		var before, after byte
		if i > 0 {
			before = s[i-1]
		}
		if i+1 < len(s) {
			after = s[i+1]
		}
		t |= trait(before, c, after)
		if c == 0xE2 && i+2 < len(s) {
			if last := s[i+2]; after == 0x80 && last >= 0xAA && last <= 0xAE || after == 0x81 && last >= 0xA6 && last <= 0xA9 {
				t |= hasBidi
			}
		}
	}
	return t
}

// trait is what one byte between its neighbours says.
func trait(before, c, after byte) traits {
	switch {
	case c == '\n' || c == '\t' || c == '\r':
		return hasBreak
	case c < 0x20 || c == 0x7F || c == 0xC2 && after < 0xA0:
		return hasControl
	case c == '<' && (isLetter(after) || after == '/' || after == '!'), c == '&' && (isLetter(after) || after == '#'):
		return hasMarkup
	case c == '@':
		return hasMail
	case c == ':' && (before|0x20 == 't' || before|0x20 == 'a'):
		return hasScheme
	case c == '1' && before == '0' && after >= '5' && after <= '7', c == '4' && after == '9' && (before == '+' || before == '0'):
		return hasMobile
	}
	return 0
}

var (
	markup = regexp.MustCompile(`(?i)</?(?:a|abbr|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|embed|font|form|h[1-6]|head|hr|html|i|iframe|img|input|li|link|math|meta|object|ol|p|pre|s|script|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|template|th|thead|title|tr|u|ul|video)(?:[\s/][^<>]*)?>|<!--|<script|<style|<iframe|&(?:nbsp|amp|quot|apos|lt|gt|[aouAOU]uml|szlig|euro|[lr]?[sd]quo|bdquo|ndash|mdash|#\d{2,6}|#x[0-9a-f]{2,5});`)
	script = regexp.MustCompile(`(?i)(?:javascript|vbscript):\S|data:text/html`)
)

// texts looks at every language of a text; in a long one lines may break.
func (c *check) texts(pointer string, t Text, long bool) {
	if len(t) == 0 {
		return
	}
	sub := check{now: c.now}
	for tag, s := range t {
		if have := scan(s); have != 0 {
			one := check{now: c.now}
			one.suspect(pointer, s, have, long)
			for _, p := range one.findings {
				p.Pointer = key(pointer, tag)
				sub.add(p)
			}
		}
		if !knownLanguage(tag) {
			sub.language(key(pointer, tag), tag)
		}
	}
	c.findings = append(c.findings, sub.sorted()...)
}

// line looks at a short text.
func (c *check) line(pointer, s string) {
	if have := scan(s); have != 0 {
		c.suspect(pointer, s, have, false)
	}
}

func (c *check) lines(pointer string, list []string) {
	for i, s := range list {
		if have := scan(s); have != 0 {
			c.suspect(at(pointer, i), s, have, false)
		}
	}
}

// suspect says what is wrong with a text that holds something unusual.
func (c *check) suspect(pointer, s string, have traits, long bool) {
	switch {
	case have&hasControl != 0:
		c.add(proposing(found(pointer, "control", "Der Text enthält unsichtbare Steuerzeichen.", "The text holds control characters.", s), clean(s, long)))
	case have&hasBreak != 0 && !long:
		c.add(proposing(found(pointer, "control", "Hier ist nur eine Zeile erlaubt, ohne Umbruch und Tabulator.",
			"This must be one line, without line breaks and tabs.", s), clean(s, long)))
	}
	if have&hasBidi != 0 {
		c.add(proposing(found(pointer, "bidi", "Der Text enthält Zeichen, die die Schreibrichtung umkehren; er könnte anders aussehen, als er ist.",
			"The text holds bidirectional overrides; it may look other than it is.", s), clean(s, long)))
	}
	if have&hasMarkup != 0 && markup.MatchString(s) {
		c.add(warning(found(pointer, "markup", "Der Text enthält HTML; es wird als Text gezeigt und nicht ausgeführt.",
			"The text holds HTML; it is shown as it is and never run.", markup.FindString(s))))
	}
	if have&hasScheme != 0 && script.MatchString(s) {
		c.add(warning(found(pointer, "script", "Der Text enthält einen Verweis, der ein Programm starten soll; er wird nicht verlinkt.",
			"The text holds a script address; it is never a link.", script.FindString(s))))
	}
	c.personal(pointer, s, have)
}

// clean is the text without controls and overrides; in a short one breaks become blanks.
func clean(s string, long bool) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			if long {
				return r
			}
			return ' '
		case r < 0x20, r >= 0x7F && r <= 0x9F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s))
}
