package table

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// decode gives the text of a file in UTF-8 and says which encoding it had.
// An encoding that the mapping declares wins over everything but a byte order mark.
func decode(raw []byte, declared string) (text []byte, name string, err error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return bytes.ToValidUTF8(raw[3:], []byte("\uFFFD")), "UTF-8 mit BOM", nil
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return decodeAs(utf.UTF16(utf.LittleEndian, utf.UseBOM), raw, "UTF-16LE")
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return decodeAs(utf.UTF16(utf.BigEndian, utf.UseBOM), raw, "UTF-16BE")
	case declared != "":
		e, err := htmlindex.Get(declared)
		if err != nil {
			return nil, "", unread("encoding", "Die Kodierung „"+declared+"“ kennen wir nicht.", "Unknown encoding "+declared+".")
		}
		return decodeAs(e, raw, declared)
	case utf8.Valid(raw) && !bytes.Contains(raw, []byte{0}):
		return raw, "UTF-8", nil
	}
	if e, name := wide(raw); e != nil {
		return decodeAs(e, raw, name)
	}
	if bytes.Contains(raw, []byte{0}) {
		return nil, "", unread("encoding", "Die Datei enthält Null-Bytes und ist kein Text.", "The file holds NUL bytes and is no text.")
	}
	if dos(raw) {
		return decodeAs(charmap.CodePage850, raw, "CP850")
	}
	return decodeAs(charmap.Windows1252, raw, "Windows-1252")
}

func decodeAs(e encoding.Encoding, raw []byte, name string) ([]byte, string, error) {
	out, err := e.NewDecoder().Bytes(raw)
	if err != nil {
		return nil, "", unread("encoding", "Der Text lässt sich nicht als "+name+" lesen.", "The text cannot be read as "+name+".")
	}
	return out, name, nil
}

// wide finds UTF-16 without a byte order mark: in Western text every second byte is zero.
func wide(raw []byte) (encoding.Encoding, string) {
	sample := raw[:min(len(raw), 4096)&^1]
	if len(sample) < 4 {
		return nil, ""
	}
	var even, odd int
	for i, b := range sample {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	half := len(sample) / 2
	switch {
	case odd > half*7/10 && even <= half/10:
		return utf.UTF16(utf.LittleEndian, utf.IgnoreBOM), "UTF-16LE"
	case even > half*7/10 && odd <= half/10:
		return utf.UTF16(utf.BigEndian, utf.IgnoreBOM), "UTF-16BE"
	}
	return nil, ""
}

// dos tells the code page of old spreadsheets from Windows-1252: 0x81 is ü
// there and nothing here, and the umlauts of Windows-1252 do not occur.
func dos(raw []byte) bool {
	return bytes.IndexByte(raw, 0x81) >= 0 &&
		bytes.IndexByte(raw, 0xfc) < 0 && bytes.IndexByte(raw, 0xe4) < 0
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// plainASCII reports whether a text has nothing to tidy.
func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

// tidy makes a text fit for people and for the hub: NFC, line breaks as \n, no
// controls, no bidi overrides, no soft hyphens, plain blanks for hard ones.
// cleaned is true if something was taken out that could have done harm.
func tidy(s string) (out string, cleaned bool) {
	if plainASCII(s) {
		return strings.TrimSpace(s), false
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u00a0' || r == '\u202f' || r == '\u2007':
			return ' '
		case r == '\u00ad' || r == '\u200b' || r == '\ufeff' || r == '\u2060':
			return -1
		case r == '\u200c' || r == '\u200d': // they join emoji and scripts
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co), r == utf8.RuneError:
			cleaned = true
			return -1
		}
		return r
	}, lineBreaks.Replace(s))
	return strings.TrimSpace(norm.NFC.String(s)), cleaned
}

// oneLine collapses all white space into single blanks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// paragraphs trims every line and leaves at most one empty line in a row.
func paragraphs(s string) string {
	lines := strings.Split(s, "\n")
	out := lines[:0]
	for _, l := range lines {
		l = strings.TrimRight(l, " \t")
		if l == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, l)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
