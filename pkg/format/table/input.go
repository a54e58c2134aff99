package table

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	pathpkg "path"
	"strings"
	"unicode"
)

// The formats a file can have, as they are shown.
const (
	formatJSON   = "JSON"
	formatNDJSON = "NDJSON"
	formatYAML   = "YAML"
	formatCSV    = "CSV"
	formatXLSX   = "XLSX"
)

// unreadable is an error in words for people; the file is not read any further.
type unreadable struct {
	rule   string
	de, en string
	line   int
}

func (u *unreadable) Error() string { return u.en }

func unread(rule, de, en string) *unreadable { return &unreadable{rule: rule, de: de, en: en} }

// document is a file that was read: a tree, or the rows of a table.
type document struct {
	source  Source
	root    any
	rows    bool   // root is a []any of *object, one a row
	sheet   string // XLSX only
	lined   bool   // the lines of the objects tell them apart
	text    []byte // the decoded text, for formats that are text
	notes   []Finding
	records []rawRecord
}

// open unpacks a file, finds out what it is and reads it into a tree. With
// own it stops before the tree: our own offers are read from the text itself.
func open(f File, m *Mapping, most int64) (document, error) {
	doc := document{source: Source{Name: baseName(f.Name)}}
	raw, packed, err := unpack(f.Data, most)
	if err != nil {
		return doc, err
	}
	doc.source.Packed, doc.source.Bytes = packed, int64(len(raw))
	hint := strings.ToLower(pathpkg.Ext(strings.TrimSuffix(strings.ToLower(doc.source.Name), ".gz")))
	if err := known(raw); err != nil {
		return doc, err
	}
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		doc.source.Format = formatXLSX
		return doc, readXLSX(&doc, raw, m, most)
	}
	declared := ""
	if m != nil {
		declared = m.encoding
	}
	doc.text, doc.source.Encoding, err = decode(raw, declared)
	if err != nil {
		return doc, err
	}
	doc.source.Format = detect(doc.text, hint, m)
	if m == nil {
		return doc, nil
	}
	return doc, read(&doc, m)
}

func read(doc *document, m *Mapping) error {
	var err error
	switch doc.source.Format {
	case formatJSON, formatNDJSON:
		doc.root, doc.source.Format, err = readJSON(doc.text)
		doc.lined = doc.source.Format == formatNDJSON || bytes.Count(bytes.TrimSpace(doc.text), []byte("\n")) > 2
	case formatYAML:
		doc.root, err = readYAML(doc.text)
		doc.lined = true
	case formatCSV:
		err = readCSV(doc, m)
	case "":
		err = unread("format", "Das ist weder JSON, NDJSON, YAML, CSV noch XLSX.", "This is neither JSON, NDJSON, YAML, CSV nor XLSX.")
	}
	return err
}

// baseName is the last part of a path or URL, without a query.
func baseName(name string) string {
	if strings.Contains(name, "://") {
		name, _, _ = strings.Cut(name, "?")
	}
	return pathpkg.Base(strings.ReplaceAll(name, `\`, "/"))
}

// stem is a file's name without its folders and without .gz and the extension before it.
func stem(name string) string {
	name = baseName(name)
	if cut, ok := strings.CutSuffix(name, ".gz"); ok {
		name = cut
	}
	return strings.TrimSuffix(name, pathpkg.Ext(name))
}

// unpack gives the content of a gzip file, or the bytes as they are. What
// would unpack to more than most bytes is refused: a few kilobytes can hide terabytes.
func unpack(raw []byte, most int64) (out []byte, packed bool, err error) {
	if !bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		if int64(len(raw)) > most {
			return nil, false, tooLarge(most)
		}
		return raw, false, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err == nil {
		out, err = io.ReadAll(io.LimitReader(z, most+1))
	}
	switch {
	case int64(len(out)) > most:
		return nil, true, tooLarge(most)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, true, unread("gzip", "Die gepackte Datei ist abgeschnitten.", "The gzip file is cut off.")
	case err != nil:
		return nil, true, unread("gzip", "Die gepackte Datei ist beschädigt.", "The gzip file is damaged.")
	}
	return out, true, nil
}

func tooLarge(most int64) error {
	return unread("size", fmt.Sprintf("Die Datei ist entpackt größer als %s.", size(most)),
		fmt.Sprintf("The file is larger than %d bytes unpacked.", most))
}

// known tells files that are certainly something else, by what they are.
func known(raw []byte) error {
	head := raw[:min(len(raw), 512)]
	start := strings.ToLower(strings.TrimLeftFunc(strings.TrimPrefix(string(head), "\uFEFF"), unicode.IsSpace))
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return unread("empty", "Die Datei ist leer. Eine leere Liste heißt [] oder hat nur die Kopfzeile.",
			"The file is empty. An empty list is [] or has its header only.")
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return unread("format", "Das ist eine alte Excel-Datei (.xls) oder eine mit Kennwort. Bitte als .xlsx ohne Kennwort speichern.",
			"This is an old Excel file (.xls) or one with a password. Please save it as .xlsx without a password.")
	case bytes.HasPrefix(raw, []byte("%PDF")):
		return unread("format", "Das ist ein PDF, keine Daten.", "This is a PDF, not data.")
	case strings.HasPrefix(start, "<!doctype html"), strings.HasPrefix(start, "<html"):
		return unread("format", "Das ist eine Webseite, keine Daten; vielleicht eine Anmelde- oder Fehlerseite.",
			"This is a web page, not data; maybe a login or error page.")
	case strings.HasPrefix(start, "<?xml"), strings.HasPrefix(start, "<"):
		return unread("format", "XML wird hier nicht gelesen.", "XML is not read here.")
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")) && bytes.Contains(head, []byte("opendocument")):
		return unread("format", "Das ist eine OpenDocument-Tabelle. Bitte als .xlsx oder .csv speichern.",
			"This is an OpenDocument sheet. Please save it as .xlsx or .csv.")
	}
	return nil
}

// detect says what a text is: what the mapping says, else how it begins, else the file's extension.
func detect(text []byte, hint string, m *Mapping) string {
	if m != nil && m.format != "" {
		return m.format
	}
	trimmed := bytes.TrimLeftFunc(text, unicode.IsSpace)
	switch hint {
	case ".json", ".geojson", ".jsonld":
		return formatJSON
	case ".ndjson", ".jsonl":
		return formatNDJSON
	case ".yaml", ".yml":
		return formatYAML
	case ".csv", ".tsv", ".txt":
		return formatCSV
	}
	first, _, _ := bytes.Cut(trimmed, []byte("\n"))
	switch {
	case bytes.HasPrefix(trimmed, []byte("{")), bytes.HasPrefix(trimmed, []byte("[")):
		return formatJSON
	case bytes.HasPrefix(trimmed, []byte("---")), bytes.HasPrefix(trimmed, []byte("- ")):
		return formatYAML
	case bytes.ContainsAny(first, ";,\t|"):
		return formatCSV
	case bytes.Contains(first, []byte(":")):
		return formatYAML
	}
	return ""
}
