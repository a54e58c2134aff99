package replay

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

var (
	// ErrMoment is returned by ParseMoment when a text is neither a position nor a time.
	ErrMoment = errors.New("neither a position nor a time")
	// ErrType is returned by Run when the pattern of types does not read.
	ErrType = errors.New("no pattern of event types")
	// ErrLine is returned by Digest when a line is no line of a catalogue.
	ErrLine = errors.New("no line of a catalogue")
)

// Moment is a point in the log: a position, or a time of the hub's clock. The
// zero Moment is none: as a beginning the first record, as an end the last.
type Moment struct {
	position eventlog.Position
	time     time.Time
	kind     kind
}

type kind int

const (
	open kind = iota
	atPosition
	atTime
)

// AtPosition is the moment at which a position was the last.
func AtPosition(p eventlog.Position) Moment { return Moment{position: p, kind: atPosition} }

// AtTime is the moment right before what was recorded at t.
func AtTime(t time.Time) Moment { return Moment{time: t, kind: atTime} }

// ParseMoment reads "12408" (a position), "2026-03-01" (00:00 in
// Europe/Berlin) or "2026-03-01T10:00:00+01:00" (RFC 3339).
func ParseMoment(s string) (Moment, error) {
	if s != "" && strings.Trim(s, "0123456789") == "" {
		p, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			return Moment{}, fmt.Errorf("%w: %q", ErrMoment, s)
		}
		return AtPosition(eventlog.Position(p)), nil
	}
	t, _, err := learning.Moment(s)
	if err != nil {
		return Moment{}, fmt.Errorf("%w: %q; wanted is 12408, 2026-03-01 or 2026-03-01T10:00:00+01:00", ErrMoment, s)
	}
	return AtTime(t), nil
}

// String is the moment as ParseMoment reads it, "" for none.
func (m Moment) String() string {
	switch m.kind {
	case atPosition:
		return m.position.String()
	case atTime:
		return m.time.Format(time.RFC3339Nano)
	}
	return ""
}

// first is the first position of a window that begins here.
func (m Moment) first(ctx context.Context, log eventlog.Log) (eventlog.Position, error) {
	switch m.kind {
	case atPosition:
		return max(m.position, 1), nil
	case atTime:
		return eventlog.At(ctx, log, m.time)
	}
	return 1, nil
}

// last is the last position of a window that ends here.
func (m Moment) last(ctx context.Context, log eventlog.Log) (eventlog.Position, error) {
	if m.kind == atTime {
		next, err := eventlog.At(ctx, log, m.time)
		return max(next, 1) - 1, err
	}
	last, err := log.Last(ctx)
	if m.kind == atPosition {
		last = min(last, m.position)
	}
	return last, err
}
