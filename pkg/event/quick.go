package event

import (
	"bytes"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// quick is Parse for the event that has nothing to be complained about by the
// decoder, which is nearly every one. It decodes only the data; the envelope,
// plain texts in any order, is read by hand. ok is false for everything out
// of the ordinary, be it wrong or only rare: then Parse takes its time. A test
// holds that both say the same.
func quick(raw []byte) (e *Event, problems []learning.Problem, ok bool) {
	var env envelope
	r := plainReader{env: &env}
	if len(raw) > MaxBytes || !r.read(raw) {
		return nil, nil, false
	}
	typ := Type(env.Type)
	if makers[typ] == nil {
		return nil, nil, false
	}
	fact := makers[typ]()
	options := []json.Options{strict}
	if r.null {
		options = append(options, noNull)
	}
	if json.Unmarshal(env.Data, fact, options...) != nil {
		return nil, nil, false
	}
	e = &Event{Raw: raw, Data: env.Data, Fact: fact}
	problems = e.take(&env, nil)
	return e, few(append(problems, under("/data", fact.Validate())...)), true
}

// plainReader reads an envelope of the plainest form.
type plainReader struct {
	env  *envelope
	seen uint16 // the members that were there, one bit each
	null bool   // there may be a null in the data
}

// read fills the envelope; false if it is not of the plainest form. It finds
// where the data ends and leaves it to the decoder what is in there.
func (r *plainReader) read(raw []byte) bool {
	i := skipBlanks(raw, 0)
	if i >= len(raw) || raw[i] != '{' {
		return false
	}
	for {
		i = skipBlanks(raw, i+1)
		name, next := plainText(raw, i)
		if next < 0 {
			return false
		}
		i = skipBlanks(raw, next)
		if i >= len(raw) || raw[i] != ':' {
			return false
		}
		i = skipBlanks(raw, i+1)
		if i = r.member(name, raw, i); i < 0 {
			return false
		}
		i = skipBlanks(raw, i)
		switch {
		case i >= len(raw):
			return false
		case raw[i] == '}':
			return skipBlanks(raw, i+1) == len(raw)
		case raw[i] != ',':
			return false
		}
	}
}

// member reads one value and gives where it ends, -1 if it is not plain or stands twice.
func (r *plainReader) member(name, raw []byte, i int) int {
	bit, into := r.field(name)
	if bit == 0 {
		return r.extension(string(name), raw, i)
	}
	if r.seen&bit != 0 {
		return -1
	}
	r.seen |= bit
	if into == nil {
		end := r.objectEnd(raw, i)
		if end > 0 {
			r.env.Data = raw[i:end:end]
		}
		return end
	}
	text, end := plainText(raw, i)
	*into = string(text)
	return end
}

// field is where a member of the envelope goes, and its bit: 0 for an
// extension, no place for data.
func (r *plainReader) field(name []byte) (bit uint16, into *string) {
	switch string(name) {
	case "data":
		return 1, nil
	case "specversion":
		return 2, &r.env.SpecVersion
	case "id":
		return 4, &r.env.ID
	case "source":
		return 8, &r.env.Source
	case "type":
		return 16, &r.env.Type
	case "subject":
		return 32, &r.env.Subject
	case "time":
		return 64, &r.env.Time
	case "datacontenttype":
		r.env.DataContentType = new(string)
		return 128, r.env.DataContentType
	case "dataschema":
		r.env.DataSchema = new(string)
		return 256, r.env.DataSchema
	}
	return 0, nil
}

// extension reads a text, number or boolean.
func (r *plainReader) extension(name string, raw []byte, i int) int {
	_, end := plainText(raw, i)
	if end < 0 && i < len(raw) && bytes.IndexByte([]byte("-0123456789tf"), raw[i]) >= 0 {
		if n := bytes.IndexAny(raw[i:], ",} \n\t\r"); n > 0 {
			end = i + n
		}
	}
	if end < 0 || r.env.Extensions[name] != nil {
		return -1
	}
	value := jsontext.Value(raw[i:end:end])
	if !value.IsValid() {
		return -1
	}
	if r.env.Extensions == nil {
		r.env.Extensions = map[string]jsontext.Value{}
	}
	r.env.Extensions[name] = value
	return end
}

// plainText reads a string without escapes and gives where it ends, -1 if none begins there.
func plainText(raw []byte, i int) (text []byte, end int) {
	if i >= len(raw) || raw[i] != '"' {
		return nil, -1
	}
	n := bytes.IndexByte(raw[i+1:], '"')
	if n < 0 {
		return nil, -1
	}
	text = raw[i+1 : i+1+n]
	for _, c := range text {
		if c < ' ' || c == '\\' {
			return nil, -1
		}
	}
	if !utf8.Valid(text) {
		return nil, -1
	}
	return text, i + n + 2
}

// objectEnd is where the object that begins at i ends, -1 if it does not, or
// nests too deep. On its way it sees whether there may be a null.
func (r *plainReader) objectEnd(raw []byte, i int) int {
	if i >= len(raw) || raw[i] != '{' {
		return -1
	}
	for depth := 1; i < len(raw); i++ { // the envelope is the first level
		switch raw[i] {
		case '"':
			if i = textEnd(raw, i+1); i < 0 {
				return -1
			}
		case '{', '[':
			if depth++; depth > MaxDepth {
				return -1
			}
		case '}', ']':
			if depth--; depth == 1 {
				return i + 1
			}
		case 'n':
			r.null = true
		}
	}
	return -1
}

func skipBlanks(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r') {
		i++
	}
	return i
}
