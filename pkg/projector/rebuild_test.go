package projector_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
	"github.com/lernverbund/lernverbund/pkg/projector"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// While events come and readers read, the catalogue is made anew and swapped:
// equal, nobody notices, and it goes on.
func TestRebuildWhileRunning(t *testing.T) {
	data := testbed.Dir(t)
	log, c := memlog.New(), openCatalogue(t, data)
	inputs := history(t, 21, 1200)
	record(t, log, inputs[:600], 40)
	p := start(t, projector.Config{Log: log, Store: c})
	waitFor(t, p, 600)

	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for ctx.Err() == nil {
				if status, err := c.Status(t.Context()); err != nil || status.Position < 600 {
					t.Errorf("status while rebuilding: position %d, %v", status.Position, err)
				}
			}
		})
	}
	readers.Go(func() { record(t, log, inputs[600:900], 5) })
	steps := 0
	for range 2 {
		r, err := p.Rebuild(t.Context(), func(at, last catalogue.Position) { steps++ })
		if err != nil {
			t.Fatalf("rebuild: %v", err)
		}
		if !r.Equal() || r.Position < 600 {
			t.Errorf("rebuild: got %+v, want equal digests at 600 or later", r)
		}
	}
	stop()
	readers.Wait()
	if steps == 0 {
		t.Errorf("progress: was never told")
	}
	last := record(t, log, inputs[900:], 9)
	waitFor(t, p, last)
	cattest.Equal(t, reference(t, inputs), cattest.Read(t, c))
	onlyCatalogue(t, data)
}

// A catalogue that is not what the log says is replaced, and whoever read it is told.
func TestRebuildOfDamaged(t *testing.T) {
	data := testbed.Dir(t)
	log := memlog.New()
	inputs := history(t, 22, 500)
	record(t, log, inputs, 40)
	catchUp(t, log, data)
	execute(t, data, `DELETE FROM versions WHERE rowid % 3 = 0`)

	c := openCatalogue(t, data)
	var told []projector.Rebuilt
	p := projector.New(projector.Config{Log: log, Store: c, Replaced: func(r projector.Rebuilt) { told = append(told, r) }})
	r, err := p.Rebuild(t.Context(), nil)
	if err != nil || r.Equal() || r.Before == nil {
		t.Errorf("rebuild: got %+v, %v, want different digests", r, err)
	}
	if len(told) != 1 || told[0].Equal() {
		t.Errorf("replaced: got %+v, want one that is not equal", told)
	}
	cattest.Equal(t, reference(t, inputs), cattest.Read(t, c))

	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, data, `UPDATE versions SET digest = x'01' WHERE live`)
	c = openCatalogue(t, data)
	p = projector.New(projector.Config{Log: log, Store: c})
	if r, err := p.Rebuild(t.Context(), nil); err != nil || r.Before != nil {
		t.Errorf("rebuild of what cannot be read: got %+v, %v, want no digest before", r, err)
	}
	cattest.Equal(t, reference(t, inputs), cattest.Read(t, c))
}

// What Run remembers of a catalogue that was wrong is forgotten with it.
func TestRebuildForgets(t *testing.T) {
	data := testbed.Dir(t)
	log, c := memlog.New(), openCatalogue(t, data)
	p := start(t, projector.Config{Log: log, Store: c})
	say := func(typ event.Type, subject, body string) {
		waitFor(t, p, record(t, log, []catalogue.Input{told(t, typ, subject, body)}, 1))
	}
	say(event.TypeOfferPublished, "x", `{"title":{"de":"X"},"sessions":[{"id":"1"},{"id":"2"}]}`)
	say(event.TypeOfferPublished, "y", `{"title":{"de":"Y"}}`)
	execute(t, data, `DELETE FROM versions WHERE id = 'by:a:x'`)
	say(event.TypeSessionCancelled, "x", `{"session":{"id":"1"}}`)
	if r, err := p.Rebuild(t.Context(), nil); err != nil || r.Equal() {
		t.Fatalf("rebuild: got %+v, %v, want different digests", r, err)
	}
	say(event.TypeSessionCancelled, "x", `{"session":{"id":"2"}}`)
	want := `{"sessions":[{"id":"1","status":"cancelled"},{"id":"2","status":"cancelled"}],"title":{"de":"X"}}`
	if v, err := c.Offer(t.Context(), "by:a:x"); err != nil || string(v.Document) != want {
		t.Errorf("offer: got %s, %v, want %s", v.Document, err, want)
	}
}

// The folder may be deleted at any time: stopped, damaged, of another fold, or while it runs.
func TestDeleted(t *testing.T) {
	data := testbed.Dir(t)
	log := memlog.New()
	inputs := history(t, 23, 500)
	last := record(t, log, inputs, 40)
	want := reference(t, inputs)
	dir := filepath.Join(data, "catalogue")
	file := filepath.Join(dir, sqlitecat.File)
	for name, harm := range map[string]func() error{
		"deleted":         func() error { return os.RemoveAll(dir) },
		"file deleted":    func() error { return os.Remove(file) },
		"overwritten":     func() error { return os.WriteFile(file, make([]byte, 50_000), 0o600) },
		"of another fold": func() error { execute(t, data, `UPDATE state SET fold = 99`); return nil },
	} {
		catchUp(t, log, data)
		if err := harm(); err != nil {
			t.Fatal(err)
		}
		if got := catchUp(t, log, data); got.Digest != want.Status.Digest || got.Position != last {
			t.Errorf("%s: got position %d digest %x, want %d %x", name, got.Position, got.Digest, last, want.Status.Digest)
		}
	}

	c := openCatalogue(t, data)
	replaced := make(chan projector.Rebuilt, 1)
	p := start(t, projector.Config{Log: log, Store: c, Replaced: func(r projector.Rebuilt) { replaced <- r }})
	waitFor(t, p, last)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	select {
	case r := <-replaced:
		if !r.Equal() {
			t.Errorf("after deleting while it runs: got %+v, want equal digests", r)
		}
	case <-time.After(patience):
		t.Fatal("after deleting while it runs: the catalogue did not come back")
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("file: %v, want it back", err)
	}
	cattest.Equal(t, want, cattest.Read(t, c))
}

// A reader that takes longer than the grace period is told, and does not hold up the swap.
func TestSlowReader(t *testing.T) {
	data := testbed.Dir(t)
	log, c := memlog.New(), openCatalogue(t, data)
	record(t, log, offers(t, 300, "A"), 100)
	p := projector.New(projector.Config{Log: log, Store: c})
	if err := p.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen, last := 0, error(nil)
	for _, err := range c.Offers(t.Context(), 0) {
		if seen++; seen == 1 {
			if _, err := p.Rebuild(t.Context(), nil); err != nil {
				t.Fatalf("rebuild: %v", err)
			}
		}
		last = err
	}
	if !errors.Is(last, projector.ErrExchanged) {
		t.Errorf("slow reader: got %d offers and %v, want ErrExchanged", seen, last)
	}
	if got := len(cattest.Offers(t, c, 0)); got != 300 {
		t.Errorf("offers after the swap: got %d, want 300", got)
	}
}

// After Close everything says so.
func TestClosed(t *testing.T) {
	c := openCatalogue(t, testbed.Dir(t))
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Status(t.Context()); !errors.Is(err, os.ErrClosed) {
		t.Errorf("status: got %v, want ErrClosed", err)
	}
	for _, err := range c.Offers(t.Context(), 0) {
		if !errors.Is(err, os.ErrClosed) {
			t.Errorf("offers: got %v, want ErrClosed", err)
		}
	}
}

// catchUp opens the catalogue, brings it to the tip, and closes it again.
func catchUp(t *testing.T, log *memlog.Log, data string) catalogue.Status {
	t.Helper()
	c := openCatalogue(t, data)
	if err := projector.New(projector.Config{Log: log, Store: c}).CatchUp(t.Context()); err != nil {
		t.Fatalf("catch up: %v", err)
	}
	status, err := c.Status(t.Context())
	if err != nil {
		t.Fatalf("status: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	return status
}

func onlyCatalogue(t *testing.T, data string) {
	t.Helper()
	if left, err := filepath.Glob(filepath.Join(data, "catalogue.*")); err != nil || len(left) > 0 {
		t.Errorf("folders left beside the catalogue: %v, %v", left, err)
	}
}

func execute(t *testing.T, data, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "catalogue", sqlitecat.File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
