package ledger

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

var (
	// ErrDamaged is returned by Open, Verify and Against when the ledger's own files are not what was signed.
	ErrDamaged = errors.New("the ledger is damaged")
	// ErrKey is returned by Open when the ledger's key is missing or does not read.
	ErrKey = errors.New("no key of the ledger")
	// ErrBehind is returned by Verify and CatchUp when the log ends before the ledger; see [BehindError].
	ErrBehind = errors.New("the log is behind its ledger")
	// ErrDiffers is returned by Verify and CatchUp when a record is not the one the ledger knows; see [DifferenceError].
	ErrDiffers = errors.New("the log differs from its ledger")
	// ErrOrder is returned by Append when the records do not follow the last one.
	ErrOrder = errors.New("records out of order")
	// ErrPosition is returned by Prove when the ledger has no such position.
	ErrPosition = errors.New("no such position in the ledger")
)

// Crash points, in the order in which they are passed.
const (
	CrashHashes     = "ledger.hashes"     // the hashes are durable, the checkpoint does not know them
	CrashCheckpoint = "ledger.checkpoint" // the checkpoint is durable
)

const (
	hashesFile     = "hashes"
	checkpointFile = "checkpoint"
)

// Config says how to open a ledger.
type Config struct {
	// Name is written into checkpoints and keys when these are made; "" is "lernverbund". No spaces, no "+".
	Name string
	// Crash is called at each crash point; nil does nothing.
	Crash func(point string)
}

// Ledger is an open Merkle tree. It may be used by several goroutines at once,
// but only one process may have it open.
type Ledger struct {
	dir  string
	cfg  Config
	keys keys
	file *os.File

	appending sync.Mutex

	mu     sync.Mutex // guards what follows
	tree   tree
	signed []byte
}

// Open opens the ledger in a folder, or makes it. What an interrupted write
// left behind the checkpoint is cut off. The nodes next to the root are
// checked against it; [Ledger.Verify] checks all.
func Open(dir, keysDir string, cfg Config) (*Ledger, error) {
	if cfg.Name == "" {
		cfg.Name = "lernverbund"
	}
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	l := &Ledger{dir: dir, cfg: cfg}
	if err := l.open(keysDir); err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	return l, nil
}

func (l *Ledger) open(keysDir string) error {
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return err
	}
	signed, err := os.ReadFile(filepath.Join(l.dir, checkpointFile))
	fresh := errors.Is(err, os.ErrNotExist)
	if err != nil && !fresh {
		return err
	}
	if l.keys, err = loadKeys(keysDir, l.cfg.Name, fresh); err != nil {
		return err
	}
	var c checkpoint
	if !fresh {
		if c, err = l.keys.open(signed); err != nil {
			return err
		}
	}
	l.file, err = os.OpenFile(filepath.Join(l.dir, hashesFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := l.load(c, fresh); err != nil {
		return errors.Join(err, l.file.Close())
	}
	if !fresh {
		l.signed = signed
		return nil
	}
	if err := l.sign(&l.tree); err != nil {
		return errors.Join(err, l.file.Close())
	}
	return nil
}

// load takes as much of the hashes as the checkpoint covers. A ledger signs
// its first checkpoint before its first hash.
func (l *Ledger) load(c checkpoint, fresh bool) error {
	info, err := l.file.Stat()
	if err != nil {
		return err
	}
	if fresh && info.Size() > 0 {
		return fmt.Errorf("%w: %s has %d bytes and there is no checkpoint", ErrDamaged, hashesFile, info.Size())
	}
	want := tlog.StoredHashCount(c.size) * tlog.HashSize
	if info.Size() < want {
		return fmt.Errorf("%w: %s has %d bytes, the checkpoint covers %d", ErrDamaged, hashesFile, info.Size(), want)
	}
	if info.Size() > want {
		if err := l.file.Truncate(want); err != nil {
			return err
		}
	}
	if l.tree, err = loadTree(c.size, hashFile{l.file}); err != nil {
		return err
	}
	if c.size > 0 && l.tree.root() != c.root {
		return fmt.Errorf("%w: %s does not give the root of the checkpoint", ErrDamaged, hashesFile)
	}
	return nil
}

// Close lets go of the files. Nothing is lost without it.
func (l *Ledger) Close() error { return l.file.Close() }

// Append adds the records of a commit, which must follow the last one, and
// returns when they are durable. After an error the ledger is as before.
func (l *Ledger) Append(ctx context.Context, records []eventlog.Record) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("append ledger: %w", err)
	}
	l.appending.Lock()
	defer l.appending.Unlock()
	l.mu.Lock()
	longer := l.tree.clone()
	l.mu.Unlock()
	at := tlog.StoredHashCount(longer.size) * tlog.HashSize
	hashes := make([]tlog.Hash, 0, 2*len(records)+64)
	for i := range records {
		if want := eventlog.Position(longer.size + 1); records[i].Position != want {
			return fmt.Errorf("append ledger: position %d, want %d: %w", records[i].Position, want, ErrOrder)
		}
		hashes = longer.add(hashOf(&records[i]), hashes)
	}
	if err := l.write(hashes, at); err != nil {
		return fmt.Errorf("append ledger: %w", err)
	}
	l.cfg.Crash(CrashHashes)
	if err := l.sign(&longer); err != nil {
		return fmt.Errorf("append ledger: %w", err)
	}
	l.cfg.Crash(CrashCheckpoint)
	return nil
}

// hashOf is the hash of a record's leaf.
func hashOf(r *eventlog.Record) tlog.Hash {
	data := Leaf(r)
	return tlog.RecordHash(data[:])
}

func (l *Ledger) write(hashes []tlog.Hash, at int64) error {
	flat := make([]byte, 0, len(hashes)*tlog.HashSize)
	for _, h := range hashes {
		flat = append(flat, h[:]...)
	}
	if _, err := l.file.WriteAt(flat, at); err != nil {
		return err
	}
	return l.file.Sync()
}

// sign makes a tree's checkpoint durable, and the tree the ledger's.
func (l *Ledger) sign(t *tree) error {
	signed, err := l.keys.sign(checkpoint{size: t.size, root: t.root()})
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(l.dir, checkpointFile), signed, 0o600); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tree, l.signed = *t, signed
	return nil
}

// Size is the position of the last record in the ledger.
func (l *Ledger) Size() eventlog.Position {
	l.mu.Lock()
	defer l.mu.Unlock()
	return eventlog.Position(l.tree.size)
}

// Root is the hash of the whole tree, that of the empty string for an empty one.
func (l *Ledger) Root() [sha256.Size]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tree.root()
}

// Checkpoint is the newest signed note: keep copies of it elsewhere.
func (l *Ledger) Checkpoint() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]byte(nil), l.signed...)
}
