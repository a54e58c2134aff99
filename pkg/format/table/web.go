package table

import (
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	doubledScheme = regexp.MustCompile(`(?i)^https?:/{1,3}(https?:/)`)
	slashes       = regexp.MustCompile(`(?i)^(https?):/+`)
	otherScheme   = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*:`)
	hostShape     = regexp.MustCompile(`^(?i)(?:[a-z0-9ßà-ÿ](?:[a-z0-9ßà-ÿ_-]*[a-z0-9ßà-ÿ])?\.)+[a-zà-ÿ][a-z0-9-]+(?::\d{1,5})?$`)
	hostStart     = regexp.MustCompile(`(?i)^(?:www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#:]|$))`)
)

// readURL mends what people and forms do to web addresses and says so. What
// cannot be an address of the web is left out with a warning: an offer without
// a link is better than one that leads nowhere. base resolves relative
// addresses; without it they are left out.
func readURL(s string, base *url.URL) (string, *issue) {
	s = strings.TrimSpace(strings.Trim(strings.TrimSpace(s), "<>\"'"))
	was := s
	for doubledScheme.MatchString(s) {
		s = doubledScheme.ReplaceAllString(s, "$1")
	}
	s = slashes.ReplaceAllString(s, "$1://")
	var mended *issue
	if s != was {
		mended = warn("url-repaired", "Die Internetadresse war doppelt eingeleitet und wurde berichtigt.", "The web address had its scheme twice and was mended.")
	}
	switch {
	case strings.HasPrefix(strings.ToLower(s), "http://"), strings.HasPrefix(strings.ToLower(s), "https://"):
	case strings.HasPrefix(strings.ToLower(s), "mailto:"), isEmail(s):
		return "", email()
	case otherScheme.MatchString(s) && !hostStart.MatchString(s):
		return "", warn("url-scheme", "Nur Internetadressen mit http oder https werden übernommen.", "Only web addresses with http or https are taken.")
	case base != nil && !hostStart.MatchString(s):
		ref, err := url.Parse(escapeURL(s))
		if err != nil {
			return "", noURL()
		}
		s = base.ResolveReference(ref).String()
	case hostStart.MatchString(s):
		s = "https://" + s
		mended = warn("url-repaired", "Der Internetadresse fehlte https://; es wurde ergänzt.", "The web address lacked https://; it was added.")
	default:
		return "", warn("url-relative", "Das ist keine vollständige Internetadresse; sie wurde weggelassen.", "This is no absolute web address; it was left out.")
	}
	return whole(s, mended)
}

// whole checks an address that begins with http and escapes what must not stand in it as it is.
func whole(s string, mended *issue) (string, *issue) {
	scheme, rest, _ := strings.Cut(s, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	host, tail := rest[:end], rest[end:]
	if strings.Contains(host, "@") {
		return "", email()
	}
	if !hostShape.MatchString(host) {
		return "", noURL()
	}
	out := strings.ToLower(scheme) + "://" + host + escapeURL(tail)
	if u, err := url.Parse(out); err != nil || u.Host == "" || len(out) > 2000 {
		return "", noURL()
	}
	if mended != nil {
		mended.proposal = out
	}
	return out, mended
}

func noURL() *issue {
	return warn("url", "Das ist keine Internetadresse; sie wurde weggelassen.", "This is no web address; it was left out.")
}

func email() *issue {
	return warn("url-email", "Hier steht eine E-Mail-Adresse statt einer Internetadresse; sie wurde weggelassen.", "This is an e-mail address, no web address; it was left out.")
}

// escapeURL percent-encodes blanks and everything beyond ASCII, and leaves what is encoded alone.
func escapeURL(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= utf8.RuneSelf || strings.IndexByte("\"<>\\^`{|}\x7f", c) >= 0 ||
			c == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && strings.Contains(a.Address, ".")
}
