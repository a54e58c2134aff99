package table

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// tabulate turns the rows of a table into records with the header's names.
func tabulate(doc *document, rows []line, m *Mapping) error {
	wanted := m.columns()
	head := m.header - 1
	if m.header == 0 {
		head = findHeader(rows, wanted)
	}
	if head < 0 || head >= len(rows) {
		return unread("header", "Die Tabelle hat keine Kopfzeile.", "The table has no header row.")
	}
	where := Where{File: doc.source.Name, Sheet: doc.sheet, Line: rows[head].at}
	names, notes := columnNames(rows[head].fields, wanted)
	for _, p := range notes {
		doc.notes = append(doc.notes, Finding{Where: where, Problem: p})
	}
	list := make([]any, 0, len(rows)-head-1)
	for _, row := range rows[head+1:] {
		if blank(row.fields) {
			continue
		}
		o := newObject(row.at)
		for i, value := range row.fields {
			if i < len(names) && names[i] != "" {
				o.put(names[i], value)
			} else if i >= len(names) && strings.TrimSpace(value) != "" {
				o.put(tooWide, fmt.Sprintf("%d", len(row.fields)))
			}
		}
		list = append(list, o)
	}
	doc.root, doc.rows, doc.lined = list, true, true
	return nil
}

// tooWide marks a row with more fields than the header; it cannot be a column's name.
const tooWide = "\x00too wide"

// findHeader is the first of 20 rows that has a column the mapping reads, else the first that is not blank.
func findHeader(rows []line, wanted []string) int {
	first := -1
	for i, r := range rows[:min(len(rows), 20)] {
		if blank(r.fields) {
			continue
		}
		if first < 0 {
			first = i
		}
		for _, f := range r.fields {
			for _, w := range wanted {
				if strings.EqualFold(columnName(f), w) {
					return i
				}
			}
		}
	}
	return first
}

// columnName is a header's field as one reads it: one line, NFC.
func columnName(s string) string { s, _ = tidy(s); return oneLine(norm.NFC.String(s)) }

// columnNames reads the header. A column that differs from the mapping in
// upper and lower case only is the mapping's; one that stands twice is told.
func columnNames(header, wanted []string) (names []string, notes []learning.Problem) {
	seen := map[string]bool{}
	for _, h := range header {
		name := columnName(h)
		for _, w := range wanted {
			if strings.EqualFold(w, name) {
				name = w
				break
			}
		}
		if name != "" && seen[name] {
			p := plain("column-twice", "Die Spalte „"+name+"“ steht zweimal in der Kopfzeile; die erste gilt.",
				"The column "+name+" stands twice in the header; the first one counts.")
			p.Warning = true
			notes = append(notes, p)
			name = ""
		}
		seen[name] = true
		names = append(names, name)
	}
	for _, w := range wanted {
		if seen[w] {
			continue
		}
		p := plain("column-missing", "Die Zuordnung liest die Spalte „"+w+"“; die Tabelle hat sie nicht.",
			"The mapping reads the column "+w+"; the table does not have it.")
		p.Proposal, p.Warning = nearest(w, names), true
		notes = append(notes, p)
	}
	return names, notes
}
