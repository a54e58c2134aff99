package event

import (
	"bytes"
	"errors"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// errNull marks a null where a member we know must have a value.
var errNull = errors.New("null")

// noNull refuses null for every value that has a Go type; it is consulted
// only where the bytes hold a null at all.
var noNull = json.WithUnmarshalers(json.UnmarshalFromFunc(func(d *jsontext.Decoder, v any) error {
	if _, raw := v.(*jsontext.Value); d.PeekKind() == 'n' && !raw {
		return &json.SemanticError{JSONKind: 'n', GoType: reflect.TypeOf(v).Elem(), Err: errNull}
	}
	return errors.ErrUnsupported
}))

var strict = json.RejectUnknownMembers(true)

// mostFindings bounds how many wrong members of one value are told.
const mostFindings = 50

// decode reads raw into a typed value and words everything it stumbles over:
// a member of the wrong type is a problem, one we do not know a warning. The
// value then holds all that could be read; wrong lists the pointers of what
// could not, so that nobody complains about them twice. raw must be valid JSON.
func decode(raw jsontext.Value, into any) (problems []learning.Problem, wrong []string) {
	options := []json.Options{strict}
	if bytes.Contains(raw, []byte("null")) {
		options = append(options, noNull)
	}
	target := reflect.ValueOf(into).Elem()
	for range mostFindings {
		target.SetZero()
		err := json.Unmarshal(raw, into, options...)
		if err == nil {
			return problems, wrong
		}
		var semantic *json.SemanticError
		if !errors.As(err, &semantic) {
			return append(problems, problem("", "json", "Das ist kein gültiges JSON.", "This is not valid JSON.", "")), append(wrong, "")
		}
		found, pointer := finding(raw, semantic)
		problems = append(problems, found)
		var replacement any
		if !found.Warning {
			wrong = append(wrong, pointer)
			replacement = zero(semantic.GoType)
		}
		next, ok := replace(raw, pointer, replacement)
		if !ok {
			return problems, append(wrong, "")
		}
		raw = next
	}
	return append(problems, problem("", "too-many",
		"Weitere Fehler dieser Art sind nicht aufgezählt.", "Further findings of this kind are not listed.", "")), append(wrong, "")
}

func finding(raw jsontext.Value, err *json.SemanticError) (learning.Problem, string) {
	pointer := string(err.JSONPointer)
	if errors.Is(err, json.ErrUnknownName) {
		p := problem(pointer, "unknown-member",
			"Diese Angabe kennen wir nicht; sie bleibt erhalten, wird aber nicht gedeutet.",
			"We do not know this member; it is kept but not interpreted.", "")
		p.Warning = true
		return p, pointer
	}
	kind, value := err.JSONKind, ""
	if v, ok := at(raw, pointer); ok {
		kind = v.Kind()
		if kind != '{' && kind != '[' {
			value = string(v)
		}
	}
	return mismatch(pointer, kind, base(err.GoType), value), pointer
}

// base is the type behind all pointers.
func base(t reflect.Type) reflect.Type {
	if t == nil {
		return reflect.TypeFor[string]()
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// zero is a value of the JSON kind a Go type is read from.
func zero(t reflect.Type) any {
	switch t = base(t); t.Kind() {
	case reflect.Struct, reflect.Map:
		return map[string]any{}
	case reflect.Slice, reflect.Array:
		return []any{}
	case reflect.Bool:
		return false
	case reflect.String:
		return ""
	default:
		return 0
	}
}

// covered reports whether a pointer is one of wrong, or lies under one.
func covered(pointer string, wrong []string) bool {
	for _, w := range wrong {
		if pointer == w || strings.HasPrefix(pointer, w+"/") {
			return true
		}
	}
	return false
}
