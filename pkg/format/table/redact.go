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
		before, alone := strings.TrimRight(b.String(), " "), true
		for loose.MatchString(before) {
			before, alone = strings.TrimRight(loose.ReplaceAllString(before, ""), " "), false
		}
		b.Reset()
		b.WriteString(before)
		b.WriteString(standIn(before, l[to:], alone))
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

// standIn is what a sentence gets whose subject was the person: alone, without a preposition before it.
func standIn(before, after string, alone bool) string {
	rest := strings.TrimLeft(after, " ")
	first, _ := utf8.DecodeRuneInString(rest)
	starts := before == "" || strings.HasSuffix(before, ".") || strings.HasSuffix(before, "!") || strings.HasSuffix(before, "?")
	switch {
	case starts && alone && unicode.IsLower(first) && !strings.HasPrefix(rest, "und "):
		if before != "" {
			return " Die Kursleitung"
		}
		return "Die Kursleitung"
	case before != "" && rest != "" && rest != after:
		return " "
	}
	return ""
}

// role says what a word can be in a name.
type role int

const (
	noName role = iota
	titlePart
	particlePart
	initialPart
	givenPart  // a first name that belongs to a surname
	alonePart  // what stood alone in a field of persons
	familyPart // a surname
)

func (n *names) classify(w string) role {
	low := strings.ToLower(w)
	switch {
	case titles[low]:
		return titlePart
	case particles[low]:
		return particlePart
	case !capital(w):
		return noName
	case n.isFamily(low):
		return familyPart
	case n.alone[low]:
		return alonePart
	case n.given[low]:
		return givenPart
	case utf8.RuneCountInString(w) == 1:
		return initialPart
	}
	return noName
}

// mention finds a person that begins at token i: from and to are the bytes,
// next the token after it, i if there is none.
func (n *names) mention(l string, tokens [][]int, i int, pairs bool) (from, to, next int) {
	word := func(k int) string { return l[tokens[k][0]:tokens[k][1]] }
	gap := func(k int) string { return l[tokens[k-1][1]:tokens[k][0]] } // before token k
	named, sure, given := false, false, false
	end := i // after the last token that belongs to the name
	for j := i; j < len(tokens) && (j == i || joins(gap(j))); j++ {
		switch n.classify(word(j)) {
		case titlePart:
			sure = sure || !named
			if named {
				j = len(tokens)
			}
			continue
		case particlePart:
			if j == i {
				return 0, 0, i
			}
			continue
		case initialPart:
			if named {
				j = len(tokens)
			}
			continue
		case givenPart:
			given = true
			if named {
				end = j + 1
			}
			continue
		case familyPart:
			named, end = true, j+1
			sure = sure || !ordinary[strings.ToLower(word(j))] && utf8.RuneCountInString(word(j)) >= 4
			continue
		case alonePart:
			named, sure, end = true, true, j+1
			if n.surnameFollows(l, tokens, j) {
				given, end = true, j+2
				j++
			}
			continue
		default:
			if !named && firstNames[strings.ToLower(word(j))] && capital(word(j)) {
				given = true // a first name of ours before a surname of theirs
				continue
			}
		}
		break
	}
	switch {
	case !named && n.beforeFirstName(l, tokens, i): // "Nachname, Tim", with Tim alone in the field
		return tokens[i][0], tokens[i+1][1], i + 2
	case !named, !sure && !given, pairs && !given:
		return 0, 0, i
	}
	if end < len(tokens) && isComma(gap(end)) && n.isGiven(word(end)) { // "Mustermann, Eva"
		end++
	}
	return tokens[i][0], tokens[end-1][1], end
}

// surnameFollows: the word after a first name that stood alone in a field of
// persons is its surname, if it begins with a capital letter.
func (n *names) surnameFollows(l string, tokens [][]int, j int) bool {
	if !firstNames[strings.ToLower(l[tokens[j][0]:tokens[j][1]])] || j+1 >= len(tokens) || l[tokens[j][1]:tokens[j+1][0]] != " " {
		return false
	}
	return n.canBeSurname(l[tokens[j+1][0]:tokens[j+1][1]])
}

func (n *names) canBeSurname(w string) bool {
	low := strings.ToLower(w)
	return capital(w) && utf8.RuneCountInString(w) > 1 && !n.stop[low] && !labels[low]
}

func (n *names) beforeFirstName(l string, tokens [][]int, i int) bool {
	if i+1 >= len(tokens) || !isComma(l[tokens[i][1]:tokens[i+1][0]]) || !n.canBeSurname(l[tokens[i][0]:tokens[i][1]]) {
		return false
	}
	low := strings.ToLower(l[tokens[i+1][0]:tokens[i+1][1]])
	rest := strings.TrimLeft(l[tokens[i+1][1]:], " ")
	first, _ := utf8.DecodeRuneInString(rest)
	return n.alone[low] && firstNames[low] && (rest == "" || !unicode.IsLetter(first))
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

// inAddress looks for a surname in the words of an e-mail or web address.
func (n *names) inAddress(s string) bool {
	for _, w := range words.FindAllString(s, -1) {
		if low := strings.ToLower(w); utf8.RuneCountInString(w) >= 4 && !ordinary[low] && (n.family[low] || n.alone[low] && !firstNames[low]) {
			return true
		}
	}
	return false
}

// withoutPersonalMail takes out e-mail addresses that are plainly a person's.
func withoutPersonalMail(s string) (out string, found bool) {
	if !strings.Contains(s, "@") {
		return s, false
	}
	out = emailShape.ReplaceAllStringFunc(s, func(m string) string {
		if learning.PersonEmail(m) {
			found = true
			return ""
		}
		return m
	})
	if !found {
		return s, false
	}
	return strings.TrimSpace(doubled.ReplaceAllString(emptyPair.ReplaceAllString(out, ""), " ")), true
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
		*s, _ = withoutPersonalMail(*s)
		*s, _ = account(*s)
	}
	p.Value, p.Proposal = learning.Shorten(p.Value), learning.Shorten(p.Proposal)
	return p
}
