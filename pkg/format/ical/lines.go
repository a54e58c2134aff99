package ical

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

const zone = "Europe/Berlin"

// berlin is the zone since 1996, when the end of summer time moved to October.
const berlin = "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n" +
	"BEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n" +
	"DTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n" +
	"BEGIN:STANDARD\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n" +
	"DTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n" +
	"END:VTIMEZONE\r\n"

// zoned is the first moment that berlin describes.
var zoned = time.Date(1996, 3, 31, 3, 0, 0, 0, learning.Berlin)

// local is a moment as parameter and value, in Berlin's time if that is
// unambiguous.
func local(t time.Time) string {
	const layout = "20060102T150405"
	t = t.In(learning.Berlin)
	s := t.Format(layout)
	twice := t.Add(-time.Hour).Format(layout) == s || t.Add(time.Hour).Format(layout) == s
	if twice || t.Before(zoned) {
		return ":" + utc(t)
	}
	return ";TZID=" + zone + ":" + s
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// writer writes lines of at most 75 octets, folded between characters (RFC
// 5545, 3.1). What a provider wrote comes in through text and texts only.
type writer struct{ out bytes.Buffer }

func (w *writer) bytes() []byte { return w.out.Bytes() }

func (w *writer) raw(lines string) { w.out.WriteString(lines) }

// line writes a content line that holds no text of others.
func (w *writer) line(s string) {
	const most = 75
	left := most
	for len(s) > left {
		cut := left
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		w.out.WriteString(s[:cut] + "\r\n ")
		s, left = s[cut:], most-1
	}
	w.out.WriteString(s + "\r\n")
}

// text writes a property with a text.
func (w *writer) text(name, value string) { w.line(name + ":" + escape(value)) }

// texts writes a property with a list of texts, nothing without any.
func (w *writer) texts(name string, values []string) {
	var list []string
	for _, v := range values {
		if v = escape(v); v != "" {
			list = append(list, v)
		}
	}
	if len(list) > 0 {
		w.line(name + ":" + strings.Join(list, ","))
	}
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// escape is a text as a value (RFC 5545, 3.3.11).
func escape(s string) string { return escapes.Replace(strings.TrimSpace(format.Clean(s))) }
