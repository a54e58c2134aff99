package learning

import (
	"strings"
	"unicode/utf8"
)

// isURL is an absolute http or https address: scheme in lower case, a host
// without user-info, no blank, no quotation mark, angle bracket or backslash.
// Letters beyond ASCII are allowed in host, path and query.
func isURL(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(s, "http://"); !ok {
			return false
		}
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	return isHostPort(rest[:end]) && isTail(rest[end:])
}

func isHostPort(s string) bool {
	if strings.HasPrefix(s, "[") {
		address, port, ok := strings.Cut(s[1:], "]")
		return ok && isBracketed(address) && isPort(port)
	}
	if i := strings.IndexByte(s, ':'); i >= 0 {
		return isHost(s[:i], 1) && isPort(s[i:])
	}
	return isHost(s, 1)
}

// isBracketed is the shape of an IPv6 address, 2 to 45 characters.
func isBracketed(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !isDigit(c) && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') && c != ':' && c != '.' {
			return false
		}
	}
	return len(s) >= 2 && len(s) <= 45
}

// isPort is empty or a colon and one to five digits.
func isPort(s string) bool {
	if s == "" {
		return true
	}
	_, ok := digits(s[1:])
	return s[0] == ':' && ok && len(s) >= 2 && len(s) <= 6
}

// isHost is a name of at least that many labels, one dot allowed at the end.
func isHost(s string, labels int) bool {
	s = strings.TrimSuffix(s, ".")
	n := 0
	for more := true; more; n++ {
		var label string
		label, s, more = strings.Cut(s, ".")
		if !isLabel(label) {
			return false
		}
	}
	return n >= labels
}

// isLabel has letters, digits, hyphen, underscore, or anything visible beyond ASCII.
func isLabel(s string) bool {
	for _, r := range s {
		if r < utf8.RuneSelf {
			if c := byte(r); !isLetter(c) && !isDigit(c) && c != '-' && c != '_' {
				return false
			}
		} else if blank(r) {
			return false
		}
	}
	return s != ""
}

func isTail(s string) bool {
	for _, r := range s {
		if r == '"' || r == '<' || r == '>' || r == '\\' || r == '`' || blank(r) {
			return false
		}
	}
	return true
}

// isEmail is local@domain with an ASCII local part and a domain of two labels at least.
func isEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || strings.HasSuffix(domain, ".") || !isHost(domain, 2) {
		return false
	}
	for more := true; more; {
		var part string
		part, local, more = strings.Cut(local, ".")
		if part == "" {
			return false
		}
		for i := range len(part) {
			if c := part[i]; !isLetter(c) && !isDigit(c) && !strings.ContainsRune("!#$%&'*+/=?^_`{|}~-", rune(c)) {
				return false
			}
		}
	}
	return true
}

// blank reports whether r leaves no ink: a blank, a control or an invisible format character.
func blank(r rune) bool {
	switch {
	case r <= 0x20, r >= 0x7F && r <= 0xA0, r == 0xAD, r == 0x1680, r == 0x180E,
		r >= 0x2000 && r <= 0x200F, r >= 0x2028 && r <= 0x202F, r >= 0x205F && r <= 0x206F, r == 0x3000, r == 0xFEFF:
		return true
	}
	return false
}

// visible reports whether s has a character that is not blank.
func visible(s string) bool { return strings.ContainsFunc(s, func(r rune) bool { return !blank(r) }) }
