package hub

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// The broker stops under a running hub: every page is still there and says how
// old it is, and so does the state of the hub.
func TestPagesGoOnWithoutTheBroker(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	cfg := quietConfig(testbed.Dir(t))
	cfg.Demo = true
	cfg.Rate = api.Rate{PerSecond: -1}
	ready := make(chan Ready, 1)
	cfg.Ready = func(r Ready) { ready <- r }
	cfg = cfg.complete()
	web, err := listenHTTP(cfg.HTTP)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	p, err := open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	pages, err := p.handler()
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, web, pages) }()
	defer func() { stop(); <-ended }()
	var base string
	select {
	case r := <-ready:
		base = r.HTTP
	case err := <-ended:
		t.Fatal(err)
	}
	get := func(path string) (int, string) {
		res, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		raw, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(raw)
	}
	const notice = "kommen keine Meldungen an."
	testbed.Until(t, "a pulse", func() bool { return p.pulse.feel().connected && !p.pulse.feel().asOf.IsZero() })
	if code, page := get("/"); code != http.StatusOK || strings.Contains(page, notice) {
		t.Fatalf("before: status %d, or a notice of an outage already", code)
	}

	p.server.Shutdown()
	testbed.Until(t, "a page with the notice", func() bool { _, page := get("/"); return strings.Contains(page, notice) })
	var list struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	if _, raw := get("/api/v1/offers?q=Datenschutz&limit=1"); json.Unmarshal([]byte(raw), &list) != nil || len(list.Items) != 1 {
		t.Fatalf("without the broker the search answers %s", raw)
	}
	for _, path := range []string{
		"/", "/angebote", "/angebote?q=Excel", "/angebote/" + url.PathEscape(list.Items[0].ID), "/laender", "/laender/he", "/daten", "/hilfe",
	} {
		begun := time.Now()
		code, page := get(path)
		if took := time.Since(begun); code != http.StatusOK || !strings.Contains(page, notice) || took > 2*time.Second {
			t.Errorf("GET %s without the broker: status %d after %v, notice %v, want 200 at once and a notice", path, code, took, strings.Contains(page, notice))
		}
	}
	var st api.Status
	if _, raw := get("/api/v1/status"); json.Unmarshal([]byte(raw), &st) != nil || st.Catalogue.Connected || st.Catalogue.AsOf == nil ||
		uint64(st.Log.Position) != uint64(st.Catalogue.Position) {
		t.Errorf("status without the broker: %s", raw)
	}
	if code, _ := get("/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("/readyz without the broker: %d, want 503", code)
	}
	select {
	case err := <-ended:
		t.Fatalf("the hub has stopped: %v", err)
	default:
	}
}
