package learning

import (
	"regexp"
	"strings"
)

var (
	schemePrefix = regexp.MustCompile(`(?i)^(https?):/{1,3}`)
	ccLicence    = regexp.MustCompile(`(?i)^(?:https?://creativecommons\.org/(?:licenses|publicdomain)/|creative commons\s+|cc[\s-]*)(by|by-sa|by-nd|by-nc|by-nc-sa|by-nc-nd|zero|0)?[\s/-]*(\d\.\d)?(?:/.*)?$`)
)

// proposeURL takes off doubled schemes, user-info and blanks, and adds a missing scheme.
func proposeURL(s string) string {
	s = strings.TrimFunc(s, blank)
	scheme := ""
	for m := schemePrefix.FindStringSubmatch(s); m != nil; m = schemePrefix.FindStringSubmatch(s) {
		scheme, s = strings.ToLower(m[1])+"://", s[len(m[0]):]
	}
	end := strings.IndexAny(s, "/?#")
	if end < 0 {
		end = len(s)
	}
	host, tail := s[:end], s[end:]
	if i := strings.LastIndexByte(host, '@'); i >= 0 && strings.Contains(host[:i], ":") && scheme != "" {
		host = host[i+1:]
	}
	if scheme == "" {
		if !strings.Contains(host, ".") {
			return ""
		}
		scheme = "https://"
	}
	tail = strings.NewReplacer(" ", "%20", `"`, "%22", "<", "%3C", ">", "%3E", "`", "%60", `\`, "%5C").Replace(tail)
	if out := scheme + host + tail; isURL(out) {
		return out
	}
	return ""
}

func proposeEmail(s string) string {
	s = strings.TrimFunc(s, blank)
	s = strings.TrimPrefix(s, "mailto:")
	s = strings.NewReplacer("(at)", "@", "[at]", "@", " @ ", "@", " at ", "@", "(dot)", ".", "[dot]", ".").Replace(s)
	if s = strings.ReplaceAll(s, " ", ""); isEmail(s) {
		return s
	}
	return ""
}

// proposeAmount reads "1.250,00 €" and "84,70"; words for "nothing" belong into free.
func proposeAmount(s string) string {
	s = strings.TrimSpace(s)
	if isFreeWord(s) {
		return `"free": true`
	}
	m := euros.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	cents := m[2] + m[3]
	if strings.Trim(cents, "-") == "" {
		cents = "00"
	}
	if out := strings.ReplaceAll(m[1], ".", "") + "." + cents; isAmount(out) {
		return out
	}
	return ""
}

func isFreeWord(s string) bool {
	switch strings.ToLower(s) {
	case "kostenlos", "kostenfrei", "gratis", "frei", "gebührenfrei", "entgeltfrei", "umsonst", "free", "keine", "ohne gebühr":
		return true
	}
	return false
}

func proposeCurrency(s string) string {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "€", "euro", "eur", "euros":
		return "EUR"
	case "chf", "sfr", "fr.", "franken":
		return "CHF"
	}
	if up := strings.ToUpper(strings.TrimSpace(s)); isCurrency(up) {
		return up
	}
	return ""
}

// proposeLicence reads Creative Commons licences by name or address.
func proposeLicence(s string) string {
	s = strings.TrimSpace(s)
	switch strings.ToLower(s) {
	case "alle rechte vorbehalten", "all rights reserved", "©", "copyright":
		return "proprietary"
	}
	m := ccLicence.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	kind, version := strings.ToUpper(m[1]), m[2]
	if kind == "ZERO" || kind == "0" {
		return "CC0-1.0"
	}
	if kind == "" {
		return ""
	}
	if version == "" {
		version = "4.0"
	}
	return "CC-" + kind + "-" + version
}

// languages people write out; others only as codes.
var languageNames = map[string]string{
	"deutsch": "de", "german": "de", "ger": "de", "deu": "de", "englisch": "en", "english": "en", "eng": "en",
	"französisch": "fr", "french": "fr", "spanisch": "es", "italienisch": "it", "polnisch": "pl", "russisch": "ru",
	"türkisch": "tr", "arabisch": "ar", "ukrainisch": "uk", "niederländisch": "nl", "dänisch": "da", "tschechisch": "cs",
	"leichte sprache": "de-simple", "einfache sprache": "de-simple",
}

func proposeLanguage(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if tag := languageNames[s]; tag != "" {
		return tag
	}
	if s = strings.ReplaceAll(s, "_", "-"); isLanguage(s) {
		return s
	}
	return ""
}

// proposeLand reads a name, an ISO code ("DE-BY") or a capital code; codes of
// other registers (NDS, SAC, RPF) are understood where they can mean one Land only.
func proposeLand(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "de-")
	if l := Land(s); l.Valid() {
		return s
	}
	for l, name := range landNames {
		if strings.ToLower(name) == s {
			return string(l)
		}
	}
	return map[string]string{
		"nds": "ni", "nrw": "nw", "rlp": "rp", "rpf": "rp", "thü": "th", "thu": "th", "sac": "sn", "sah": "st",
		"brb": "bb", "bln": "be", "ber": "be", "bay": "by", "hes": "he", "ham": "hh", "bre": "hb", "saa": "sl", "sar": "sl",
		"sch": "sh", "mvp": "mv", "meck-pomm": "mv", "bawü": "bw", "baw": "bw", "thueringen": "th", "baden-wuerttemberg": "bw",
	}[s]
}
