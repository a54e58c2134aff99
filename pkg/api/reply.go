package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
)

// reply writes a value as JSON, the same value always as the same bytes.
func reply(w http.ResponseWriter, r *http.Request, value any) error {
	raw, err := marshal(value)
	if err != nil {
		return err
	}
	send(w, r, "application/json", raw)
	return nil
}

func marshal(value any) ([]byte, error) { return json.Marshal(value, json.Deterministic(true)) }

// send writes an answer, or 304 if the client has it. The tag is a hash of the
// answer: weak, because it may be sent compressed.
func send(w http.ResponseWriter, r *http.Request, contentType string, raw []byte) {
	sum := sha256.Sum256(raw)
	tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", tag)
	if r.Method != http.MethodPost && known(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(raw)
}

// known reports whether a tag is among those of If-None-Match (RFC 9110, 13.1.2: weak comparison).
func known(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
