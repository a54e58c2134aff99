package intake

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// glimpse is the part of a recorded event that intake has to know again after
// a start: texts as they stand in the envelope.
type glimpse struct {
	id, source, typ, subject []byte
}

// glance reads the envelope of an event that was judged before, without
// decoding the rest: every start looks at the whole log, and a decoder would
// need three times as long. ok is false if the bytes are no such event.
func glance(raw []byte) (g glimpse, ok bool) {
	i := blanks(raw, 0)
	if i >= len(raw) || raw[i] != '{' {
		return g, false
	}
	for i++; ; i++ {
		i = blanks(raw, i)
		end := textEnd(raw, i)
		if end < 0 {
			return g, i < len(raw) && raw[i] == '}'
		}
		name := raw[i:end]
		i = blanks(raw, end)
		if i >= len(raw) || raw[i] != ':' {
			return g, false
		}
		i = blanks(raw, i+1)
		if end = valueEnd(raw, i); end < 0 {
			return g, false
		}
		g.take(name, raw[i:end])
		if i = blanks(raw, end); i >= len(raw) || raw[i] != ',' {
			return g, i < len(raw) && raw[i] == '}'
		}
	}
}

// take keeps a member if it is one of the four; both sides with their quotation marks.
func (g *glimpse) take(name, value []byte) {
	if len(value) == 0 || value[0] != '"' {
		return
	}
	switch string(text(name)) {
	case "id":
		g.id = text(value)
	case "source":
		g.source = text(value)
	case "type":
		g.typ = text(value)
	case "subject":
		g.subject = text(value)
	}
}

// text is a JSON string without its quotation marks and escapes.
func text(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	plain, err := jsontext.AppendUnquote(nil, quoted)
	if err != nil {
		return nil
	}
	return plain
}

func blanks(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r') {
		i++
	}
	return i
}

// textEnd is where the string that begins at i ends, -1 if none begins there.
func textEnd(raw []byte, i int) int {
	if i >= len(raw) || raw[i] != '"' {
		return -1
	}
	for i++; ; {
		n := bytes.IndexByte(raw[i:], '"')
		if n < 0 {
			return -1
		}
		end := i + n
		back := end
		for back > i && raw[back-1] == '\\' {
			back--
		}
		if (end-back)%2 == 0 {
			return end + 1
		}
		i = end + 1
	}
}

// valueEnd is where the JSON value that begins at i ends, -1 if it does not.
func valueEnd(raw []byte, i int) int {
	if i >= len(raw) {
		return -1
	}
	switch raw[i] {
	case '"':
		return textEnd(raw, i)
	case '{', '[':
		return nestEnd(raw, i)
	}
	if n := bytes.IndexAny(raw[i:], ",}] \n\t\r"); n > 0 {
		return i + n
	}
	return -1
}

func nestEnd(raw []byte, i int) int {
	for depth := 0; i < len(raw); {
		switch raw[i] {
		case '"':
			if i = textEnd(raw, i); i < 0 {
				return -1
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return -1
}
