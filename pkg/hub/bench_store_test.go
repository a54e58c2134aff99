package hub

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/replay"
)

// benchReady measures the start of a hub on a log that is there.
func benchReady(b *testing.B, dir string) {
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	cfg := quietConfig(dir)
	ready := make(chan struct{})
	cfg.Ready = func(Ready) { close(ready) }
	b.Setenv("XDG_CONFIG_HOME", b.TempDir())
	ended := make(chan error, 1)
	begun := time.Now()
	go func() { ended <- Run(ctx, cfg) }()
	select {
	case <-ready:
	case err := <-ended:
		b.Fatal(err)
	}
	figure{"ready", time.Since(begun).Seconds(), "s", 0, 10, true}.print()
	stop()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
}

// benchStored measures what the log takes on disk, how fast it is replayed and
// how fast the catalogue is made anew from it.
func benchStored(b *testing.B, dir string, written int64) {
	ctx := b.Context()
	p, err := open(ctx, quietConfig(dir))
	if err != nil {
		b.Fatal(err)
	}
	defer p.close()
	figure{"log_bytes", float64(onDisk(b, filepath.Join(dir, "nats", "jetstream"), "LOG")), "B", float64(written), 0.4, true}.print()

	ceiling := rawRead(b, p)
	begun := time.Now()
	sum, err := replay.Run(ctx, replay.Config{Log: p.log, Out: io.Discard})
	if err != nil {
		b.Fatal(err)
	}
	figure{"replay_noop", float64(sum.Events) / time.Since(begun).Seconds(), "events/s", ceiling, 0.5, false}.print()

	begun = time.Now()
	r, err := p.Rebuild(ctx, nil)
	if err != nil {
		b.Fatal(err)
	}
	rate := float64(r.Offers) / time.Since(begun).Seconds()
	figure{"rebuild", rate, "offers/s", rawInsert(b, filepath.Join(dir, "catalogue", "catalogue.db")), 0.6, false}.print()
}

// onDisk sums the block files of a stream up.
func onDisk(b *testing.B, root, stream string) (size int64) {
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, "/streams/"+stream+"/msgs/") {
			return err
		}
		info, err := d.Info()
		size += info.Size()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return size
}

// rawRead is events a second of a bare ordered consumer that looks at nothing.
func rawRead(b *testing.B, p *parts) float64 {
	js, err := jetstream.New(p.hub)
	if err != nil {
		b.Fatal(err)
	}
	stream, err := js.Stream(b.Context(), "LOG")
	if err != nil {
		b.Fatal(err)
	}
	last := stream.CachedInfo().State.LastSeq
	consumer, err := stream.OrderedConsumer(b.Context(), jetstream.OrderedConsumerConfig{})
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	messages, err := consumer.Messages(jetstream.PullMaxBytes(8 << 20))
	if err != nil {
		b.Fatal(err)
	}
	defer messages.Stop()
	for {
		msg, err := messages.Next()
		if err != nil {
			b.Fatal(err)
		}
		meta, err := msg.Metadata()
		if err != nil {
			b.Fatal(err)
		}
		if meta.Sequence.Stream == last {
			break
		}
	}
	took := time.Since(begun).Seconds()
	events, err := p.log.Last(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return float64(events) / took
}

// rawInsert is rows a second of a bare bulk insert of the same rows, by the
// same driver and with the same durability, into tables of the same form.
func rawInsert(b *testing.B, file string) float64 {
	from, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	to, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "raw.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer to.Close()
	to.SetMaxOpenConns(1)
	for _, ddl := range column(b, from, "SELECT sql FROM sqlite_master WHERE tbl_name = 'versions' AND sql IS NOT NULL ORDER BY type DESC") {
		if _, err := to.Exec(ddl); err != nil {
			b.Fatal(err)
		}
	}
	rows, err := from.Query("SELECT * FROM versions")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	insert := fmt.Sprintf("INSERT INTO versions (%s) VALUES (?%s)", `"`+strings.Join(names, `","`)+`"`, strings.Repeat(",?", len(names)-1))
	n, took := 0, time.Duration(0)
	for {
		batch := scan(b, rows, len(names), 1000)
		if len(batch) == 0 {
			return float64(n) / took.Seconds()
		}
		begun := time.Now()
		insertAll(b, to, insert, batch)
		took += time.Since(begun)
		n += len(batch)
	}
}

func scan(b *testing.B, rows *sql.Rows, columns, most int) (batch [][]any) {
	for len(batch) < most && rows.Next() {
		values, into := make([]any, columns), make([]any, columns)
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
		batch = append(batch, values)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return batch
}

func insertAll(b *testing.B, to *sql.DB, insert string, batch [][]any) {
	tx, err := to.Begin()
	if err != nil {
		b.Fatal(err)
	}
	stmt, err := tx.Prepare(insert)
	if err != nil {
		b.Fatal(err)
	}
	defer stmt.Close()
	for _, values := range batch {
		if _, err := stmt.Exec(values...); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

func column(b *testing.B, db *sql.DB, query string) (out []string) {
	rows, err := db.Query(query)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			b.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return out
}
