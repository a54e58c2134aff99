package connector_test

import (
	"encoding/base64"
	"errors"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/connector"
)

func TestReadEvents(t *testing.T) {
	own := `{"id": "1",  "source":"/laender/by/x"}`
	other := `{"id":"2","source":"/laender/nw/x"}`
	for name, c := range map[string]struct {
		file   string
		events int
		others int
	}{
		"NDJSON":           {own + "\n" + other + "\n", 1, 1},
		"array":            {"[" + own + "," + own + "]", 2, 0},
		"replay":           {`{"position":1,"land":"by","event":` + own + `}`, 1, 0},
		"exact":            {`{"position":1,"event":null,"bytes":"` + base64.StdEncoding.EncodeToString([]byte(own)) + `"}`, 1, 0},
		"redacted":         {`{"position":1,"event":null,"redacted":"legal"}`, 0, 1},
		"the hub's own":    {`{"id":"3","source":"/hub/intake"}`, 0, 1},
		"nothing":          {"", 0, 0},
		"without a source": {`{"id":"4"}`, 1, 0},
	} {
		events, others, err := connector.ReadEvents([]byte(c.file), "by")
		if err != nil || len(events) != c.events || others != c.others {
			t.Errorf("%s: %d events, %d others, error %v; want %d, %d", name, len(events), others, err, c.events, c.others)
		}
		for _, e := range events {
			if e.Source == "/laender/by/x" && string(e.Raw) != own {
				t.Errorf("%s: bytes %q, want %q", name, e.Raw, own)
			}
		}
	}
	for _, bad := range []string{"x", "[1", `{"id":`, "7"} {
		if _, _, err := connector.ReadEvents([]byte(bad), "by"); !errors.Is(err, connector.ErrEvents) {
			t.Errorf("%q: error %v, want ErrEvents", bad, err)
		}
	}
}
