package format

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Record is one offer as the hub holds it: what a writer writes.
type Record struct {
	ID    learning.OfferID
	Offer *learning.Offer
	// Origin is where people find the pages, "https://lernverbund.example",
	// without a slash at the end.
	Origin string
	// Created and Modified are the hub's times of the first and the last commit
	// about the offer; zero if unknown.
	Created, Modified time.Time
	// Moves counts for each session id how often its time, place or status
	// changed; nil if unknown.
	Moves map[string]int
	// Withdrawn is the reason why the offer left the catalogue; empty while it is live.
	Withdrawn string
}

// Page is the address of an offer's page: one spelling for ever, that of url.PathEscape.
func (r Record) Page() string { return r.Origin + "/angebote/" + url.PathEscape(string(r.ID)) }

// Namespace is the name space of the UUIDs of offers: the version 5 UUID of
// https://lernverbund.de/ns/offer in the URL name space.
var Namespace = uuid.MustParse("d68f93b4-797c-5153-b0d6-5ea1ed71d2d4")

// UUID is the identity of an offer where a format wants a UUID. The bytes of
// the id count as they are: two Unicode forms of one subject are two offers.
func (r Record) UUID() uuid.UUID { return uuid.NewSHA1(Namespace, []byte(r.ID)) }

// SessionUUID is that of one of its sessions. U+001F occurs in no subject, so
// no two pairs are the same name.
func (r Record) SessionUUID(session string) uuid.UUID {
	return uuid.NewSHA1(Namespace, []byte(string(r.ID)+"\x1f"+session))
}

// ChangeUUID is that of a change of the offer at a position of the log.
func (r Record) ChangeUUID(position uint64) uuid.UUID {
	return uuid.NewSHA1(Namespace, []byte(string(r.ID)+"\x1e"+strconv.FormatUint(position, 10)))
}

// Language is the language of the offer where a format has place for one: de,
// else the first of inLanguage that the title has, else the title's first.
func Language(o *learning.Offer) string {
	if o.Title["de"] != "" {
		return "de"
	}
	for _, tag := range o.InLanguage {
		if o.Title[tag] != "" {
			return tag
		}
	}
	_, tag := o.Title.In("de")
	return tag
}

// Tag is a language tag that may stand in an attribute, "" if it is none
// (BCP 47: letters, digits and hyphens).
func Tag(tag string) string {
	if tag == "" || len(tag) > 35 || strings.Trim(strings.ToLower(tag), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || !letter(tag[0]) {
		return ""
	}
	return tag
}

func letter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

// Link is an address that may be linked to: absolute, http or https, no user
// in it; "" if it is none. What is not ASCII, blanks and quotes are
// percent-encoded, the rest stays in its order: url.URL.String leaves a query
// raw, Query().Encode() sorts it.
func Link(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || !utf8.ValidString(s) || u.Hostname() == "" || strings.HasSuffix(u.Host, ":") || u.User != nil || u.Scheme != "http" && u.Scheme != "https" || u.Port() == "0" {
		return ""
	}
	s = u.String()
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}'", c) >= 0 {
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)|0x100, 16)[1:]))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Clean is a text without what no format of the field may hold: controls but
// for line break and tab, marks that turn the direction of what follows, and
// bytes that are no UTF-8. Every kind of line end is one line feed, so that no
// reader sees a line that its writer did not.
func Clean(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			return '\n'
		case r < 0x20 || r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff, r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, s)
}
