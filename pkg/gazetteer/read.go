package gazetteer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// ErrFormat is returned by [Read] when a file is none of postal codes; the
// error names the line.
var ErrFormat = errors.New("no file of postal codes")

// Row is one line of a file of postal codes.
type Row struct {
	Code string
	Name string        // "" if the line names none
	Land learning.Land // "" if the line does not say
	Lat  float64
	Lon  float64
	User bool // the code belongs to one large user of mail, whose name is no town's
}

// maxRows is more than any country has.
const maxRows = 1_000_000

// columns are the places of what is read in a line, -1 for what it lacks.
type columns struct{ country, code, name, state, stateCode, district, lat, lon int }

// geoNames are the columns of the postal-code files of GeoNames, which have no heading:
// country, code, place, three times name and code of an area, latitude, longitude, accuracy.
var geoNames = columns{country: 0, code: 1, name: 2, state: 3, stateCode: 4, district: 8, lat: 9, lon: 10}

// Open reads a file and makes the gazetteer with it.
func Open(path string) (*Gazetteer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	rows, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return New(rows), nil
}

// Read reads postal codes with their places: the file of GeoNames
// (download.geonames.org/export/zip, DE.txt), the same with a heading and
// commas, or a table of code, latitude and longitude with a heading; each also
// compressed with gzip. Lines of other countries are left out. Errors are
// [ErrFormat] with the number of the line, or come from r.
//
// The Land is read from the official number of the district where there is
// one (08111 is in Baden-Württemberg): the codes of the Länder are letters in
// some files and GeoNames' own numbers in others, where 01 is
// Baden-Württemberg and not, as officially, Schleswig-Holstein.
func Read(r io.Reader) ([]Row, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1F, 0x8B}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		in = bufio.NewReaderSize(z, 64<<10)
	}
	if bom, _ := in.Peek(3); string(bom) == "\uFEFF" {
		_, _ = in.Discard(3)
	}
	c := csv.NewReader(in)
	c.FieldsPerRecord, c.LazyQuotes, c.ReuseRecord = -1, true, true
	if first, _ := in.Peek(4 << 10); bytes.IndexByte(firstLine(first), '\t') >= 0 {
		c.Comma = '\t'
	}
	return readRows(c)
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return line
}

func readRows(c *csv.Reader) (rows []Row, err error) {
	cols := geoNames
	for first := true; ; first = false {
		fields, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := c.FieldPos(0)
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrFormat, line, err)
		}
		if first && heading(fields) {
			if cols = columnsOf(fields); cols.code < 0 || cols.lat < 0 || cols.lon < 0 {
				return nil, fmt.Errorf("%w: line 1: no columns for postal code, latitude and longitude", ErrFormat)
			}
			continue
		}
		row, german, err := cols.row(fields)
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrFormat, line, err)
		}
		if german {
			rows = append(rows, row)
		}
		if len(rows) > maxRows {
			return nil, fmt.Errorf("%w: more than %d lines", ErrFormat, maxRows)
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%w: no German postal code in it", ErrFormat)
	}
	return named(rows), nil
}

// named takes large users of mail for towns after all if a file knows only
// numbers for Länder: there they tell nothing.
func named(rows []Row) []Row {
	if slices.ContainsFunc(rows, func(r Row) bool { return !r.User }) {
		return rows
	}
	for i := range rows {
		rows[i].User = false
	}
	return rows
}

// heading says whether a line has no number where a file of places has some.
func heading(fields []string) bool {
	for _, f := range fields {
		if _, err := strconv.ParseFloat(strings.TrimSpace(f), 64); err == nil {
			return false
		}
	}
	return true
}

func columnsOf(heading []string) columns {
	find := func(names ...string) int {
		return slices.IndexFunc(heading, func(h string) bool {
			return slices.Contains(names, strings.NewReplacer(" ", "", "_", "").Replace(strings.ToLower(strings.TrimSpace(h))))
		})
	}
	c := columns{
		country: find("countrycode", "country"), code: find("zipcode", "postalcode", "plz", "zip", "postleitzahl"),
		name: find("place", "placename", "ort", "city", "name"), state: find("state", "adminname1", "bundesland", "land"),
		stateCode: find("statecode", "admincode1"), district: find("communitycode", "admincode3", "ags", "kreis"),
		lat: find("latitude", "lat", "breite"), lon: find("longitude", "lng", "lon", "länge", "laenge"),
	}
	if c.code < 0 && len(heading) > 0 && strings.TrimSpace(heading[0]) == "" {
		c.code = 0 // an index without a name
	}
	return c
}

// row reads one line; german is false for one of another country.
func (c columns) row(fields []string) (row Row, german bool, err error) {
	at := func(i int) string {
		if i < 0 || i >= len(fields) {
			return ""
		}
		return strings.TrimSpace(fields[i])
	}
	if country := at(c.country); country != "" && country != "DE" {
		return row, false, nil
	}
	row = Row{Code: at(c.code), Name: at(c.name)}
	if len(row.Code) != 5 || strings.Trim(row.Code, "0123456789") != "" {
		return row, false, fmt.Errorf("%q is no postal code", learning.Shorten(row.Code))
	}
	row.Lat, err = strconv.ParseFloat(at(c.lat), 64)
	if err == nil {
		row.Lon, err = strconv.ParseFloat(at(c.lon), 64)
	}
	if err != nil || math.Abs(row.Lat) > 90 || math.Abs(row.Lon) > 180 || row.Lat != row.Lat || row.Lon != row.Lon {
		return row, false, fmt.Errorf("%q, %q are no coordinates", learning.Shorten(at(c.lat)), learning.Shorten(at(c.lon)))
	}
	row.Land = landOf(at(c.district), at(c.state), at(c.stateCode))
	row.User = c.stateCode >= 0 && strings.Trim(at(c.stateCode), "0123456789") == "" && at(c.stateCode) != ""
	return row, true, nil
}
