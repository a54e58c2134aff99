package event

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// problem words one finding; what says the value as it was, "" if there is none.
func problem(pointer, rule, de, en, what string) learning.Problem {
	return learning.Problem{Pointer: pointer, Rule: rule, Message: de, MessageEn: en, Value: learning.Shorten(what)}
}

func required(pointer string) learning.Problem {
	name := pointer[strings.LastIndexByte(pointer, '/')+1:]
	return problem(pointer, "required",
		fmt.Sprintf("Die Angabe „%s“ fehlt.", name), fmt.Sprintf("%q is missing.", name), "")
}

// under puts the problems of a part at its place in the whole.
func under(base string, problems []learning.Problem) []learning.Problem {
	for i := range problems {
		problems[i].Pointer = base + problems[i].Pointer
	}
	return problems
}

var kindNames = map[jsontext.Kind][2]string{
	'n': {"nichts (null)", "null"}, 't': {"ein Ja/Nein-Wert", "a boolean"}, 'f': {"ein Ja/Nein-Wert", "a boolean"},
	'"': {"ein Text", "a text"}, '0': {"eine Zahl", "a number"}, '{': {"ein Objekt", "an object"}, '[': {"eine Liste", "a list"},
}

// wanted names what JSON a Go type is read from.
func wanted(t reflect.Type) [2]string {
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return kindNames['{']
	case reflect.Slice, reflect.Array:
		return kindNames['[']
	case reflect.Bool:
		return kindNames['t']
	case reflect.Int, reflect.Uint64, reflect.Int64:
		return [2]string{"eine ganze Zahl", "a whole number"}
	case reflect.Float64:
		return kindNames['0']
	default:
		return kindNames['"']
	}
}

func mismatch(pointer string, kind jsontext.Kind, t reflect.Type, value string) learning.Problem {
	want, got := wanted(t), kindNames[kind]
	if got[0] == "" {
		got = [2]string{"etwas anderes", "something else"}
	}
	return problem(pointer, "type",
		fmt.Sprintf("Hier steht %s, erwartet wird %s.", got[0], want[0]),
		fmt.Sprintf("This is %s, expected is %s.", got[1], want[1]), value)
}
