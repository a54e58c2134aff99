package quarantine

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

const (
	kindHeader  = "Lernverbund-Kind"
	kindEntries = "entries"
	kindState   = "state"

	// mostBytes is where a message of entries is closed; a longer entry goes alone.
	mostBytes = 1 << 20
	// mostEntries is the most entries of one message.
	mostEntries = 1000
)

// wireEntries is the first line of a message of entries. With Replaces it
// stands for earlier messages, from which something was forgotten.
type wireEntries struct {
	First      Number      `json:"first"`
	RecordedAt time.Time   `json:"recordedAt"`
	Entries    []wireEntry `json:"entries"`
	Replaces   []uint64    `json:"replaces,omitempty"` // sequences of those messages, oldest first
	Next       Number      `json:"next,omitempty"`     // number that was to be given next at that time
}

type wireEntry struct {
	System   learning.System    `json:"system"`
	Created  int64              `json:"created,string"`
	Sequence uint64             `json:"sequence"`
	Index    int                `json:"index"`
	Verdict  Verdict            `json:"verdict"`
	ID       string             `json:"id,omitempty"`
	Source   string             `json:"source,omitempty"`
	Type     string             `json:"type,omitempty"`
	Subject  string             `json:"subject,omitempty"`
	Delivery string             `json:"delivery,omitempty"`
	Problems []learning.Problem `json:"problems"`
	Size     int                `json:"size"`
	// Forgotten is why the bytes are gone, SHA256 what they were.
	Forgotten string `json:"forgotten,omitempty"`
	SHA256    string `json:"sha256,omitempty"`
}

// wireState is a message that says what became of entries.
type wireState struct {
	State   State     `json:"state"`
	Numbers []Number  `json:"numbers"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at"`
}

// lax takes what a stranger sent: his bytes need not be UTF-8.
var lax = json.JoinOptions(jsontext.AllowInvalidUTF8(true))

func wired(e Entry) wireEntry {
	return wireEntry{
		System: e.System, Created: e.Origin.Created, Sequence: e.Origin.Sequence, Index: e.Origin.Index, Verdict: e.Verdict,
		ID: e.ID, Source: e.Source, Type: e.Type, Subject: e.Subject, Delivery: e.Delivery, Problems: e.Problems, Size: len(e.Raw),
		Forgotten: e.Forgotten, SHA256: e.SHA256,
	}
}

func (w wireEntry) entry(land learning.Land, number Number, at time.Time) Entry {
	return Entry{
		Number: number, Land: land, System: w.System, RecordedAt: at, Verdict: w.Verdict, State: Undecided,
		Origin: eventlog.Origin{Land: land, Created: w.Created, Sequence: w.Sequence, Index: w.Index},
		ID:     w.ID, Source: w.Source, Type: w.Type, Subject: w.Subject, Delivery: w.Delivery, Problems: w.Problems,
		Forgotten: w.Forgotten, SHA256: w.SHA256,
	}
}

// encode writes entries of one Land and moment as a message. It takes as many
// of them as go into one, at least the first, and says how many.
func encode(first Number, entries []Entry) (*nats.Msg, int, error) {
	w := wireEntries{First: first, RecordedAt: entries[0].RecordedAt.UTC()}
	size := 0
	for _, e := range entries {
		one, err := json.Marshal(wired(e), lax)
		if err != nil {
			return nil, 0, fmt.Errorf("encode entry: %w", err)
		}
		size += len(one) + len(e.Raw)
		full := size > mostBytes || len(w.Entries) == mostEntries
		other := e.Land != entries[0].Land || !e.RecordedAt.Equal(entries[0].RecordedAt)
		if len(w.Entries) > 0 && (full || other) {
			break
		}
		w.Entries = append(w.Entries, wired(e))
	}
	msg, err := w.message(entries[:len(w.Entries)])
	return msg, len(w.Entries), err
}

// message is the first line, and the bytes of the entries behind it.
func (w wireEntries) message(entries []Entry) (*nats.Msg, error) {
	body, err := json.Marshal(w, lax)
	if err != nil {
		return nil, fmt.Errorf("encode entries: %w", err)
	}
	body = append(body, '\n')
	for _, e := range entries {
		body = append(body, e.Raw...)
	}
	return message(entries[0].Land, kindEntries, body), nil
}

func message(land learning.Land, kind string, body []byte) *nats.Msg {
	return &nats.Msg{Subject: "quarantine." + string(land), Header: nats.Header{kindHeader: {kind}}, Data: body}
}

// block is a message of entries, opened.
type block struct {
	entries  []Entry
	replaces []uint64
	next     Number
}

// decode reads a message of entries.
func decode(subject string, body []byte) (block, error) {
	line, raw, ok := bytes.Cut(body, []byte("\n"))
	var w wireEntries
	if err := json.Unmarshal(line, &w, lax); err != nil || !ok {
		return block{}, fmt.Errorf("%w: entries cannot be read: %w", ErrCorrupt, err)
	}
	land := learning.Land(subject[len("quarantine."):])
	entries := make([]Entry, len(w.Entries))
	for i, one := range w.Entries {
		if one.Size < 0 || one.Size > len(raw) {
			return block{}, fmt.Errorf("%w: entry %d is cut off", ErrCorrupt, w.First+Number(i))
		}
		entries[i] = one.entry(land, w.First+Number(i), w.RecordedAt)
		if len(one.SHA256) != hex.EncodedLen(sha256.Size) && one.Forgotten != "" {
			return block{}, fmt.Errorf("%w: of entry %d it is not known what was forgotten", ErrCorrupt, w.First+Number(i))
		}
		entries[i].Raw, raw = raw[:one.Size:one.Size], raw[one.Size:]
	}
	if len(raw) > 0 || len(entries) == 0 {
		return block{}, fmt.Errorf("%w: message of entry %d has %d bytes too many", ErrCorrupt, w.First, len(raw))
	}
	return block{entries, w.Replaces, w.Next}, nil
}
