package replay

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Config says what Run replays. The zero value of all but Log and Out means everything.
type Config struct {
	Log  eventlog.Log
	From Moment // a position or time: the first that is in the window
	To   Moment // a position: the last in the window; a time: the first that is not
	Land learning.Land
	// Type is a glob over event types ("offer.*", "de.lernverbund.session.cancelled.v1");
	// with one, records of which no type is known (redacted, undecodable) are left out.
	Type string
	// Exact adds the event's bytes in base64.
	Exact bool
	Out   io.Writer
	// Progress, if not nil, is told now and then how many of the window's positions are read.
	Progress func(done, total eventlog.Position)
}

// Summary says what Run wrote.
type Summary struct {
	Events      int
	First, Last eventlog.Position // of the events written; 0 if there are none
}

const (
	outBuffer = 256 << 10 // bytes
	step      = 1000      // records from one Progress to the next
)

// Run writes the records of a window as replay lines. What Out has got when it
// returns an error are whole lines, save the last one.
func Run(ctx context.Context, cfg Config) (Summary, error) {
	s, err := run(ctx, cfg)
	if err != nil {
		return s, fmt.Errorf("replay: %w", err)
	}
	return s, nil
}

func run(ctx context.Context, cfg Config) (s Summary, err error) {
	types := pattern(cfg.Type)
	if err := types.check(); err != nil {
		return s, err
	}
	w := bufio.NewWriterSize(cfg.Out, outBuffer)
	defer func() { err = errors.Join(err, w.Flush()) }()
	span := window{log: cfg.Log, from: cfg.From, to: cfg.To, land: cfg.Land, progress: cfg.Progress}
	return s, span.each(ctx, func(r *eventlog.Record) error {
		if types != "" && (r.Redacted != "" || !types.admits(typeOf(r.Raw))) {
			return nil
		}
		if s.Events++; s.Events == 1 {
			s.First = r.Position
		}
		s.Last = r.Position
		_, err := w.Write(appendLine(w.AvailableBuffer(), r, cfg.Exact))
		return err
	})
}

// window is a part of the log.
type window struct {
	log      eventlog.Log
	from, to Moment
	land     learning.Land
	progress func(done, total eventlog.Position)
}

// each gives every record of the window in order.
func (w window) each(ctx context.Context, do func(*eventlog.Record) error) error {
	first, err := w.from.first(ctx, w.log)
	if err != nil {
		return err
	}
	last, err := w.to.last(ctx, w.log)
	if err != nil || first > last {
		return err
	}
	progress := w.progress
	if progress == nil {
		progress = func(eventlog.Position, eventlog.Position) {}
	}
	total, n := last-first+1, 0
	for r, err := range w.log.Read(ctx, first, eventlog.Filter{Land: w.land}) {
		if err != nil {
			return err
		}
		if r.Position > last {
			break
		}
		if err := do(&r); err != nil {
			return err
		}
		if n++; n%step == 0 {
			progress(r.Position-first+1, total)
		}
	}
	progress(total, total)
	return nil
}
