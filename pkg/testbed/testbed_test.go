package testbed_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/testbed"
)

func TestUntilLooksAgain(t *testing.T) {
	looks := 0
	testbed.Until(t, "the third look", func() bool { looks++; return looks == 3 })
	if looks != 3 {
		t.Errorf("looked %d times, want 3", looks)
	}
}

func TestWithinEnds(t *testing.T) {
	ctx, cancel := testbed.Within(t.Context(), 100*time.Millisecond)
	defer cancel()
	<-ctx.Done()
	if got := context.Cause(ctx); !errors.Is(got, context.DeadlineExceeded) {
		t.Errorf("it ended by %v, want %v", got, context.DeadlineExceeded)
	}
	ctx, cancel = testbed.Within(t.Context(), time.Hour)
	cancel()
	<-ctx.Done()
	if got := context.Cause(ctx); !errors.Is(got, context.Canceled) {
		t.Errorf("cancelled, it ended by %v, want %v", got, context.Canceled)
	}
}

func TestAFolderGoesWithItsTest(t *testing.T) {
	var dir string
	t.Run("test", func(t *testing.T) {
		dir = testbed.Dir(t)
		if err := os.WriteFile(filepath.Join(dir, "file"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s after the test: %v, want it gone", dir, err)
	}
}

func TestOptional(t *testing.T) {
	here, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if got := testbed.Optional(t, "this", "", "/not/there", here); got != here {
		t.Errorf("got %q, want %q", got, here)
	}
	skipped := false
	t.Run("lacking", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		testbed.Optional(t, "nothing", "/not/there")
	})
	if !skipped {
		t.Error("a test without what it needs was not skipped")
	}
}
