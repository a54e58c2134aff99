package connector

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// ErrEvents is returned by ReadEvents when a file holds no events of ours.
var ErrEvents = errors.New("no events")

// ReadEvents reads events of one Land from a file: one JSON value after
// another (NDJSON) or an array, each an event or a line of a replay. Of a
// replay line the exact bytes are taken if it has them. Events of other Länder
// and of the hub are left out and counted; what does not even say a source
// goes out as it is, and the hub will say what is wrong with it.
func ReadEvents(raw []byte, land learning.Land) (events []RawEvent, others int, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	array := d.PeekKind() == '['
	if array {
		if _, err := d.ReadToken(); err != nil {
			return nil, 0, fmt.Errorf("%w: %w", ErrEvents, err)
		}
	}
	for n := 1; ; n++ {
		if array && d.PeekKind() == ']' {
			return events, others, nil
		}
		v, err := d.ReadValue()
		if errors.Is(err, io.EOF) && !array {
			return events, others, nil
		}
		if err != nil {
			return nil, 0, fmt.Errorf("%w: value %d: %w", ErrEvents, n, err)
		}
		e, err := eventOf(bytes.Clone(v))
		if err != nil {
			return nil, 0, fmt.Errorf("%w: value %d: %w", ErrEvents, n, err)
		}
		if of, _, ok := e.Source.Split(); ok && of != land || e.Source.Hub() || e.Raw == nil {
			others++
			continue
		}
		events = append(events, e)
	}
}

// eventOf reads an event or a replay line.
func eventOf(raw jsontext.Value) (RawEvent, error) {
	var line struct {
		ID     jsontext.Value `json:"id"`
		Source jsontext.Value `json:"source"`
		Event  jsontext.Value `json:"event"`
		Bytes  []byte         `json:"bytes"`
	}
	if err := json.Unmarshal(raw, &line, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)); err != nil {
		return RawEvent{}, err
	}
	switch {
	case line.Bytes != nil:
		return eventOf(line.Bytes)
	case line.Event.Kind() == 'n':
		return RawEvent{}, nil // redacted
	case line.Event != nil:
		return eventOf(line.Event.Clone())
	}
	e := RawEvent{Raw: raw}
	var id, source string
	if json.Unmarshal(line.ID, &id) == nil {
		e.ID = id
	}
	if json.Unmarshal(line.Source, &source) == nil {
		e.Source = event.Source(source)
	}
	return e, nil
}
