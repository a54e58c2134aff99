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

// mostFindings bounds how many problems of one event are told.
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
	if json.Unmarshal(raw, into, options...) == nil {
		return nil, nil
	}
	v := reflect.ValueOf(into).Elem()
	v.SetZero()
	r := reader{decoder: jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))}
	r.value(v, "")
	return r.problems, r.wrong
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

// few keeps the first [mostFindings] problems, those that refuse before
// warnings, and says so if there were more. Nothing that refuses is lost:
// one of its kind stays.
func few(problems []learning.Problem) []learning.Problem {
	if len(problems) <= mostFindings {
		return problems
	}
	kept := make([]learning.Problem, 0, mostFindings+1)
	for _, warning := range []bool{false, true} {
		for _, p := range problems {
			if p.Warning == warning && len(kept) < mostFindings {
				kept = append(kept, p)
			}
		}
	}
	more := problem("", "too-many", "Weitere Funde sind nicht aufgezählt.", "Further findings are not listed.", "")
	more.Warning = true
	return append(kept, more)
}
