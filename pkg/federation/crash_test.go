package federation_test

import (
	"path/filepath"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// A process that dies after any durable step leaves a directory that opens,
// and a repeated call ends what was begun.
func TestCrashAfterEachStep(t *testing.T) {
	type crashed struct{}
	for n := range 40 {
		dir, left := testbed.Dir(t), n
		reg, err := func() (reg *federation.Registry, err error) {
			defer func() {
				if p := recover(); p != nil && p != (crashed{}) {
					panic(p)
				}
			}()
			reg, err = federation.Open(federation.Config{Dir: dir, Laender: []learning.Land{"by"}, Crash: func(string) {
				if left--; left < 0 {
					panic(crashed{})
				}
			}})
			if err != nil {
				return nil, err
			}
			if _, err := reg.Creds(testContext(t), nil, "by", "bayvsa"); err != nil {
				return nil, err
			}
			if err := reg.Revoke(testContext(t), nil, "by", "bayvsa"); err != nil {
				return nil, err
			}
			return reg, reg.Revoke(testContext(t), nil, "by", "")
		}()
		if err != nil {
			t.Fatal(err)
		}
		if reg != nil && left >= 0 {
			if n < 10 {
				t.Errorf("only %d durable steps were named", n)
			}
			return
		}
		again, err := federation.Open(federation.Config{Dir: dir, Laender: []learning.Land{"by"}})
		if err != nil {
			t.Fatalf("after step %d: %v", n, err)
		}
		if err := again.Revoke(testContext(t), nil, "by", ""); err != nil {
			t.Fatalf("after step %d: %v", n, err)
		}
		if systems, err := again.Systems("by"); err != nil || len(systems) != 0 {
			t.Errorf("after step %d: got %v, %v, want nobody", n, systems, err)
		}
		if files, _ := filepath.Glob(filepath.Join(dir, "creds", "by*")); len(files) != 0 {
			t.Errorf("after step %d: %v are left", n, files)
		}
	}
	t.Error("more durable steps than expected")
}
