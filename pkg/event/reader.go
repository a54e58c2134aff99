package event

import (
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// reader reads valid JSON into a Go value in one pass and goes on where
// something does not fit. It is for values that have a finding at all.
type reader struct {
	decoder  *jsontext.Decoder
	problems []learning.Problem
	wrong    []string
}

var (
	rawType     = reflect.TypeFor[jsontext.Value]()
	unmarshaler = reflect.TypeFor[json.Unmarshaler]()
)

// value reads the next JSON value into v; ok is false if it is of the wrong type.
func (r *reader) value(v reflect.Value, pointer string) (ok bool) {
	t, kind := v.Type(), r.decoder.PeekKind()
	switch {
	case t == rawType:
		v.SetBytes(r.skip().Clone())
		return true
	case t.Kind() == reflect.Pointer:
		elem := reflect.New(t.Elem())
		if ok = r.value(elem.Elem(), pointer); ok {
			v.Set(elem)
		}
		return ok
	case reflect.PointerTo(t).Implements(unmarshaler):
		return r.leaf(v, pointer)
	case t.Kind() == reflect.Struct && kind == '{':
		r.object(func(name string) { r.member(v, name, pointer) })
		return true
	case t.Kind() == reflect.Map && kind == '{':
		v.Set(reflect.MakeMap(t))
		r.object(func(name string) {
			elem := reflect.New(t.Elem()).Elem()
			r.value(elem, pointer+"/"+escape(name))
			v.SetMapIndex(reflect.ValueOf(name), elem)
		})
		return true
	case t.Kind() == reflect.Slice && kind == '[':
		r.list(v, pointer)
		return true
	}
	return r.leaf(v, pointer)
}

// object reads a JSON object; member must read one value.
func (r *reader) object(member func(name string)) {
	_, _ = r.decoder.ReadToken()
	for r.decoder.PeekKind() == '"' {
		name, err := r.decoder.ReadToken()
		if err != nil {
			return
		}
		member(name.String())
	}
	_, _ = r.decoder.ReadToken()
}

func (r *reader) member(v reflect.Value, name, pointer string) {
	pointer += "/" + escape(name)
	fields := fieldsOf(v.Type())
	if index, ok := fields.byName[name]; ok {
		r.value(v.FieldByIndex(index), pointer)
		return
	}
	if fields.rest != nil {
		rest := v.FieldByIndex(fields.rest)
		if rest.IsNil() {
			rest.Set(reflect.MakeMap(rest.Type()))
		}
		rest.SetMapIndex(reflect.ValueOf(name), reflect.ValueOf(r.skip().Clone()))
		return
	}
	r.skip()
	p := problem(pointer, "unknown-member",
		"Diese Angabe kennen wir nicht; sie bleibt erhalten, wird aber nicht gedeutet.",
		"We do not know this member; it is kept but not interpreted.", "")
	p.Warning = true
	r.problems = append(r.problems, p)
}

func (r *reader) list(v reflect.Value, pointer string) {
	_, _ = r.decoder.ReadToken()
	for i := 0; ; i++ {
		if kind := r.decoder.PeekKind(); kind == ']' || kind == jsontext.KindInvalid {
			break
		}
		elem := reflect.New(v.Type().Elem()).Elem()
		r.value(elem, pointer+"/"+strconv.Itoa(i))
		v.Set(reflect.Append(v, elem))
	}
	_, _ = r.decoder.ReadToken()
}

// leaf reads a whole value at once, or says that it does not fit.
func (r *reader) leaf(v reflect.Value, pointer string) bool {
	raw := r.skip()
	kind := raw.Kind()
	if kind != 'n' && json.Unmarshal(raw, v.Addr().Interface()) == nil {
		return true
	}
	v.SetZero()
	value := ""
	if kind != '{' && kind != '[' {
		value = string(raw)
	}
	r.problems = append(r.problems, mismatch(pointer, kind, v.Type(), value))
	r.wrong = append(r.wrong, pointer)
	return false
}

// skip is the next value as it stands.
func (r *reader) skip() jsontext.Value {
	raw, err := r.decoder.ReadValue()
	if err != nil {
		return jsontext.Value("null") // cannot be: the JSON was valid
	}
	return raw
}

// fields are the members of a struct by their JSON names; rest is the map
// that takes all others, if it has one.
type fields struct {
	byName map[string][]int
	rest   []int
}

var fieldCache sync.Map // reflect.Type to fields

func fieldsOf(t reflect.Type) fields {
	if known, ok := fieldCache.Load(t); ok {
		return known.(fields)
	}
	f := fields{byName: map[string][]int{}}
	for _, field := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "" || !field.IsExported() || name == "-":
		case strings.Contains(options, "embed"):
			f.rest = field.Index
		case name != "":
			f.byName[name] = field.Index
		default:
			f.byName[field.Name] = field.Index
		}
	}
	fieldCache.Store(t, f)
	return f
}
