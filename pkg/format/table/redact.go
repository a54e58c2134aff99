package table

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

var (
	emailShape = regexp.MustCompile(`[\p{L}0-9._%+-]+@[\p{L}0-9.-]+\.[\p{L}]{2,}`)
	linkShape  = regexp.MustCompile(`https?://\S+`)
	nameToken  = regexp.MustCompile(`\p{L}[\p{L}\p{M}’'-]*`)
	iban       = regexp.MustCompile(`\b[A-Z]{2}\d{2}(?:[ \x{00a0}]*[0-9A-Z]){11,30}\b`)
	bic        = regexp.MustCompile(`\b(?:BIC|SWIFT)(?:-Code)?:?\s*[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b`)
	bareLabel  = regexp.MustCompile(`(?i)^[-*•· ]*(?:(?:kurs|seminar|projekt)?(?:leitung|leiter(?:[/*:]?in(?:nen)?)?)|dozent(?:[/*:]?in(?:nen)?|en)?|referent(?:[/*:]?in(?:nen)?|en)?|trainer(?:[/*:]?in(?:nen)?)?|lehrkraft|lehrkräfte|ansprechpartner(?:[/*:]?in)?|moderation|kontakt|mit|von|iban|bic|bankverbindung|konto|kontoverbindung)\s*:?\s*$`)
	loose      = regexp.MustCompile(`(?i)(?:^|[\s(])(?:mit|von|bei|durch|unter|und|sowie|&|herrn?|frau)\s*$`)
	emptyPair  = regexp.MustCompile(`\(\s*[,;]?\s*\)|\[\s*\]`)
	doubled    = regexp.MustCompile(` {2,}`)
	beforeMark = regexp.MustCompile(`\s+([.,;:!?)])`)
)

// redact takes the persons of the delivery out of a text and leaves it
// readable. With pairs only full names go: a town may share its name with a lecturer.
func (n *names) redact(s string, pairs bool) (out string, found bool) {
	if n.empty() || s == "" {
		return s, false
	}
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, l := range lines {
		clean, hit := n.line(l, pairs)
		found = found || hit
		if hit && (strings.Trim(clean, " -–·:,.") == "" || bareLabel.MatchString(clean)) {
			continue
		}
		kept = append(kept, clean)
	}
	if !found {
		return s, false
	}
	return strings.TrimSpace(strings.Join(kept, "\n")), true
}

// line redacts one line.
func (n *names) line(l string, pairs bool) (string, bool) {
	hit := false
	l = emailShape.ReplaceAllStringFunc(l, func(m string) string {
		local, _, _ := strings.Cut(m, "@")
		if n.inAddress(local) {
			hit = true
			return ""
		}
		return m
	})
	l = linkShape.ReplaceAllStringFunc(l, func(m string) string {
		if n.inAddress(m) {
			hit = true
			return ""
		}
		return m
	})
	tokens := nameToken.FindAllStringIndex(l, -1)
	var b strings.Builder
	last := 0
	for i := 0; i < len(tokens); {
		from, to, next := n.mention(l, tokens, i, pairs)
		if next == i {
			i++
			continue
		}
		hit = true
		b.WriteString(l[last:from])
		before := strings.TrimRight(b.String(), " ")
		for loose.MatchString(before) {
			before = strings.TrimRight(loose.ReplaceAllString(before, ""), " ")
		}
		b.Reset()
		b.WriteString(before)
		b.WriteString(standIn(before, l[to:]))
		last, i = to, next
	}
	if !hit {
		return l, false
	}
	b.WriteString(l[last:])
	out := emptyPair.ReplaceAllString(b.String(), "")
	out = beforeMark.ReplaceAllString(doubled.ReplaceAllString(out, " "), "$1")
	return strings.TrimSpace(out), true
}

// standIn is what a sentence gets whose subject was the person.
func standIn(before, after string) string {
	rest := strings.TrimLeft(after, " ")
	first, _ := utf8.DecodeRuneInString(rest)
	starts := before == "" || strings.HasSuffix(before, ".") || strings.HasSuffix(before, "!") || strings.HasSuffix(before, "?")
	switch {
	case starts && unicode.IsLower(first) && !strings.HasPrefix(rest, "und "):
		if before != "" {
			return " Die Kursleitung"
		}
		return "Die Kursleitung"
	case before != "" && rest != "" && rest != after:
		return " "
	}
	return ""
}

// mention finds a person that begins at token i: from and to are the bytes,
// next the token after it, i if there is none.
func (n *names) mention(l string, tokens [][]int, i int, pairs bool) (from, to, next int) {
	named, strong, titled, given := false, false, false, false
	j := i
	for ; j < len(tokens); j++ {
		w := l[tokens[j][0]:tokens[j][1]]
		low := strings.ToLower(w)
		if j > i && !joins(l[tokens[j-1][1]:tokens[j][0]]) {
			break
		}
		if isTitle := titles[low] && !named; isTitle {
			titled = titled || utf8.RuneCountInString(w) > 1
			continue
		}
		if particles[low] && j > i {
			continue
		}
		if !capital(w) {
			break
		}
		family, only := n.isFamily(low), n.alone[low]
		switch {
		case family:
			strong = strong || !ordinary[low] && utf8.RuneCountInString(w) >= 4
			named = true
		case only:
			strong, named = true, true
			if firstNames[low] && j+1 < len(tokens) && l[tokens[j][1]:tokens[j+1][0]] == " " {
				if nextWord := l[tokens[j+1][0]:tokens[j+1][1]]; capital(nextWord) && !n.stop[strings.ToLower(nextWord)] && !labels[strings.ToLower(nextWord)] {
					given = true
					j++ // the surname after a first name we know
				}
			}
		case n.given[low], utf8.RuneCountInString(w) == 1, firstNames[low] && n.familyFollows(l, tokens, j):
			given = given || utf8.RuneCountInString(w) > 1
			if named { // "Mustermann Erika"
				j++
				return n.accept(l, tokens, i, j, strong || titled || given, pairs && !given)
			}
			continue
		}
		if !named {
			break
		}
	}
	if !named {
		return 0, 0, i
	}
	for j > i && particles[strings.ToLower(l[tokens[j-1][0]:tokens[j-1][1]])] {
		j--
	}
	if j+0 < len(tokens) && j > i && isComma(l[tokens[j-1][1]:tokens[j][0]]) && n.isGiven(l[tokens[j][0]:tokens[j][1]]) { // "Mustermann, Erika"
		given = true
		j++
	}
	return n.accept(l, tokens, i, j, strong || titled || given, pairs && !given)
}

// accept decides about the tokens i to j: certain enough to be a person?
func (n *names) accept(l string, tokens [][]int, i, j int, certain, refuse bool) (from, to, next int) {
	if !certain || refuse || j <= i {
		return 0, 0, i
	}
	from, to = tokens[i][0], tokens[j-1][1]
	if strings.HasPrefix(l[to:], ".") && utf8.RuneCountInString(l[tokens[j-1][0]:to]) == 1 {
		to++
	}
	return from, to, j
}

func joins(between string) bool {
	return between == " " || between == ". " || between == "." || between == ".-" || between == "  "
}

func isComma(between string) bool { return between == ", " || between == "," }

func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

func (n *names) isGiven(w string) bool {
	low := strings.ToLower(w)
	return capital(w) && (n.given[low] || n.alone[low] || firstNames[low])
}

// isFamily knows a surname also with a genitive s, in a compound with hyphens, and run together with the next word.
func (n *names) isFamily(low string) bool {
	if n.family[low] || n.family[strings.TrimRight(low, "'’")] || n.family[strings.TrimSuffix(low, "s")] {
		return true
	}
	for part := range strings.SplitSeq(low, "-") {
		if utf8.RuneCountInString(part) >= 4 && n.family[part] && part != low {
			return true
		}
	}
	return false
}

func (n *names) familyFollows(l string, tokens [][]int, j int) bool {
	if j+1 >= len(tokens) || !joins(l[tokens[j][1]:tokens[j+1][0]]) {
		return false
	}
	w := l[tokens[j+1][0]:tokens[j+1][1]]
	return capital(w) && n.isFamily(strings.ToLower(w))
}

// inAddress looks for a surname in the words of an e-mail or web address.
func (n *names) inAddress(s string) bool {
	for _, w := range words.FindAllString(s, -1) {
		if low := strings.ToLower(w); utf8.RuneCountInString(w) >= 4 && !ordinary[low] && (n.family[low] || n.alone[low] && !firstNames[low]) {
			return true
		}
	}
	return false
}

// account takes bank accounts out of a text.
func account(s string) (string, bool) {
	if !iban.MatchString(s) && !bic.MatchString(s) {
		return s, false
	}
	found := false
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, l := range lines {
		clean := iban.ReplaceAllStringFunc(l, func(m string) string {
			if valid, length := checkIBAN(m); valid {
				found = true
				return m[length:]
			}
			return m
		})
		if bic.MatchString(clean) {
			found = true
			clean = bic.ReplaceAllString(clean, "")
		}
		if clean != l && (bareLabel.MatchString(clean) || strings.TrimSpace(clean) == "") {
			continue
		}
		kept = append(kept, clean)
	}
	return strings.TrimSpace(strings.Join(kept, "\n")), found
}

// checkIBAN knows a German account by its form and any other by its check
// digits (ISO 13616). length is how many bytes of m are the account.
func checkIBAN(m string) (valid bool, length int) {
	if strings.HasPrefix(m, "DE") {
		n := 0
		for i, r := range m {
			if i >= 2 && r >= '0' && r <= '9' {
				if n++; n == 20 {
					return true, i + 1
				}
			} else if i >= 2 && r != ' ' && r != '\u00a0' {
				return false, 0
			}
		}
		return false, 0
	}
	s := strings.Join(strings.Fields(m), "")
	rest := 0
	for _, r := range s[4:] + s[:4] {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	return rest == 1, len(m)
}

// problem takes the persons out of a finding and shortens its value.
func (n *names) problem(p learning.Problem) learning.Problem {
	for _, s := range []*string{&p.Value, &p.Proposal, &p.Message, &p.MessageEn} {
		*s, _ = n.redact(*s, false)
		*s, _ = account(*s)
	}
	p.Value, p.Proposal = learning.Shorten(p.Value), learning.Shorten(p.Proposal)
	return p
}
