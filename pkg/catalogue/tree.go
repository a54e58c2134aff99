package catalogue

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/event"
)

// object is a JSON object in RFC 8785 form, cut into its members; their values
// stay as they are, members we do not know included.
type object []member

type member struct {
	name  jsontext.Value // with its quotes
	value jsontext.Value
}

// members cuts an object in RFC 8785 form; anything else has none.
func members(raw jsontext.Value) (o object) {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return nil
	}
	for d.PeekKind() == '"' {
		name := next(d, raw)
		o = append(o, member{name, next(d, raw)})
	}
	return o
}

// elements cuts an array; anything else has none.
func elements(raw jsontext.Value) (list []jsontext.Value) {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '[' {
		return nil
	}
	for k := d.PeekKind(); k != ']' && k != 0; k = d.PeekKind() {
		list = append(list, next(d, raw))
	}
	return list
}

// next is the next value as a part of raw, not a copy.
func next(d *jsontext.Decoder, raw jsontext.Value) jsontext.Value {
	v, err := d.ReadValue()
	if err != nil {
		return nil
	}
	end := d.InputOffset()
	return raw[end-int64(len(v)) : end : end]
}

// get is the value of a member, nil without it.
func (o object) get(name string) jsontext.Value {
	for _, m := range o {
		if m.named(name) {
			return m.value
		}
	}
	return nil
}

// set replaces or adds a member; a nil value takes it away.
func (o object) set(name string, value jsontext.Value) object {
	out := make(object, 0, len(o)+1)
	for _, m := range o {
		if !m.named(name) {
			out = append(out, m)
		}
	}
	if value == nil {
		return out
	}
	return append(out, member{jsontext.Value(`"` + name + `"`), value})
}

func (m member) named(name string) bool {
	return len(m.name) == len(name)+2 && string(m.name[1:len(m.name)-1]) == name
}

// encode writes the object; its members are in no order.
func (o object) encode() jsontext.Value {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, m.name...), ':'), m.value...)
	}
	return append(out, '}')
}

// array writes an array.
func array(list []jsontext.Value) jsontext.Value {
	out := []byte{'['}
	for i, v := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, v...)
	}
	return append(out, ']')
}

// text is the Go string of a JSON string, "" of anything else.
func text(raw jsontext.Value) string {
	if raw.Kind() != '"' {
		return ""
	}
	s, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return ""
	}
	return string(s)
}

// canonical is the RFC 8785 form. nil, for bytes that have none, cannot be
// met: event.Open reads strict JSON only, and all else is made of that.
func canonical(raw []byte) []byte {
	out, err := event.Canonical(raw)
	if err != nil {
		return nil
	}
	return out
}
