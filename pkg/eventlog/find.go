package eventlog

import (
	"context"
	"fmt"
	"time"
)

// Tip is the last record, the zero Record if the log is empty. Its position
// and time are what the next Append must not fall behind.
func Tip(ctx context.Context, log Log) (Record, error) {
	last, err := log.Last(ctx)
	if err != nil || last == 0 {
		return Record{}, err
	}
	return at(ctx, log, last)
}

// At is the first position recorded at a moment or later, one after the last
// if there is none. Times never decrease along the log, so it is found by
// halving, with one short read a step.
func At(ctx context.Context, log Log, moment time.Time) (Position, error) {
	last, err := log.Last(ctx)
	if err != nil {
		return 0, err
	}
	low, high := Position(1), last+1
	for low < high {
		middle := low + (high-low)/2
		r, err := at(ctx, log, middle)
		if err != nil {
			return 0, err
		}
		if r.RecordedAt.Before(moment) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}

// at is the record at a position.
func at(ctx context.Context, log Log, p Position) (Record, error) {
	for r, err := range log.Read(ctx, p, Filter{}) {
		if err != nil {
			return Record{}, err
		}
		return r, nil
	}
	return Record{}, fmt.Errorf("read log: position %d: %w", p, ErrPosition)
}
