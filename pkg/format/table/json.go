package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// readJSON reads one JSON value, or several one after the other (NDJSON),
// which become a list. Where a name stands twice the last one counts: a
// foreign feed is read, not judged.
func readJSON(text []byte) (root any, format string, err error) {
	r := &jsonReader{text: text, dec: jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true))}
	var values []any
	for {
		v, err := r.value()
		if errors.Is(err, io.EOF) && len(values) > 0 {
			break
		}
		if err != nil {
			return nil, formatJSON, r.explain(err)
		}
		values = append(values, v)
	}
	if len(values) == 1 {
		return values[0], formatJSON, nil
	}
	return values, formatNDJSON, nil
}

type jsonReader struct {
	text []byte
	dec  *jsontext.Decoder
	at   int // offset up to which lines are counted
	line int // line breaks before at
}

// lineOf counts lines up to an offset; offsets only grow.
func (r *jsonReader) lineOf(offset int64) int {
	end := min(int(offset), len(r.text))
	if end > r.at {
		r.line += bytes.Count(r.text[r.at:end], []byte("\n"))
		r.at = end
	}
	return r.line + 1
}

func (r *jsonReader) value() (any, error) {
	tok, err := r.dec.ReadToken()
	if err != nil {
		return nil, err
	}
	switch tok.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return tok.Bool(), nil
	case '"':
		return tok.String(), nil
	case '0':
		return number(tok.String()), nil
	case '[':
		return r.list()
	default:
		return r.object()
	}
}

func (r *jsonReader) list() (any, error) {
	list := []any{}
	for r.dec.PeekKind() != ']' {
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := r.dec.ReadToken()
	return list, err
}

func (r *jsonReader) object() (any, error) {
	o := newObject(r.lineOf(r.dec.InputOffset()))
	for r.dec.PeekKind() != '}' {
		name, err := r.dec.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		o.put(key, v)
	}
	_, err := r.dec.ReadToken()
	return o, err
}

func (r *jsonReader) explain(err error) error {
	offset := r.dec.InputOffset()
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		offset = syntactic.ByteOffset
	}
	line := bytes.Count(r.text[:min(int(offset), len(r.text))], []byte("\n")) + 1
	u := unread("json", fmt.Sprintf("Das ist kein gültiges JSON (Zeile %d).", line), fmt.Sprintf("This is not valid JSON (line %d).", line))
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		u.de = fmt.Sprintf("Die Datei bricht in Zeile %d mitten im JSON ab.", line)
		u.en = fmt.Sprintf("The file ends in the middle of its JSON (line %d).", line)
	}
	u.line = line
	return u
}
