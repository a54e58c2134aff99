package event

import "strconv"

// Position is the place of an event in the log: it counts events from 1,
// without gaps, and is never reused. 0 is before the first event.
type Position uint64

func (p Position) String() string { return strconv.FormatUint(uint64(p), 10) }
