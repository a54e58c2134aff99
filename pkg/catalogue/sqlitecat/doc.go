// Package sqlitecat keeps the catalogue in one SQLite file.
//
// One connection writes, several read beside it (WAL): every reading method
// runs in one transaction and so sees one checkpoint. The versions of offers
// are only ever added; until when one held is when the next began. An index
// holds id, position and digest, so that digests, the catalogue as of a
// position and its order need no document to be read.
//
// A document that no longer has the SHA-256 it was stored with is
// [catalogue.ErrCorrupt], and never given out.
//
// The file can be deleted while nobody has it open: it comes back from the log.
//
// 2026-11-23, modernc.org/sqlite, which is SQLite in Go: a fresh machine has
// no C compiler. We gave up half of the speed of the C library.
//
// 2026-11-23, documents are stored as they are, uncompressed: anybody can read
// them with the sqlite3 shell. We gave up file size: about 1.9 KB an offer of
// 1.5 KB.
//
// 2026-11-23, a catalogue made anew is filled without a journal ([Store.Hurry])
// and made durable at its end: each page is written once and not twice. We
// gave up that a killed rebuild goes on where it was.
package sqlitecat
