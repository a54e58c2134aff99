package api_test

import (
	"net/http"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/api/apitest"
	"github.com/lernverbund/lernverbund/pkg/demo"
)

// now is the day of the tests.
var now = apitest.Now

// hub is a catalogue and an index behind the real API, over real HTTP.
type hub struct{ *apitest.Hub }

// newHub is an empty hub; change may alter the API's configuration.
func newHub(t *testing.T, change ...func(*api.Config)) *hub {
	t.Helper()
	h := &hub{apitest.New(t, change...)}
	h.Serve(h.API)
	return h
}

// demoHub reads the demo data, which others read too.
func demoHub(t *testing.T) (*hub, []demo.Offering) {
	t.Helper()
	h := &hub{apitest.Demo(t)}
	h.Serve(h.API)
	return h, apitest.Offerings(t)
}

// get asks and reads the answer into a value; the status must be as wanted.
func (h *hub) get(path string, want int, into any) http.Header {
	h.T.Helper()
	raw, header := h.raw(path, want)
	if err := json.Unmarshal(raw, into); err != nil {
		h.T.Fatalf("GET %s: %v: %s", path, err, raw)
	}
	return header
}

func (h *hub) raw(path string, want int) ([]byte, http.Header) {
	h.T.Helper()
	status, raw, header := h.Ask(path, nil)
	if status != want {
		h.T.Fatalf("GET %s: status %d, want %d: %s", path, status, want, raw)
	}
	return []byte(raw), header
}
