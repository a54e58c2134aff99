package natslog

import (
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// originRuns writes the origins short: events that follow one another in the
// same outbox message are one run. The hub's own have none.
func originRuns(records []eventlog.Record) string {
	if records[0].Land == learning.Hub {
		return ""
	}
	out := make([]byte, 0, 256)
	created := int64(-1)
	for i := 0; i < len(records); {
		o, n := records[i].Origin, 1
		for i+n < len(records) && follows(o, records[i+n].Origin, n) {
			n++
		}
		if i > 0 {
			out = append(out, ' ')
		}
		if o.Created != created {
			created = o.Created
			out = append(strconv.AppendInt(out, created, 10), '/')
		}
		out = append(strconv.AppendUint(out, o.Sequence, 10), ':')
		out = strconv.AppendInt(out, int64(o.Index), 10)
		if n > 1 {
			out = strconv.AppendInt(append(out, '+'), int64(n-1), 10)
		}
		i += n
	}
	return string(out)
}

// follows reports whether o is n events behind first in the same message.
func follows(first, o eventlog.Origin, n int) bool {
	return o.Created == first.Created && o.Sequence == first.Sequence && o.Index == first.Index+n
}

// setOrigins gives the records their origins again; false if the text is no
// such list or not of as many events.
func setOrigins(records []eventlog.Record, runs string) bool {
	land := records[0].Land
	if land == learning.Hub {
		return runs == ""
	}
	o := eventlog.Origin{Land: land, Created: -1}
	for runs != "" {
		var run string
		run, runs, _ = strings.Cut(runs, " ")
		more, ok := parseRun(run, &o)
		if !ok || more >= len(records) {
			return false
		}
		for i := range more + 1 {
			records[i].Origin = o
			records[i].Origin.Index += i
		}
		records = records[more+1:]
	}
	return len(records) == 0
}

// parseRun reads "created/sequence:index+more" into o, which keeps the created of the run before.
func parseRun(run string, o *eventlog.Origin) (more int, ok bool) {
	if created, rest, has := strings.Cut(run, "/"); has {
		n, err := strconv.ParseInt(created, 10, 64)
		if err != nil {
			return 0, false
		}
		o.Created, run = n, rest
	}
	sequence, run, _ := strings.Cut(run, ":")
	index, extra, many := strings.Cut(run, "+")
	seq, err1 := strconv.ParseUint(sequence, 10, 64)
	idx, err2 := strconv.ParseUint(index, 10, 31)
	var n uint64
	var err3 error
	if many {
		n, err3 = strconv.ParseUint(extra, 10, 31)
	}
	if err1 != nil || err2 != nil || err3 != nil || o.Created < 0 {
		return 0, false
	}
	o.Sequence, o.Index = seq, int(idx)
	return int(n), true
}
