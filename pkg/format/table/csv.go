package table

import (
	"bytes"
	"fmt"
	"strings"
)

// maxFieldBytes bounds one field of a CSV file: beyond it a quotation mark was not closed.
const maxFieldBytes = 1 << 20

// line is one row of a CSV file: where it begins and its fields.
type line struct {
	at     int
	fields []string
}

// readCSV reads a CSV file with its separator found out: ; , tab or |.
func readCSV(doc *document, m *Mapping) error {
	text := string(doc.text)
	sep := byte(0)
	first := 1
	if rest, ok := strings.CutPrefix(text, "sep="); ok && rest != "" { // Excel's own hint
		sep = rest[0]
		_, text, _ = strings.Cut(rest, "\n")
		first = 2
	}
	if m.separator != 0 {
		sep = m.separator
	}
	if sep == 0 {
		sep = separator(text)
	}
	rows, err := splitCSV(text, sep, first)
	if err != nil {
		return err
	}
	return tabulate(doc, rows, m)
}

// separator is the candidate that stands most often, and equally often, in the first lines.
func separator(text string) byte {
	best, most := byte(';'), 0
	for _, sep := range []byte(";,\t|") {
		rows, err := splitCSV(text[:min(len(text), 64<<10)], sep, 1)
		if err != nil && len(rows) == 0 {
			continue
		}
		score, width := 0, 0
		for _, r := range rows[:min(len(rows), 20)] {
			switch n := len(r.fields); {
			case n > 1 && n == width:
				score += 3 * n
			case n > 1:
				score += n
				width = n
			}
		}
		if score > most {
			best, most = sep, score
		}
	}
	return best
}

// splitCSV splits rows and fields after RFC 4180, mildly: a quotation mark
// counts only at the beginning of a field. One that is never closed is an
// error, because it would swallow every row after it.
func splitCSV(text string, sep byte, first int) (rows []line, err error) {
	at := first
	for i := 0; i < len(text); {
		row := line{at: at}
		for done := false; !done; {
			var field string
			if i < len(text) && text[i] == '"' {
				field, i, at, err = quoted(text, i, at, sep)
				if err != nil {
					return rows, err
				}
			} else {
				j := i
				for j < len(text) && text[j] != sep && text[j] != '\n' && text[j] != '\r' {
					j++
				}
				field, i = text[i:j], j
			}
			row.fields = append(row.fields, field)
			switch {
			case i >= len(text):
				done = true
			case text[i] == sep:
				i++
			default: // \r, \n or \r\n
				if text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n' {
					i++
				}
				i++
				at++
				done = true
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// quoted reads a field in quotation marks that begins at i; a mark in it is doubled.
func quoted(text string, i, at int, sep byte) (field string, next, line int, err error) {
	var b strings.Builder
	began := at
	for i++; i < len(text); i++ {
		c := text[i]
		if c == '"' {
			if i+1 < len(text) && text[i+1] == '"' {
				i++
			} else if i+1 >= len(text) || text[i+1] == sep || text[i+1] == '\n' || text[i+1] == '\r' {
				return b.String(), i + 1, at, nil
			} // else: a mark inside the text that nobody doubled
		}
		if c == '\n' {
			at++
		}
		if b.WriteByte(c); b.Len() > maxFieldBytes {
			break
		}
	}
	u := unread("csv-quote", fmt.Sprintf("Das Anführungszeichen in Zeile %d wird nicht geschlossen.", began),
		fmt.Sprintf("The quotation mark in line %d is not closed.", began))
	u.line = began
	return "", i, at, u
}

// blank reports whether a row holds nothing.
func blank(fields []string) bool {
	return len(bytes.TrimSpace([]byte(strings.Join(fields, "")))) == 0
}
