package event

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Parse judges the bytes of a stranger: size and nesting, strict JSON, the
// envelope, then the data after its schema. It gives every problem it can
// find at once, pointers relative to the event. The event is never nil; with
// a problem that refuses it ([learning.Refused]) it holds what could be read,
// and its Fact may be nil.
func Parse(raw []byte) (*Event, []learning.Problem) {
	if e, problems, ok := quick(raw); ok {
		return e, problems
	}
	return thorough(raw)
}

// thorough is Parse for whatever comes.
func thorough(raw []byte) (*Event, []learning.Problem) {
	e := &Event{Raw: raw}
	if p, ok := tooLarge(raw); ok {
		e.ID, e.Source = glimpse(raw)
		return e, []learning.Problem{p}
	}
	var env envelope
	var problems []learning.Problem
	var wrong []string
	var options []json.Options
	if bytes.Contains(raw, []byte("null")) {
		options = append(options, noNull)
	}
	if json.Unmarshal(raw, &env, options...) != nil {
		if err := wellFormed(raw); err != nil {
			e.ID, e.Source = glimpse(raw)
			return e, []learning.Problem{malformed(err)}
		}
		problems, wrong = decode(raw, &env)
	}
	problems = append(problems, e.take(&env, wrong)...)
	if env.Data.Kind() != '{' || !e.Type.Known() {
		return e, few(problems)
	}
	typ, data, err := newest(e.Type, env.Data)
	if err != nil {
		return e, append(problems, problem("/data", "version", "Diese ältere Fassung lässt sich nicht lesen.", "This older version cannot be read.", ""))
	}
	e.Data, e.Fact = data, makers[typ]()
	found, wrong := decode(data, e.Fact)
	for _, p := range e.Fact.Validate() {
		if !covered(p.Pointer, wrong) {
			found = append(found, p)
		}
	}
	return e, few(append(problems, under("/data", found)...))
}

// Open reads an event that was judged before, as it stands in the log. An
// error means that our own record is broken or of a version still unknown here.
func Open(raw []byte) (*Event, error) {
	e, err := OpenData(raw)
	if err != nil || e.Offer() == nil {
		return e, err
	}
	if err := json.Unmarshal(e.Data, e.Fact); err != nil {
		return nil, fmt.Errorf("open event %s: %w", e.ID, err)
	}
	return e, nil
}

// OpenData is Open for those who take whole offers from Data: their Fact has
// the right type and is empty. It costs two thirds of Open.
func OpenData(raw []byte) (*Event, error) {
	var env envelope
	if err := json.Unmarshal(raw, &env); err != nil {
		return nil, fmt.Errorf("open event: %w", err)
	}
	e := &Event{Raw: raw}
	e.take(&env, nil)
	if !e.Type.Known() {
		return nil, fmt.Errorf("open event %s: unknown type %q", e.ID, e.Type)
	}
	typ, data, err := newest(e.Type, env.Data)
	if err != nil {
		return nil, fmt.Errorf("open event %s: %w", e.ID, err)
	}
	e.Data, e.Fact = data, makers[typ]()
	if e.Offer() != nil {
		return e, nil
	}
	if err := json.Unmarshal(data, e.Fact); err != nil {
		return nil, fmt.Errorf("open event %s: %w", e.ID, err)
	}
	return e, nil
}

func tooLarge(raw []byte) (learning.Problem, bool) {
	switch {
	case len(raw) > MaxBytes:
		return problem("", "size",
			fmt.Sprintf("Das Ereignis ist %d Byte groß; höchstens %d sind erlaubt.", len(raw), MaxBytes),
			fmt.Sprintf("The event has %d bytes; at most %d are allowed.", len(raw), MaxBytes), ""), true
	case deeper(raw, MaxDepth):
		return problem("", "depth",
			fmt.Sprintf("Das Ereignis ist tiefer als %d Ebenen verschachtelt.", MaxDepth),
			fmt.Sprintf("The event nests deeper than %d levels.", MaxDepth), ""), true
	}
	return learning.Problem{}, false
}

// wellFormed checks strict JSON: one value, valid UTF-8, no name twice in an object.
func wellFormed(raw []byte) error {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw))
	if _, err := d.ReadValue(); err != nil {
		return err
	}
	return atEnd(d)
}

// atEnd is nil if nothing but white space follows.
func atEnd(d *jsontext.Decoder) error {
	switch _, err := d.ReadToken(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	return errors.New("more than one JSON value")
}

func malformed(err error) learning.Problem {
	var syntactic *jsontext.SyntacticError
	p := problem("", "json", "Das ist kein gültiges JSON.", "This is not valid JSON.", "")
	if !errors.As(err, &syntactic) {
		return p
	}
	where := fmt.Sprintf(" (Byte %d)", syntactic.ByteOffset)
	p.Pointer = string(syntactic.JSONPointer)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		p.Rule = "duplicate-name"
		p.Message = "Derselbe Name steht zweimal in einem Objekt; welcher Wert gilt, weiß niemand."
		p.MessageEn = "The same name stands twice in one object; nobody knows which value counts."
	case strings.Contains(syntactic.Error(), "UTF-8"):
		p.Rule = "utf8"
		p.Message = "Der Text ist nicht in UTF-8 kodiert" + where + "."
		p.MessageEn = fmt.Sprintf("The text is not valid UTF-8 (byte %d).", syntactic.ByteOffset)
	default:
		p.Message = "Das ist kein gültiges JSON" + where + "."
		p.MessageEn = fmt.Sprintf("This is not valid JSON (byte %d).", syntactic.ByteOffset)
	}
	return p
}

// glimpse reads id and source of an event that cannot be read as a whole, so
// that its receipt can name it. What cannot be read, or stands twice, is "".
func glimpse(raw []byte) (id string, source Source) {
	d := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return "", ""
	}
	seen := map[string][]string{}
	for {
		name, err := d.ReadToken()
		if err != nil || name.Kind() != '"' {
			break
		}
		key := name.String()
		if d.PeekKind() != '"' {
			if d.SkipValue() != nil {
				break
			}
			continue
		}
		value, err := d.ReadToken()
		if err != nil {
			break
		}
		if text := value.String(); len(text) <= 256 {
			seen[key] = append(seen[key], text)
		}
	}
	once := func(key string) string {
		if len(seen[key]) == 1 {
			return strings.ToValidUTF8(seen[key][0], "\uFFFD")
		}
		return ""
	}
	return once("id"), Source(once("source"))
}

// ParseOffer judges the bytes of an offer alone, as it would stand in the data
// of offer.published: for a dry run. The offer is never nil.
func ParseOffer(raw []byte, now time.Time) (*learning.Offer, []learning.Problem) {
	o := new(learning.Offer)
	if p, ok := tooLarge(raw); ok {
		return o, []learning.Problem{p}
	}
	if err := wellFormed(raw); err != nil {
		return o, []learning.Problem{malformed(err)}
	}
	problems, wrong := decode(raw, o)
	for _, p := range o.Validate() {
		if !covered(p.Pointer, wrong) {
			problems = append(problems, p)
		}
	}
	if learning.Refused(problems) {
		return o, few(problems)
	}
	return o, few(append(problems, o.Plausible(now)...))
}
