package event

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

var (
	extensionPattern = regexp.MustCompile(`^[a-z0-9]{1,20}$`)
	// The offset of an RFC 3339 time is mandatory; the day must exist, which time.Parse checks.
	timePattern = regexp.MustCompile(`^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)
	uriPattern  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]{0,30}:[!-~]{1,1000}$`)
)

// extensions we interpret; any other is kept and warned about.
var knownExtensions = []string{"delivery", "deliverybase", "deliverymissing", "traceparent", "tracestate"}

// take fills the event from its envelope and says what is wrong with it;
// wrong lists the pointers that were told already.
func (e *Event) take(env *envelope, wrong []string) []learning.Problem {
	e.ID, e.Source, e.Type, e.Subject = env.ID, Source(env.Source), Type(env.Type), env.Subject
	e.TimeText, e.Extensions = env.Time, env.Extensions
	if env.DataSchema != nil {
		e.DataSchema = *env.DataSchema
	}
	e.Time, _ = time.Parse(time.RFC3339Nano, env.Time)

	var found []learning.Problem
	found = append(found, attributes(env)...)
	found = append(found, e.attributeForms(env)...)
	found = append(found, extensions(env)...)
	return slices.DeleteFunc(found, func(p learning.Problem) bool { return covered(p.Pointer, wrong) })
}

// attributes checks what must be there.
func attributes(env *envelope) (found []learning.Problem) {
	for _, a := range []struct{ name, value string }{
		{"specversion", env.SpecVersion},
		{"id", env.ID},
		{"source", env.Source},
		{"type", env.Type},
		{"subject", env.Subject},
		{"time", env.Time},
		{"data", string(env.Data[:min(1, len(env.Data))])},
	} {
		if a.value == "" {
			found = append(found, required("/"+a.name))
		}
	}
	return found
}

// attributeForms checks how what is there is written.
func (e *Event) attributeForms(env *envelope) (found []learning.Problem) {
	bad := func(name, rule, de, en, value string) {
		if value != "" {
			found = append(found, problem("/"+name, rule, de, en, value))
		}
	}
	if env.SpecVersion != "1.0" {
		bad("specversion", "specversion", "Nur CloudEvents 1.0 wird gelesen.", "Only CloudEvents 1.0 is read.", env.SpecVersion)
	}
	if !printable(env.ID, 128) {
		bad("id", "id", "Die Kennung des Ereignisses hat 1 bis 128 druckbare Zeichen.", "The event's id has 1 to 128 printable characters.", env.ID)
	}
	if _, _, ok := e.Source.Split(); !ok && !e.Source.Hub() {
		bad("source", "source", "Die Quelle heißt „/laender/<Land>/<System>“, zum Beispiel /laender/by/bayvsa.",
			`The source reads "/laender/<land>/<system>", e.g. /laender/by/bayvsa.`, env.Source)
	}
	if !e.Type.Known() {
		bad("type", "type-unknown", "Diese Art von Ereignis kennen wir nicht.", "We do not know this type of event.", env.Type)
	}
	if !printable(env.Subject, 200) {
		bad("subject", "subject", "Der Gegenstand (subject) hat 1 bis 200 druckbare Zeichen.", "The subject has 1 to 200 printable characters.", env.Subject)
	}
	if !validTime(env.Time) {
		bad("time", "time", "Die Zeit muss wie 2026-11-23T10:42:00+01:00 geschrieben sein.", "The time must be RFC 3339 with an offset.", env.Time)
	}
	if t := env.DataContentType; t != nil && *t != "application/json" {
		found = append(found, problem("/datacontenttype", "datacontenttype", "Die Daten müssen application/json sein.", "The data must be application/json.", *t))
	}
	if s := env.DataSchema; s != nil && !uriPattern.MatchString(*s) {
		found = append(found, problem("/dataschema", "dataschema", "Das ist keine vollständige Adresse eines Schemas.", "This is no absolute URI of a schema.", *s))
	}
	if len(env.Data) > 0 && env.Data.Kind() != '{' {
		found = append(found, problem("/data", "type", "Die Daten müssen ein Objekt sein.", "The data must be an object.", ""))
	}
	return found
}

func extensions(env *envelope) (found []learning.Problem) {
	for name, value := range env.Extensions {
		switch kind := value.Kind(); {
		case !extensionPattern.MatchString(name):
			found = append(found, problem("/"+escape(name), "extension-name",
				"Zusätzliche Angaben neben „data“ heißen nur mit Kleinbuchstaben und Ziffern (höchstens 20).",
				"Members beside data are extensions and have names of at most 20 lower-case letters and digits.", ""))
		case kind != '"' && kind != '0' && kind != 't' && kind != 'f':
			found = append(found, problem("/"+name, "extension-value",
				"Eine Erweiterung ist ein Text, eine Zahl oder ein Ja/Nein-Wert.", "An extension is a string, a number or a boolean.", ""))
		case !slices.Contains(knownExtensions, name):
			p := problem("/"+name, "unknown-extension",
				"Diese Erweiterung kennen wir nicht; sie bleibt erhalten, wird aber nicht gedeutet.",
				"We do not know this extension; it is kept but not interpreted.", "")
			p.Warning = true
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b learning.Problem) int { return strings.Compare(a.Pointer, b.Pointer) })
	return found
}

// printable reports whether s has 1 to most characters, all of them [learning.Printable].
func printable(s string, most int) bool {
	n := utf8.RuneCountInString(s)
	return n >= 1 && n <= most && !strings.ContainsFunc(s, func(r rune) bool { return !learning.Printable(r) })
}

func validTime(s string) bool {
	if !timePattern.MatchString(s) {
		return false
	}
	_, err := time.Parse(time.RFC3339Nano, s)
	return err == nil
}

func escape(token string) string {
	out := make([]byte, 0, len(token))
	for i := range len(token) {
		switch token[i] {
		case '~':
			out = fmt.Append(out, "~0")
		case '/':
			out = fmt.Append(out, "~1")
		default:
			out = append(out, token[i])
		}
	}
	return string(out)
}
