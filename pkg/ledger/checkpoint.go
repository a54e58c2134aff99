package ledger

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// checkpoint is what a signed note says: how large the tree is, and its root.
type checkpoint struct {
	size int64
	root tlog.Hash
}

// sign writes a checkpoint as a note.
func (k keys) sign(c checkpoint) ([]byte, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", k.signer.Name(), c.size, base64.StdEncoding.EncodeToString(c.root[:]))
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	return signed, nil
}

// open reads a note and checks who signed it.
func (k keys) open(signed []byte) (checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(k.verifier))
	if err != nil {
		return checkpoint{}, fmt.Errorf("%w: checkpoint: %w", ErrDamaged, err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != k.verifier.Name() {
		return checkpoint{}, fmt.Errorf("%w: checkpoint: not of this ledger", ErrDamaged)
	}
	size, err := strconv.ParseInt(lines[1], 10, 62)
	root, err2 := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || err2 != nil || size < 0 || len(root) != tlog.HashSize {
		return checkpoint{}, fmt.Errorf("%w: checkpoint: does not read", ErrDamaged)
	}
	return checkpoint{size: size, root: tlog.Hash(root)}, nil
}

// writeFile makes a file whole and durable: aside, synced, renamed, folder synced.
func writeFile(path string, content []byte, mode os.FileMode) error {
	aside := path + ".new"
	if err := writeSynced(aside, content, mode); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	if err := os.Rename(aside, path); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return syncFolder(filepath.Dir(path))
}

func writeSynced(path string, content []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}
