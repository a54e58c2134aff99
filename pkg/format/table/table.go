package table

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// DefaultMaxBytes is how large a file may be once it is unpacked, in bytes.
const DefaultMaxBytes = 256 << 20

// File is one file of a delivery: its name (a path or URL; only the last part
// is looked at) and its bytes, packed with gzip or not.
type File struct {
	Name string
	Data []byte
}

// Options are what a delivery is read with.
type Options struct {
	// Now is the moment against which dates are judged; zero judges none.
	Now time.Time
	// MaxBytes bounds one unpacked file; 0 means [DefaultMaxBytes].
	MaxBytes int64
}

// Delivery is what one or more files hold.
type Delivery struct {
	Sources  []Source  // the files in the order given
	Records  []Record  // every record, refused ones included, in the order of the files
	Findings []Finding // about the delivery as a whole: a missing column, an unreadable file
}

// Complete reports whether what the delivery lacks may count as withdrawn.
func (d *Delivery) Complete() bool { return d.Partial() == "" }

// Partial says, in German, why nothing may be withdrawn although the delivery
// is a full one: a file could not be read, a subject stands twice, or a record
// is without one. "" means that it may.
func (d *Delivery) Partial() string {
	for _, s := range d.Sources {
		if s.Unreadable {
			return "Die Datei " + s.Name + " ließ sich nicht ganz lesen."
		}
	}
	for i := range d.Records {
		switch r := &d.Records[i]; {
		case r.Duplicate:
			return "Die Kennung „" + learning.Shorten(r.Subject) + "“ steht zweimal in der Lieferung."
		case r.Subject == "":
			return "Ein Datensatz hat keine Kennung (" + r.Where.String() + ")."
		}
	}
	return ""
}

// Refused counts the records that cannot be published.
func (d *Delivery) Refused() (n int) {
	for i := range d.Records {
		if d.Records[i].Refused() {
			n++
		}
	}
	return n
}

// Source says what a file was.
type Source struct {
	Name       string // last part of the file's name
	Format     string // "JSON", "NDJSON", "YAML", "CSV", "XLSX"; "" if unreadable
	Encoding   string // "UTF-8", "UTF-8 mit BOM", "UTF-16LE", "Windows-1252" ...; "" for XLSX
	Packed     bool   // it was packed with gzip
	Bytes      int64  // unpacked
	Records    int
	Unreadable bool // nothing of it was read, or not to its end; a [Finding] says why
}

// String is how the terminal shows it: "JSON, UTF-8, 3,1 MB".
func (s Source) String() string {
	parts := make([]string, 0, 4)
	if s.Format != "" {
		parts = append(parts, s.Format)
	}
	if s.Encoding != "" {
		parts = append(parts, s.Encoding)
	}
	parts = append(parts, size(s.Bytes))
	if s.Packed {
		parts = append(parts, "gepackt")
	}
	return strings.Join(parts, ", ")
}

// size writes a number of bytes the German way: 812 Byte, 4,0 KB, 3,1 MB.
func size(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " Byte"
	case n < 1_000_000:
		return strings.Replace(fmt.Sprintf("%.1f KB", float64(n)/1e3), ".", ",", 1)
	default:
		return strings.Replace(fmt.Sprintf("%.1f MB", float64(n)/1e6), ".", ",", 1)
	}
}

// Where says where a record or a finding stands.
type Where struct {
	File  string
	Sheet string // XLSX only
	Line  int    // line of a text file or row of a sheet, from 1; 0 = unknown
	Index int    // number of the record in its file, from 1; 0 = the file as a whole
}

// String is what a person looks for: "Zeile 412", "Blatt „Kurse“, Zeile 5" or "Datensatz 7".
func (w Where) String() string {
	var s string
	switch {
	case w.Line > 0:
		s = "Zeile " + strconv.Itoa(w.Line)
	case w.Index > 0:
		s = "Datensatz " + strconv.Itoa(w.Index)
	case w.File == "":
		return "die ganze Lieferung"
	default:
		return w.File
	}
	if w.Sheet != "" {
		s = "Blatt „" + w.Sheet + "“, " + s
	}
	return s
}

// Finding is a problem with its place in the delivery.
type Finding struct {
	Where   Where
	Problem learning.Problem
}

// Record is one record of the delivery and the offer it became.
type Record struct {
	Where   Where
	Subject string // as it stands in the source; "" if there is none
	Title   string // German title for people; "" if there is none
	// Offer is the data of offer.published in RFC 8785 form; nil if none could be built.
	Offer jsontext.Value
	// Problems are the findings: pointers relative to the offer; what is no warning refuses the record.
	Problems []learning.Problem
	// Duplicate is true for every record whose subject stands more than once in the
	// delivery. The first is kept; the others are refused.
	Duplicate bool
}

// Refused reports whether the record cannot be published. Its offer is not
// missing all the same: the subject is known, its content is not.
func (r *Record) Refused() bool { return learning.Refused(r.Problems) }

// Decode is the offer as a typed value. Unknown members are left out.
func (r *Record) Decode() (*learning.Offer, error) {
	var o learning.Offer
	if err := json.Unmarshal(r.Offer, &o); err != nil {
		return nil, fmt.Errorf("decode offer %s: %w", r.Subject, err)
	}
	return &o, nil
}
