package intake

import (
	"errors"

	"github.com/lernverbund/lernverbund/pkg/event"
)

// splitBatch gives the bytes of every event of a batch. It only looks where
// each ends: an event that is no JSON inside is refused alone, by its own
// judge, and does not drag the others with it. What cannot be split so is no
// batch, and [event.SplitBatch] knows why.
func splitBatch(raw []byte) ([][]byte, error) {
	if events, ok := splitFast(raw); ok {
		return events, nil
	}
	events, err := event.SplitBatch(raw)
	if err == nil && len(events) == 0 {
		err = errors.New("no events")
	}
	return events, err
}

func splitFast(raw []byte) (events [][]byte, ok bool) {
	i := blanks(raw, 0)
	if len(raw) > event.MaxBatchBytes || i >= len(raw) || raw[i] != '[' {
		return nil, false
	}
	for {
		i = blanks(raw, i+1) // behind "[" or ","
		end := valueEnd(raw, i)
		if end < 0 || len(events) == event.MaxBatch {
			return nil, false
		}
		events = append(events, raw[i:end:end]) // none outlives the commit of its message
		i = blanks(raw, end)
		switch {
		case i >= len(raw):
			return nil, false
		case raw[i] == ']':
			return events, blanks(raw, i+1) == len(raw)
		case raw[i] != ',':
			return nil, false
		}
	}
}
