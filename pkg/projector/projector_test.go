package projector_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/catalogue/memcat"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
	"github.com/lernverbund/lernverbund/pkg/projector"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// What the projector makes of a log in many small and large steps is what
// folding event by event makes, on real parts.
func TestRun(t *testing.T) {
	data := testbed.Dir(t)
	log := openLog(t, data)
	inputs := history(t, 11, 900)
	record(t, log, inputs[:500], 60)
	c := openCatalogue(t, data)
	p := start(t, projector.Config{Log: log, Store: c})
	last := record(t, log, inputs[500:], 7)
	waitFor(t, p, last)
	cattest.Equal(t, reference(t, inputs), cattest.Read(t, c))
}

// Random histories in memory: any batching gives the same catalogue, and what
// is observed is what was applied, in order.
func TestRunAnyBatching(t *testing.T) {
	for seed := range uint64(6) {
		inputs := history(t, seed, 1500)
		log, store, observed := memlog.New(), memcat.New(), memcat.New()
		half := record(t, log, inputs[:700+int(seed)*50], 3)
		p := start(t, projector.Config{Log: log, Store: store, Observe: func(at catalogue.Position, changes []catalogue.Change) {
			if err := observed.Apply(context.Background(), at, changes); err != nil {
				t.Errorf("observe up to %d: %v", at, err)
			}
		}})
		if seed%2 == 0 {
			waitFor(t, p, half)
		}
		last := record(t, log, inputs[half:], 1+int(seed)*20)
		waitFor(t, p, last)
		want := reference(t, inputs)
		cattest.Equal(t, want, cattest.Read(t, store))
		cattest.Equal(t, want, cattest.Read(t, observed))
		if got := p.Position(); got != last {
			t.Errorf("position: got %d, want %d", got, last)
		}
	}
}

// Beginning again goes on behind the checkpoint.
func TestCatchUp(t *testing.T) {
	log, store := memlog.New(), memcat.New()
	inputs := history(t, 5, 600)
	for _, part := range [][]catalogue.Input{inputs[:200], inputs[200:201], inputs[201:]} {
		record(t, log, part, 10)
		if err := projector.New(projector.Config{Log: log, Store: store}).CatchUp(t.Context()); err != nil {
			t.Fatalf("catch up: %v", err)
		}
	}
	if err := projector.New(projector.Config{Log: log, Store: store}).CatchUp(t.Context()); err != nil {
		t.Fatalf("catch up with nothing to do: %v", err)
	}
	cattest.Equal(t, reference(t, inputs), cattest.Read(t, store))
}

// A record that cannot be decoded stops the projector, which names it; what came before it stays.
func TestBrokenRecord(t *testing.T) {
	log, store := memlog.New(), memcat.New()
	last := record(t, log, offers(t, 120, "A"), 50)
	commit := eventlog.Commit{Land: "by", RecordedAt: time.Now(), Entries: []eventlog.Entry{
		{Raw: []byte(`{"specversion":"1.0"`), Origin: eventlog.Origin{Land: "by"}},
	}}
	if _, err := log.Append(t.Context(), last, commit); err != nil {
		t.Fatal(err)
	}
	p := projector.New(projector.Config{Log: log, Store: store})
	err := p.Run(t.Context())
	if !errors.Is(err, projector.ErrRecord) || !strings.Contains(err.Error(), "position 121 of by") {
		t.Errorf("run: got %v, want ErrRecord that names position 121 of by", err)
	}
	if err := p.WaitFor(t.Context(), 121); !errors.Is(err, projector.ErrStopped) || !errors.Is(err, projector.ErrRecord) {
		t.Errorf("wait: got %v, want ErrStopped because of ErrRecord", err)
	}
	if at, err := store.Checkpoint(t.Context()); at > 120 || err != nil {
		t.Errorf("checkpoint: got %d, %v, want at most 120", at, err)
	}
}

func TestAhead(t *testing.T) {
	log, store := memlog.New(), memcat.New()
	record(t, log, offers(t, 5, "A"), 50)
	if err := store.Apply(t.Context(), 6, nil); err != nil {
		t.Fatal(err)
	}
	if err := projector.New(projector.Config{Log: log, Store: store}).Run(t.Context()); !errors.Is(err, projector.ErrAhead) {
		t.Errorf("run: got %v, want ErrAhead", err)
	}
}

// A gap in the log is never stepped over.
func TestGap(t *testing.T) {
	log, store := memlog.New(), memcat.New()
	record(t, log, offers(t, 50, "A"), 10)
	err := projector.New(projector.Config{Log: gap{log}, Store: store}).Run(t.Context())
	if !errors.Is(err, projector.ErrRecord) || !strings.Contains(err.Error(), "position 31 comes after 29") {
		t.Errorf("run: got %v, want ErrRecord at 31", err)
	}
}

// gap is a log that has lost position 30.
type gap struct{ *memlog.Log }

func (g gap) Follow(ctx context.Context, from eventlog.Position, f eventlog.Filter) iter.Seq2[eventlog.Record, error] {
	return func(yield func(eventlog.Record, error) bool) {
		for r, err := range g.Log.Follow(ctx, from, f) {
			if r.Position != 30 && !yield(r, err) {
				return
			}
		}
	}
}

func TestWaitForIsPatientOnlyWithItsContext(t *testing.T) {
	p := start(t, projector.Config{Log: memlog.New(), Store: memcat.New()})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := p.WaitFor(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("wait: got %v, want DeadlineExceeded", err)
	}
}

// At the tip an event is visible at once. The bound is far above what is
// measured (about 2 ms), so that only waiting for a batch to fill breaks it.
func TestTip(t *testing.T) {
	data := testbed.Dir(t)
	log := openLog(t, data)
	var mu sync.Mutex
	var sizes []int
	p := start(t, projector.Config{Log: log, Store: openCatalogue(t, data), Observe: func(_ catalogue.Position, c []catalogue.Change) {
		mu.Lock()
		defer mu.Unlock()
		sizes = append(sizes, len(c))
	}})
	var took []time.Duration
	for _, in := range offers(t, 30, "A") {
		last := record(t, log, []catalogue.Input{in}, 1)
		begin := time.Now()
		waitFor(t, p, last)
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	t.Logf("from appended to visible: median %v, longest %v", took[len(took)/2], took[len(took)-1])
	if median := took[len(took)/2]; median > 100*time.Millisecond {
		t.Errorf("median from appended to visible: got %v, want at most 100 ms", median)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(sizes) != 30 {
		t.Errorf("batches: got %d, want 30", len(sizes))
	}
}
