package ledger

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// DifferenceError names the first position at which the log is not what the
// ledger knows. It is [ErrDiffers].
type DifferenceError struct {
	Position eventlog.Position
	Land     learning.Land   // "" if the record is missing or does not read
	Origin   eventlog.Origin // zero then, and for the hub's own records
	Cause    error           // what the log said, nil if it gave another record
}

func (e *DifferenceError) Error() string {
	where := fmt.Sprintf("position %d", e.Position)
	if e.Land != "" {
		where += fmt.Sprintf(" (Land %s, OUTBOX %d, event %d)", e.Land, e.Origin.Sequence, e.Origin.Index)
	}
	if e.Cause != nil {
		return fmt.Sprintf("%s: %v: %v", where, ErrDiffers, e.Cause)
	}
	return fmt.Sprintf("%s: %v", where, ErrDiffers)
}

func (e *DifferenceError) Unwrap() []error { return []error{ErrDiffers, e.Cause} }

// BehindError says how far the log is behind. It is [ErrBehind].
type BehindError struct {
	Log    eventlog.Position // last position in the log
	Ledger eventlog.Position // last position in the ledger
}

func (e *BehindError) Error() string {
	return fmt.Sprintf("%v: the log ends at position %d, the ledger at %d", ErrBehind, e.Log, e.Ledger)
}

func (e *BehindError) Unwrap() error { return ErrBehind }

// step is after how many records progress is told.
const step = 1000

// Verify checks the ledger's files against the signature, then every record of
// the log against the ledger: [ErrDamaged], or the first [DifferenceError], or
// a [BehindError]. A log that is ahead is fine: CatchUp takes the rest.
// progress may be nil; it is told positions.
func (l *Ledger) Verify(ctx context.Context, log eventlog.Log, progress func(done, total eventlog.Position)) error {
	if progress == nil {
		progress = func(eventlog.Position, eventlog.Position) {}
	}
	l.mu.Lock()
	t := l.tree.clone()
	l.mu.Unlock()
	if err := l.verifyFiles(&t); err != nil {
		return fmt.Errorf("verify ledger: %w", err)
	}
	if err := l.verifyLog(ctx, log, t.size, progress); err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	return nil
}

// verifyFiles builds the tree anew from its leaves and compares every node.
func (l *Ledger) verifyFiles(t *tree) error {
	signed, err := os.ReadFile(filepath.Join(l.dir, checkpointFile))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if c, err := l.keys.open(signed); err != nil || c.size < t.size {
		return errors.Join(fmt.Errorf("%w: the checkpoint was taken back", ErrDamaged), err)
	}
	var again tree
	var nodes []tlog.Hash
	stored := l.reader()
	for again.size < t.size {
		var leaf, node tlog.Hash
		if _, err := io.ReadFull(stored, leaf[:]); err != nil {
			return fmt.Errorf("%w: %s ends early: %w", ErrDamaged, hashesFile, err)
		}
		nodes = again.add(leaf, nodes[:0])
		for _, want := range nodes[1:] {
			if _, err := io.ReadFull(stored, node[:]); err != nil || node != want {
				return fmt.Errorf("%w: %s was changed before position %d", ErrDamaged, hashesFile, again.size+1)
			}
		}
	}
	if again.root() != t.root() {
		return fmt.Errorf("%w: %s does not give the signed root", ErrDamaged, hashesFile)
	}
	return nil
}

// reader reads the stored hashes from the first.
func (l *Ledger) reader() *bufio.Reader {
	return bufio.NewReaderSize(io.NewSectionReader(l.file, 0, 1<<62), 1<<16)
}

// verifyLog compares each record's leaf with the stored one.
func (l *Ledger) verifyLog(ctx context.Context, log eventlog.Log, size int64, progress func(done, total eventlog.Position)) error {
	if size == 0 {
		return nil
	}
	stored, total, done := l.reader(), eventlog.Position(size), eventlog.Position(0)
	for r, err := range log.Read(ctx, 1, eventlog.Filter{}) {
		if err != nil {
			return differs(r, done+1, err)
		}
		leaf, err := nextLeaf(stored, int64(done))
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrDamaged, hashesFile, err)
		}
		if r.Position != done+1 || hashOf(&r) != leaf {
			return &DifferenceError{Position: done + 1, Land: r.Land, Origin: r.Origin}
		}
		if done++; done%step == 0 || done == total {
			progress(done, total)
		}
		if done == total {
			return nil
		}
	}
	return &BehindError{Log: done, Ledger: total}
}

// differs makes a damage of the log a difference at its position; any other error stays.
func differs(r eventlog.Record, at eventlog.Position, err error) error {
	if errors.Is(err, eventlog.ErrCorrupt) {
		return &DifferenceError{Position: at, Land: r.Land, Origin: r.Origin, Cause: err}
	}
	return err
}

// nextLeaf reads leaf n, and the inner nodes that are stored behind it.
func nextLeaf(stored *bufio.Reader, n int64) (leaf tlog.Hash, err error) {
	if _, err := io.ReadFull(stored, leaf[:]); err != nil {
		return leaf, err
	}
	for ; n&1 == 1; n >>= 1 {
		if _, err := stored.Discard(tlog.HashSize); err != nil {
			return leaf, err
		}
	}
	return leaf, nil
}
