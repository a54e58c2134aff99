package ledger_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/lernverbund/lernverbund/pkg/ledger"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// change rewrites a file.
func change(t *testing.T, path string, how func([]byte) []byte) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, how(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// closed is a folder with a ledger of 21 records.
func closed(t *testing.T) (dir string) {
	t.Helper()
	dir = testbed.Dir(t)
	l := open(t, dir)
	catchUp(t, l, filled(t, 21, 0), 21)
	return dir
}

// TestTornWrite leaves behind what an interrupted write may leave: it is cut off.
func TestTornWrite(t *testing.T) {
	for _, tail := range []string{"x", string(make([]byte, 32)), string(make([]byte, 777))} {
		dir := closed(t)
		root := open(t, dir).Root()
		change(t, filepath.Join(dir, "ledger", "hashes"), func(b []byte) []byte { return append(b, tail...) })
		l := open(t, dir)
		if l.Root() != root || l.Size() != 21 {
			t.Errorf("%d bytes too many: got size %d, want 21 and the same root", len(tail), l.Size())
		}
		info, err := os.Stat(filepath.Join(dir, "ledger", "hashes"))
		if want := 32 * tlog.StoredHashCount(21); err != nil || info.Size() != want {
			t.Errorf("%d bytes too many: got %d bytes after opening and %v, want %d", len(tail), info.Size(), err, want)
		}
		catchUp(t, l, filled(t, 30, 0), 9)
		if err := l.Verify(t.Context(), filled(t, 30, 0), nil); err != nil {
			t.Errorf("%d bytes too many: verify: got %v", len(tail), err)
		}
	}
}

// TestEveryHashCounts changes the hashes, byte for byte, of a stopped ledger
// and of an open one.
func TestEveryHashCounts(t *testing.T) {
	dir, log := closed(t), filled(t, 21, 0)
	path := filepath.Join(dir, "ledger", "hashes")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	running := open(t, dir)
	for at := 0; at < len(content); at += 16 {
		changed := bytes.Clone(content)
		changed[at] ^= 1
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := running.Verify(t.Context(), log, nil); !errors.Is(err, ledger.ErrDamaged) {
			t.Errorf("byte %d changed below an open ledger: got %v, want ErrDamaged", at, err)
		}
		l, err := tryOpen(dir)
		if err == nil {
			err = l.Verify(t.Context(), log, nil)
			l.Close()
		}
		if !errors.Is(err, ledger.ErrDamaged) {
			t.Errorf("byte %d changed: got %v, want ErrDamaged", at, err)
		}
	}
}

func TestChangedFiles(t *testing.T) {
	flip := func(at int) func([]byte) []byte {
		return func(b []byte) []byte { b[(at+len(b))%len(b)] ^= 1; return b }
	}
	for name, c := range map[string]struct {
		file string
		how  func([]byte) []byte
		want error
	}{
		"shorter hashes":     {"ledger/hashes", func(b []byte) []byte { return b[:len(b)-1] }, ledger.ErrDamaged},
		"no hashes":          {"ledger/hashes", func([]byte) []byte { return nil }, ledger.ErrDamaged},
		"changed size":       {"ledger/checkpoint", func(b []byte) []byte { return bytes.Replace(b, []byte("\n21\n"), []byte("\n20\n"), 1) }, ledger.ErrDamaged},
		"changed root":       {"ledger/checkpoint", flip(20), ledger.ErrDamaged},
		"changed signature":  {"ledger/checkpoint", flip(-5), ledger.ErrDamaged},
		"empty checkpoint":   {"ledger/checkpoint", func([]byte) []byte { return nil }, ledger.ErrDamaged},
		"no checkpoint":      {"ledger/checkpoint", nil, ledger.ErrDamaged},
		"no key":             {"keys/ledger.key", nil, ledger.ErrKey},
		"broken key":         {"keys/ledger.key", flip(3), ledger.ErrKey},
		"another public key": {"keys/ledger.pub", flip(-5), ledger.ErrKey},
		"no public key":      {"keys/ledger.pub", nil, nil},
	} {
		dir := closed(t)
		path := filepath.Join(dir, filepath.FromSlash(c.file))
		if c.how != nil {
			change(t, path, c.how)
		} else if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		l, err := tryOpen(dir)
		if err == nil {
			l.Close()
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestKeysAreForTheOwnerOnly(t *testing.T) {
	dir := closed(t)
	for name, want := range map[string]os.FileMode{"keys/ledger.key": 0o600, "ledger/hashes": 0o600, "keys": 0o700 | os.ModeDir} {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || info.Mode() != want {
			t.Errorf("%s: got %v and %v, want %v", name, info.Mode(), err, want)
		}
	}
}
