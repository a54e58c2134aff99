package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

// Proof shows that a record is in the tree of a root: the hashes beside the
// way from its leaf to the root (RFC 6962, 2.1.1).
type Proof struct {
	Position eventlog.Position
	Size     eventlog.Position // of the tree
	Root     tlog.Hash
	Path     []tlog.Hash
}

// Check says whether the record is the one that was proved.
func (p *Proof) Check(r *eventlog.Record) error {
	if r.Position != p.Position || p.Position == 0 {
		return fmt.Errorf("check proof: position %d, want %d: %w", r.Position, p.Position, ErrPosition)
	}
	if err := tlog.CheckRecord(p.Path, int64(p.Size), p.Root, int64(p.Position)-1, hashOf(r)); err != nil {
		return fmt.Errorf("check proof: position %d: %w: %w", p.Position, ErrDiffers, err)
	}
	return nil
}

// Prove makes the proof of a record against the present root.
func (l *Ledger) Prove(p eventlog.Position) (Proof, error) {
	l.mu.Lock()
	t := l.tree.clone()
	l.mu.Unlock()
	if p == 0 || int64(p) > t.size {
		return Proof{}, fmt.Errorf("prove position %d of %d: %w", p, t.size, ErrPosition)
	}
	path, err := tlog.ProveRecord(t.size, int64(p)-1, hashFile{l.file})
	if err != nil {
		return Proof{}, fmt.Errorf("prove position %d: %w", p, err)
	}
	return Proof{Position: p, Size: eventlog.Position(t.size), Root: t.root(), Path: path}, nil
}

// Against checks that the ledger is a continuation of a checkpoint of its own
// that was kept elsewhere: nothing it covered has been changed since.
func (l *Ledger) Against(signed []byte) error {
	c, err := l.keys.open(signed)
	if err != nil {
		return fmt.Errorf("compare with a checkpoint: %w", err)
	}
	if size := int64(l.Size()); c.size > size {
		return fmt.Errorf("compare with a checkpoint of %d records: there are %d: %w", c.size, size, ErrDamaged)
	}
	root, err := tlog.TreeHash(c.size, hashFile{l.file})
	if err != nil {
		return fmt.Errorf("compare with a checkpoint: %w", err)
	}
	if root != c.root {
		return fmt.Errorf("compare with a checkpoint of %d records: another history: %w", c.size, ErrDamaged)
	}
	return nil
}
