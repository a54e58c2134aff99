package quarantine

import (
	"bytes"
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

// wireEntries is the first line of a message of entries.
type wireEntries struct {
	First      Number      `json:"first"`
	RecordedAt time.Time   `json:"recordedAt"`
	Entries    []wireEntry `json:"entries"`
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
	}
}

func (w wireEntry) entry(land learning.Land, number Number, at time.Time) Entry {
	return Entry{
		Number: number, Land: land, System: w.System, RecordedAt: at, Verdict: w.Verdict, State: Undecided,
		Origin: eventlog.Origin{Land: land, Created: w.Created, Sequence: w.Sequence, Index: w.Index},
		ID:     w.ID, Source: w.Source, Type: w.Type, Subject: w.Subject, Delivery: w.Delivery, Problems: w.Problems,
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
	body, err := json.Marshal(w, lax)
	if err != nil {
		return nil, 0, fmt.Errorf("encode entries: %w", err)
	}
	body = append(body, '\n')
	for _, e := range entries[:len(w.Entries)] {
		body = append(body, e.Raw...)
	}
	return message(entries[0].Land, kindEntries, body), len(w.Entries), nil
}

func message(land learning.Land, kind string, body []byte) *nats.Msg {
	return &nats.Msg{Subject: "quarantine." + string(land), Header: nats.Header{kindHeader: {kind}}, Data: body}
}

// decode reads a message of entries.
func decode(subject string, body []byte) ([]Entry, error) {
	line, raw, ok := bytes.Cut(body, []byte("\n"))
	var w wireEntries
	if err := json.Unmarshal(line, &w, lax); err != nil || !ok {
		return nil, fmt.Errorf("%w: entries cannot be read: %w", ErrCorrupt, err)
	}
	land := learning.Land(subject[len("quarantine."):])
	entries := make([]Entry, len(w.Entries))
	for i, one := range w.Entries {
		if one.Size < 0 || one.Size > len(raw) {
			return nil, fmt.Errorf("%w: entry %d is cut off", ErrCorrupt, w.First+Number(i))
		}
		entries[i] = one.entry(land, w.First+Number(i), w.RecordedAt)
		entries[i].Raw, raw = raw[:one.Size:one.Size], raw[one.Size:]
	}
	if len(raw) > 0 || len(entries) == 0 {
		return nil, fmt.Errorf("%w: message of entry %d has %d bytes too many", ErrCorrupt, w.First, len(raw))
	}
	return entries, nil
}
