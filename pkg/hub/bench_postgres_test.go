package hub

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// benchPostgres asks PostgreSQL's full text, configuration german with a GIN
// index, the same words over the same rows, for the total, the first twenty and
// five facets, and prints how many times faster p50, the median in ms of our
// answer through HTTP, is. Its answer comes over a unix socket, without HTTP.
func benchPostgres(b *testing.B, n int, p50 float64) {
	bin, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(bin) == 0 {
		b.Log("no PostgreSQL here: the comparison is left out (apt-get install postgresql)")
		return
	}
	db := startPostgres(b, bin[len(bin)-1])
	db.load(b, n)
	took := db.ask(b, 25)
	theirs := quantile(took, .5)
	figure{"offers_vs_postgres", theirs, "ms", p50, 50, false}.print()
}

// postgres is a server of its own, reached over a socket in dir.
type postgres struct {
	bin, dir string
	owner    *syscall.Credential // nil: the one who runs the benchmark
}

func startPostgres(b *testing.B, bin string) postgres {
	dir, err := os.MkdirTemp("", "bench-postgres-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	p := postgres{bin: bin, dir: dir}
	if os.Getuid() == 0 { // the server refuses to run as root
		p.owner = credential(b, "postgres")
		if err := os.Chown(dir, int(p.owner.Uid), int(p.owner.Gid)); err != nil {
			b.Fatal(err)
		}
	}
	data := filepath.Join(dir, "data")
	p.run(b, nil, "initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
	options := "-c listen_addresses= -c unix_socket_directories=" + dir +
		" -c shared_buffers=1GB -c work_mem=256MB -c maintenance_work_mem=1GB -c fsync=off -c max_wal_size=8GB"
	p.run(b, nil, "pg_ctl", "-D", data, "-l", filepath.Join(dir, "log"), "-w", "-o", options, "start")
	b.Cleanup(func() { p.run(b, nil, "pg_ctl", "-D", data, "-m", "immediate", "stop") })
	return p
}

func credential(b *testing.B, name string) *syscall.Credential {
	u, err := user.Lookup(name)
	if err != nil {
		b.Fatal(err)
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(err1, err2); err != nil {
		b.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// run runs a program of PostgreSQL and gives what it prints.
func (p postgres) run(b *testing.B, in io.Reader, name string, args ...string) string {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.Dir, cmd.Stdin = p.dir, in
	if p.owner != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.owner}
	}
	var out, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &wrong
	if err := cmd.Run(); err != nil {
		b.Fatalf("%s: %v: %s", name, err, wrong.String())
	}
	return out.String()
}

func (p postgres) sql(b *testing.B, in io.Reader, args ...string) string {
	return p.run(b, in, "psql", append([]string{"-h", p.dir, "-U", "bench", "-d", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1"}, args...)...)
}

const schema = `
CREATE TABLE offers (id text PRIMARY KEY, title text, summary text, description text, provider text, keywords text,
	land text, kind text, mode text, level text, topic text,
	words tsvector GENERATED ALWAYS AS (
		setweight(to_tsvector('german', title), 'A') || setweight(to_tsvector('german', keywords), 'B') ||
		setweight(to_tsvector('german', provider), 'C') || setweight(to_tsvector('german', summary || ' ' || description), 'D')) STORED)`

// load fills a table with the rows of the index.
func (p postgres) load(b *testing.B, n int) {
	p.sql(b, nil, "-c", schema)
	r, w := io.Pipe()
	go func() {
		for d := range searchtest.Offers(n, 1) {
			if _, err := io.WriteString(w, row(&d)); err != nil {
				return
			}
		}
		_ = w.Close()
	}()
	p.sql(b, r, "-c", `COPY offers (id, title, summary, description, provider, keywords, land, kind, mode, level, topic) FROM STDIN`)
	p.sql(b, nil, "-c", `CREATE INDEX ON offers USING gin (words)`, "-c", `VACUUM ANALYZE offers`)
}

// row is one offer as COPY reads it.
func row(d *search.Document) string {
	o := d.Offer
	level := ""
	if o.Level != nil {
		level = o.Level.Grade
	}
	cells := []string{
		string(d.ID), o.Title.German(), o.Summary.German(), o.Description.German(), o.Provider.Name, strings.Join(o.Keywords, " "),
		string(d.Land), string(o.Kind), string(o.Mode), level, strings.Join(o.Topics, " "),
	}
	escape := strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
	for i, c := range cells {
		cells[i] = escape.Replace(c)
	}
	return strings.Join(cells, "\t") + "\n"
}

var timed = regexp.MustCompile(`Time: ([0-9.]+) ms`)

// ask repeats the query over one connection and gives how long each took.
func (p postgres) ask(b *testing.B, times int) []time.Duration {
	query := strings.ReplaceAll(fmt.Sprintf(`WITH hits AS MATERIALIZED (
		SELECT id, title, land, kind, mode, level, topic, ts_rank(words, q) AS rank FROM offers, websearch_to_tsquery('german', '%s') q WHERE words @@ q),
	page AS (SELECT id, title FROM hits ORDER BY rank DESC, id LIMIT 20),
	facets AS (SELECT land, kind, mode, level, topic, count(*) FROM hits GROUP BY GROUPING SETS ((land), (kind), (mode), (level), (topic)))
	SELECT (SELECT count(*) FROM hits), (SELECT json_agg(page) FROM page), (SELECT json_agg(facets) FROM facets);`, searchtest.Query), "\n", " ")
	script := "\\timing on\n" + strings.Repeat(query+"\n", times)
	out := p.sql(b, strings.NewReader(script), "-A", "-t")
	var took []time.Duration
	for _, m := range timed.FindAllStringSubmatch(out, -1) {
		ms, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Duration(ms*float64(time.Millisecond)))
	}
	if len(took) != times {
		b.Fatalf("%d times of %d: %.500s", len(took), times, out)
	}
	count := fmt.Sprintf("SELECT count(*) FROM offers, websearch_to_tsquery('german', '%s') q WHERE words @@ q", searchtest.Query)
	b.Logf("PostgreSQL: %s hits", strings.TrimSpace(p.sql(b, nil, "-A", "-t", "-c", count)))
	return took
}
