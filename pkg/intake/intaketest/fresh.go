package intaketest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// blank are data directories with their accounts and streams by Länder, made
// once: that takes longer than most tests.
var blank = struct {
	sync.Mutex
	by map[string]fstest.MapFS
}{by: map[string]fstest.MapFS{}}

// Fresh is a data directory of the test's own, with the accounts and the streams
// of some Länder.
func Fresh(t testing.TB, laender ...learning.Land) string {
	t.Helper()
	dir := testbed.Dir(t)
	Fill(t, dir, laender...)
	return dir
}

// Fill makes an empty folder a data directory.
func Fill(t testing.TB, dir string, laender ...learning.Land) {
	t.Helper()
	blank.Lock()
	defer blank.Unlock()
	name := fmt.Sprint(laender)
	if blank.by[name] == nil {
		files, err := made(testbed.Dir(t), laender)
		if err != nil {
			t.Fatal(err)
		}
		blank.by[name] = files
	}
	if err := os.CopyFS(dir, blank.by[name]); err != nil {
		t.Fatal(err)
	}
}

// made are the files of a new data directory.
func made(dir string, laender []learning.Land) (fstest.MapFS, error) {
	h, err := Open(context.Background(), dir, laender...)
	if err != nil {
		return nil, err
	}
	h.Close()
	files, disk := fstest.MapFS{}, os.DirFS(dir)
	err = fs.WalkDir(disk, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == "." {
			return err
		}
		f := &fstest.MapFile{Mode: d.Type()}
		if d.Type().IsRegular() {
			f.Data, err = fs.ReadFile(disk, path)
		}
		files[path] = f
		return err
	})
	return files, err
}
