package table

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// maxCells bounds the cells of a sheet that are read, empty ones in between included.
const maxCells = 5_000_000

// readXLSX reads one sheet: the one the mapping names, else the first that is
// visible. A damaged file must not take us down with it: the library's panics
// become an error here.
func readXLSX(doc *document, raw []byte, m *Mapping, most int64) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = unread("xlsx", "Die Excel-Datei ist beschädigt.", "The Excel file is damaged.")
		}
	}()
	if m == nil {
		return unread("mapping", "Eine Excel-Datei braucht eine Zuordnung (--mapping).", "An Excel file needs a mapping (--mapping).")
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{RawCellValue: true, UnzipSizeLimit: most, UnzipXMLSizeLimit: most})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") {
			return tooLarge(most)
		}
		return unread("xlsx", "Die Excel-Datei lässt sich nicht öffnen; sie ist beschädigt oder keine Excel-Datei.",
			"The Excel file cannot be opened; it is damaged or no Excel file.")
	}
	defer func() { _ = f.Close() }() // nothing was written: there are no temporary files to lose
	doc.sheet, err = sheetOf(f, m.sheet)
	if err != nil {
		return err
	}
	r := &xlsxReader{file: f, sheet: doc.sheet, styles: map[int]dateStyle{}, link: m.urlColumns()}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		r.from1904 = *props.Date1904
	}
	rows, err := r.rows()
	if err != nil {
		return err
	}
	doc.source.Bytes = int64(len(raw))
	return tabulate(doc, rows, m)
}

func sheetOf(f *excelize.File, wanted string) (string, error) {
	sheets := f.GetSheetList()
	if wanted != "" {
		if i := slices.IndexFunc(sheets, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), wanted) }); i >= 0 {
			return sheets[i], nil
		}
		return "", unread("sheet", "Das Blatt „"+wanted+"“ gibt es nicht. Vorhanden: "+strings.Join(sheets, ", ")+".",
			"There is no sheet "+wanted+". There are: "+strings.Join(sheets, ", ")+".")
	}
	for _, s := range sheets {
		if visible, err := f.GetSheetVisible(s); err == nil && visible {
			return s, nil
		}
	}
	if len(sheets) > 0 {
		return sheets[0], nil
	}
	return "", unread("sheet", "Die Excel-Datei hat kein Blatt.", "The Excel file has no sheet.")
}

type xlsxReader struct {
	file     *excelize.File
	sheet    string
	from1904 bool // days count from 1904 (old Macintosh files)
	styles   map[int]dateStyle
	link     []string // columns whose hyperlink counts, not their text
	linked   map[int]bool
}

func (r *xlsxReader) rows() ([]line, error) {
	it, err := r.file.Rows(r.sheet)
	if err != nil {
		return nil, unread("xlsx", "Das Blatt lässt sich nicht lesen.", "The sheet cannot be read.")
	}
	defer func() { _ = it.Close() }()
	var rows []line
	cells := 0
	for at := 1; it.Next(); at++ {
		fields, err := it.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, unread("xlsx", fmt.Sprintf("Die Zeile %d lässt sich nicht lesen.", at), fmt.Sprintf("Row %d cannot be read.", at))
		}
		if cells += len(fields) + 1; cells > maxCells {
			return nil, unread("size", "Das Blatt hat mehr Zellen, als gelesen werden.", "The sheet has more cells than are read.")
		}
		if len(fields) == 0 {
			continue
		}
		for i := range fields {
			fields[i] = r.cell(i+1, at, fields[i])
		}
		if r.linked == nil && !blank(fields) {
			r.findLinks(fields)
		}
		rows = append(rows, line{at: at, fields: fields})
	}
	return rows, nil
}

// findLinks remembers which columns may hold hyperlinks, by the header.
func (r *xlsxReader) findLinks(header []string) {
	for i, h := range header {
		if slices.ContainsFunc(r.link, func(c string) bool { return strings.EqualFold(c, columnName(h)) }) {
			if r.linked == nil {
				r.linked = map[int]bool{}
			}
			r.linked[i+1] = true
		}
	}
}

// cell is a cell as text: a real date as ISO 8601, a hyperlink as its address.
func (r *xlsxReader) cell(col, row int, raw string) string {
	if raw == "" || len(raw) > 40 && !r.linked[col] {
		return raw
	}
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return raw
	}
	if r.linked[col] && !strings.Contains(raw, "://") {
		if ok, target, err := r.file.GetCellHyperLink(r.sheet, name); ok && err == nil && strings.Contains(target, "://") {
			return target
		}
	}
	serial, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return raw
	}
	switch r.style(name) {
	case dateOnly, dateTime:
		return fromSerial(serial, r.from1904)
	case timeOnly:
		return timeOfSerial(serial)
	}
	return raw
}

type dateStyle int

const (
	noDate dateStyle = iota
	dateOnly
	dateTime
	timeOnly
)

func (r *xlsxReader) style(cell string) dateStyle {
	id, err := r.file.GetCellStyle(r.sheet, cell)
	if err != nil {
		return noDate
	}
	if s, ok := r.styles[id]; ok {
		return s
	}
	s := noDate
	if style, err := r.file.GetStyle(id); err == nil {
		s = styleOf(style)
	}
	r.styles[id] = s
	return s
}

var notInFormat = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)

// styleOf tells dates by the number format: the built-in ones of ECMA-376
// 18.8.30 (14–22, 27–36, 45–47, 50–58), or letters of dates in an own one.
func styleOf(s *excelize.Style) dateStyle {
	if s.CustomNumFmt != nil {
		f := strings.ToLower(notInFormat.ReplaceAllString(*s.CustomNumFmt, ""))
		f, _, _ = strings.Cut(f, ";")
		day := strings.ContainsAny(f, "ydjt")
		hour := strings.ContainsAny(f, "hs")
		switch {
		case day && hour:
			return dateTime
		case day:
			return dateOnly
		case hour && strings.ContainsAny(f, ":."):
			return timeOnly
		}
		return noDate
	}
	switch n := s.NumFmt; {
	case n >= 18 && n <= 21, n >= 45 && n <= 47, n == 32 || n == 33:
		return timeOnly
	case n == 22:
		return dateTime
	case n >= 14 && n <= 17, n >= 27 && n <= 36, n >= 50 && n <= 58:
		return dateOnly
	}
	return noDate
}

// fromSerial is Excel's day number as "2006-01-02" or "2006-01-02 15:04".
func fromSerial(serial float64, from1904 bool) string {
	t, err := excelize.ExcelDateToTime(serial, from1904)
	if err != nil {
		return strconv.FormatFloat(serial, 'f', -1, 64)
	}
	t = t.Round(time.Second)
	if serial < 1 {
		return timeOfSerial(serial)
	}
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04")
}

// timeOfSerial is the part of a day as "15:04".
func timeOfSerial(serial float64) string {
	_, part := math.Modf(serial)
	minutes := int(math.Round(part * 24 * 60))
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
