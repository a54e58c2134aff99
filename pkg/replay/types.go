package replay

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

const typePrefix = "de.lernverbund."

// pattern is a glob over types: "*" is any text, "?" one character. "offer.*"
// is short for "de.lernverbund.offer.*"; "offer.published" needs no version.
type pattern string

func (p pattern) check() error {
	if _, err := path.Match(string(p), ""); err != nil {
		return fmt.Errorf("%w: %q", ErrType, string(p))
	}
	return nil
}

// admits reports whether a type passes.
func (p pattern) admits(t string) bool {
	if p == "" {
		return true
	}
	short := strings.TrimPrefix(t, typePrefix)
	fact := short
	if dot := strings.LastIndexByte(short, '.'); dot >= 0 {
		fact = short[:dot] // without the version
	}
	for _, candidate := range []string{t, short, fact} {
		if ok, _ := path.Match(string(p), candidate); ok {
			return true
		}
	}
	return false
}

// typeOf is the type of an event, read without decoding the rest; "" if there is none.
func typeOf(raw []byte) string {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return ""
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return ""
		}
		if name.String() != "type" {
			if d.SkipValue() != nil {
				return ""
			}
			continue
		}
		value, err := d.ReadToken()
		if err != nil || value.Kind() != '"' {
			return ""
		}
		return value.String()
	}
	return ""
}
