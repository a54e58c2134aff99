package federation

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Verdict is what the hub decided about one event.
type Verdict string

// The verdicts, the worst first.
const (
	Rejected  Verdict = "rejected"  // refused; it lies in quarantine with its reasons
	Held      Verdict = "held"      // kept back by the brake until a person decides
	Warned    Verdict = "warned"    // recorded, with remarks
	Accepted  Verdict = "accepted"  // recorded
	Duplicate Verdict = "duplicate" // recorded before, the same bytes
)

var worstFirst = []Verdict{Rejected, Held, Warned, Accepted, Duplicate}

// Valid reports whether v is one of the five.
func (v Verdict) Valid() bool { return slices.Contains(worstFirst, v) }

// Worse reports whether v is worse than w: rejected, held, warned, accepted, duplicate.
func (v Verdict) Worse(w Verdict) bool {
	return slices.Index(worstFirst, v) < slices.Index(worstFirst, w)
}

// Place says where in the outbox an event stood.
type Place struct {
	Created  int64  `json:"created,string"` // creation time of the OUTBOX in nanoseconds since 1970; a string: 2^53 is too small
	Sequence uint64 `json:"sequence"`       // of the message, from 1
	Index    int    `json:"index"`          // of the event in the message, from 0
}

// Receipt answers one event.
type Receipt struct {
	ID       string             `json:"id,omitempty"`     // absent if it could not be read
	Source   string             `json:"source,omitempty"` // absent if it could not be read
	Outbox   Place              `json:"outbox"`
	Verdict  Verdict            `json:"verdict"`
	Position event.Position     `json:"position,omitzero"` // in the log; absent if the event is not recorded
	Problems []learning.Problem `json:"problems"`
}

// ReceiptMessage is one message for the stream RECEIPTS.
type ReceiptMessage struct {
	Subject string
	Data    []byte // a JSON array of receipts
	Count   int    // receipts in it
}

// MaxReceiptBytes is the most bytes of a receipt message; a longer answer is split.
const MaxReceiptBytes = 256 << 10

// EncodeReceipts makes the messages that answer the events of one outbox
// message: arrays of at most [MaxReceiptBytes], each under the worst verdict in
// it. A single receipt that is longer loses its last problems and says so.
func EncodeReceipts(land learning.Land, system learning.System, receipts []Receipt) ([]ReceiptMessage, error) {
	var (
		out   []ReceiptMessage
		buf   []byte
		worst Verdict
		count int
	)
	flush := func() {
		if count > 0 {
			out = append(out, ReceiptMessage{Subject: ReceiptsSubject(land, system, worst), Data: append(buf, ']'), Count: count})
		}
		buf, count = nil, 0
	}
	for _, r := range receipts {
		one, err := encodeReceipt(r)
		if err != nil {
			return nil, fmt.Errorf("encode receipt of %s: %w", r.ID, err)
		}
		if count > 0 && len(buf)+len(one)+2 > MaxReceiptBytes {
			flush()
		}
		if count == 0 {
			buf, worst = append(buf, '['), r.Verdict
		} else {
			buf = append(buf, ',')
		}
		buf, count = append(buf, one...), count+1
		if r.Verdict.Worse(worst) {
			worst = r.Verdict
		}
	}
	flush()
	return out, nil
}

// encodeReceipt encodes one receipt in at most MaxReceiptBytes, brackets of the array included.
func encodeReceipt(r Receipt) ([]byte, error) {
	all := r.Problems
	r.ID, r.Source = learning.Shorten(r.ID), learning.Shorten(r.Source) // only what is no valid one is so long
	for keep := len(all); ; keep /= 2 {
		if keep < len(all) {
			r.Problems = append(slices.Clone(all[:keep]), learning.Problem{
				Rule:      "more-problems",
				Message:   fmt.Sprintf("Es gibt %d weitere Befunde; die Quittung fasst sie nicht.", len(all)-keep),
				MessageEn: fmt.Sprintf("There are %d more findings; the receipt has no room for them.", len(all)-keep),
				Warning:   !learning.Refused(all[keep:]),
			})
		}
		raw, err := json.Marshal(r, jsontext.AllowInvalidUTF8(true))
		if err != nil || len(raw)+2 <= MaxReceiptBytes || keep == 0 {
			return raw, err
		}
	}
}

// DecodeReceipts reads a receipt message. Replies can put foreign JSON under a
// subject of receipts, so whatever is no array of receipts is no receipt
// message: ok is false and the message is to be ignored.
func DecodeReceipts(data []byte) (receipts []Receipt, ok bool) {
	if data = bytes.TrimLeft(data, " \t\r\n"); len(data) == 0 || data[0] != '[' {
		return nil, false
	}
	if err := json.Unmarshal(data, &receipts); err != nil {
		return nil, false
	}
	for _, r := range receipts {
		if !r.Verdict.Valid() {
			return nil, false
		}
	}
	return receipts, true
}
