package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

const timeForm = "2006-01-02T15:04:05.000000000Z"

// Leaf is the data of a record's leaf: what an auditor computes from a record
// to check a [Proof].
func Leaf(r *eventlog.Record) [sha256.Size]byte {
	var buffer [512]byte
	return sha256.Sum256(appendLeaf(buffer[:0], r))
}

// appendLeaf writes the RFC 8785 JSON of a leaf by hand: members in order of
// their names, and nothing in it needs escaping.
func appendLeaf(b []byte, r *eventlog.Record) []byte {
	b = append(b, `{"event":"`...)
	b = hex.AppendEncode(b, r.Digest[:])
	b = append(b, `","land":"`...)
	b = append(b, r.Land...)
	b = append(b, `","origin":`...)
	if r.Land == learning.Hub {
		b = append(b, `null`...)
	} else {
		b = append(b, `{"created":"`...)
		b = strconv.AppendInt(b, r.Origin.Created, 10)
		b = append(b, `","index":`...)
		b = strconv.AppendInt(b, int64(r.Origin.Index), 10)
		b = append(b, `,"land":"`...)
		b = append(b, r.Origin.Land...)
		b = append(b, `","sequence":`...)
		b = strconv.AppendUint(b, r.Origin.Sequence, 10)
		b = append(b, '}')
	}
	b = append(b, `,"position":`...)
	b = strconv.AppendUint(b, uint64(r.Position), 10)
	b = append(b, `,"recordedAt":"`...)
	b = r.RecordedAt.UTC().AppendFormat(b, timeForm)
	return append(b, `"}`...)
}
