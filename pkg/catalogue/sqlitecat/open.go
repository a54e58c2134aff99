package sqlitecat

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// File is the name of the catalogue in its folder; SQLite keeps two more beside it while it is open.
const File = "catalogue.db"

const (
	// mostReaders bounds how many read at the same time; others wait.
	mostReaders = 16
	// pageSize is in bytes; an offer has about 1.5 KB.
	pageSize = 8192
	// writerCache is in KiB: the index of a million versions.
	writerCache = 64 << 10
	// logPages is how long the write-ahead log grows before it is brought home: 32 MiB.
	logPages = 4096
)

// Config says where the catalogue lies.
type Config struct {
	// Dir is the folder of the catalogue; made if it is missing (0700).
	Dir string
	// Crash is called at the named crash points catalogue.apply (changes made,
	// not yet durable) and catalogue.applied (durable). nil does nothing.
	Crash func(point string)
}

// Store is a catalogue in an SQLite file. Make one with [Open].
type Store struct {
	cfg     Config
	file    os.FileInfo
	writer  *sql.DB // one connection
	readers *sql.DB
	write   writing
	read    reading
	hurried bool
	purge   bool // an erased document may still be in the write-ahead log; guarded by the writer's only connection

	mu   sync.Mutex
	memo map[learning.Land]landDigest
}

var _ catalogue.Store = (*Store)(nil)

// Open opens the catalogue of a folder, or makes an empty one, and returns
// [catalogue.ErrFoldVersion] if it was made by another fold or layout and
// [catalogue.ErrCorrupt] if the file is no catalogue: both are to be made anew
// from the log.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	s := &Store{cfg: cfg, memo: map[learning.Land]landDigest{}}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open catalogue %s: %w", cfg.Dir, err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	if err := os.MkdirAll(s.cfg.Dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(s.cfg.Dir, File)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // SQLite gives its other files the same rights
	if err != nil {
		return err
	}
	if s.file, err = f.Stat(); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	if s.writer, err = connect(path, 1, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			fmt.Sprintf("page_size(%d)", pageSize), "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)",
			fmt.Sprintf("cache_size(-%d)", writerCache), fmt.Sprintf("wal_autocheckpoint(%d)", logPages),
		},
	}); err != nil {
		return err
	}
	if err := s.prepareFile(ctx); err != nil {
		return corrupt(err)
	}
	// A reader never makes a file: one that was deleted must not come back empty.
	if s.readers, err = connect(path, mostReaders, url.Values{"mode": {"ro"}}); err != nil {
		return err
	}
	if err := s.write.prepare(ctx, s.writer); err != nil {
		return corrupt(err)
	}
	return corrupt(s.read.prepare(ctx, s.readers))
}

func connect(path string, most int, parameters url.Values) (*sql.DB, error) {
	parameters.Add("_pragma", "busy_timeout(10000)")
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: parameters.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return db, nil
}

// prepareFile makes the tables of a new file, or checks those of an old one.
func (s *Store) prepareFile(ctx context.Context) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer discard(tx.Rollback)
	var tables int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return err
	}
	if tables == 0 {
		if _, err := tx.ExecContext(ctx, schema); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, newState, layout, catalogue.FoldVersion); err != nil {
			return err
		}
		return tx.Commit()
	}
	var l, fold, position, orphans int64
	switch err := tx.QueryRowContext(ctx, selectState).Scan(&l, &fold, &position, &orphans); {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%w: it has no state", catalogue.ErrCorrupt)
	case err != nil:
		return err
	case l != layout || fold != catalogue.FoldVersion:
		return fmt.Errorf("%w: fold %d of layout %d, want %d of %d", catalogue.ErrFoldVersion, fold, l, catalogue.FoldVersion, layout)
	}
	return nil
}

// Gone reports whether the file was deleted, or another put in its place,
// while it is open. What is read is still right then, but nobody will find it again.
func (s *Store) Gone() bool {
	now, err := os.Stat(filepath.Join(s.cfg.Dir, File))
	return errors.Is(err, os.ErrNotExist) || err == nil && !os.SameFile(s.file, now)
}

// Hurry is for filling a new catalogue that nobody relies on before it is
// closed: there is no write-ahead log, only one connection, and only Close
// makes what was applied durable. After an error or a crash before it the
// folder must be deleted. It has to come before all else.
func (s *Store) Hurry(ctx context.Context) error {
	if err := s.readers.Close(); err != nil {
		return fmt.Errorf("hurry catalogue: %w", err)
	}
	s.readers, s.hurried = s.writer, true
	var mode string
	for _, pragma := range []string{"locking_mode = EXCLUSIVE", "journal_mode = OFF"} {
		if err := s.writer.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&mode); err != nil {
			return fmt.Errorf("hurry catalogue: %w", err)
		}
	}
	if mode != "off" {
		return fmt.Errorf("hurry catalogue: the journal is %q, want it off", mode)
	}
	if _, err := s.writer.ExecContext(ctx, `PRAGMA synchronous = OFF`); err != nil {
		return fmt.Errorf("hurry catalogue: %w", err)
	}
	return s.read.prepare(ctx, s.writer)
}

// Close brings the write-ahead log home and closes the file. Nobody may read any more.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.readers, s.writer} { // the writer last: it may delete the log
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.hurried {
		s.hurried = false
		errs = append(errs, durable(filepath.Join(s.cfg.Dir, File)), durable(s.cfg.Dir))
	}
	return errors.Join(errs...)
}

// durable makes one file or folder durable.
func durable(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// discard ends what has done its work, or failed, already.
func discard(end func() error) { _ = end() }

// corrupt marks what SQLite says of a damaged file.
func corrupt(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", catalogue.ErrCorrupt, err)
	case sqlite3.SQLITE_ERROR: // a table or column is missing: our own statements are right
		return fmt.Errorf("%w: %w", catalogue.ErrCorrupt, err)
	}
	return err
}
