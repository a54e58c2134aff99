package api_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/api"
)

// problem asks and expects problem details.
func (h *hub) problem(d *described, method, path string, want int) api.Problem {
	h.T.Helper()
	req, err := http.NewRequestWithContext(h.T.Context(), method, h.URL+path, nil)
	if err != nil {
		h.T.Fatal(err)
	}
	res := h.Do(req)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		h.T.Fatal(err)
	}
	if res.StatusCode != want || res.Header.Get("Content-Type") != "application/problem+json" {
		h.T.Fatalf("%s %s: %d %s, want %d problem details: %s", method, path, res.StatusCode, res.Header.Get("Content-Type"), want, raw)
	}
	d.holds("ProblemDetails", raw)
	var p api.Problem
	if err := json.Unmarshal(raw, &p); err != nil {
		h.T.Fatal(err)
	}
	if p.Status != want || p.Title == "" || p.Detail == "" || p.DetailEn == "" {
		h.T.Errorf("%s %s: problem %+v, want status %d with title, detail and detailEn", method, path, p, want)
	}
	return p
}

func TestProblems(t *testing.T) {
	h, _ := demoHub(t)
	d := description(t, h)
	for name, c := range map[string]struct {
		method, path string
		status       int
		pointers     string // of the problems
	}{
		"no such address":      {"GET", "/api/v1/nothing", 404, ""},
		"no such offer":        {"GET", "/api/v1/offers/by:bayvsa:none", 404, ""},
		"no offer's id":        {"GET", "/api/v1/offers/none", 404, ""},
		"history of nothing":   {"GET", "/api/v1/offers/by:bayvsa:none/history", 404, ""},
		"outside of the API":   {"GET", "/elsewhere", 404, ""},
		"wrong method":         {"DELETE", "/api/v1/offers", 405, ""},
		"wrong method, POST":   {"POST", "/api/v1/status", 405, ""},
		"wrong method, GET":    {"GET", "/api/v1/validate", 405, ""},
		"too long":             {"GET", "/api/v1/offers?q=" + strings.Repeat("a", api.MaxAddress), 414, ""},
		"unknown parameter":    {"GET", "/api/v1/offers?lnad=by", 400, "?lnad"},
		"planned parameters":   {"GET", "/api/v1/offers?near=Mainz&radius=25&as_of=7", 400, "?as_of"},
		"unknown of one offer": {"GET", "/api/v1/offers/by:bayvsa:1?land=by", 400, "?land"},
		"unknown of status":    {"GET", "/api/v1/status?land=by", 400, "?land"},
		"every problem":        {"GET", "/api/v1/offers?land=xx&limit=101&from=gestern&free=ja&sort=beste&level=dqr9", 400, "?free ?from ?land ?level ?limit ?sort"},
		"negative":             {"GET", "/api/v1/offers?offset=-1&limit=1.5", 400, "?limit ?offset"},
		"twice":                {"GET", "/api/v1/offers?q=a&q=b", 400, "?q"},
		"no UTF-8":             {"GET", "/api/v1/offers?q=%ff&provider=%fe", 400, "?provider ?q"},
		"unreadable":           {"GET", "/api/v1/offers?q=%zz", 400, ""},
		"employer":             {"GET", "/api/v1/offers?employer=boss&myLand=hub", 400, "?employer ?myLand"},
		"too many values":      {"GET", "/api/v1/offers?topic=" + strings.Repeat("a,", 100) + "a", 400, "?topic"},
	} {
		t.Run(name, func(t *testing.T) {
			h.T = t
			p := h.problem(d, c.method, c.path, c.status)
			var pointers []string
			for _, one := range p.Problems {
				pointers = append(pointers, one.Pointer)
				if one.Message == "" || one.MessageEn == "" || one.Rule == "" {
					t.Errorf("problem %+v says too little", one)
				}
			}
			if got := strings.Join(pointers, " "); got != c.pointers {
				t.Errorf("problems at %q, want %q", got, c.pointers)
			}
		})
	}
}

func TestWrongMethodNamesTheRightOnes(t *testing.T) {
	h := newHub(t)
	for path, want := range map[string]string{"/api/v1/offers": "GET, HEAD", "/api/v1/validate": "POST"} {
		for method, status := range map[string]int{http.MethodPut: 405, http.MethodOptions: 204} {
			req, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			res := h.Do(req)
			res.Body.Close()
			if got := res.Header.Get("Allow"); got != want || res.StatusCode != status {
				t.Errorf("%s %s: status %d, Allow %q, want %d, %q", method, path, res.StatusCode, got, status, want)
			}
		}
	}
}

func TestOurFaultSaysNothingOfTheInside(t *testing.T) {
	h := newHub(t, func(cfg *api.Config) {
		cfg.Status = func(context.Context) (api.Status, error) { return api.Status{}, errors.New("secret path /var/lib") }
		cfg.Ready = func(context.Context) error { return errors.New("secret path /var/lib") }
	})
	d := description(t, h)
	for path, status := range map[string]int{"/api/v1/status": 500, "/readyz": 503} {
		if p := h.problem(d, "GET", path, status); strings.Contains(p.Error()+p.Detail, "secret") {
			t.Errorf("%s tells %+v", path, p)
		}
	}
	if raw, _ := h.raw("/healthz", 200); string(raw) != "ok\n" {
		t.Errorf("healthz says %q, want ok: the process lives", raw)
	}
}

func TestPathsKeepEveryCharacterOfAnID(t *testing.T) {
	h := newHub(t)
	d := description(t, h)
	for _, subject := range []string{"a/b", "a%2Fb", "..", ".", "a b?c#d&e=f", "ä:ö", "*", ">", "日本", `"<script>`} {
		id := h.Publish("th", "x-1", subject, "de.lernverbund.offer.published.v1", offerNamed("Titel "+subject))
		raw, _ := h.raw("/api/v1/offers/"+url.PathEscape(string(id)), 200)
		d.holds("Offer", raw)
		var f api.Full
		if err := json.Unmarshal(raw, &f); err != nil || f.ID != id || f.Subject != subject {
			t.Errorf("offer %q has id %q, subject %q: %v", id, f.ID, f.Subject, err)
		}
		if _, header := h.raw("/api/v1/offers/"+url.PathEscape(string(id))+"/history", 200); header.Get("ETag") == "" {
			t.Errorf("history of %q has no tag", id)
		}
	}
}
