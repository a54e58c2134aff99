package ledger_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/ledger"
)

var moment = time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)

// threeRecords are those whose leaves and roots were computed with another
// program (Python's json and hashlib); see golden.
func threeRecords(t *testing.T) *memlog.Log {
	t.Helper()
	log := memlog.New()
	origin := eventlog.Origin{Land: "by", Created: 1767225600123456789, Sequence: 812}
	second := origin
	second.Index = 1
	appendAll(t, log,
		eventlog.Commit{Land: "by", RecordedAt: moment, Entries: []eventlog.Entry{{Raw: []byte(`{"id":"1"}`), Origin: origin}, {Raw: []byte(`{"id":"2"}`), Origin: second}}},
		eventlog.Commit{Land: learning.Hub, RecordedAt: moment.Add(123456789), Entries: []eventlog.Entry{{Raw: []byte("not json \xff")}}})
	return log
}

var golden = []struct{ leaf, root string }{
	{"2b857b1f219895c97c47d835d668dd28efda377491f8cb17636b6ec4dbb30f66", ""},
	{"393108b2fa5461af043a1947ce73f7bc3b280785450456403f92c1d997d3528f", "d0e07b642e4235dbd45bf632b3bda8a80af8135a218fc290513b11c393c06809"},
	{"8a41fb177044aa6239bf557df9b74d5e0884370999ff1f97a022255171b0d3c8", "134e10318a3a8124595aa1a13195f4f86032a3631302142bac4bda4ba16cf5fc"},
}

func TestGolden(t *testing.T) {
	records := all(t, threeRecords(t))
	l := open(t, t.TempDir())
	for i, r := range records {
		leaf := ledger.Leaf(&r)
		if got := hex.EncodeToString(leaf[:]); got != golden[i].leaf {
			t.Errorf("leaf %d: got %s, want %s", i+1, got, golden[i].leaf)
		}
		if err := l.Append(t.Context(), records[i:i+1]); err != nil {
			t.Fatal(err)
		}
		root := l.Root()
		if got := hex.EncodeToString(root[:]); golden[i].root != "" && got != golden[i].root {
			t.Errorf("root of %d: got %s, want %s", i+1, got, golden[i].root)
		}
	}
}

// TestLeafIsCanonical holds the leaf written by hand equal to RFC 8785 as the
// codec writes it.
func TestLeafIsCanonical(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 2000 {
		land := learning.Laender[r.IntN(len(learning.Laender))]
		record := eventlog.Record{
			Position: eventlog.Position(1 + r.Uint64N(1<<53-1)>>r.IntN(50)), Land: land,
			RecordedAt: time.Unix(r.Int64N(1<<33), r.Int64N(1_000_000_000)).In(learning.Berlin),
			Origin:     eventlog.Origin{Land: land, Created: r.Int64(), Sequence: r.Uint64N(1<<53) >> r.IntN(50), Index: r.IntN(1000)},
			Digest:     sha256.Sum256(fmt.Append(nil, i)),
		}
		origin := map[string]any{
			"land": land, "created": fmt.Sprint(record.Origin.Created),
			"sequence": record.Origin.Sequence, "index": record.Origin.Index,
		}
		if i%5 == 0 {
			record.Land, record.Origin, origin = learning.Hub, eventlog.Origin{}, nil
		}
		canonical, err := event.CanonicalOf(map[string]any{
			"recordedAt": record.RecordedAt.UTC().Format("2006-01-02T15:04:05.000000000Z"), "position": record.Position,
			"origin": originOrNull(origin), "land": record.Land, "event": hex.EncodeToString(record.Digest[:]),
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := ledger.Leaf(&record), sha256.Sum256(canonical); got != want {
			t.Fatalf("leaf of %+v: got %x, want %x of %s", record, got, want, canonical)
		}
	}
}

func originOrNull(o map[string]any) any {
	if o == nil {
		return nil
	}
	return o
}
