package projector_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/projector"
)

const benchOffers = 50_000

// BenchmarkRebuild folds a log of 50,000 offers into an empty catalogue, makes
// that anew and swaps, then inserts the very same rows bare: one prepared statement, 1,000 rows a
// transaction, the same file settings.
func BenchmarkRebuild(b *testing.B) {
	data := b.TempDir()
	log := openLog(b, filepath.Join(data, "nats"))
	fill(b, log, benchOffers)
	for b.Loop() {
		dir := filepath.Join(b.TempDir(), "catalogue")
		c, err := projector.OpenCatalogue(b.Context(), projector.Folder{Dir: dir, Open: openFile(nil)})
		if err != nil {
			b.Fatal(err)
		}
		p := projector.New(projector.Config{Log: log, Store: c})
		begin := time.Now()
		if err := p.CatchUp(b.Context()); err != nil {
			b.Fatal(err)
		}
		catchUp := time.Since(begin)
		begin = time.Now()
		if r, err := p.Rebuild(b.Context(), nil); err != nil || !r.Equal() {
			b.Fatalf("rebuild: got %+v, %v, want equal digests", r, err)
		}
		rebuild := time.Since(begin)
		if status, err := c.Status(b.Context()); err != nil || status.Offers != benchOffers {
			b.Fatalf("offers: got %d, %v, want %d", status.Offers, err, benchOffers)
		}
		if err := c.Close(); err != nil {
			b.Fatal(err)
		}
		bare := insertBare(b, dir)
		b.ReportMetric(benchOffers/catchUp.Seconds(), "caughtup/s")
		b.ReportMetric(benchOffers/rebuild.Seconds(), "rebuilt/s")
		b.ReportMetric(benchOffers/bare.Seconds(), "bare/s")
		b.ReportMetric(bare.Seconds()/rebuild.Seconds(), "ratio")
	}
}

var benchWords = strings.Fields(`Grundlagen der Verwaltung Datenschutz für Einsteiger Online-Seminar Führung kommunale Haushalt
	Vergaberecht Digitalisierung Bescheide schreiben Bürgerfreundlich Kommunikation Konflikte lösen Präsenz Teilnehmende`)

// fill appends n offers of about 1.8 KB in commits of 500.
func fill(b *testing.B, log eventlog.Log, n int) {
	r := rand.New(rand.NewPCG(7, 7))
	last, at := eventlog.Position(0), time.Now()
	for i := 0; i < n; {
		c := eventlog.Commit{Land: "by", RecordedAt: at}
		for range 500 {
			i++
			text := make([]string, 142)
			for k := range text {
				text[k] = benchWords[r.IntN(len(benchWords))]
			}
			raw := fmt.Appendf(nil, `{"specversion":"1.0","id":"0199f2c4-0000-7000-8000-%012x","source":"/laender/by/bayvsa","type":"de.lernverbund.offer.published.v1",`+
				`"subject":"K-%d","time":"2026-03-01T10:00:00+01:00","data":{"title":{"de":"%s"},"kind":"course","provider":{"name":"Akademie %d"},"description":{"de":"%s"},`+
				`"sessions":[{"start":"2026-05-01T09:00:00+02:00","id":"1","place":{"city":"München"},"seatsTotal":20}]}}`,
				i, uint32(i)*2654435761, strings.Join(text[:6], " "), r.IntN(40), strings.Join(text[6:], " "))
			c.Entries = append(c.Entries, eventlog.Entry{Raw: raw, Origin: eventlog.Origin{Land: "by", Created: 1, Sequence: uint64(i)}})
		}
		var err error
		if last, err = log.Append(b.Context(), last, c); err != nil {
			b.Fatal(err)
		}
	}
}

// insertBare reads the rows of a catalogue into memory and inserts them into another file.
func insertBare(b *testing.B, dir string) time.Duration {
	from, err := sql.Open("sqlite", filepath.Join(dir, sqlitecat.File))
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	rows, err := from.Query(`SELECT * FROM versions ORDER BY "from"`)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	var all [][]any
	for rows.Next() {
		row, into := make([]any, 11), make([]any, 11)
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	empty := b.TempDir()
	s, err := sqlitecat.Open(context.Background(), sqlitecat.Config{Dir: empty})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	to, err := sql.Open("sqlite", "file:"+filepath.Join(empty, sqlitecat.File)+
		"?_pragma=synchronous(FULL)&_pragma=cache_size(-65536)&_pragma=wal_autocheckpoint(4096)")
	if err != nil {
		b.Fatal(err)
	}
	defer to.Close()
	to.SetMaxOpenConns(1)
	statement, err := to.Prepare(`INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	begin := time.Now()
	for i := 0; i < len(all); i += 1000 {
		tx, err := to.Begin()
		if err != nil {
			b.Fatal(err)
		}
		prepared := tx.Stmt(statement) //nolint:sqlclosecheck // ends with tx
		for _, row := range all[i:min(i+1000, len(all))] {
			if _, err := prepared.Exec(row...); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(begin)
}
