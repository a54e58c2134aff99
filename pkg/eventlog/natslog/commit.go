package natslog

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

const (
	headerType     = "Content-Type"
	headerPosition = "Lernverbund-Position"
	headerCount    = "Lernverbund-Count"
	headerLand     = "Lernverbund-Land"
	headerTime     = "Lernverbund-Recorded-At"
	headerBefore   = "Lernverbund-Before"
	headerOrigins  = "Lernverbund-Origins"
	headerLengths  = "Lernverbund-Lengths"
	headerDigest   = "Lernverbund-Digest"
	headerSequence = "Lernverbund-Sequence"

	timeForm = "2006-01-02T15:04:05.000000000Z07:00"
)

// sealed are the headers that the digest covers, in this order.
var sealed = []string{headerPosition, headerCount, headerLand, headerTime, headerBefore, headerOrigins, headerLengths}

// head is a commit without its events.
type head struct {
	first  eventlog.Position
	last   eventlog.Position
	before eventlog.Position // last position of that Land's commit before
	land   learning.Land
	at     time.Time
}

// commit is a message of LOG or REDACTED, opened.
type commit struct {
	head
	records []eventlog.Record
}

// redaction is what the body of a message of REDACTED says of a record.
type redaction struct {
	Index  int    `json:"index"`
	Event  string `json:"event"` // hex SHA-256 of the bytes that are gone
	Reason string `json:"reason"`
}

// encode writes a commit as a message, without its subject.
func encode(c *commit) *nats.Msg {
	lengths := make([]byte, 0, 5*len(c.records))
	events := make([][]byte, 0, len(c.records))
	var gone []redaction
	for i, r := range c.records {
		if i > 0 {
			lengths = append(lengths, ' ')
		}
		lengths = strconv.AppendInt(lengths, int64(len(r.Raw)), 10)
		if r.Redacted != "" {
			gone = append(gone, redaction{Index: i, Event: hex.EncodeToString(r.Digest[:]), Reason: r.Redacted})
			continue
		}
		events = append(events, r.Raw)
	}
	m := &nats.Msg{Data: event.JoinBatch(events), Header: nats.Header{
		headerType:     {event.BatchContentType},
		headerPosition: {c.first.String()},
		headerCount:    {strconv.Itoa(len(c.records))},
		headerLand:     {string(c.land)},
		headerTime:     {c.at.UTC().Format(timeForm)},
		headerBefore:   {c.before.String()},
		headerOrigins:  {originRuns(c.records)},
		headerLengths:  {string(lengths)},
	}}
	m.Header[headerDigest] = []string{hex.EncodeToString(digest(m.Header, c.records))}
	if len(gone) > 0 {
		m.Header.Del(headerType)
		tail, _ := json.Marshal(gone) // plain strings and numbers cannot fail
		m.Data = append(append(m.Data, '\n'), tail...)
	}
	return m
}

// digest seals the headers and the events.
func digest(h nats.Header, records []eventlog.Record) []byte {
	sum := sha256.New()
	for _, name := range sealed {
		sum.Write([]byte(one(h, name)))
		sum.Write([]byte{'\n'})
	}
	for i := range records {
		sum.Write(records[i].Digest[:])
	}
	return sum.Sum(nil)
}

// one is the only value of a header, "" if there is none or more than one.
func one(h nats.Header, name string) string {
	if v := h[name]; len(v) == 1 {
		return v[0]
	}
	return ""
}

// decodeHead reads what is needed to find a commit.
func decodeHead(h nats.Header) (head, error) {
	first, err1 := strconv.ParseUint(one(h, headerPosition), 10, 64)
	count, err2 := strconv.ParseUint(one(h, headerCount), 10, 16)
	before, err3 := strconv.ParseUint(one(h, headerBefore), 10, 64)
	at, err4 := time.Parse(timeForm, one(h, headerTime))
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil || first == 0 || count == 0 || count > eventlog.MaxEvents {
		return head{}, fmt.Errorf("%w: headers of a commit do not read", eventlog.ErrCorrupt)
	}
	return head{
		first:  eventlog.Position(first),
		last:   eventlog.Position(first + count - 1),
		before: eventlog.Position(before),
		land:   learning.Land(one(h, headerLand)),
		at:     at.UTC(),
	}, nil
}

// decode opens a message. The records' bytes lie in data; their slice is that
// of scratch if it is large enough.
func decode(h nats.Header, data []byte, scratch []eventlog.Record) (*commit, error) {
	hd, err := decodeHead(h)
	if err != nil {
		return nil, err
	}
	n := int(hd.last - hd.first + 1)
	if cap(scratch) < n {
		scratch = make([]eventlog.Record, n)
	}
	c := &commit{head: hd, records: scratch[:n]}
	for i := range c.records {
		c.records[i] = eventlog.Record{Position: hd.first + eventlog.Position(i), Land: hd.land, RecordedAt: hd.at}
	}
	if !setOrigins(c.records, one(h, headerOrigins)) {
		return nil, fmt.Errorf("%w: position %d: origins do not read", eventlog.ErrCorrupt, hd.first)
	}
	rest, ok := split(c.records, one(h, headerLengths), data)
	if !ok || !setRedactions(c.records, rest) {
		return nil, fmt.Errorf("%w: position %d: the events do not have their lengths", eventlog.ErrCorrupt, hd.first)
	}
	if want := one(h, headerDigest); hex.EncodeToString(digest(h, c.records)) != want {
		return nil, fmt.Errorf("%w: position %d: the commit does not match its digest", eventlog.ErrCorrupt, hd.first)
	}
	return c, nil
}

// split gives each record its bytes, and the rest behind the batch.
func split(records []eventlog.Record, lengths string, data []byte) (rest []byte, ok bool) {
	if len(data) < 2 || data[0] != '[' {
		return nil, false
	}
	data, some := data[1:], false
	for i := range records {
		word, more, _ := strings.Cut(lengths, " ")
		lengths = more
		n, err := strconv.ParseUint(word, 10, 31)
		if err != nil {
			return nil, false
		}
		if n == 0 {
			continue
		}
		if some {
			if len(data) == 0 || data[0] != ',' {
				return nil, false
			}
			data = data[1:]
		}
		if uint64(len(data)) <= n {
			return nil, false
		}
		records[i].Raw, data, some = data[:n:n], data[n:], true
		records[i].Digest = sha256.Sum256(records[i].Raw)
	}
	if lengths != "" || len(data) == 0 || data[0] != ']' {
		return nil, false
	}
	return data[1:], true
}

// setRedactions gives the records without bytes their digests and reasons.
func setRedactions(records []eventlog.Record, rest []byte) bool {
	var gone []redaction
	if len(rest) > 0 && (rest[0] != '\n' || json.Unmarshal(bytes.TrimSpace(rest), &gone) != nil) {
		return false
	}
	for _, g := range gone {
		if g.Index < 0 || g.Index >= len(records) || records[g.Index].Raw != nil || g.Reason == "" || len(g.Event) != 2*sha256.Size {
			return false
		}
		r := &records[g.Index]
		r.Redacted = g.Reason
		if _, err := hex.Decode(r.Digest[:], []byte(g.Event)); err != nil {
			return false
		}
	}
	for i := range records {
		if records[i].Raw == nil && records[i].Redacted == "" {
			return false
		}
	}
	return true
}
