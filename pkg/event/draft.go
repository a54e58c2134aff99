package event

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Draft is an event to be written.
type Draft struct {
	ID         string
	Source     Source
	Type       Type
	Subject    string
	Time       time.Time
	Extensions map[string]any // CloudEvents extension attributes: strings, numbers, booleans
	Data       any            // anything that has a JSON form; bytes go in as jsontext.Value
}

// Encode writes the event. The same draft gives the same bytes, always: the
// whole event is in RFC 8785 form.
func (d Draft) Encode() ([]byte, error) {
	data, err := json.Marshal(d.Data)
	if err != nil {
		return nil, fmt.Errorf("encode event %s: %w", d.ID, err)
	}
	members := map[string]any{
		"specversion": "1.0", "id": d.ID, "source": d.Source, "type": d.Type, "subject": d.Subject,
		"time":            d.Time.UTC().Format(time.RFC3339Nano),
		"datacontenttype": "application/json",
		"data":            jsontext.Value(data),
	}
	for name, value := range d.Extensions {
		members[name] = value
	}
	raw, err := CanonicalOf(members)
	if err != nil {
		return nil, fmt.Errorf("encode event %s: %w", d.ID, err)
	}
	return raw, nil
}
