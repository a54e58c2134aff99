package table

import (
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

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
	if !mayHoldAccount(s) || !iban.MatchString(s) && !bic.MatchString(s) {
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

// mayHoldAccount is a cheap look: an account has two capitals and two digits in
// a row, a bank's code is called BIC or SWIFT.
func mayHoldAccount(s string) bool {
	for i := 3; i < len(s); i++ {
		if isDigit(s[i]) && isDigit(s[i-1]) && isCapital(s[i-2]) && isCapital(s[i-3]) {
			return true
		}
	}
	return strings.Contains(s, "BIC") || strings.Contains(s, "SWIFT")
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isCapital(c byte) bool { return 'A' <= c && c <= 'Z' }

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
