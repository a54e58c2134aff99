package event

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// ErrBatch is returned by [SplitBatch] when a message is no JSON array of at most [MaxBatch] events.
var ErrBatch = errors.New("no batch of events")

// SplitBatch gives the exact bytes of every event of a batch. The members
// need be neither valid nor events: they are judged one by one later.
func SplitBatch(raw []byte) ([][]byte, error) {
	if len(raw) > MaxBatchBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrBatch, len(raw), MaxBatchBytes)
	}
	if deeper(raw, MaxDepth+64) {
		return nil, fmt.Errorf("%w: nested too deep", ErrBatch)
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '[' {
		return nil, fmt.Errorf("%w: not an array", ErrBatch)
	}
	var events [][]byte
	for d.PeekKind() != ']' {
		v, err := d.ReadValue()
		if err != nil {
			return nil, fmt.Errorf("%w: event %d: %w", ErrBatch, len(events), err)
		}
		if len(events) == MaxBatch {
			return nil, fmt.Errorf("%w: more than %d events", ErrBatch, MaxBatch)
		}
		events = append(events, bytes.Clone(v))
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBatch, err)
	}
	if err := atEnd(d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBatch, err)
	}
	return events, nil
}

// JoinBatch writes events as one batch: a JSON array of their exact bytes.
func JoinBatch(events [][]byte) []byte {
	size := 2 + len(events)
	for _, e := range events {
		size += len(e)
	}
	out := make([]byte, 0, size)
	out = append(out, '[')
	for i, e := range events {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, e...)
	}
	return append(out, ']')
}
