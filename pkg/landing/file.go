package landing

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// file is an answer that is no page: a feed, a calendar, a list for machines.
type file struct {
	kind     string // media type
	content  []byte
	age      int       // seconds for which it may be kept without asking again; 0: it is asked for each time
	modified time.Time // of the newest thing in it; zero if unknown
	name     string    // under which a browser keeps it; empty if it is shown
}

// maker makes a file for a request.
type maker func(r *http.Request) (file, error)

// offerFile answers with a file, with 304 if the reader has it, or with an error page.
func (s *Site) offerFile(m maker) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, err := m(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		f.send(w, r)
	})
}

func (f file) send(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256(f.content)
	tag := `W/"` + hex.EncodeToString(sum[:12]) + `"` // weak: it may be sent compressed
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache")
	h.Set("Access-Control-Allow-Origin", "*") // open data, no cookies
	if f.age > 0 {
		h.Set("Cache-Control", "public, max-age="+strconv.Itoa(f.age))
	}
	if !f.modified.IsZero() {
		h.Set("Last-Modified", f.modified.UTC().Format(http.TimeFormat))
	}
	if f.name != "" {
		h.Set("Content-Disposition", `attachment; filename="`+f.name+`"`)
	}
	if f.unchanged(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(f.content)
}

// unchanged reports whether the reader has the file as it is. If-Modified-Since
// counts only without If-None-Match (RFC 9110, 13.1.3).
func (f file) unchanged(r *http.Request, tag string) bool {
	if asked := r.Header.Values("If-None-Match"); len(asked) > 0 {
		for one := range strings.SplitSeq(strings.Join(asked, ","), ",") {
			if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !f.modified.IsZero() && !f.modified.Truncate(time.Second).After(since)
}
