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
	l, hit := n.withoutAddresses(l)
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

// withoutAddresses takes out the e-mail and web addresses that name a person.
func (n *names) withoutAddresses(l string) (out string, hit bool) {
	drop := func(m string) string {
		local, _, _ := strings.Cut(m, "@")
		if n.inAddress(local) {
			hit = true
			return ""
		}
		return m
	}
	if strings.Contains(l, "@") {
		l = emailShape.ReplaceAllStringFunc(l, drop)
	}
	if strings.Contains(l, "://") {
		l = linkShape.ReplaceAllStringFunc(l, drop)
	}
	return l, hit
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

// inAddress looks for a surname in the words of an e-mail or web address.
func (n *names) inAddress(s string) bool {
	for _, w := range words.FindAllString(s, -1) {
		if low := strings.ToLower(w); utf8.RuneCountInString(w) >= 4 && !ordinary[low] && (n.family[low] || n.alone[low] && !firstNames[low]) {
			return true
		}
	}
	return false
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
