package projector_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/catalogue/memcat"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/projector"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// awayLog is a log that cannot be reached for a while.
type awayLog struct {
	eventlog.Log
	away  atomic.Int32 // how often it still cannot be reached
	asked atomic.Int32
}

var errAway = errors.New("nobody answers")

func (l *awayLog) Follow(ctx context.Context, from eventlog.Position, f eventlog.Filter) iter.Seq2[eventlog.Record, error] {
	return func(yield func(eventlog.Record, error) bool) {
		l.asked.Add(1)
		for r, err := range l.Log.Follow(ctx, from, f) {
			if r.Position > 20 && l.away.Add(-1) >= 0 {
				yield(eventlog.Record{}, errAway)
				return
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// A log that is away does not end the projector: what it has comes when it is back.
func TestALogThatIsAwayComesBack(t *testing.T) {
	log := &awayLog{Log: openLog(t, testbed.Dir(t))}
	log.away.Store(1)
	inputs := cattest.History(t, 3, 60)
	last := record(t, log, inputs, 1)
	store := memcat.New()
	p := start(t, projector.Config{Log: log, Store: store})
	waitFor(t, p, last)
	if log.asked.Load() != 2 {
		t.Errorf("the log was followed %d times, want again after it was away", log.asked.Load())
	}
	want := memcat.New()
	cattest.Project(t, want, inputs, 60)
	cattest.Equal(t, cattest.Read(t, want), cattest.Read(t, store))
}
