package learning

import (
	"strings"
	"time"
)

// The years a date may name, and how far ahead it may be without a warning.
const (
	firstYear  = 1900
	lastYear   = 2100
	yearsAhead = 10
)

// when looks at a date of the offer.
func (c *check) when(pointer, s string) {
	if s == "" {
		return
	}
	if !isMoment(s) {
		return
	}
	year := s[:4]
	y, _ := digits(year)
	switch {
	case y < firstYear || y > lastYear:
		c.add(found(pointer, "date-range", "Das Jahr "+year+" kann nicht stimmen (erlaubt sind 1900 bis 2100).",
			"The year "+year+" cannot be right (1900 to 2100 are allowed).", s))
		return
	case y < c.now.Year()+yearsAhead:
		return
	}
	if t, _, err := Moment(s); err == nil && t.After(c.now.AddDate(yearsAhead, 0, 0)) {
		c.add(warning(found(pointer, "date-far", "Das ist mehr als zehn Jahre hin.", "This is more than ten years ahead.", s)))
	}
}

// order refuses an end before its start; a date alone lasts until midnight.
func (c *check) order(pointer, start, end string) {
	if !isMoment(start) || !isMoment(end) || sameOffset(start, end) && start <= end {
		return
	}
	from, _, err := Moment(start)
	until, ok := EndOf(end)
	if err != nil || !ok || until.After(from) || until.Equal(from) && len(end) > len(time.DateOnly) {
		return // a day that ends where the other begins is the day before
	}
	c.add(found(pointer, "date-order", "Das Ende liegt vor dem Anfang ("+start+").", "The end is before the start ("+start+").", end))
}

// sameOffset reports whether two moments are written so alike that their texts stand in the order of time.
func sameOffset(a, b string) bool {
	return len(a) == len(b) && (len(a) == 10 || a[19:] == b[19:])
}

// languages are the codes of ISO 639-1.
const languages = " aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "

// knownLanguage reports whether the language of a tag exists; codes of three letters are taken as they are.
func knownLanguage(tag string) bool {
	language, _, _ := strings.Cut(tag, "-")
	return len(language) != 2 || strings.Contains(languages, " "+language+" ")
}

func (c *check) language(pointer, tag string) {
	if knownLanguage(tag) {
		return
	}
	c.add(warning(found(pointer, "language-unknown", "Diese Sprache kennen wir nicht.", "We do not know this language.", tag)))
}

// private are the endings of hosts that only their own network knows.
var private = []string{".local", ".lan", ".intern", ".internal", ".intra", ".localdomain", ".home", ".corp", ".test", ".invalid"}

// address warns of an address that visitors cannot reach.
func (c *check) address(pointer, s string) {
	if !isURL(s) {
		return
	}
	_, rest, _ := strings.Cut(s, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	host, _, _ := strings.Cut(strings.ToLower(rest), ":")
	host = strings.TrimSuffix(host, ".")
	inside := !strings.Contains(host, ".") && !strings.HasPrefix(host, "[")
	for _, p := range []string{"127.", "10.", "192.168.", "169.254."} {
		inside = inside || strings.HasPrefix(host, p) && strings.Trim(host, "0123456789.") == ""
	}
	for _, end := range private {
		inside = inside || strings.HasSuffix(host, end)
	}
	if inside {
		c.add(warning(found(pointer, "url-private", "Diese Adresse ist vermutlich nur im eigenen Netz erreichbar.",
			"This address can probably be reached in its own network only.", s)))
	}
}
