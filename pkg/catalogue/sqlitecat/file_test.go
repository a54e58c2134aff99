package sqlitecat_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// What was applied is there after closing and opening again, and nobody else may read it.
func TestReopen(t *testing.T) {
	dir := filepath.Join(testbed.Dir(t), "catalogue")
	inputs := cattest.History(t, 3, 200)
	first := mustOpen(t, dir)
	cattest.Project(t, first, inputs[:120], 50)
	want := cattest.Read(t, first)
	mustClose(t, first)

	second := openAt(t, dir)
	cattest.Equal(t, want, cattest.Read(t, second))
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files: %v, %v", files, err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got mode %v, %v, want 0600", f, info.Mode(), err)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: got mode %v, %v, want 0700", info.Mode(), err)
	}
	cattest.Project(t, second, inputs, 30)
	if got, want := cattest.Read(t, second).Status.Position, inputs[199].Position; got != want {
		t.Errorf("checkpoint: got %d, want %d", got, want)
	}
}

// A catalogue that was filled in a hurry is one like any other once it is closed.
func TestHurry(t *testing.T) {
	dir := testbed.Dir(t)
	inputs := cattest.History(t, 4, 300)
	calm := openAt(t, testbed.Dir(t))
	cattest.Project(t, calm, inputs, 40)
	s := mustOpen(t, dir)
	if err := s.Hurry(t.Context()); err != nil {
		t.Fatalf("hurry: %v", err)
	}
	cattest.Project(t, s, inputs[:200], 70)
	if err := s.Apply(t.Context(), 201, []catalogue.Change{catalogue.Orphaned{Position: 900}}); !errors.Is(err, catalogue.ErrBatch) {
		t.Errorf("apply: got %v, want ErrBatch", err)
	}
	cattest.Project(t, s, inputs, 70)
	mustClose(t, s)
	s = openAt(t, dir)
	cattest.Equal(t, cattest.Read(t, calm), cattest.Read(t, s))
	if files, err := filepath.Glob(filepath.Join(dir, "*-wal")); err != nil || len(files) != 1 {
		t.Errorf("write-ahead log of the opened file: got %v, %v, want one", files, err)
	}
}

func TestAnotherFold(t *testing.T) {
	dir := testbed.Dir(t)
	mustClose(t, mustOpen(t, dir))
	execute(t, dir, `UPDATE state SET fold = fold + 1`)
	if s, err := sqlitecat.Open(t.Context(), sqlitecat.Config{Dir: dir}); !errors.Is(err, catalogue.ErrFoldVersion) {
		t.Errorf("open: got %v, %v, want ErrFoldVersion", s, err)
	}
	execute(t, dir, `UPDATE state SET fold = fold - 1, layout = 99`)
	if s, err := sqlitecat.Open(t.Context(), sqlitecat.Config{Dir: dir}); !errors.Is(err, catalogue.ErrFoldVersion) {
		t.Errorf("open: got %v, %v, want ErrFoldVersion", s, err)
	}
}

func TestNoCatalogue(t *testing.T) {
	for name, content := range map[string][]byte{
		"noise":    bytes.Repeat([]byte("noise"), 4096),
		"a header": append([]byte("SQLite format 3\x00"), bytes.Repeat([]byte{0xff}, 9000)...),
	} {
		dir := testbed.Dir(t)
		if err := os.WriteFile(filepath.Join(dir, sqlitecat.File), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := sqlitecat.Open(t.Context(), sqlitecat.Config{Dir: dir}); !errors.Is(err, catalogue.ErrCorrupt) {
			t.Errorf("%s: got %v, %v, want ErrCorrupt", name, s, err)
		}
	}
	dir := testbed.Dir(t)
	mustClose(t, mustOpen(t, dir))
	execute(t, dir, `DROP TABLE systems`)
	if s, err := sqlitecat.Open(t.Context(), sqlitecat.Config{Dir: dir}); !errors.Is(err, catalogue.ErrCorrupt) {
		t.Errorf("a table is missing: got %v, %v, want ErrCorrupt", s, err)
	}
}

// A document that is not what was stored is never given out.
func TestChangedDocument(t *testing.T) {
	for name, damage := range map[string]string{
		"changed": `UPDATE versions SET document = replace(document, 'P', 'Q') WHERE id = 'by:a:1'`,
		"gone":    `UPDATE versions SET document = NULL WHERE id = 'by:a:1'`,
		"digest":  `UPDATE versions SET digest = x'00' WHERE id = 'by:a:1'`,
	} {
		dir := testbed.Dir(t)
		s := mustOpen(t, dir)
		cattest.Project(t, s, cattest.History(t, 3, 200), 50)
		if _, err := s.Offer(t.Context(), "by:a:1"); err != nil {
			t.Fatalf("offer: %v", err)
		}
		mustClose(t, s)
		execute(t, dir, damage)
		s = openAt(t, dir)
		if v, err := s.Offer(t.Context(), "by:a:1"); !errors.Is(err, catalogue.ErrCorrupt) {
			t.Errorf("%s: offer: got %s, %v, want ErrCorrupt", name, v.Document, err)
		}
		if h, err := s.History(t.Context(), "by:a:1"); !errors.Is(err, catalogue.ErrCorrupt) {
			t.Errorf("%s: history: got %v, %v, want ErrCorrupt", name, h, err)
		}
		var last error
		for _, err := range s.Offers(t.Context(), 0) {
			last = err
		}
		if !errors.Is(last, catalogue.ErrCorrupt) {
			t.Errorf("%s: offers: got %v, want ErrCorrupt", name, last)
		}
	}
}

// What was erased is in none of the files, not even in a free page.
func TestErasedBytes(t *testing.T) {
	dir := testbed.Dir(t)
	s := openAt(t, dir)
	secret := bytes.Repeat([]byte("streng vertraulich "), 2000) // several pages
	v := catalogue.Version{ID: "by:a:1", From: 1, Type: event.TypeOfferPublished, Document: secret}
	if err := s.Apply(t.Context(), 1, []catalogue.Change{catalogue.Revised{Version: v}}); err != nil {
		t.Fatal(err)
	}
	if n := holding(t, dir, "vertraulich"); n == 0 {
		t.Fatalf("files that hold the document before: got 0, want some")
	}
	gone := catalogue.Version{ID: "by:a:1", From: 2, Type: event.TypeOfferWithdrawn, Withdrawn: &event.OfferWithdrawn{Reason: event.Legal}, Erased: true}
	if err := s.Apply(t.Context(), 2, []catalogue.Change{catalogue.Revised{Version: gone}, catalogue.Erased{ID: "by:a:1"}}); err != nil {
		t.Fatal(err)
	}
	if n := holding(t, dir, "vertraulich"); n != 0 {
		t.Errorf("files that hold the erased document: got %d, want 0", n)
	}
}

func holding(t *testing.T, dir, text string) (n int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(text)) {
			n++
		}
	}
	return n
}

// A folder that is deleted under an open catalogue never comes back as an empty one.
func TestDeletedWhileOpen(t *testing.T) {
	dir := filepath.Join(testbed.Dir(t), "catalogue")
	s := mustOpen(t, dir)
	cattest.Project(t, s, cattest.History(t, 3, 50), 50)
	if s.Gone() {
		t.Errorf("gone before deleting: got true, want false")
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if !s.Gone() {
		t.Errorf("gone after deleting: got false, want true")
	}
	for range 20 {
		if status, err := s.Status(t.Context()); err == nil && status.Position != 50 {
			t.Errorf("status after deleting: got position %d, want 50 or an error", status.Position)
		}
	}
	_ = s.Close() // it may say that its file is gone
}

func execute(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, sqlitecat.File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if result, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	} else if n, err := result.RowsAffected(); n == 0 && err == nil && statement[:4] != "DROP" {
		t.Fatalf("%s: no row", statement)
	}
}

func mustOpen(t *testing.T, dir string) *sqlitecat.Store {
	t.Helper()
	s, err := sqlitecat.Open(context.WithoutCancel(t.Context()), sqlitecat.Config{Dir: dir})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return s
}

func mustClose(t *testing.T, s *sqlitecat.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}
