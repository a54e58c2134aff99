package api_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/event"
)

func contains(raw []byte, s string) bool { return bytes.Contains(raw, []byte(s)) }

func splitWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}

func TestTagsSpareTheTransfer(t *testing.T) {
	h, _ := demoHub(t)
	for _, path := range []string{"/api/v1/offers", "/api/v1/status", "/openapi.json", "/docs"} {
		first, header := h.raw(path, 200)
		tag := header.Get("ETag")
		ask := func(header string) (int, int) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("If-None-Match", header)
			res := h.Do(req)
			defer res.Body.Close()
			raw, _ := io.ReadAll(res.Body)
			return res.StatusCode, len(raw)
		}
		for _, known := range []string{tag, `"other", ` + tag, strings.TrimPrefix(tag, "W/"), "*"} {
			if status, size := ask(known); status != 304 || size != 0 {
				t.Errorf("GET %s with %s: %d, %d bytes, want 304 without", path, known, status, size)
			}
		}
		if status, size := ask(`"other"`); status != 200 || size == 0 {
			t.Errorf("GET %s with another tag: %d, %d bytes, want 200", path, status, size)
		}
		if again, _ := h.raw(path, 200); !bytes.Equal(first, again) {
			t.Errorf("GET %s: other bytes the second time", path)
		}
	}
}

func TestAnswersAreCompressed(t *testing.T) {
	h, _ := demoHub(t)
	plain, _ := h.raw("/api/v1/offers", 200)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+"/api/v1/offers", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res := h.Do(req)
	defer res.Body.Close()
	small, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.Header.Get("Content-Encoding") != "gzip" || len(small)*3 > len(plain) {
		t.Fatalf("encoding %q, %d bytes of %d, want gzip of a third", res.Header.Get("Content-Encoding"), len(small), len(plain))
	}
	unzip, err := gzip.NewReader(bytes.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(unzip); err != nil || !bytes.Equal(raw, plain) {
		t.Errorf("%d bytes unzipped, want %d: %v", len(raw), len(plain), err)
	}
}

func TestRateLimit(t *testing.T) {
	h := newHub(t, func(cfg *api.Config) { cfg.Rate = api.Rate{PerSecond: 0.001, Burst: 3} })
	d := description(t, h) // takes one
	for range 2 {
		h.raw("/healthz", 200)
	}
	p := h.problem(d, "GET", "/api/v1/offers", 429)
	if p.Title == "" {
		t.Errorf("problem %+v", p)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	res := h.Do(req)
	res.Body.Close()
	if after := res.Header.Get("Retry-After"); res.StatusCode != http.StatusTooManyRequests || after != "1000" {
		t.Errorf("status %d, Retry-After %q, want 429, 1000 seconds", res.StatusCode, after)
	}
}

// One client's flood does not reach another's bucket; the pages of this
// process have no address and no bucket.
func TestRateLimitIsPerClient(t *testing.T) {
	h := newHub(t)
	a, err := api.New(api.Config{Rate: api.Rate{PerSecond: 0.001, Burst: 1}, Status: h.Status})
	if err != nil {
		t.Fatal(err)
	}
	limited := a.Limit(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	ask := func(from string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		limited.ServeHTTP(w, r)
		return w.Code
	}
	for _, c := range []struct {
		from string
		want int
	}{
		{"192.0.2.1:1000", 418},
		{"192.0.2.1:2000", 429},
		{"[::ffff:192.0.2.1]:1", 429},
		{"192.0.2.2:1000", 418},
		{"[2001:db8::1]:1", 418},
		{"[2001:db8::2]:1", 429},
		{"[2001:db8:0:1::1]:1", 418},
		{"", 418},
		{"", 418},
	} {
		if got := ask(c.from); got != c.want {
			t.Errorf("from %q: status %d, want %d", c.from, got, c.want)
		}
	}
}

func TestBehindAProxyTheClientIsWhoTheProxyNames(t *testing.T) {
	h := newHub(t)
	a, err := api.New(api.Config{Status: h.Status, Rate: api.Rate{PerSecond: 0.001, Burst: 1, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, forwarded string
		want            int
	}{
		{"10.0.0.1:1", "192.0.2.1", 200},
		{"10.0.0.1:1", "192.0.2.1", 429},
		{"10.0.0.1:1", "192.0.2.2", 200},
		{"10.0.0.1:1", "192.0.2.9, 192.0.2.2", 429}, // what the client wrote itself does not count
		{"10.0.0.1:1", "192.0.2.3, 10.0.0.7", 200},  // two proxies
		{"203.0.113.1:1", "192.0.2.4", 200},         // no proxy of ours: the header is not read
		{"203.0.113.1:1", "192.0.2.5", 429},
		{"10.0.0.1:1", "", 200},
		{"10.0.0.1:1", "nonsense", 429}, // the proxy itself
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil)
		r.RemoteAddr = c.from
		r.Header.Set("X-Forwarded-For", c.forwarded)
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("from %s for %q: status %d, want %d", c.from, c.forwarded, w.Code, c.want)
		}
	}
}

// Whom no limit holds for is decided after the proxies have said who it is: a
// visitor whom the proxy on this machine names has a bucket, the machine has none.
func TestNoLimitWithinFreeNetworks(t *testing.T) {
	h := newHub(t)
	here := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	a, err := api.New(api.Config{Status: h.Status, Rate: api.Rate{PerSecond: 0.001, Burst: 1, Proxies: here, Free: here}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, forwarded string
		want            int
	}{
		{"127.0.0.1:1", "", 200},
		{"127.0.0.1:1", "", 200},
		{"[::1]:1", "", 200},
		{"[::1]:1", "", 200},
		{"127.0.0.1:1", "192.0.2.1", 200},
		{"127.0.0.1:1", "192.0.2.1", 429},
		{"127.0.0.1:1", "127.0.0.1, 192.0.2.1", 429}, // a visitor cannot say that it is the machine
		{"192.0.2.2:1", "127.0.0.1", 200},
		{"192.0.2.2:1", "127.0.0.1", 429},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil)
		r.RemoteAddr = c.from
		r.Header.Set("X-Forwarded-For", c.forwarded)
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("from %s for %q: status %d, want %d", c.from, c.forwarded, w.Code, c.want)
		}
	}
}

func TestMetrics(t *testing.T) {
	h, _ := demoHub(t)
	h.raw("/api/v1/offers", 200)
	h.raw("/api/v1/offers/none", 404)
	raw, _ := h.raw("/metrics", 200)
	for _, want := range []string{
		`lernverbund_http_requests_total{code="200",route="GET /api/v1/offers"} 1`,
		`lernverbund_http_requests_total{code="404",route="GET /api/v1/offers/{id}"} 1`,
		`lernverbund_http_request_seconds_count{route="GET /api/v1/offers"} 1`,
		`lernverbund_catalogue_offers 25`, `lernverbund_land_offers{land="by"} `, `lernverbund_status_up 1`, `go_goroutines`,
	} {
		if !contains(raw, want) {
			t.Errorf("metrics lack %q:\n%s", want, raw)
		}
	}
}

func TestValidate(t *testing.T) {
	h := newHub(t)
	d := description(t, h)
	post := func(body string, status int) (v api.Verdict) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/api/v1/validate", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res := h.Do(req)
		defer res.Body.Close()
		raw, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != status {
			t.Fatalf("status %d, want %d: %s %v", res.StatusCode, status, raw, err)
		}
		if status != http.StatusOK {
			d.holds("ProblemDetails", raw)
			return v
		}
		d.holds("Verdict", raw)
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	const bad = `{"kind":"Kurs","title":{"de":"Datenschutz"},"provider":{"name":"Haus"},"validThrough":"31.02.2027","sessions":[{"start":"2026-12-01"}]}`
	if v := post(bad, 200); v.Valid || len(v.Problems) != 3 || v.Offer != nil {
		t.Errorf("a bad offer: %+v, want kind, validThrough and the session's id at once", v)
	}
	good := post(`{"kind":"course","title":{"de":"Datenschutz"},"provider":{"name":"Haus"},"topics":["Töpferei"]}`, 200)
	if !good.Valid || good.Offer == nil || good.Offer.Title.German() != "Datenschutz" || len(good.Problems) != 1 || !good.Problems[0].Warning {
		t.Errorf("a good offer: %+v, want it read, with one warning", good)
	}
	e := `{"specversion":"1.0","id":"1","source":"/laender/by/bayvsa","type":"de.lernverbund.offer.published.v1","subject":"1","time":"2026-11-23T08:00:00Z","data":` + bad + `}`
	if v := post(e, 200); v.Valid || len(v.Problems) != 3 || !strings.HasPrefix(v.Problems[0].Pointer, "/data/") {
		t.Errorf("a bad event: %+v, want three problems below /data", v)
	}
	if v := post("{", 200); v.Valid || len(v.Problems) == 0 {
		t.Errorf("no JSON: %+v", v)
	}
	post(strings.Repeat(" ", event.MaxBytes+1), 413)
}
